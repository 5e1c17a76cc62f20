import { randomUUID } from 'node:crypto';
import type { Cluster } from '../cluster/index.ts';
import { compileIgnore, type JqPort } from '../diff/index.ts';
import type { HealthScripts } from '../health/index.ts';
import { type Application, ArgosyError, type ErrorReason, type Operation, type SyncOperation } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import {
  execute,
  Outage,
  plan,
  planHash,
  type SyncOutcome,
  type SyncPlan,
  type SyncProgress,
  type SyncRecord,
  type SyncTask,
  type WorkTime,
} from '../sync/index.ts';
import { approved } from './approval.ts';
import type { Target } from './assemble-target.ts';
import type { Comparison } from './compare.ts';
import { continuesPlan } from './continues-plan.ts';
import { type GateFacts, gateFacts } from './gate.ts';
import { refusedError, refusedMark } from './hold.ts';
import { isNoAnswer, stoppedByOutage } from './no-answer.ts';
import { asRequested } from './operation-result.ts';
import { othersDeclaring } from './others-declaring.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';
import { pinnedRevisions, requestedTarget } from './requested-target.ts';
import { withResumedResults } from './resumed-results.ts';
import type { EngineSettings } from './settings.ts';
import { planInput } from './sync-input.ts';
import { syncPorts } from './sync-ports.ts';
import { howOf, untilWindow, type WindowBlock, windowBlock } from './window-block.ts';

export interface AttemptPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly store: Store;
  readonly reconciler: Reconciler;
  readonly health: HealthScripts;
  readonly jq: JqPort;
  readonly settings: () => EngineSettings;
  readonly wrote: (record: AppRecord, task: SyncTask) => void;
}

/** What the journal keeps about an operation, so that it can go on with just the same revisions after a crash. */
export interface JournalRequest {
  readonly operation: Operation;
  readonly revisions: readonly string[];
  readonly planHash?: string;
}

/** An operation from before a crash: what it had written into the journal. */
export interface Resumed {
  readonly id: string;
  /** The revisions that it had begun with. */
  readonly revisions: readonly string[];
  /** Of the plan that it had begun with. */
  readonly planHash?: string;
  readonly records: readonly SyncRecord[];
}

export interface AttemptRequest {
  readonly operation: Operation;
  readonly startedAt: number;
  readonly resumed: Resumed | undefined;
  /** What the attempt before this one had set out to do: with a plan's hash, this one does what is left of that and nothing else. */
  readonly before: Attempt | undefined;
  readonly progress: (state: SyncProgress, target: Target) => void;
  /** Of the attempts that went on from one another. */
  readonly time: WorkTime;
  /** That no answer comes ends an attempt only for now. Without it, is it taken for a refusal. */
  readonly patient: boolean;
  /** It has not begun yet, and why. */
  readonly waits: (message: string, reason: ErrorReason) => void;
}

export interface Attempt {
  readonly target: Target | undefined;
  readonly plan: SyncPlan | undefined;
  readonly planHash: string | undefined;
  readonly outcome: SyncOutcome;
  /** Why it has only stopped: what it had to ask could not be reached. Its journal is open, and the next attempt goes on from it. */
  readonly outage?: AttemptOutage;
  /** Nothing was done, for a reason that no other attempt would change; it does not count as tried. */
  readonly refused: boolean;
  readonly reason?: ErrorReason;
}

export interface AttemptOutage {
  readonly message: string;
  /** Of the destination; undefined when it did not get so far. */
  readonly cluster: Cluster | undefined;
  /** A request that was sent has got no answer. Otherwise it is known that what lives, or what Git has, cannot be read now. */
  readonly unanswered: boolean;
}

/** Why an attempt ended before anything was written: phase Error, with this text (reference §3.1). */
class NotEvaluated extends Error {}

/** What lives cannot be read now. */
class Unread extends NotEvaluated {}

/** It may not be done: phase Failed, with this text, and never again by itself. */
class Refused extends Error {
  readonly reason: ErrorReason | undefined;

  constructor({ message, advice, reason }: ArgosyError) {
    super(advice === undefined ? message : `${message}. ${advice}`);
    this.reason = reason;
  }
}

type Grounds = Extract<ReturnType<Reconciler['grounds']>, { kind: 'ok' }>;

/** One pass over an operation: target, comparison, plan, and carrying it out. */
export async function attemptSync(
  ports: AttemptPorts,
  record: AppRecord,
  request: AttemptRequest,
  signal: AbortSignal,
): Promise<Attempt> {
  const { reconciler } = ports;
  const sync = request.operation.sync ?? {};
  const found: { cluster?: Cluster; target?: Target; plan?: SyncPlan; planHash?: string } = {};
  const ended = (outcome: SyncOutcome, refused = false): Attempt => ({
    target: found.target,
    plan: found.plan,
    planHash: found.planHash,
    outcome,
    refused,
  });
  const nothing = (phase: SyncOutcome['phase'], message: string): SyncOutcome => ({ phase, message, results: [] });
  try {
    const grounds = await openGrounds(ports, record, request, signal);
    found.cluster = grounds.destination.cluster;
    const target = await requestedTarget(reconciler, record, sync, revisionsFor(request), grounds.destination, signal);
    found.target = target;
    if (!hasBegun(request.resumed)) refuseMarked(record, sync, target);
    const comparison = await reconciler.compareWith(record, grounds, target, 'all', signal);
    if (comparison.unreadable.length > 0) {
      throw new Unread(`Failed to load live state: ${comparison.unreadable.join('; ')}`);
    }
    const shared = sharedResources(sync, comparison);
    if (shared !== undefined) return ended(nothing('Failed', shared));
    const gate = gateOf(ports, record, grounds, sync);
    const planned = plan(
      await planInput(
        record,
        gate,
        target,
        comparison,
        sync,
        request.startedAt,
        signal,
        othersDeclaring(ports.records, record, grounds.destination),
      ),
    );
    found.planHash = sync.planHash ?? request.resumed?.planHash ?? hashFor(sync, planned);
    if (!hasBegun(request.resumed)) refuseOtherPlan(record, sync, planned, request.before?.plan);
    found.plan = planned;
    const outcome = await carryOut(
      ports,
      record,
      request,
      { gate, target, comparison, plan: planned, planHash: found.planHash },
      signal,
    );
    return ended(withDryRunReasons(outcome));
  } catch (error) {
    if (signal.aborted) return ended(nothing('Failed', 'Operation terminated'));
    const outage = request.patient ? outageOf(error, request.resumed) : undefined;
    if (outage !== undefined) {
      return { ...ended(nothing('Error', outage.message)), outage: { ...outage, cluster: found.cluster } };
    }
    if (error instanceof Refused)
      return { ...ended(nothing('Failed', error.message), true), ...(error.reason && { reason: error.reason }) };
    if (error instanceof NotEvaluated) return ended(nothing('Error', error.message));
    if (error instanceof ArgosyError) {
      return ended(nothing('Error', `ComparisonError: Failed to load target state: ${error.message}`));
    }
    ports.logger.error('an operation failed in a way that was not foreseen', { app: record.key, error });
    return ended(nothing('Error', error instanceof Error ? error.message : String(error)));
  }
}

/**
 * What began is not given up because nothing can be reached: neither when it stopped in the middle, nor when it is to go on. What has not begun fails, as
 * in Argo CD: a further attempt costs nothing.
 */
function outageOf(error: unknown, resumed: Resumed | undefined): Omit<AttemptOutage, 'cluster'> | undefined {
  if (error instanceof Outage) return { message: error.message, unanswered: true };
  if (resumed === undefined) return undefined;
  if (isNoAnswer(error)) return { message: error.message, unanswered: true };
  const unread = error instanceof Unread || (error instanceof ArgosyError && OUTAGES.has(error.code));
  return unread ? { message: error.message, unanswered: false } : undefined;
}

/** Of a repository. */
const OUTAGES: ReadonlySet<ArgosyError['code']> = new Set(['Unavailable', 'DeadlineExceeded', 'Unauthenticated']);

/** What the spec allows, once no sync window is shut: an operation waits for it, running, as in Argo CD (reference §3.1, §3.10). */
async function openGrounds(
  ports: AttemptPorts,
  record: AppRecord,
  request: AttemptRequest,
  signal: AbortSignal,
): Promise<Grounds> {
  const { reconciler, clock } = ports;
  const { operation, waits } = request;
  for (;;) {
    const grounds = reconciler.grounds(asRequested(record.app, operation.sync ?? {}));
    if (grounds.kind === 'invalid') throw new NotEvaluated(grounds.conditions.map((c) => c.message).join('; '));
    const block = blockOf(ports, record, request, grounds);
    if (block === undefined) return grounds;
    waits('Sync operation blocked by sync window', 'WindowShut');
    await untilWindow(block, clock, signal);
  }
}

/** A window that shuts holds what runs as well, unless it lets it overrun. */
function blockOf(
  { clock }: AttemptPorts,
  { app }: AppRecord,
  { operation, startedAt }: AttemptRequest,
  { project, destination }: Grounds,
): WindowBlock | undefined {
  return windowBlock(app, project, destination, howOf(operation), clock.now(), startedAt);
}

/** For the next step of what runs: resolves when a window is open again; undefined when none holds it. */
function heldByWindow(
  ports: AttemptPorts,
  record: AppRecord,
  request: AttemptRequest,
  signal: AbortSignal,
): Promise<void> | undefined {
  const look = (): WindowBlock | undefined => {
    const grounds = ports.reconciler.grounds(asRequested(record.app, request.operation.sync ?? {}));
    // That it may not be done at all is for the gate to say.
    return grounds.kind === 'ok' ? blockOf(ports, record, request, grounds) : undefined;
  };
  const first = look();
  if (first === undefined) return undefined;
  const open = async (): Promise<void> => {
    for (let block: WindowBlock | undefined = first; block !== undefined; block = look()) {
      await untilWindow(block, ports.clock, signal);
    }
  };
  return open();
}

/** Something of it may be in the cluster already, so what was allowed when it began is not asked again. */
function hasBegun(resumed: Resumed | undefined): boolean {
  return resumed !== undefined && resumed.records.length > 0;
}

/** The revisions that are synced: those of the interrupted attempt, those asked for, and with a plan's hash those of the first attempt. */
function revisionsFor({ operation, resumed, before }: AttemptRequest): readonly string[] | undefined {
  const sync = operation.sync ?? {};
  if (resumed !== undefined) return resumed.revisions;
  if (sync.planHash !== undefined && before?.target !== undefined) return before.target.revisions;
  return pinnedRevisions(sync);
}

/** Revisions that a person has refused are synced by nobody: not by hand either, until the mark is off. */
function refuseMarked(record: AppRecord, sync: SyncOperation, target: Target): void {
  if (sync.dryRun === true || (sync.manifests ?? []).length > 0) return;
  // What a rollback goes back to was refused or not by its revisions: it may have just the objects of what is left.
  const objects = sync.rolledBackTo === undefined ? target.id : undefined;
  const mark = refusedMark(record.app, target.revisions, objects);
  if (mark === undefined) return;
  throw new Refused(refusedError(record.app, mark));
}

/** "Apply exactly this plan": the last look before the first write. A further attempt does what the first has left over, nothing else. */
function refuseOtherPlan(
  record: AppRecord,
  sync: SyncOperation,
  planned: SyncPlan,
  before: SyncPlan | undefined,
): void {
  if (sync.planHash === undefined) return;
  const same = before === undefined ? planHash(planned) === sync.planHash : continuesPlan(before, planned);
  if (!same) throw new Refused(changedPlan(record.app));
}

export function changedPlan(app: Application): ArgosyError {
  return new ArgosyError(
    'FailedPrecondition',
    'the plan has changed since it was shown, so nothing was done: Git or the cluster is not as it was then',
    {
      subject: app.metadata.name,
      advice: 'Look at the plan again, and repeat with its hash.',
      reason: 'PlanOutOfDate',
    },
  );
}

/** For the history; heals and dry runs are no entries, and are not worth hashing every object. */
function hashFor(sync: SyncOperation, planned: SyncPlan): string | undefined {
  if (sync.dryRun === true || (sync.resources ?? []).length > 0) return undefined;
  return planHash(planned);
}

interface Prepared {
  readonly gate: GateFacts;
  readonly target: Target;
  readonly comparison: Comparison;
  readonly plan: SyncPlan;
  readonly planHash: string | undefined;
}

async function carryOut(
  ports: AttemptPorts,
  record: AppRecord,
  request: AttemptRequest,
  prepared: Prepared,
  signal: AbortSignal,
): Promise<SyncOutcome> {
  const { store, clock } = ports;
  const { operation, resumed, startedAt, progress } = request;
  const { gate, target, comparison, plan: planned } = prepared;
  const settings = ports.settings();
  const id = resumed?.id ?? randomUUID();
  const journalled = operation.sync?.dryRun !== true;
  if (journalled && !resumed) {
    const written: JournalRequest = {
      operation,
      revisions: target.revisions,
      ...(prepared.planHash === undefined ? {} : { planHash: prepared.planHash }),
    };
    await store.beginOperation({ id, app: record.key, startedAt: clock.now(), request: written });
  }
  if (journalled) record.journal = id;
  const total = planned.steps.reduce((sum, step) => sum + step.tasks.length, 0);
  const world = syncPorts({
    gate,
    rows: comparison.rows,
    rules: compileIgnore(record.app.spec.ignoreDifferences, settings.diff),
    jq: ports.jq,
    health: ports.health,
    trials: ports.reconciler.trials,
    approved: (stop) => approved(ports.records, record, startedAt, stop),
    held: (stop) => heldByWindow(ports, record, request, stop),
    record: (entry) => (journalled ? store.appendRecord(id, entry) : Promise.resolve()),
    progress: (state) => {
      record.task?.update({ progress: state.results.length / Math.max(1, total), message: state.message });
      progress(state, target);
    },
    wrote: (task) => ports.wrote(record, task),
  });
  const outcome = await execute(
    planned,
    journalled && request.patient ? stoppedByOutage(world) : world,
    {
      waveDelayMs: settings.waveDelayMs,
      timeoutMs: settings.syncTimeoutMs,
      time: request.time,
      clock,
      ...(resumed === undefined ? {} : { resume: resumed.records }),
    },
    signal,
  );
  return resumed ? { ...outcome, results: withResumedResults(outcome.results, resumed.records) } : outcome;
}

function gateOf(ports: AttemptPorts, record: AppRecord, grounds: Grounds, sync: SyncOperation): GateFacts {
  const failOnShared = sync.syncOptions?.includes('FailOnSharedResource=true') === true;
  return gateFacts(record, grounds, ports.settings(), failOnShared);
}

function sharedResources(sync: SyncOperation, comparison: Comparison): string | undefined {
  if (!sync.syncOptions?.includes('FailOnSharedResource=true')) return undefined;
  const shared = comparison.conditions.filter((condition) => condition.type === 'SharedResourceWarning');
  return shared.length === 0
    ? undefined
    : `Shared resource found: ${shared.map((condition) => condition.message).join(', ')}`;
}

const DRY_RUN_FAILED = 'one or more objects failed to apply (dry run)';
const MOST_REASONS = 5;

/** Argo CD's text names no reason: whoever reads it had to look for the object. */
function withDryRunReasons(outcome: SyncOutcome): SyncOutcome {
  if (outcome.message !== DRY_RUN_FAILED) return outcome;
  const failed = outcome.results.filter(({ status, message }) => status === 'SyncFailed' && message);
  const reasons = [...new Set(failed.map(({ message }) => message!))];
  if (reasons.length === 0) return outcome;
  const more = reasons.length > MOST_REASONS ? ` and ${reasons.length - MOST_REASONS} more` : '';
  return { ...outcome, message: `${DRY_RUN_FAILED}, reason: ${reasons.slice(0, MOST_REASONS).join(',')}${more}` };
}
