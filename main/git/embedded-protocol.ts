import type { CommitSha, ErrorCode } from '../model/index.ts';
import type { BranchChange, LineageRequest, LineageStep } from './authoring.ts';
import type { CommitInfo, RemoteRefs, RepoAccess, TreeEntry } from './backend.ts';
import type { EnvironmentProxies } from './proxies.ts';

/** What the embedded adapter and its thread say to each other. */
export type Task =
  | { readonly do: 'list-refs'; readonly access: RepoAccess }
  | { readonly do: 'fetch'; readonly access: RepoAccess; readonly commit: CommitSha }
  | { readonly do: 'expand'; readonly access: RepoAccess; readonly prefix: string }
  | { readonly do: 'commit'; readonly access: RepoAccess; readonly id: CommitSha }
  | { readonly do: 'tree'; readonly access: RepoAccess; readonly id: string }
  | { readonly do: 'blob'; readonly access: RepoAccess; readonly id: string; readonly maxBytes: number }
  | { readonly do: 'lineage'; readonly access: RepoAccess; readonly request: LineageRequest }
  | { readonly do: 'push'; readonly access: RepoAccess; readonly change: BranchChange };

export interface Answers {
  readonly 'list-refs': RemoteRefs;
  readonly fetch: { readonly downloaded: boolean };
  readonly expand: readonly CommitSha[];
  readonly commit: CommitInfo;
  readonly tree: readonly TreeEntry[];
  readonly blob: Uint8Array;
  readonly lineage: { readonly steps: readonly LineageStep[]; readonly downloaded: boolean };
  readonly push: undefined;
}

export type ToThread =
  | { readonly kind: 'task'; readonly number: number; readonly task: Task }
  | { readonly kind: 'abort'; readonly number: number };

export type FromThread =
  | { readonly kind: 'done'; readonly number: number; readonly value: Answers[keyof Answers] }
  | { readonly kind: 'failed'; readonly number: number; readonly error: PlainError };

/** An error on its way between threads: a class does not survive the passage. */
export interface PlainError {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly subject: string | undefined;
  readonly advice: string | undefined;
  readonly retry: boolean;
}

export interface ThreadSetup {
  readonly folder: string;
  readonly proxies: EnvironmentProxies;
  readonly stall: number;
  readonly maxRepository: number;
}
