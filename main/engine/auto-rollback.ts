import {
  type Application,
  ArgosyError,
  deepEqual,
  parseDuration,
  type RevisionHistory,
  revisionsOf,
  type SyncOperation,
} from '../model/index.ts';
import { refusedMark, shortRevisions } from './hold.ts';

/**
 * On an Application: a duration such as `10m`. Off without it. A full sync to new revisions that fails after its retries, and an application that turns
 * Degraded so soon after one, is rolled back by itself, held, and its revisions are refused.
 */
export const ROLLBACK_WITHIN = 'argosy.dev/rollback-within';

/** Rolled back, or not for want of an entry that is known to have been Healthy, and that is said. */
export type AutoRollbackDecision =
  | ({ readonly act: 'roll-back' } & AutoRollback)
  | { readonly act: 'nowhere'; readonly message: string };

export interface AutoRollback {
  readonly entry: RevisionHistory;
  /** The revisions that are left, and refused from now on. */
  readonly left: readonly string[];
  /** Names the cause and the revision. */
  readonly reason: string;
}

/** The window in milliseconds; 0: off. Throws InvalidArgument for what is no duration. */
export function rollbackWindow(app: Application): number {
  const text = app.metadata.annotations?.[ROLLBACK_WITHIN];
  if (text === undefined || text === '') return 0;
  try {
    return Math.max(0, parseDuration(text));
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    throw new ArgosyError('InvalidArgument', `${ROLLBACK_WITHIN}: ${error.message}`, { advice: error.advice });
  }
}

/**
 * Whether the application is rolled back by itself now, decided from what its status says alone: an engine that was ended in between comes to the same
 * answer. Never away from a rollback, never while automation is held, never back to what is refused, and never for what lies longer back than the
 * window: whoever sets the annotation does not roll back last week's deployment. Only to an entry with which the application was Healthy once.
 */
export function decideAutoRollback(app: Application, now: number): AutoRollbackDecision | undefined {
  const window = windowOf(app);
  if (window === 0 || app.operation !== undefined || app.status?.hold !== undefined) return undefined;
  if (app.metadata.deletionTimestamp !== undefined) return undefined;
  return afterFailure(app, window, now) ?? afterDegradation(app, window, now);
}

/** An annotation that cannot be read is told by the reasons; it rolls nothing back. */
function windowOf(app: Application): number {
  try {
    return rollbackWindow(app);
  } catch {
    return 0;
  }
}

function afterFailure(app: Application, window: number, now: number): AutoRollbackDecision | undefined {
  const state = app.status?.operationState;
  // An Error could not be evaluated: nothing of it has reached the cluster. Who ends an operation wants it ended, not more of it.
  if (state?.phase !== 'Failed' || state.terminated === true) return undefined;
  if (!isWhole(state.operation.sync)) return undefined;
  if (now - Date.parse(state.finishedAt ?? state.startedAt) > window) return undefined;
  const history = app.status?.history ?? [];
  const left = revisionsOf(state.syncResult);
  const newest = history.at(-1);
  if (left.length === 0 || newest === undefined || deepEqual(revisionsOf(newest), left)) return undefined;
  return backFrom(app, history, left, `the sync to ${shortRevisions(left)} failed: ${state.message ?? ''}`);
}

function afterDegradation(app: Application, window: number, now: number): AutoRollbackDecision | undefined {
  const { health, history = [], operationState: state } = app.status ?? {};
  const newest = history.at(-1);
  if (health?.status !== 'Degraded' || health.lastTransitionTime === undefined || newest === undefined)
    return undefined;
  if (newest.rolledBackTo !== undefined || newest.healthBefore === 'Degraded') return undefined;
  // Whatever was done since then by hand may be the cause as well.
  if (state !== undefined && state.finishedAt !== newest.deployedAt && !isHeal(state.operation.sync)) return undefined;
  const since = Date.parse(health.lastTransitionTime);
  const deployed = Date.parse(newest.deployedAt);
  if (since < Date.parse(newest.deployStartedAt ?? newest.deployedAt) || since - deployed > window) return undefined;
  if (now - since > window) return undefined;
  const left = revisionsOf(newest);
  const before = history.at(-2);
  if (before === undefined || deepEqual(revisionsOf(before), left) || sameObjects(before, newest)) return undefined;
  const worst = app.status?.resources?.find((resource) => resource.health?.status === 'Degraded');
  const words = worst === undefined ? '' : `: ${worst.kind} ${worst.name} ${worst.health?.message ?? ''}`.trimEnd();
  return backFrom(
    app,
    history.slice(0, -1),
    left,
    `Degraded ${soon(since - deployed)} the sync to ${shortRevisions(left)}${words}`,
  );
}

/** The commit between them changed nothing here. */
function sameObjects(a: RevisionHistory, b: RevisionHistory): boolean {
  return a.target !== undefined && a.target === b.target;
}

function backFrom(
  app: Application,
  history: readonly RevisionHistory[],
  left: readonly string[],
  cause: string,
): AutoRollbackDecision | undefined {
  const others = history.filter((one) => {
    const revisions = revisionsOf(one);
    const hasSource = one.source !== undefined || (one.sources ?? []).length > 0;
    return (
      hasSource && revisions.length > 0 && !deepEqual(revisions, left) && refusedMark(app, revisions) === undefined
    );
  });
  if (others.length === 0) return undefined;
  const entry = others.findLast(({ healthyAt }) => healthyAt !== undefined);
  if (entry !== undefined) {
    return { act: 'roll-back', entry, left, reason: `automatic rollback: ${cause}`.slice(0, MOST_WORDS) };
  }
  const which = others.length === 1 ? 'the one deployment' : `none of the ${others.length} deployments`;
  const known = others.length === 1 ? 'is not known to have been Healthy' : 'is known to have been Healthy';
  const message = `not rolled back by itself: ${which} it could go back to ${known}. Choose one with \`argosy app rollback ${app.metadata.name} ID\`. (${cause})`;
  return { act: 'nowhere', message: message.slice(0, MOST_WORDS) };
}

/** Of a reason: servers can be wordy, and it stays in the status. */
const MOST_WORDS = 500;

/** A full sync of what Git has: no dry run, no chosen objects, no local manifests, no rollback. */
function isWhole(sync: SyncOperation | undefined): boolean {
  if (sync?.dryRun === true || sync?.rolledBackTo !== undefined) return false;
  return (sync?.resources ?? []).length === 0 && (sync?.manifests ?? []).length === 0;
}

function isHeal(sync: SyncOperation | undefined): boolean {
  return sync?.autoHealAttemptsCount !== undefined;
}

function soon(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds <= 0) return 'during';
  return seconds < 120 ? `${seconds} s after` : `${Math.round(seconds / 60)} min after`;
}
