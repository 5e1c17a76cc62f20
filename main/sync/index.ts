/** The face of the sync room: what a sync does, in which order, and doing it. See README.md. */

import type {
  Application,
  HealthStatus,
  HookType,
  KubeObject,
  OperationPhase,
  OwnerReference,
  ResourceKey,
  ResourceResult,
  ResultCode,
  SyncOperation,
  SyncPhase,
} from '../model/index.ts';

/** One object that the application declares, that lives, or both. */
export interface SyncResource {
  readonly key: ResourceKey;
  /** With tracking and namespace set; undefined = only live (prune candidate). */
  readonly desired: KubeObject | undefined;
  /** Whether a live object exists; its uid guards deletion. */
  readonly live:
    | {
        readonly uid: string;
        readonly resourceVersion: string;
        readonly owners: readonly OwnerReference[];
        readonly object: () => KubeObject;
      }
    | undefined;
  /** From the comparison. */
  readonly modified: boolean;
  readonly namespaced: boolean;
  /** The API server serves the kind now. */
  readonly served: boolean;
}

/** One step for one object. */
export interface SyncTask {
  readonly key: ResourceKey;
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly hook: HookType | undefined;
  readonly act: 'apply' | 'prune' | 'create-namespace';
  readonly resource: SyncResource;
}

export interface SyncStep {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly tasks: readonly SyncTask[];
}

/** Pure result of planning: a value that can be shown, hashed and executed. */
export interface SyncPlan {
  readonly steps: readonly SyncStep[];
  /** Why the plan cannot be executed at all: texts of reference §3.6 step 1. */
  readonly invalid: readonly string[];
}

export interface PlanInput {
  readonly app: Application;
  readonly operation: SyncOperation;
  readonly resources: readonly SyncResource[];
  readonly destinationNamespace: string;
  /** Whether the destination namespace exists now. */
  readonly namespaceExists: boolean;
  /** The one gate (access room) asked for each object: text of the refusal or undefined. */
  readonly refusal: (resource: SyncResource) => string | undefined;
}

/** What execution needs from the world; the engine satisfies it with the cluster, the journal and the health room. */
export interface SyncPorts {
  /** Dry run then apply are separate calls; `apply` throws an ArgosyError or ClusterError with the server's words. */
  dryRun(task: SyncTask, signal: AbortSignal): Promise<void>;
  apply(task: SyncTask, signal: AbortSignal): Promise<{ readonly message: string; readonly object: KubeObject }>;
  prune(task: SyncTask, signal: AbortSignal): Promise<{ readonly message: string }>;
  /** Health of the object now, from the live cache; undefined = kind without health; 'missing' when it does not exist. */
  health(key: ResourceKey, signal: AbortSignal): Promise<HealthStatus | undefined | 'missing'>;
  /** Resolves when any of these objects changed (or the signal aborts). */
  changed(keys: readonly ResourceKey[], signal: AbortSignal): Promise<void>;
  /** The write-ahead journal: resolves when the record is safe. */
  record(entry: SyncRecord): Promise<void>;
  /** Progress for operationState: cheap, synchronous. */
  progress(state: SyncProgress): void;
}

export type SyncRecord =
  | {
      readonly kind: 'intent';
      readonly key: ResourceKey;
      readonly act: SyncTask['act'];
      readonly phase: SyncPhase;
      readonly wave: number;
    }
  | { readonly kind: 'result'; readonly key: ResourceKey; readonly result: ResourceResult };

export interface SyncProgress {
  readonly phase: OperationPhase;
  readonly message: string;
  readonly results: readonly ResourceResult[];
}

export interface SyncOutcome {
  readonly phase: Exclude<OperationPhase, 'Running' | 'Terminating'>;
  readonly message: string;
  readonly results: readonly ResourceResult[];
}

export type { ResultCode };
