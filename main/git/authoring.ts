import type { BlobId, CommitSha, TreeId } from '../model/index.ts';
import type { CommitInfo, TreeEntry } from './stored.ts';

/** Who a commit is by, as the person's own Git would write it. */
export interface Author {
  readonly name: string;
  readonly email: string;
  /** `commit.gpgSign` is on in the person's Git; commits of ours are not signed all the same. */
  readonly signs: boolean;
}

/** An object that no repository has yet. */
export interface NewObject {
  readonly kind: 'blob' | 'tree' | 'commit';
  readonly id: BlobId | TreeId | CommitSha;
  readonly bytes: Uint8Array;
}

export interface LineageRequest {
  readonly tip: CommitSha;
  readonly since: CommitSha;
  /** Folders or files from the root; '' is everything. */
  readonly paths: readonly string[];
}

/** A commit that touched one of the paths, seen from the line that leads down to `since`. */
export interface LineageStep {
  readonly commit: CommitInfo;
  /** The parent on that line: what the commit did is the difference from it. The first parent, unless only another one leads there. */
  readonly mainline: CommitSha;
}

/** Moves one branch in one step, or does nothing. */
export interface BranchChange {
  /** Short name. */
  readonly branch: string;
  /** Where the branch must stand; undefined: there must be none of that name. */
  readonly expected: CommitSha | undefined;
  /** What the commit is made on: the branch's tip, or where a new branch begins. In the cache, whole. */
  readonly base: CommitSha;
  readonly commit: CommitSha;
  /** The commit and every tree and blob of it that the repository does not have. */
  readonly objects: readonly NewObject[];
  /** For the reflog of a local repository. */
  readonly by: Author;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What an object store must answer for a commit to be made on top of it. */
export interface ObjectReader {
  tree(id: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]>;
  /** Refuses blobs above `maxBytes`. */
  blob(id: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
}
