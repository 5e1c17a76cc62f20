import type { BlobId, CommitSha, TreeId } from '../model/index.ts';
import type { Author, BranchChange, LineageRequest, LineageStep } from './authoring.ts';
import type { CommitInfo, TreeEntry } from './stored.ts';

export type { CommitInfo, TreeEntry } from './stored.ts';

/** What it takes to reach a remote. Built by the engine from the repository record and the vault; never logged. */
export interface RepoAccess {
  /** As the Application names it: https://…, ssh://…, git@host:path, file://…, or an absolute local path. */
  readonly url: string;
  readonly credentials?: GitCredentials;
  /** Checks neither certificates nor host keys (reference §10.1). */
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

/**
 * One Git implementation over a folder of bare caches. Two adapters pass the same contract suite: the system's `git`
 * and isomorphic-git. Errors are ArgosyError with the remote's own words in `message`.
 */
export interface GitBackend {
  readonly name: 'system' | 'embedded';
  listRefs(repo: RepoAccess, signal?: AbortSignal): Promise<RemoteRefs>;
  /** After this the commit with all its trees and blobs can be read. Does nothing when it is there already. */
  fetch(repo: RepoAccess, commit: CommitSha, ref: string | undefined, signal?: AbortSignal): Promise<void>;
  /** The full ids that begin with these 4 to 40 hex characters, commits only. Asks the remote for its history if it must. */
  expand(repo: RepoAccess, prefix: string, signal?: AbortSignal): Promise<readonly CommitSha[]>;
  commit(repo: RepoAccess, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo>;
  tree(repo: RepoAccess, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]>;
  /** Refuses blobs above `maxBytes`. */
  blob(repo: RepoAccess, blob: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** The commits since `since` that touched a path (lineage.ts). Asks the remote for its history, without files, if it must. */
  lineage(repo: RepoAccess, request: LineageRequest, signal?: AbortSignal): Promise<readonly LineageStep[]>;
  /**
   * Moves a branch, or nothing at all. Throws Conflict when it is not where it was expected, AlreadyExists for a new branch of a
   * name that is taken, PermissionDenied with the remote's words when it refuses.
   */
  push(repo: RepoAccess, change: BranchChange, signal?: AbortSignal): Promise<void>;
  /** Who commits of this person are by. Throws FailedPrecondition when nobody said. */
  author(repo: RepoAccess, signal?: AbortSignal): Promise<Author>;
  counters(): BackendCounters;
  close(): Promise<void>;
}

/** Counts since the start. */
export interface BackendCounters {
  /** Answers of a remote to "which references have you?", local repositories included. */
  readonly lsRemotes: number;
  /** Transfers of objects. Zero for local repositories of the system adapter: they are read in place. */
  readonly fetches: number;
  /** Processes (system) or threads (embedded). */
  readonly spawned: number;
  readonly treesRead: number;
  readonly blobsRead: number;
}
