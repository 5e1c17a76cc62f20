import { ArgosyError, type OperationPhase, type ResourceResult } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { Ledger, type TaskState } from './ledger.ts';
import { Outage } from './outage.ts';
import type { HookPorts, SyncAct, SyncOutcome, SyncPorts } from './ports.ts';
import type { SyncPlan, SyncTask } from './task.ts';

/** Progress inside a large run is told every so many results, so that telling costs less than doing. */
const RESULTS_PER_PROGRESS = 50;

/** Thrown out of every wait when the operation's signal was aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** One execution of a plan: its ports, its signal and what is known of each task. */
export class SyncRun {
  readonly plan: SyncPlan;
  readonly ports: SyncPorts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly ledger = new Ledger();
  /** Hooks of an earlier execution in whose way nothing stood when it was about to create them: whatever is there now is what it created. */
  readonly cleared = new Set<SyncTask>();
  /** Hooks that a delete policy took away already. */
  readonly removed = new Set<SyncTask>();
  /** Tasks whose object was sent and whose answer was not read yet. */
  readonly #sent = new Set<SyncTask>();
  #message = '';
  #untold = 0;

  constructor(plan: SyncPlan, ports: SyncPorts, clock: Clock, signal: AbortSignal) {
    this.plan = plan;
    this.ports = ports;
    this.clock = clock;
    this.signal = signal;
  }

  get tasks(): readonly SyncTask[] {
    return this.plan.steps.flatMap((step) => step.tasks);
  }

  get hooks(): HookPorts {
    if (this.ports.hooks === undefined) {
      throw new ArgosyError(
        'FailedPrecondition',
        'hooks cannot be run here: the plan has some and no way to run them was given',
      );
    }
    return this.ports.hooks;
  }

  throwIfInterrupted(): void {
    if (this.signal.aborted) throw new Interrupted();
  }

  tell(message: string, phase: OperationPhase = 'Running'): void {
    this.#message = message;
    this.#untold = 0;
    this.ports.progress({ phase, message, results: this.ledger.results() });
  }

  /** That it goes on only when a person says so. */
  tellWaits(message: string): void {
    this.#message = message;
    this.#untold = 0;
    this.ports.progress({ phase: 'Running', message, reason: 'AwaitsConfirmation', results: this.ledger.results() });
  }

  /** As `tell`, but silent while the same thing goes on. */
  tellOnce(message: string): void {
    if (message !== this.#message || this.#untold > 0) this.tell(message);
  }

  /** Notes what became of a task, in memory only. */
  note(task: SyncTask, change: Partial<TaskState> & { readonly phase: OperationPhase }): ResourceResult {
    const result = this.ledger.set(task, change);
    this.#untold += 1;
    if (this.#untold >= RESULTS_PER_PROGRESS) this.tell(this.#message);
    return result;
  }

  /** Notes what became of a task, and resolves when the journal has it. */
  async settle(task: SyncTask, change: Partial<TaskState> & { readonly phase: OperationPhase }): Promise<void> {
    const result = this.note(task, change);
    const since = this.ledger.get(task)?.since;
    await this.ports.record({
      kind: 'result',
      key: task.key,
      result,
      ...(since !== undefined && { resourceVersion: since }),
    });
  }

  /** Resolves when the journal knows that this is about to be done. Nothing is written to a cluster before. */
  async intend(task: SyncTask, act: SyncAct): Promise<void> {
    await this.ports.record({ kind: 'intent', key: task.key, act, phase: task.phase, wave: task.wave });
    this.throwIfInterrupted();
  }

  /** The request for this task is about to leave. */
  started(task: SyncTask): void {
    this.#sent.add(task);
  }

  /** Whether this task may have left something in the cluster. */
  wasStarted(task: SyncTask): boolean {
    return this.#sent.has(task);
  }

  outcome(phase: SyncOutcome['phase'], message: string): SyncOutcome {
    return { phase, message, results: this.ledger.results() };
  }

  /**
   * Waits for a request about one object: its answer, or the words of a refusal. An interruption goes on as such, and what nobody could cause or
   * mend is a bug and goes on too: neither may look like a refusal of the server.
   */
  async ask<T>(call: Promise<T>): Promise<{ readonly answer: T } | { readonly refused: string }> {
    try {
      return { answer: await call };
    } catch (error) {
      this.throwIfInterrupted();
      if (error instanceof ArgosyError) return { refused: error.message };
      throw error;
    }
  }

  /** Whether an error that came out of a port is only the echo of the aborted signal. */
  isInterruption(error: unknown): boolean {
    if (error instanceof Interrupted) return true;
    if (!this.signal.aborted) return false;
    if (error === this.signal.reason || error instanceof ArgosyError || error instanceof Outage) return true;
    return error instanceof Error && error.name === 'AbortError';
  }
}

/** Runs all at once and waits for every one of them, also when some fail: nothing is left running behind anybody's back. */
export async function all<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  const outcomes = await Promise.allSettled(items.map(run));
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (failures.length === 0) return;
  // A bug outranks an interruption and an outage: it must not be taken for one.
  const known = ({ reason }: PromiseRejectedResult) => reason instanceof Interrupted || reason instanceof Outage;
  const worst = failures.find((failure) => !known(failure)) ?? failures[0]!;
  throw worst.reason as Error;
}
