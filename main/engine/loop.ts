import type { LiveChange } from '../cluster/index.ts';
import {
  type AppKey,
  type ApplicationStatus,
  ArgosyError,
  type Operation,
  parseTrackingId,
  type ResourceKey,
} from '../model/index.ts';
import { type Clock, KeyedQueue, type Logger } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import type { Resumed } from './attempt.ts';
import { Automation } from './automation.ts';
import type { Operator } from './operate.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord, Level } from './record.ts';
import type { Records } from './records.ts';
import type { EngineSettings } from './settings.ts';

/** Passes are cheap and mostly wait for others; operations hold requests open. Both are bounded so that memory is. */
const PARALLEL_PASSES = 64;
const PARALLEL_OPERATIONS = 48;

export interface LoopPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly store: Store;
  readonly reconciler: Reconciler;
  readonly operator: Operator;
  readonly settings: () => EngineSettings;
  /** Whether applications are synced by themselves. */
  readonly automatic: () => boolean;
  /** Runs the deletion of an application that carries a deletionTimestamp. */
  readonly remove: (record: AppRecord, signal: AbortSignal) => Promise<void>;
}

/** The queues: compare fast, act slow. An event is turned into the few applications and objects it concerns; nothing scans. */
/** Milliseconds between two comparisons of an application that is being synced. */
const WHILE_OPERATING_MS = 500;

export class Loop {
  readonly #ports: LoopPorts;
  readonly #automation: Automation;
  readonly #stop = new AbortController();
  readonly #passes: KeyedQueue<AppRecord>;
  readonly #operations: KeyedQueue<AppRecord>;
  readonly #deletions: KeyedQueue<AppRecord>;
  readonly #resumed = new Map<AppKey, Resumed | undefined>();
  /** Operations that run, so that a deletion can wait for their end. */
  readonly #ongoing = new Map<AppRecord, Promise<void>>();
  #operationsStarted = 0;

  constructor(ports: LoopPorts) {
    this.#ports = ports;
    this.#automation = new Automation({
      ...ports,
      operate: (record, operation, alter) => this.operate(record, operation, alter),
      lookAgain: (record, ms) => this.refreshAfter(record, 1, ms),
    });
    const failed = (what: string) => (error: unknown, record: AppRecord) => {
      if (this.#stop.signal.aborted) return;
      ports.logger.error(`${what} failed`, { app: record.key, error });
      for (const waiter of record.waiters.splice(0)) waiter.reject(error);
      this.#automation.failed(record, error);
    };
    this.#passes = new KeyedQueue({
      limit: PARALLEL_PASSES,
      // After a start everything may be remembered: 500 passes were one turn of 300 to 450 ms.
      perTurn: 4,
      work: (record, signal) => this.#pass(record, signal),
      onError: failed('a comparison'),
    });
    this.#operations = new KeyedQueue({
      limit: PARALLEL_OPERATIONS,
      work: async (record) => {
        const resumed = this.#resumed.get(record.key);
        this.#resumed.delete(record.key);
        const run = ports.operator.run(record, this.#stop.signal, resumed);
        this.#ongoing.set(record, run);
        try {
          await run;
        } finally {
          this.#ongoing.delete(record);
        }
      },
      onError: failed('an operation'),
    });
    this.#deletions = new KeyedQueue({
      limit: 8,
      work: (record) => this.#delete(record),
      onError: failed('a deletion'),
    });
  }

  get operationsStarted(): number {
    return this.#operationsStarted;
  }

  /** Queues a pass. With `waiter`, it is told the result of a pass that begins after this call. */
  refresh(
    record: AppRecord,
    level: Level,
    dirty: Iterable<ResourceKey> | 'all',
    waiter?: AppRecord['waiters'][number],
  ): void {
    record.want(level, dirty);
    if (level >= 3) record.since = this.#ports.clock.monotonic();
    if (waiter) record.waiters.push(waiter);
    this.#passes.add(record);
  }

  /** At most one such wish waits for an application: the earliest. */
  refreshAfter(record: AppRecord, level: Level, ms: number): void {
    const { clock, records } = this.#ports;
    const due = clock.monotonic() + ms;
    const planned = record.later;
    if (planned && planned.due <= due && planned.level >= level) return;
    planned?.timer.cancel();
    const timer = clock.after(ms, () => {
      record.later = undefined;
      if (records.find(record.key) === record) this.refresh(record, level, 'all');
    });
    record.later = { due, level, timer };
  }

  /** What `alter` makes of the status is in the store together with the operation. */
  operate(record: AppRecord, operation: Operation, alter?: (status: ApplicationStatus) => ApplicationStatus): void {
    this.#ports.operator.accept(record, operation, alter);
    this.#operationsStarted += 1;
    this.#operations.add(record);
  }

  /** Goes on with an operation from before a crash. */
  resume(record: AppRecord, resumed: Resumed | undefined): void {
    this.#resumed.set(record.key, resumed);
    this.#operationsStarted += 1;
    this.#operations.add(record);
  }

  delete(record: AppRecord): void {
    this.#deletions.add(record);
  }

  /** Live objects changed on a cluster: the applications that declare or own them compare just these objects. */
  liveChanged(server: string, changes: readonly LiveChange[]): void {
    for (const change of changes) {
      for (const record of this.#ports.records.byObject(server, change.key)) this.#touch(record, change);
      // An object that goes over to another application concerns the one that had it, too.
      for (const trackingId of new Set([change.after?.trackingId, change.before?.trackingId])) {
        const tracked = trackingId ? parseTrackingId(trackingId) : undefined;
        const owner = tracked && this.#ports.records.find(tracked.app);
        if (owner && owner.destination?.server === server && !owner.target?.desired.has(change.key))
          this.#touch(owner, change);
      }
    }
  }

  async idle(): Promise<void> {
    for (;;) {
      await Promise.all([this.#passes.idle(), this.#operations.idle(), this.#deletions.idle()]);
      if (this.#quiet()) return;
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the engine stops'));
    for (const record of this.#ports.records.all()) record.touched?.cancel();
    await Promise.all([this.#passes.close(), this.#operations.close(), this.#deletions.close()]);
  }

  #quiet(): boolean {
    return [this.#passes, this.#operations, this.#deletions].every(
      (queue) => queue.running === 0 && queue.waiting === 0,
    );
  }

  #touch(record: AppRecord, change: LiveChange): void {
    record.eventAt ??= change.at;
    record.want(1, [change.key]);
    if (record.operation === undefined) this.#passes.add(record);
    else this.#touchLater(record);
  }

  /** A sync of thousands of objects makes as many events: while it runs, they are compared together. Its end compares everything at once. */
  #touchLater(record: AppRecord): void {
    const { clock, records } = this.#ports;
    record.touched ??= clock.after(WHILE_OPERATING_MS, () => {
      record.touched = undefined;
      if (records.find(record.key) === record) this.#passes.add(record);
    });
  }

  /** A deletion begins when nothing writes any more: what waits is dropped, what runs was asked to end. */
  async #delete(record: AppRecord): Promise<void> {
    const ongoing = this.#ongoing.get(record);
    if (ongoing) await ongoing.catch(() => undefined);
    else this.#operations.remove(record);
    await this.#ports.remove(record, this.#stop.signal);
  }

  async #pass(record: AppRecord, signal: AbortSignal): Promise<void> {
    const work = record.take();
    if (this.#ports.records.find(record.key) !== record) {
      for (const waiter of work.waiters) waiter.reject(new ArgosyError('NotFound', `${record.key} was deleted`));
      return;
    }
    // Two wishes of one moment are served by the first pass; the second finds nothing left to do.
    if (work.level === 1 && work.dirty !== 'all' && work.dirty.size === 0 && work.waiters.length === 0) return;
    try {
      await this.#ports.reconciler.pass(record, work, signal);
    } catch (error) {
      for (const waiter of work.waiters) waiter.reject(error);
      throw error;
    }
    record.drift.note(record.rows.values(), this.#ports.clock.now());
    for (const waiter of work.waiters) waiter.resolve(record.app);
    this.#automation.decide(record, work.eventAt);
  }
}
