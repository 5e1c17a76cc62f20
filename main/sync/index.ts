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
        /** Saves reading the whole object for its version. */
        readonly apiVersion?: string;
      }
    | undefined;
  /** From the comparison. */
  readonly modified: boolean;
  readonly namespaced: boolean;
  /** The API server serves the kind now. */
  readonly served: boolean;
}

export type Propagation = 'Foreground' | 'Background' | 'Orphan';
export type HookDeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation';

/** What applies to one task of the options of reference §3.8, application and object level already weighed against each other. */
export interface SyncTaskOptions {
  /** Schema validation by the API server. */
  readonly validate: boolean;
  /**
   * Replace instead of apply; create where nothing lives. CRDs and Namespaces are updated in place, never deleted (reference §3.7).
   * It beats server-side apply.
   */
  readonly replace: boolean;
  /** Delete and create again when a patch is rejected. */
  readonly force: boolean;
  /** False: a client-side apply that kubectl's last-applied annotation understands. */
  readonly serverSideApply: boolean;
  /** Take over the fields that `migrationManager` owns before a server-side apply. */
  readonly clientSideApplyMigration: boolean;
  readonly migrationManager: string;
  /** Copy ignored fields from live into what is applied (reference §2.6). */
  readonly respectIgnoreDifferences: boolean;
  /**
   * Why this object cannot be dry-run: its kind or its namespace comes into being in this same sync, or the live object will be deleted first and
   * must not be what the server compares with.
   */
  readonly dryRun: 'yes' | 'kind-not-there-yet' | 'namespace-not-there-yet' | 'replaces-live-object';
  /** Of a prune. */
  readonly propagation: Propagation;
  /** The prune waits for a person's approval. */
  readonly confirm: boolean;
}

/** One step for one object. */
export interface SyncTask {
  /** Of `resource`, with the final name where a hook asked for a generated one. */
  readonly key: ResourceKey;
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly hook: HookType | undefined;
  readonly act: 'apply' | 'prune' | 'create-namespace';
  /** `desired` is exactly what is applied: named, with the hook finalizer, with the namespace's metadata. */
  readonly resource: SyncResource;
  readonly options: SyncTaskOptions;
  /** Of hooks; empty for others. */
  readonly deletePolicies: readonly HookDeletePolicy[];
  /** Set: the object is left alone and this is its result (`ignored (requires pruning)`, `ignored (no prune)`). */
  readonly skipped: string | undefined;
  /** Set: why this task may not run; the plan is then invalid. */
  readonly refusal: string | undefined;
}

export interface SyncStep {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly tasks: readonly SyncTask[];
}

/** Pure result of planning: a value that can be shown, hashed and executed. */
export interface SyncPlan {
  /** In order of execution. Steps of phase SyncFail are last and run only after a failure. */
  readonly steps: readonly SyncStep[];
  /** Why the plan cannot be executed at all: texts of reference §3.6 step 1, distinct and sorted. */
  readonly invalid: readonly string[];
  /** Selective syncs run no hooks and leave no history entry. */
  readonly selective: boolean;
  /** The operation's own dryRun: every step is only tried (reference §3.13). */
  readonly dryRun: boolean;
}

export interface PlanInput {
  readonly app: Application;
  readonly operation: SyncOperation;
  /**
   * Hooks too: they are told apart by their annotations. Without the synthetic Namespace of reference §2.2 step 8 and without what the
   * project does not permit to read.
   */
  readonly resources: readonly SyncResource[];
  readonly destinationNamespace: string;
  /** Whether the destination namespace exists now. */
  readonly namespaceExists: boolean;
  /** The one gate (access room) asked for each object: text of the refusal or undefined. */
  readonly refusal: (resource: SyncResource) => string | undefined;
  /** The commit that is synced: part of the generated names of hooks. Default: the operation's. */
  readonly revision?: string;
  /** Start of the operation, milliseconds since the epoch: part of the generated names of hooks. Needed only where a hook asks for one. */
  readonly startedAt?: number;
}

/** What execution needs from the world; the engine satisfies it with the cluster, the journal and the health room. */
export interface SyncPorts {
  /**
   * Dry run then apply are separate calls; both throw an ArgosyError (ClusterError is one) with the server's words. All of a run are asked for at
   * once: the port keeps the cluster's budget. Where it knows that nothing would change it may answer without a request.
   */
  dryRun(task: SyncTask, signal: AbortSignal): Promise<void>;
  apply(task: SyncTask, signal: AbortSignal): Promise<{ readonly message: string; readonly object: KubeObject }>;
  /** Deletes exactly the object with the uid of `task.resource.live`. `gone`: it does not exist any more, there is nothing to wait for. */
  prune(task: SyncTask, signal: AbortSignal): Promise<{ readonly message: string; readonly gone?: boolean }>;
  /**
   * Health of the object now, from the live cache; undefined = kind without health; 'missing' when it does not exist. With `since` (the resourceVersion
   * that the apply answered) the port may answer 'behind' while its cache is older than that, so that nobody waits on yesterday's health.
   */
  health(
    key: ResourceKey,
    signal: AbortSignal,
    since?: string,
  ): Promise<HealthStatus | undefined | 'missing' | 'behind'>;
  /** Whether the object with this uid is gone; default: `health` says 'missing'. */
  gone?(key: ResourceKey, uid: string, signal: AbortSignal): Promise<boolean>;
  /** Resolves when any of these objects changed (or the signal aborts). */
  changed(keys: readonly ResourceKey[], signal: AbortSignal): Promise<void>;
  /** Resolves once the person approved pruning for this operation (or the signal aborts); at once if they already have. */
  approved?(signal: AbortSignal): Promise<void>;
  /** Needed for plans with hooks. */
  readonly hooks?: HookPorts;
  /** The write-ahead journal: resolves when the record is safe. */
  record(entry: SyncRecord): Promise<void>;
  /** Progress for operationState: cheap, synchronous. `results` is a snapshot. */
  progress(state: SyncProgress): void;
}

export interface HookPorts {
  /** Takes the hook finalizer off the live object; absent objects are fine. */
  finish(task: SyncTask, signal: AbortSignal): Promise<void>;
  /** Deletes the hook object; `gone` as for prune, and for an object that did not exist. */
  remove(task: SyncTask, signal: AbortSignal): Promise<{ readonly gone?: boolean }>;
}

export type SyncAct = SyncTask['act'] | 'finish-hook' | 'remove-hook';

export type SyncRecord =
  | {
      readonly kind: 'intent';
      readonly key: ResourceKey;
      readonly act: SyncAct;
      readonly phase: SyncPhase;
      readonly wave: number;
    }
  | {
      readonly kind: 'result';
      readonly key: ResourceKey;
      readonly result: ResourceResult;
      /** What was stored: lets a resumed operation wait for health that is not older. */
      readonly resourceVersion?: string;
    };

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

export { applyMessage } from './apply-message.ts';
export { describePlan, type PlanRow } from './describe-plan.ts';
export { type ExecuteOptions, execute, TERMINATE } from './execute.ts';
export { plan } from './plan.ts';
export { planHash } from './plan-hash.ts';
export { nextAttempt, retryDelay, selfHealDelay } from './retry.ts';
export type { ResultCode };
