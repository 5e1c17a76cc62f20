import { randomUUID } from 'node:crypto';
import { compileIgnore, type JqPort } from '../diff/index.ts';
import type { HealthScripts } from '../health/index.ts';
import {
  type Application,
  type ApplicationSource,
  ArgosyError,
  appendHistory,
  deepEqual,
  type Operation,
  type OperationState,
  type ResourceResult,
  type RetryStrategy,
  type SyncOperation,
  type SyncOperationResult,
} from '../model/index.ts';
import { type Clock, type Logger, sleep } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import {
  execute,
  nextAttempt,
  plan,
  type SyncOutcome,
  type SyncPlan,
  type SyncRecord,
  type SyncTask,
  TERMINATE,
} from '../sync/index.ts';
import { approved } from './approval.ts';
import type { Target } from './assemble-target.ts';
import type { Comparison } from './compare.ts';
import { type GateFacts, gateFacts } from './gate.ts';
import { localObjects, localTarget } from './local-target.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord, Destination, Level } from './record.ts';
import { type Records, sourcesOf } from './records.ts';
import { withResumedResults } from './resumed-results.ts';
import type { EngineSettings } from './settings.ts';
import { planInput } from './sync-input.ts';
import { syncPorts } from './sync-ports.ts';
import type { Tasks } from './tasks.ts';
import { timestamp } from './timestamps.ts';

export interface OperatePorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly store: Store;
  readonly reconciler: Reconciler;
  readonly health: HealthScripts;
  readonly jq: JqPort;
  readonly tasks: Tasks;
  readonly settings: () => EngineSettings;
  /** Queues the comparison that follows an operation: of the remote's newest revision after a manual one (reference §2.1). */
  readonly compareAgain: (record: AppRecord, level: Level) => void;
  readonly wrote: (record: AppRecord, task: SyncTask) => void;
}

/** Why an attempt ended before anything was written: phase Error, with this text (reference §3.1). */
class NotEvaluated extends Error {}

/** What the journal keeps about an operation, so that it can go on with just the same revisions after a crash. */
export interface JournalRequest {
  readonly operation: Operation;
  readonly revisions: readonly string[];
}

/** Runs operations: reference §3.1, one at a time for an application. */
export class Operator {
  readonly #ports: OperatePorts;

  constructor(ports: OperatePorts) {
    this.#ports = ports;
  }

  /** Marks the application as operating; the caller queues `run`. Throws when one is already in progress. */
  accept(record: AppRecord, operation: Operation): void {
    if (record.app.operation !== undefined) {
      throw new ArgosyError('FailedPrecondition', 'another operation is already in progress', {
        subject: record.key,
        advice: `Wait for it with \`argosy app wait ${record.app.metadata.name} --operation\`, or end it with \`argosy app terminate-op ${record.app.metadata.name}\`.`,
      });
    }
    if (record.app.metadata.deletionTimestamp !== undefined) {
      throw new ArgosyError('FailedPrecondition', 'application is deleting', { subject: record.key });
    }
    record.operation = new AbortController();
    const state: OperationState = { operation, phase: 'Running', startedAt: timestamp(this.#ports.clock.now()) };
    this.#ports.records.put(record, {
      ...record.app,
      operation,
      status: { ...record.app.status, operationState: state },
    });
  }

  /** `resumed`: records of the same operation from before a crash. */
  async run(record: AppRecord, stop: AbortSignal, resumed?: Resumed): Promise<void> {
    const operation = record.app.operation;
    if (!operation) return;
    record.operation ??= new AbortController();
    const signal = AbortSignal.any([stop, record.operation.signal]);
    const started = this.#ports.clock.now();
    const task = this.#ports.tasks.start(`Sync ${record.key}`, record.key, () => record.operation?.abort(TERMINATE));
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
    let retries = record.app.status?.operationState?.retryCount ?? 0;
    const strategy = operation.retry ?? record.app.spec.syncPolicy?.retry;
    for (;;) {
      const attempt = await this.#attempt(record, requestOf(operation, strategy, retries), signal, resumed);
      if (stop.aborted) return; // the journal brings it back at the next start
      const { outcome } = attempt;
      if (outcome.phase === 'Succeeded' || operation.sync?.dryRun === true || record.operation?.signal.aborted) {
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
        this.#finish(
          record,
          operation,
          { ...attempt, outcome: { ...outcome, message: again.message } },
          retries,
          started,
        );
        await this.#closeJournal(record);
        return;
      }
      retries = again.retryCount;
      resumed = undefined;
      this.#showRetry(record, attempt, retries, again.message);
      await this.#closeJournal(record);
      await sleep(this.#ports.clock, Math.max(0, again.at - this.#ports.clock.now()), signal).catch(() => undefined);
      if (stop.aborted) return;
      if (signal.aborted) {
        const terminated = {
          ...attempt,
          outcome: { ...outcome, phase: 'Failed' as const, message: 'Operation terminated' },
        };
        this.#finish(record, operation, terminated, retries, started);
        return;
      }
      this.#state(
        record,
        { phase: 'Running', message: `Retrying operation. Attempt #${retries}`, retryCount: retries },
        ['finishedAt', 'syncResult'],
      );
    }
  }

  async #attempt(
    record: AppRecord,
    operation: Operation,
    signal: AbortSignal,
    resumed: Resumed | undefined,
  ): Promise<Attempt> {
    const { reconciler } = this.#ports;
    const sync = operation.sync ?? {};
    const revisions = resumed?.revisions ?? sync.revisions ?? (sync.revision ? [sync.revision] : undefined);
    const startedAt = Date.parse(record.app.status?.operationState?.startedAt ?? '') || this.#ports.clock.now();
    let target: Target | undefined;
    try {
      const grounds = reconciler.grounds(record.app);
      if (grounds.kind === 'invalid') throw new NotEvaluated(grounds.conditions.map((c) => c.message).join('; '));
      target = await this.#target(record, sync, revisions, grounds.destination, signal);
      const comparison = await reconciler.compareWith(record, grounds, target, 'all', signal);
      if (comparison.unreadable.length > 0) {
        throw new NotEvaluated(`Failed to load live state: ${comparison.unreadable.join('; ')}`);
      }
      const shared = sharedResources(sync, comparison);
      if (shared !== undefined) return { target, outcome: { phase: 'Failed', message: shared, results: [] } };
      const planned = plan(
        await planInput(record, this.#gate(record, grounds, sync), target, comparison, sync, startedAt, signal),
      );
      return {
        target,
        outcome: await this.#execute(
          record,
          operation,
          grounds,
          target,
          comparison,
          planned,
          startedAt,
          signal,
          resumed,
        ),
      };
    } catch (error) {
      if (signal.aborted) return { target, outcome: { phase: 'Failed', message: 'Operation terminated', results: [] } };
      if (error instanceof NotEvaluated || error instanceof ArgosyError) {
        const message =
          error instanceof NotEvaluated
            ? error.message
            : `ComparisonError: Failed to load target state: ${error.message}`;
        return { target, outcome: { phase: 'Error', message, results: [] } };
      }
      this.#ports.logger.error('an operation failed in a way that was not foreseen', { app: record.key, error });
      return {
        target,
        outcome: { phase: 'Error', message: error instanceof Error ? error.message : String(error), results: [] },
      };
    }
  }

  async #execute(
    record: AppRecord,
    operation: Operation,
    grounds: Grounds,
    target: Target,
    comparison: Comparison,
    planned: SyncPlan,
    startedAt: number,
    signal: AbortSignal,
    resumed: Resumed | undefined,
  ): Promise<SyncOutcome> {
    const { store, clock } = this.#ports;
    const sync = operation.sync ?? {};
    const settings = this.#ports.settings();
    const id = resumed?.id ?? randomUUID();
    const journalled = sync.dryRun !== true;
    if (journalled && !resumed) {
      const request: JournalRequest = { operation, revisions: target.revisions };
      await store.beginOperation({ id, app: record.key, startedAt: clock.now(), request });
    }
    if (journalled) record.journal = id;
    const total = planned.steps.reduce((sum, step) => sum + step.tasks.length, 0);
    const outcome = await execute(
      planned,
      syncPorts({
        gate: this.#gate(record, grounds, sync),
        rows: comparison.rows,
        rules: compileIgnore(record.app.spec.ignoreDifferences, settings.diff),
        jq: this.#ports.jq,
        health: this.#ports.health,
        approved: (stop) => approved(this.#ports.records, record, startedAt, stop),
        record: (entry) => (journalled ? store.appendRecord(id, entry) : Promise.resolve()),
        progress: (progress) => {
          record.task?.update({ progress: progress.results.length / Math.max(1, total), message: progress.message });
          this.#state(record, {
            phase: progress.phase,
            message: progress.message,
            syncResult: syncResult(record.app, sync, target, progress.results),
          });
        },
        wrote: (task) => this.#ports.wrote(record, task),
      }),
      {
        waveDelayMs: settings.waveDelayMs,
        timeoutMs: settings.syncTimeoutMs,
        clock,
        ...(resumed === undefined ? {} : { resume: resumed.records }),
      },
      signal,
    );
    return resumed ? { ...outcome, results: withResumedResults(outcome.results, resumed.records) } : outcome;
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

  #gate(record: AppRecord, grounds: Grounds, sync: SyncOperation): GateFacts {
    const failOnShared = sync.syncOptions?.includes('FailOnSharedResource=true') === true;
    return gateFacts(record, grounds, this.#ports.settings(), failOnShared);
  }

  /** The objects to sync with: local manifests, pinned revisions or sources, or the newest of the spec's own. */
  async #target(
    record: AppRecord,
    sync: SyncOperation,
    revisions: readonly string[] | undefined,
    destination: Destination,
    signal: AbortSignal,
  ): Promise<Target> {
    const { reconciler } = this.#ports;
    const { app } = record;
    if (sync.manifests && sync.manifests.length > 0) {
      const objects = localObjects(sync.manifests);
      return localTarget(objects, await reconciler.assembleInput(record.key, destination, objects, signal));
    }
    const sources = sync.sources ?? (sync.source ? [sync.source] : sourcesOf(app));
    if (revisions && revisions.length !== sources.length) {
      throw new ArgosyError(
        'InvalidArgument',
        `${revisions.length} revisions were given for ${sources.length} sources`,
        { subject: record.key },
      );
    }
    const current = record.target;
    const pinned = revisions?.every((revision, i) => revision === current?.revisions[i]) === true;
    // The comparison that asked for this sync has just loaded the same target; not when the spec was changed since.
    const fresh = record.targetInputs === reconciler.inputsOf(app) && record.targetFailure === undefined;
    if (pinned && fresh && current && deepEqual(sources, sourcesOf(app))) return current;
    return reconciler.loadTarget(
      app,
      record.key,
      destination,
      { sources, revisions, freshness: revisions ? 'cached' : 'latest', force: false, previous: record.target },
      signal,
    );
  }

  #state(record: AppRecord, change: Partial<OperationState>, drop: readonly (keyof OperationState)[] = []): void {
    const before = record.app.status?.operationState;
    if (!before) return;
    const operationState = { ...before, ...change };
    for (const field of drop) delete (operationState as Record<string, unknown>)[field];
    this.#ports.records.show(record, { ...record.app, status: { ...record.app.status, operationState } });
  }

  /** Kept in the store too: an engine that ends while it waits must not begin to count anew. */
  #showRetry(record: AppRecord, attempt: Attempt, retries: number, message: string): void {
    this.#state(record, {
      phase: 'Running',
      message,
      retryCount: retries,
      finishedAt: timestamp(this.#ports.clock.now()),
      ...(attempt.target
        ? {
            syncResult: syncResult(
              record.app,
              record.app.operation?.sync ?? {},
              attempt.target,
              attempt.outcome.results,
            ),
          }
        : {}),
    });
    this.#ports.records.put(record, record.app);
  }

  #finish(record: AppRecord, operation: Operation, attempt: Attempt, retries: number, started: number): void {
    const { app } = record;
    const { outcome, target } = attempt;
    const sync = operation.sync ?? {};
    const finishedAt = timestamp(this.#ports.clock.now());
    const operationState: OperationState = {
      ...app.status?.operationState,
      operation,
      phase: outcome.phase,
      message: outcome.message,
      startedAt: app.status?.operationState?.startedAt ?? timestamp(started),
      finishedAt,
      ...(retries > 0 ? { retryCount: retries } : {}),
      syncResult: syncResult(app, sync, target ?? attemptedOf(sync), outcome.results),
    };
    const { operation: _, ...rest } = app;
    let history = app.status?.history;
    // Reference §11: only a full, real, successful sync is an entry.
    if (
      target &&
      outcome.phase === 'Succeeded' &&
      sync.dryRun !== true &&
      (sync.resources ?? []).length === 0 &&
      !sync.manifests
    ) {
      history = appendHistory(
        history ?? [],
        {
          ...revisionFields(app, target.revisions),
          ...sourceFields(app, sync),
          deployedAt: finishedAt,
          deployStartedAt: operationState.startedAt,
          ...(operation.initiatedBy === undefined ? {} : { initiatedBy: operation.initiatedBy }),
        },
        app.spec.revisionHistoryLimit ?? 10,
      );
    }
    record.operation = undefined;
    this.#ports.records.put(record, {
      ...(rest as Application),
      status: { ...app.status, operationState, ...(history === undefined ? {} : { history }) },
    });
    this.#ports.compareAgain(record, operation.initiatedBy?.automated === true ? 2 : 3);
  }
}

/** An operation from before a crash: what it had written into the journal. */
export interface Resumed {
  readonly id: string;
  /** The revisions that it had begun with. */
  readonly revisions: readonly string[];
  readonly records: readonly SyncRecord[];
}

interface Attempt {
  readonly target: Target | undefined;
  readonly outcome: SyncOutcome;
}

type Grounds = Extract<ReturnType<Reconciler['grounds']>, { kind: 'ok' }>;

function sharedResources(sync: SyncOperation, comparison: Comparison): string | undefined {
  if (!sync.syncOptions?.includes('FailOnSharedResource=true')) return undefined;
  const shared = comparison.conditions.filter((condition) => condition.type === 'SharedResourceWarning');
  return shared.length === 0
    ? undefined
    : `Shared resource found: ${shared.map((condition) => condition.message).join(', ')}`;
}

/** `retry.refresh`: each retry of an automatic sync takes the newest revision (reference §1.5). */
function requestOf(operation: Operation, strategy: RetryStrategy | undefined, retries: number): Operation {
  if (retries === 0 || strategy?.refresh !== true || operation.initiatedBy?.automated !== true) return operation;
  const { revision: _, revisions: __, ...sync } = operation.sync ?? {};
  return { ...operation, sync };
}

/** What was asked for, when it could not even be loaded: the same request is not made again by itself (reference §3.9). */
function attemptedOf(sync: SyncOperation): Pick<Target, 'revisions'> {
  return { revisions: sync.revisions ?? (sync.revision === undefined ? [] : [sync.revision]) };
}

function syncResult(
  app: Application,
  sync: SyncOperation,
  target: Pick<Target, 'revisions'>,
  results: readonly ResourceResult[],
): SyncOperationResult {
  const metadata = app.spec.syncPolicy?.managedNamespaceMetadata;
  return {
    ...revisionFields(app, target.revisions),
    ...sourceFields(app, sync),
    resources: results,
    ...(metadata === undefined ? {} : { managedNamespaceMetadata: metadata }),
  };
}

function revisionFields(
  app: Application,
  revisions: readonly string[],
): { revision?: string; revisions?: readonly string[] } {
  if (app.spec.sources && app.spec.sources.length > 0) return { revisions };
  return revisions[0] === undefined ? {} : { revision: revisions[0] };
}

function sourceFields(
  app: Application,
  sync: SyncOperation,
): { source?: ApplicationSource; sources?: readonly ApplicationSource[] } {
  const sources = sync.sources ?? (app.spec.sources && app.spec.sources.length > 0 ? app.spec.sources : undefined);
  if (sources) return { sources };
  const source = sync.source ?? app.spec.source;
  return source === undefined ? {} : { source };
}
