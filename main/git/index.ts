/** The face of the git room. See README.md for the words. */

import type { BlobId, CommitSha, TreeId } from '../model/index.ts';

/** What it takes to reach a remote. Built by the engine from the repository record and the vault; never logged. */
export interface RepoAccess {
  /** As the Application names it: https://…, ssh://…, git@host:path, file://…, or an absolute local path. */
  readonly url: string;
  readonly credentials?: GitCredentials;
  readonly insecure?: boolean;
  /** PEM bundle to trust beside the system's. */
  readonly caBundle?: string;
  readonly proxy?: string;
}

export type GitCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'ssh'; readonly privateKey: string; readonly knownHosts?: string };

/** One advertised set of references: the answer of a single `ls-remote`. */
export interface RemoteRefs {
  /** Target of the symbolic HEAD, for example `refs/heads/main`; absent on an empty or detached remote. */
  readonly head?: { readonly ref?: string; readonly commit: CommitSha };
  /** Full name (`refs/heads/x`, `refs/tags/y`) → commit; annotated tags are peeled. */
  readonly refs: ReadonlyMap<string, CommitSha>;
}

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

/**
 * One Git implementation over a folder of bare caches. Two adapters pass the same contract suite: the system's `git`
 * and isomorphic-git. Errors are ArgosyError with the remote's own words in `message`.
 */
export interface GitBackend {
  readonly name: 'system' | 'embedded';
  listRefs(repo: RepoAccess, signal?: AbortSignal): Promise<RemoteRefs>;
  /** After this the commit with all its trees and blobs can be read. Does nothing when it is there already. */
  fetch(repo: RepoAccess, commit: CommitSha, ref: string | undefined, signal?: AbortSignal): Promise<void>;
  commit(repo: RepoAccess, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo>;
  tree(repo: RepoAccess, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]>;
  /** Refuses blobs above `maxBytes`. */
  blob(repo: RepoAccess, blob: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ResolvedRevision {
  readonly commit: CommitSha;
  /** Full reference that named it; absent for a SHA. */
  readonly ref?: string;
}

/**
 * All repositories of an installation: one `ls-remote` and one fetch serve every application of a repository, reads are
 * deduplicated, trees are remembered by id.
 */
export interface Repositories {
  /**
   * Branch, tag, full or short SHA, HEAD, or a semver constraint over tags (reference §1.4).
   * 'cached' uses the refs last seen if there are any, 'latest' asks the remote; callers at the same time share one answer.
   */
  resolve(
    request: {
      readonly url: string;
      readonly revision: string;
      readonly tagPrefix?: string;
      readonly freshness: 'cached' | 'latest';
    },
    signal?: AbortSignal,
  ): Promise<ResolvedRevision>;
  /** Fetches the commit if it is not in the cache. */
  commit(url: string, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo>;
  /** The tree at `path` ('' or '.' is the root); undefined when there is no folder of that name. No checkout, no blob read. */
  treeAt(url: string, commit: CommitSha, path: string, signal?: AbortSignal): Promise<TreeId | undefined>;
  tree(url: string, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]>;
  blob(url: string, blob: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Told when the refs of a repository moved: by a file-system watch of a local repository, or by a `latest` resolve. */
  onRefsMoved(listener: (url: string) => void): () => void;
  /** Keep watching (local) this repository for as long as somebody is interested. */
  watch(url: string): () => void;
  /** Reaches the remote with these credentials, without caching. Throws the remote's words. */
  test(access: RepoAccess, signal?: AbortSignal): Promise<void>;
  state(url: string): RepositoryState;
  /** Counts since the start, for the bench and the diagnostics page. */
  counters(): {
    readonly lsRemotes: number;
    readonly fetches: number;
    readonly spawned: number;
    readonly blobsRead: number;
  };
  close(): Promise<void>;
}

export interface RepositoryState {
  readonly status: 'unknown' | 'ok' | 'failed';
  readonly message?: string;
  /** Milliseconds since the epoch of the last attempt. */
  readonly at?: number;
}
