import type { Application } from '../../../../preload/contract/index.ts';

export type Waiting = { readonly for: 'deletion' | 'prune'; readonly message: string };

/**
 * What waits for a person's word (reference §3.8, §7): a prune or a deletion of objects with `confirm`. The engine says so with the operation, and with
 * the condition of a deletion.
 */
export function waitingOf(app: Application): Waiting | undefined {
  const { operationState: state, conditions } = app.status ?? {};
  if (app.metadata.deletionTimestamp !== undefined) {
    const said = conditions?.find(({ type, reason }) => type === 'DeletionError' && reason === 'AwaitsConfirmation');
    return said && { for: 'deletion', message: said.message };
  }
  if (state?.finishedAt !== undefined || state?.reason !== 'AwaitsConfirmation') return undefined;
  return { for: 'prune', message: state.message ?? '' };
}

/** What a deletion that is under way waits for; '' when nothing holds it. */
export function deletionMessage(app: Application): string {
  return app.status?.conditions?.find(({ type }) => type === 'DeletionError')?.message ?? '';
}
