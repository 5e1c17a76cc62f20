/** What a plan is made from and made of. */

import type {
  Application,
  HookDeletePolicy,
  HookType,
  KubeObject,
  OwnerReference,
  PropagationPolicy,
  ResourceKey,
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
  /** Identifies what differs now, of a modified one: a plan that a person has read holds for just this. */
  readonly drift?: string;
  /** Other applications that declare it: then it is not pruned. */
  readonly declaredBy?: readonly string[];
  readonly namespaced: boolean;
  /** The API server serves the kind now. */
  readonly served: boolean;
  /** Of the destination namespace: it is there already, and nothing of it but its managed metadata is ours. */
  readonly exists?: boolean;
}

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
   * Why this object cannot be dry-run as it will be applied: its kind or its namespace comes into being in this same sync, or the live object will be
   * deleted first and must not be what the server compares with.
   */
  readonly dryRun: 'yes' | 'kind-not-there-yet' | 'namespace-not-there-yet' | 'replaces-live-object';
  /** Of a prune. */
  readonly propagation: PropagationPolicy;
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
  /** Of a hook that asked for a generated name: the manifest's own `generateName`. */
  readonly generateName?: string | undefined;
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
  /** Options of the operation, sorted; `force`, `hooks` and `prune` of its request among them. */
  readonly options: readonly string[];
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
  /** As it lives, where its metadata is managed. */
  readonly namespace?: KubeObject;
  /** The one gate (access room) asked for each object: text of the refusal or undefined. */
  readonly refusal: (resource: SyncResource) => string | undefined;
  /** The commit that is synced: part of the generated names of hooks. Default: the operation's. */
  readonly revision?: string;
  /** Start of the operation, milliseconds since the epoch: part of the generated names of hooks. Needed only where a hook asks for one. */
  readonly startedAt?: number;
}
