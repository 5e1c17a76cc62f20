/** What carrying out a plan needs from the world, and what it tells. */

import type {
  ErrorReason,
  HealthStatus,
  KubeObject,
  OperationPhase,
  ResourceKey,
  ResourceResult,
  SyncPhase,
} from '../model/index.ts';
import type { SyncTask } from './task.ts';

/** What execution needs from the world; the engine satisfies it with the cluster, the journal and the health room. */
export interface SyncPorts {
  /**
   * Dry run then apply are separate calls; both throw an ArgosyError (ClusterError is one) with the server's words. All of a run are asked for at
   * once: the port keeps the cluster's budget. Where it knows that nothing would change it may answer without a request. What cannot be tried as it
   * will be applied (`task.options.dryRun`) is tried as well as it can be, and refused only for what would be refused then, too.
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
  /** Whether the object exists, from the server itself and not from a cache; default: `health` does not say 'missing'. */
  exists?(key: ResourceKey, signal: AbortSignal): Promise<boolean>;
  /** Whether the object with this uid is gone; default: `health` says 'missing'. */
  gone?(key: ResourceKey, uid: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Resolves when any of these objects changed (or the signal aborts), best with the keys of those that did: only they are looked at again. Without
   * keys all of them are.
   */
  changed(keys: readonly ResourceKey[], signal: AbortSignal): Promise<Changed>;
  /** Resolves once the person approved pruning for this operation (or the signal aborts); at once if they already have. */
  approved?(signal: AbortSignal): Promise<void>;
  /**
   * Before each step: undefined when it may be done, else resolves once it may (or the signal aborts). What has begun is held too when a sync window
   * shuts, unless the window lets it overrun (reference §3.1, §3.10).
   */
  held?(signal: AbortSignal): Promise<void> | undefined;
  /** Needed for plans with hooks. */
  readonly hooks?: HookPorts;
  /** The write-ahead journal: resolves when the record is safe. */
  record(entry: SyncRecord): Promise<void>;
  /** Progress for operationState: cheap, synchronous. `results` is a snapshot. */
  progress(state: SyncProgress): void;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a port that does not know which objects changed answers nothing.
export type Changed = readonly ResourceKey[] | undefined | void;

export interface HookPorts {
  /** Takes the hook finalizer off the live object; absent objects are fine. `deleting`: it is there, and on its way out already. */
  finish(task: SyncTask, signal: AbortSignal): Promise<{ readonly deleting?: boolean }>;
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
  /** It waits for a person, or for a time. */
  readonly reason?: ErrorReason;
  readonly results: readonly ResourceResult[];
}

export interface SyncOutcome {
  readonly phase: Exclude<OperationPhase, 'Running' | 'Terminating'>;
  readonly message: string;
  readonly results: readonly ResourceResult[];
}
