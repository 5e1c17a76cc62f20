import type { BlobId, CommitSha, TreeId } from '../model/index.ts';

/** What Git stores, as values. */

export interface TreeEntry {
  readonly name: string;
  readonly kind: 'blob' | 'executable' | 'link' | 'tree' | 'submodule';
  readonly id: BlobId | TreeId | CommitSha;
}

export interface CommitInfo {
  readonly sha: CommitSha;
  readonly tree: TreeId;
  readonly author: string;
  readonly email: string;
  /** Milliseconds since the epoch. */
  readonly date: number;
  readonly message: string;
  readonly parents: readonly CommitSha[];
}
