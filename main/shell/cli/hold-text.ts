import type { Application, Hold, OperationInitiator, RefusedRevisions } from '../../model/index.ts';
import { spanText } from './age.ts';
import { shortRevision } from './app-text.ts';
import { inert } from './table.ts';

/** Why automation leaves an application alone: in `app get`. */
export function holdText(hold: Hold, now: number): string {
  const what = hold.kind === 'rollback' ? 'held after a rollback' : 'paused';
  const until =
    hold.until !== undefined
      ? `, until ${hold.until} (in ${spanText(Date.parse(hold.until) - now)})`
      : hold.releaseOnNewCommit === true
        ? ', until a new commit or `argosy app release`'
        : ', until `argosy app release`';
  return inert(
    `${what} by ${hold.by} since ${hold.since} (${spanText(now - Date.parse(hold.since))})${until}: ${hold.reason}`,
  );
}

/** The same in a cell of `app list`. */
export function holdCell(hold: Hold | undefined, now: number): string {
  if (hold === undefined) return '';
  const until = hold.until === undefined ? '' : `, ends in ${spanText(Date.parse(hold.until) - now)}`;
  return inert(`${hold.kind} by ${hold.by}, ${spanText(now - Date.parse(hold.since))} ago${until}: ${hold.reason}`);
}

/** Revisions that are never synced again. */
export function refusedText({ revisions, by, since, reason }: RefusedRevisions): string {
  return inert(`${revisions.map(shortRevision).join(', ')} by ${by} since ${since}: ${reason}`);
}

/** `ada`, or who acts when nobody asked. */
export function initiatorText(initiator: OperationInitiator | undefined): string {
  if (initiator?.automated === true) return 'automation';
  return inert(initiator?.username ?? '');
}

/** The last operation in one line of `app get`: what, with what outcome, who asked for it, when. */
export function lastOperationText(app: Application, now: number): string {
  const state = app.status?.operationState;
  if (state === undefined) return '';
  const revision = shortRevision(state.syncResult?.revision ?? state.syncResult?.revisions?.[0] ?? '');
  const by = initiatorText(state.operation.initiatedBy);
  const ago = spanText(now - Date.parse(state.finishedAt ?? state.startedAt));
  return inert(
    [
      `${state.phase} sync`,
      ...(state.operation.sync?.dryRun === true ? ['(dry run)'] : []),
      ...(revision === '' ? [] : [`to ${revision}`]),
      ...(by === '' ? [] : [`by ${by}`]),
      state.finishedAt === undefined ? `since ${ago}` : `${ago} ago`,
    ].join(' '),
  );
}
