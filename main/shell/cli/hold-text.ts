import type { Hold, RefusedRevisions } from '../../model/index.ts';
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
