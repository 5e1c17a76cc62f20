import type { LiveChange } from '../cluster/index.ts';
import {
  type AppKey,
  type ApplicationStatus,
  ArgosyError,
  type Condition,
  type ConditionType,
  mergeConditions,
  type Operation,
  parseTrackingId,
  type ResourceKey,
} from '../model/index.ts';
import { type Clock, KeyedQueue, type Logger } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import { selfHealDelay } from '../sync/index.ts';
import type { Resumed } from './attempt.ts';
import { decideAutoRollback } from './auto-rollback.ts';
import { type AutoSyncDecision, decideAutoSync } from './decide-auto-sync.ts';
import { FIGHT_AFTER, fightMessage } from './fight.ts';
import { activeHold, holdText, nextHold, refusedMark, withHold } from './hold.ts';
import { offerOf } from './offer.ts';
import type { Operator } from './operate.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord, Level } from './record.ts';
import type { Records } from './records.ts';
import { leaving, rollbackOperation, rollbackSync } from './rollback-operation.ts';
import type { EngineSettings } from './settings.ts';
import { withConditions } from './status.ts';
import { timestamp } from './timestamps.ts';

const DECIDED: ReadonlySet<ConditionType> = new Set<ConditionType>(['SyncError', 'UnknownError']);
const UNFORESEEN: ReadonlySet<ConditionType> = new Set<ConditionType>(['UnknownError']);
const NO_CONDITIONS: readonly Condition[] = [];

/** Who holds and refuses after an automatic rollback. */
const OURSELVES = 'argosy';

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
export class Loop {
  readonly #ports: LoopPorts;
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
    const failed = (what: string) => (error: unknown, record: AppRecord) => {
      if (this.#stop.signal.aborted) return;
      ports.logger.error(`${what} failed`, { app: record.key, error });
      for (const waiter of record.waiters.splice(0)) waiter.reject(error);
      this.#condition(
        record,
        [{ type: 'UnknownError', message: error instanceof Error ? error.message : String(error) }],
        UNFORESEEN,
      );
    };
    this.#passes = new KeyedQueue({
      limit: PARALLEL_PASSES,
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
    await Promise.all([this.#passes.close(), this.#operations.close(), this.#deletions.close()]);
  }

  #quiet(): boolean {
    return [this.#passes, this.#operations, this.#deletions].every(
      (queue) => queue.running === 0 && queue.waiting === 0,
    );
  }

  #touch(record: AppRecord, change: LiveChange): void {
    record.eventAt ??= change.at;
    this.refresh(record, 1, [change.key]);
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
    for (const waiter of work.waiters) waiter.resolve(record.app);
    this.#decide(record, work.eventAt);
  }

  #decide(record: AppRecord, eventAt: number | undefined): void {
    const { clock, records } = this.#ports;
    if (records.find(record.key) !== record || !this.#ports.automatic()) return;
    // The spec was changed while it was compared: the comparison that is queued for it decides.
    if (record.target && record.targetInputs !== this.#ports.reconciler.inputsOf(record.app)) return;
    this.#judgeHold(record);
    if (this.#rollBack(record)) return;
    const { app } = record;
    const settings = this.#ports.settings();
    const fight = record.fights.current(clock.now());
    const hold = activeHold(app, clock.now());
    const decision = decideAutoSync({
      app,
      sync: app.status?.sync?.status ?? 'Unknown',
      resources: app.status?.resources ?? [],
      revisions: record.target?.revisions ?? [],
      operationState: app.status?.operationState,
      operationInProgress: app.operation !== undefined,
      held: hold && holdText(hold),
      refused: refusedMark(app, record.target?.revisions ?? [], record.target?.id) !== undefined,
      // Argo CD waits longer after each heal; here only a fight is slowed down (docs/decisions).
      healDelay: () => Math.max(settings.selfHealTimeoutMs, fight ? selfHealDelay(fight.times - FIGHT_AFTER + 1) : 0),
      now: clock.now(),
    });
    const errors: Condition[] = [];
    if (decision.act === 'refuse') errors.push({ type: 'SyncError', message: decision.message });
    else if (fight) errors.push({ type: 'SyncError', message: fightMessage(fight) });
    this.#condition(record, errors, DECIDED);
    this.#act(record, decision, eventAt);
  }

  /** Lets a hold go whose time is over, or that a new commit ends. */
  #judgeHold(record: AppRecord): void {
    const { clock, records, reconciler, logger } = this.#ports;
    const before = record.app.status?.hold;
    const hold = nextHold(before, offerOf(record, reconciler), clock.now());
    if (hold === before) return;
    if (hold === undefined) logger.info('a hold has ended by itself', { app: record.key, reason: before?.reason });
    records.put(record, { ...record.app, status: withHold(record.app.status, hold) });
  }

  /** The way back that an application asked for with its annotation. */
  #rollBack(record: AppRecord): boolean {
    const { clock, reconciler, logger } = this.#ports;
    const decision = decideAutoRollback(record.app, clock.now());
    if (decision === undefined) return false;
    const { entry, left, reason } = decision;
    logger.warn('an application is rolled back by itself', { app: record.key, deployment: entry.id, reason });
    // What is no longer declared stays: nobody has looked at what else would go.
    const sync = rollbackSync(record.app, entry, { id: entry.id, prune: false, hooks: false });
    const now = timestamp(clock.now());
    const hold = { reason, releaseOnNewCommit: false };
    const wish = { entry, left, hold, refuse: reason, by: OURSELVES, now, offer: offerOf(record, reconciler) };
    this.operate(record, rollbackOperation(sync, { automated: true }), (status) => leaving(status, wish));
    return true;
  }

  #act(record: AppRecord, decision: AutoSyncDecision, eventAt: number | undefined): void {
    const automated = record.app.spec.syncPolicy?.automated;
    switch (decision.act) {
      case 'sync':
      case 'heal': {
        const heal = decision.act === 'heal';
        const options = record.app.spec.syncPolicy?.syncOptions;
        if (heal) this.#noteHeal(record, decision.resources);
        record.healStartedAt = heal ? eventAt : undefined;
        this.operate(record, {
          sync: {
            ...revisionOf(record),
            prune: automated?.prune === true,
            ...(options === undefined ? {} : { syncOptions: options }),
            ...(heal ? { resources: decision.resources, autoHealAttemptsCount: decision.attempt } : {}),
          },
          initiatedBy: { automated: true },
          retry: record.app.spec.syncPolicy?.retry ?? { limit: 5 },
        });
        return;
      }
      case 'wait':
        this.refreshAfter(record, 1, decision.until - this.#ports.clock.now());
        return;
      case 'none':
      case 'refuse':
        return;
    }
  }

  #noteHeal(
    record: AppRecord,
    resources: readonly { group: string; kind: string; namespace: string; name: string }[],
  ): void {
    for (const { group, kind, namespace, name } of resources) {
      const row = record.rows.get(`${group}/${kind}/${namespace}/${name}` as ResourceKey);
      if (row?.verdict.kind === 'differs')
        record.fights.healed(`${kind}/${name}`, row.verdict.paths, this.#ports.clock.now());
    }
  }

  /** Replaces the conditions of the given types, if that changes anything. */
  #condition(record: AppRecord, conditions: readonly Condition[], types: ReadonlySet<ConditionType>): void {
    const before = record.app.status?.conditions ?? NO_CONDITIONS;
    const merged = mergeConditions(before, conditions, types, timestamp(this.#ports.clock.now()));
    if (merged === before) return;
    this.#ports.records.put(record, { ...record.app, status: withConditions(record.app.status ?? {}, merged) });
  }
}

function revisionOf(record: AppRecord): { revision?: string; revisions?: readonly string[] } {
  const revisions = record.target?.revisions ?? [];
  if (record.app.spec.sources && record.app.spec.sources.length > 0) return { revisions };
  return revisions[0] === undefined ? {} : { revision: revisions[0] };
}
