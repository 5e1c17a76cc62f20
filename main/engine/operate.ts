import {
  type Application,
  type ApplicationStatus,
  ArgosyError,
  type Operation,
  type OperationState,
  type RetryStrategy,
} from '../model/index.ts';
import { sleep } from '../runtime/index.ts';
import { nextAttempt, type SyncRecord, TERMINATE, WorkTime } from '../sync/index.ts';
import { FRUITLESS, isDown, reachableAgain } from './after-outage.ts';
import {
  type Attempt,
  type AttemptOutage,
  type AttemptPorts,
  attemptSync,
  type JournalRequest,
  type Resumed,
} from './attempt.ts';
import { endedHeals } from './heals.ts';
import { activeHold, holdText } from './hold.ts';
import { attemptedOf, historyWith, syncResult } from './operation-result.ts';
import type { AppRecord, Level } from './record.ts';
import type { Tasks } from './tasks.ts';
import { timestamp } from './timestamps.ts';

export interface OperatePorts extends AttemptPorts {
  readonly tasks: Tasks;
  /** Queues the comparison that follows an operation: of the remote's newest revision after a manual one (reference §2.1). */
  readonly compareAgain: (record: AppRecord, level: Level) => void;
}

/** Runs operations: reference §3.1, one at a time for an application. */
export class Operator {
  readonly #ports: OperatePorts;

  constructor(ports: OperatePorts) {
    this.#ports = ports;
  }

  /**
   * Marks the application as operating; the caller queues `run`. Throws when one is already in progress. What `alter` makes of the status is written
   * together with it: no crash can come in between.
   */
  accept(record: AppRecord, operation: Operation, alter?: (status: ApplicationStatus) => ApplicationStatus): void {
    if (record.app.operation !== undefined) {
      throw new ArgosyError('FailedPrecondition', 'another operation is already in progress', {
        subject: record.key,
        reason: 'OperationInProgress',
        advice: `Wait for it with \`argosy app wait ${record.app.metadata.name} --operation\`, or end it with \`argosy app terminate-op ${record.app.metadata.name}\`.`,
      });
    }
    if (record.app.metadata.deletionTimestamp !== undefined) {
      throw new ArgosyError('FailedPrecondition', 'application is deleting', {
        subject: record.key,
        reason: 'Deleting',
      });
    }
    record.operation = new AbortController();
    const before = record.app.status?.health?.status;
    const operationState: OperationState = {
      operation,
      phase: 'Running',
      startedAt: timestamp(this.#ports.clock.now()),
      ...(before === undefined ? {} : { healthBefore: before }),
    };
    const status = { ...record.app.status, operationState };
    this.#ports.records.put(record, { ...record.app, operation, status: alter?.(status) ?? status });
  }

  /** `resumed`: records of the same operation from before a crash. */
  async run(record: AppRecord, stop: AbortSignal, resumed?: Resumed): Promise<void> {
    const operation = record.app.operation;
    if (!operation) return;
    record.operation ??= new AbortController();
    const signal = AbortSignal.any([stop, record.operation.signal]);
    const started = this.#ports.clock.now();
    const task = this.#ports.tasks.start('sync', `Sync ${record.key}`, record.key, () =>
      record.operation?.abort(TERMINATE),
    );
    record.task = task;
    try {
      await this.#attempts(record, operation, stop, signal, started, resumed);
    } finally {
      record.task = undefined;
      const state = record.app.status?.operationState;
      task.finish(
        state?.phase === 'Succeeded' ? 'succeeded' : stop.aborted ? 'cancelled' : 'failed',
        state?.message ?? '',
      );
    }
  }

  async #attempts(
    record: AppRecord,
    operation: Operation,
    stop: AbortSignal,
    signal: AbortSignal,
    started: number,
    resumedAt: Resumed | undefined,
  ): Promise<void> {
    let resumed = resumedAt;
    // However it ends, also before anything is carried out, its journal ends with it.
    record.journal = resumedAt?.id;
    let before: Attempt | undefined;
    let retries = record.app.status?.operationState?.retryCount ?? 0;
    const startedAt = Date.parse(record.app.status?.operationState?.startedAt ?? '') || started;
    const strategy = operation.retry ?? record.app.spec.syncPolicy?.retry;
    let time = new WorkTime(this.#ports.clock);
    /** Goings-on after an outage that got no further: how many in a row, and of those how many while the cluster did answer otherwise. */
    let tries = 0;
    let fruitless = 0;
    for (;;) {
      const attempt =
        (resumed === undefined ? this.#keptAway(record, operation) : undefined) ??
        (await attemptSync(
          this.#ports,
          record,
          {
            operation: requestOf(operation, strategy, retries),
            startedAt,
            resumed,
            before,
            time,
            patient: fruitless < FRUITLESS,
            waits: (message, reason) => this.#state(record, { phase: 'Running', message, reason }),
            progress: ({ phase, message, reason, results }, target) =>
              this.#state(record, {
                phase,
                message,
                ...(reason && { reason }),
                syncResult: syncResult(record.app, operation.sync ?? {}, target, results),
              }),
          },
          signal,
        ));
      if (stop.aborted) return; // the journal brings it back at the next start
      if (attempt.outage !== undefined && !signal.aborted) {
        const done = resumed?.records.length ?? 0;
        resumed = this.#journalled(record) ?? resumed;
        if ((resumed?.records.length ?? 0) > done) tries = fruitless = 0;
        if (attempt.outage.unanswered && !isDown(attempt.outage.cluster)) fruitless += 1;
        await this.#goOnAfter(record, attempt.outage, tries++, signal);
        if (stop.aborted) return;
        if (!signal.aborted) continue;
        const left = `what it had begun was left as it is, because no answer came: ${attempt.outage.message}`;
        const ended = withMessage(attempt, `Operation termination had errors: ${left}`, 'Error');
        this.#finish(record, operation, ended, retries, started);
        await this.#closeJournal(record);
        return;
      }
      const { outcome } = attempt;
      const terminated = record.operation?.signal.aborted === true;
      if (outcome.phase === 'Succeeded' || attempt.refused || operation.sync?.dryRun === true || terminated) {
        this.#finish(record, operation, attempt, retries, started);
        await this.#closeJournal(record);
        return;
      }
      const again = nextAttempt({
        strategy,
        automated: operation.initiatedBy?.automated === true,
        retryCount: retries,
        finishedAt: this.#ports.clock.now(),
        message: outcome.message,
      });
      if (again.act === 'give-up') {
        this.#finish(record, operation, withMessage(attempt, again.message), retries, started);
        await this.#closeJournal(record);
        return;
      }
      retries = again.retryCount;
      resumed = undefined;
      time = new WorkTime(this.#ports.clock);
      fruitless = 0;
      before = attempt;
      this.#showRetry(record, attempt, retries, again.message);
      await this.#closeJournal(record);
      await sleep(this.#ports.clock, Math.max(0, again.at - this.#ports.clock.now()), signal).catch(() => undefined);
      if (stop.aborted) return;
      if (signal.aborted) {
        this.#finish(record, operation, withMessage(attempt, 'Operation terminated', 'Failed'), retries, started);
        return;
      }
      this.#state(
        record,
        { phase: 'Running', message: `Retrying operation. Attempt #${retries}`, retryCount: retries },
        ['finishedAt', 'syncResult'],
      );
    }
  }

  /** The operation under way as its journal has it: what an engine would find after a crash. */
  #journalled(record: AppRecord): Resumed | undefined {
    const operation = this.#ports.store.unfinishedOperations().find(({ id }) => id === record.journal);
    if (operation === undefined) return undefined;
    const { revisions, planHash } = operation.request as JournalRequest;
    const records = operation.records as readonly SyncRecord[];
    return { id: operation.id, revisions, records, ...(planHash === undefined ? {} : { planHash }) };
  }

  /** Resolves when it is worth a try to go on, or when the signal aborts. */
  async #goOnAfter(record: AppRecord, outage: AttemptOutage, tries: number, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#ports;
    const { cluster, message } = outage;
    logger.warn('an operation waits, because no answer came', { app: record.key, error: message });
    this.#state(record, { phase: 'Running', message: `waiting to go on, because no answer came: ${message}` });
    await reachableAgain(cluster, tries, clock, signal).catch(() => undefined);
  }

  /** A person has held or paused the application while this operation of automation waited for its turn, or for its next try. */
  #keptAway(record: AppRecord, { initiatedBy, sync }: Operation): Attempt | undefined {
    if (initiatedBy?.automated !== true || sync?.rolledBackTo !== undefined) return undefined;
    const hold = activeHold(record.app, this.#ports.clock.now());
    if (hold === undefined) return undefined;
    const outcome = { phase: 'Failed' as const, message: `not synced: ${holdText(hold)}`, results: [] };
    return { target: undefined, plan: undefined, planHash: undefined, outcome, refused: true };
  }

  /**
   * Only after the outcome was handed to the store: both are in one transaction, so no crash can leave an operation that is done in the cluster,
   * forgotten by the journal and still wanted by the application.
   */
  async #closeJournal(record: AppRecord): Promise<void> {
    const id = record.journal;
    record.journal = undefined;
    if (id !== undefined) await this.#ports.store.finishOperation(id);
  }

  #state(record: AppRecord, change: Partial<OperationState>, drop: readonly (keyof OperationState)[] = []): void {
    if (!record.app.status?.operationState) return;
    // What it waited for belongs to the words of that time.
    const { reason: _, ...before } = record.app.status.operationState;
    const operationState = { ...before, ...change };
    for (const field of drop) delete (operationState as Record<string, unknown>)[field];
    this.#ports.records.show(record, { ...record.app, status: { ...record.app.status, operationState } });
  }

  /** Kept in the store too: an engine that ends while it waits must not begin to count anew. */
  #showRetry(record: AppRecord, { target, outcome }: Attempt, retries: number, message: string): void {
    const sync = record.app.operation?.sync ?? {};
    this.#state(record, {
      phase: 'Running',
      message,
      retryCount: retries,
      finishedAt: timestamp(this.#ports.clock.now()),
      ...(target ? { syncResult: syncResult(record.app, sync, target, outcome.results) } : {}),
    });
    this.#ports.records.put(record, record.app);
  }

  #finish(record: AppRecord, operation: Operation, attempt: Attempt, retries: number, started: number): void {
    const { app } = record;
    const { outcome, target, refused } = attempt;
    const {
      syncResult: _result,
      reason: _waited,
      ...state
    } = app.status?.operationState ?? { startedAt: timestamp(started) };
    const operationState: OperationState = {
      ...state,
      operation,
      phase: outcome.phase,
      message: outcome.message,
      finishedAt: timestamp(this.#ports.clock.now()),
      ...(retries > 0 ? { retryCount: retries } : {}),
      ...(record.operation?.signal.aborted === true ? { terminated: true } : {}),
      ...(attempt.reason && { reason: attempt.reason }),
      // Without a result nothing was tried: automation may try these revisions all the same (reference §3.9).
      ...(refused
        ? {}
        : {
            syncResult: syncResult(
              app,
              operation.sync ?? {},
              target ?? attemptedOf(operation.sync ?? {}),
              outcome.results,
            ),
          }),
    };
    const history = target && historyWith(app, operationState, { target, planHash: attempt.planHash });
    const heals = endedHeals(app.status?.heals, operationState);
    const { operation: _, ...rest } = app;
    record.operation = undefined;
    this.#ports.records.put(record, {
      ...(rest as Application),
      status: { ...app.status, operationState, ...(history && { history }), ...(heals && { heals }) },
    });
    this.#ports.compareAgain(record, operation.initiatedBy?.automated === true ? 2 : 3);
  }
}

function withMessage(attempt: Attempt, message: string, phase = attempt.outcome.phase): Attempt {
  return { ...attempt, outcome: { ...attempt.outcome, phase, message } };
}

/** `retry.refresh`: each retry of an automatic sync takes the newest revision (reference §1.5). */
function requestOf(operation: Operation, strategy: RetryStrategy | undefined, retries: number): Operation {
  if (retries === 0 || strategy?.refresh !== true || operation.initiatedBy?.automated !== true) return operation;
  const { revision: _, revisions: __, ...sync } = operation.sync ?? {};
  return { ...operation, sync };
}
