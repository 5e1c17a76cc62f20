import type { HealthScripts } from '../health/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import type { Reconciler } from './reconcile.ts';
import type { EngineSettings } from './settings.ts';
import type { TaskHandle } from './tasks.ts';

/** What a step of a deletion works with. */
export interface StepPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly reconciler: Pick<Reconciler, 'loadTarget' | 'inputsOf'>;
  readonly health: HealthScripts;
  readonly settings: () => EngineSettings;
}

/** What is in memory about a deletion under way: only when to look again and what people see. Everything else is read from the cluster. */
export interface Underway {
  readonly task: TaskHandle;
  /** Looks in a row that failed. */
  failures: number;
  /** Of the hooks that run: why they failed last, when (monotonic milliseconds) they are tried again, and whether they are being tried. */
  hooks: { readonly message: string; readonly again: number; readonly trying: boolean } | undefined;
  /** Which hook is waited for, and since when (monotonic milliseconds). */
  running: { readonly message: string; readonly since: number; readonly at: string } | undefined;
  /** How often hooks have failed. */
  tries: number;
  /** Objects that are vanishing, by uid, and since when (monotonic milliseconds). */
  vanishing: ReadonlyMap<string, number>;
  /** When the first of them was (monotonic milliseconds), and as people read it. */
  since: { readonly first: number; readonly at: string } | undefined;
  /** Objects that there were at most, for the progress. */
  most: number;
  /** Ends the wait for the next look. */
  rest: () => void;
}
