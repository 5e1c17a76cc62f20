import type { Application, OperationInitiator, OperationState } from '../../model/index.ts';
import { spanText } from './age.ts';
import { shortRevision } from './app-text.ts';
import { labelled } from './labelled.ts';
import { inert } from './table.ts';

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
  const word = state.operation.sync?.rolledBackTo === undefined ? 'sync' : 'rollback';
  return inert(
    [
      `${state.phase} ${word}`,
      ...(state.operation.sync?.dryRun === true ? ['(dry run)'] : []),
      ...(revision === '' ? [] : [`to ${revision}`]),
      ...(by === '' ? [] : [`by ${by}`]),
      state.finishedAt === undefined ? `since ${ago}` : `${ago} ago`,
    ].join(' '),
  );
}

/** The last operation in full: `app get --show-operation`, and what `app sync` prints at its end. */
export function operationText(app: Application): string {
  const state = app.status?.operationState;
  if (!state) return '';
  const revision = state.syncResult?.revision ?? state.syncResult?.revisions?.[0] ?? '';
  const finished = state.finishedAt === undefined ? '' : labelled('Finished:', state.finishedAt);
  const by = initiatorText(state.operation.initiatedBy);
  const seconds =
    state.finishedAt === undefined
      ? ''
      : labelled(
          'Duration:',
          `${Math.max(0, Math.round((Date.parse(state.finishedAt) - Date.parse(state.startedAt)) / 1000))}s`,
        );
  return [
    labelled('Operation:', nameOf(state)),
    labelled('Sync Revision:', revision),
    ...(by === '' ? [] : [labelled('Initiated By:', by)]),
    labelled('Phase:', state.phase),
    labelled('Start:', state.startedAt),
    finished,
    seconds,
    labelled('Message:', state.message ?? ''),
  ].join('');
}

/** A rollback names the deployment that it goes back to. */
function nameOf({ operation: { sync } }: OperationState): string {
  if (sync?.rolledBackTo !== undefined) return `Rollback to ID ${sync.rolledBackTo}`;
  return sync === undefined ? '' : 'Sync';
}
