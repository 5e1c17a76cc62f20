import {
  type ApplicationStatus,
  type Condition,
  type ConditionType,
  type Heal,
  mergeConditions,
  type Operation,
  type ResourceKey,
} from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { selfHealDelay } from '../sync/index.ts';
import { type AutoRollback, decideAutoRollback } from './auto-rollback.ts';
import { type AutoSyncDecision, decideAutoSync } from './decide-auto-sync.ts';
import { FIGHT_AFTER, fightMessage } from './fight.ts';
import { healOf, MOST_HEALS, withHeals } from './heals.ts';
import { activeHold, holdText, nextHold, refusedMark, withHold } from './hold.ts';
import { offerOf } from './offer.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';
import { leaving, rollbackOperation, rollbackSync } from './rollback-operation.ts';
import type { EngineSettings } from './settings.ts';
import { withConditions } from './status.ts';
import { timestamp } from './timestamps.ts';
import { windowBlock } from './window-block.ts';

/** Conditions that are decided here, or told by what failed before anything could be decided. */
const DECIDED: ReadonlySet<ConditionType> = new Set<ConditionType>(['SyncError', 'UnknownError']);
const UNFORESEEN: ReadonlySet<ConditionType> = new Set<ConditionType>(['UnknownError']);
const NO_CONDITIONS: readonly Condition[] = [];

/** Who holds and refuses after an automatic rollback. */
const OURSELVES = 'argosy';

/** A window may open in months, which is more than a timer can hold. */
const LONGEST_WAIT_MS = 12 * 3_600_000;

export interface AutomationPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly reconciler: Pick<Reconciler, 'inputsOf'>;
  readonly settings: () => EngineSettings;
  /** Whether the engine acts by itself at all. */
  readonly automatic: () => boolean;
  readonly operate: (
    record: AppRecord,
    operation: Operation,
    alter?: (status: ApplicationStatus) => ApplicationStatus,
  ) => void;
  /** Queues a comparison after so many milliseconds. */
  readonly lookAgain: (record: AppRecord, afterMs: number) => void;
}

/** What the engine does by itself once an application is compared: lets a hold go, rolls back, syncs, heals (reference §3.9). */
export class Automation {
  readonly #ports: AutomationPorts;

  constructor(ports: AutomationPorts) {
    this.#ports = ports;
  }

  /** After each comparison. `eventAt`: monotonic milliseconds of the watch event that it answers, for the figures. */
  decide(record: AppRecord, eventAt: number | undefined): void {
    const { clock, records } = this.#ports;
    if (records.find(record.key) !== record || !this.#ports.automatic()) return;
    // The spec was changed while it was compared: the comparison that is queued for it decides.
    if (record.target && record.targetInputs !== this.#ports.reconciler.inputsOf(record.app)) return;
    this.#judgeHold(record);
    const back = decideAutoRollback(record.app, clock.now());
    if (back?.act === 'roll-back') {
      this.#rollBack(record, back);
      return;
    }
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
      window:
        record.project &&
        record.destination &&
        windowBlock(app, record.project, record.destination, 'automatic', clock.now()),
      // Argo CD waits longer after each heal; here only a fight is slowed down (docs/decisions).
      healDelay: () => Math.max(settings.selfHealTimeoutMs, fight ? selfHealDelay(fight.times - FIGHT_AFTER + 1) : 0),
      now: clock.now(),
    });
    const errors: Condition[] = [];
    if (decision.act === 'refuse') errors.push({ type: 'SyncError', message: decision.message });
    else if (fight) errors.push({ type: 'SyncError', message: fightMessage(fight) });
    if (back !== undefined) errors.push({ type: 'SyncError', message: back.message });
    this.#conditions(record, errors, DECIDED);
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
  #rollBack(record: AppRecord, { entry, left, reason }: AutoRollback): void {
    const { clock, reconciler, logger } = this.#ports;
    logger.warn('an application is rolled back by itself', { app: record.key, deployment: entry.id, reason });
    // What is no longer declared stays: nobody has looked at what else would go.
    const sync = rollbackSync(record.app, entry, { id: entry.id, prune: false, hooks: false });
    const now = timestamp(clock.now());
    const hold = { reason, releaseOnNewCommit: false };
    const wish = { entry, left, hold, refuse: reason, by: OURSELVES, now, offer: offerOf(record, reconciler) };
    this.#ports.operate(record, rollbackOperation(sync, { automated: true }), (status) => leaving(status, wish));
  }

  #act(record: AppRecord, decision: AutoSyncDecision, eventAt: number | undefined): void {
    const automated = record.app.spec.syncPolicy?.automated;
    switch (decision.act) {
      case 'sync':
      case 'heal': {
        const heal = decision.act === 'heal';
        const options = record.app.spec.syncPolicy?.syncOptions;
        const heals = heal ? this.#noteHeal(record, decision.resources) : [];
        record.healStartedAt = heal ? eventAt : undefined;
        const operation: Operation = {
          sync: {
            ...revisionOf(record),
            prune: automated?.prune === true,
            ...(options === undefined ? {} : { syncOptions: options }),
            ...(heal ? { resources: decision.resources, autoHealAttemptsCount: decision.attempt } : {}),
          },
          initiatedBy: { automated: true },
          retry: record.app.spec.syncPolicy?.retry ?? { limit: 5 },
        };
        this.#ports.operate(record, operation, (status) => withHeals(status, heals));
        return;
      }
      case 'wait':
        this.#ports.lookAgain(record, Math.min(decision.until - this.#ports.clock.now(), LONGEST_WAIT_MS));
        return;
      case 'none':
      case 'refuse':
        return;
    }
  }

  #noteHeal(
    record: AppRecord,
    resources: readonly { group: string; kind: string; namespace: string; name: string }[],
  ): readonly Heal[] {
    const now = this.#ports.clock.now();
    const heals: Heal[] = [];
    for (const { group, kind, namespace, name } of resources) {
      const key = `${group}/${kind}/${namespace}/${name}` as ResourceKey;
      const row = record.rows.get(key);
      if (row === undefined) continue;
      if (row.verdict.kind === 'differs') record.fights.healed(`${kind}/${name}`, row.verdict.paths, now);
      // More than are kept need not be made.
      const heal = heals.length < MOST_HEALS && healOf(row, (field) => record.drift.of(key, field), timestamp(now));
      if (heal) heals.push(heal);
    }
    return heals;
  }

  /** Nothing could be decided: what failed is a bug, and the application says so. */
  failed(record: AppRecord, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#conditions(record, [{ type: 'UnknownError', message }], UNFORESEEN);
  }

  /** Replaces the conditions of the given types, if that changes anything. */
  #conditions(record: AppRecord, conditions: readonly Condition[], types: ReadonlySet<ConditionType>): void {
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
