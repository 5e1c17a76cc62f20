import type { BlobId, CommitSha, TreeId } from '../model/index.ts';
import type { Author, BranchChange, LineageRequest, LineageStep } from './authoring.ts';
import type { CommitInfo, RepoAccess, TreeEntry } from './backend.ts';
import type { ResolvedRevision } from './resolve-revision.ts';

/**
 * All repositories of an installation: one `ls-remote` and one fetch serve every application of a repository, reads are
 * deduplicated, trees are remembered by id.
 */
export interface Repositories {
  /**
   * Branch, tag, full or short SHA, HEAD, or a semver constraint over tags (reference §1.4).
   * 'cached' uses the refs last seen if there are any, 'latest' asks the remote; callers at the same time share one answer.
   * An answer that was asked for at or after `since` counts as the latest: give the instant at which the refresh was requested, and
   * 500 applications that were refreshed together cost one `ls-remote`, however long their queue is.
   * After a failure 'latest' repeats the error until its back-off has passed; `force` asks all the same: a person waits.
   */
  resolve(
    request: {
      readonly url: string;
      readonly revision: string;
      readonly tagPrefix?: string | undefined;
      readonly freshness: 'cached' | 'latest';
      readonly force?: boolean | undefined;
      /** Of the clock's `monotonic()`. */
      readonly since?: number | undefined;
    },
    signal?: AbortSignal,
  ): Promise<ResolvedRevision>;
  /** Fetches the commit if it is not in the cache. */
  commit(url: string, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo>;
  /** The tree at `path` ('' or '.' is the root); undefined when there is no folder of that name. No checkout, no blob read. */
  treeAt(url: string, commit: CommitSha, path: string, signal?: AbortSignal): Promise<TreeId | undefined>;
  /** Links and submodules are described, never followed. */
  tree(url: string, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]>;
  blob(url: string, blob: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The commits since one that touched some paths, newest first; see LineageStep. */
  lineage(url: string, request: LineageRequest, signal?: AbortSignal): Promise<readonly LineageStep[]>;
  /**
   * Moves a branch in one step; afterwards the new references are known, and who listens is told. Throws Conflict when the
   * branch moved meanwhile, AlreadyExists when a new branch's name is taken, PermissionDenied in the remote's own words.
   */
  push(url: string, change: BranchChange, signal?: AbortSignal): Promise<void>;
  /** Who a commit to this repository would be by. */
  author(url: string, signal?: AbortSignal): Promise<Author>;
  /** Told when the refs of a repository moved: by a file-system watch of a local repository, or by a `latest` resolve. */
  onRefsMoved(listener: (url: string) => void): () => void;
  /** Keep watching (local) this repository for as long as somebody is interested. */
  watch(url: string): () => void;
  /** Reaches the remote with these credentials, without caching. Throws the remote's words. */
  test(access: RepoAccess, signal?: AbortSignal): Promise<void>;
  /** The credentials of this repository have changed, or a person asks for a new start: its access and failure are forgotten. */
  forget(url: string): void;
  state(url: string): RepositoryState;
  /** Counts since the start, for the bench and the diagnostics page. */
  counters(): RepositoryCounters;
  close(): Promise<void>;
}

export interface RepositoryState {
  readonly status: 'unknown' | 'ok' | 'failed';
  readonly message?: string;
  /** Milliseconds since the epoch of the last attempt. */
  readonly at?: number;
}

export interface RepositoryCounters {
  readonly lsRemotes: number;
  readonly fetches: number;
  readonly spawned: number;
  readonly treesRead: number;
  readonly blobsRead: number;
}
