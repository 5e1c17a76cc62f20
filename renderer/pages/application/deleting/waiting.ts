import type { Application } from '../../../../preload/contract/index.ts';

export type Waiting = { readonly for: 'deletion' | 'prune'; readonly message: string };

/**
 * What waits for a person's word (reference §3.8, §7): a prune or a deletion of objects with `confirm`. The engine says so in the message of the
 * operation, and in the condition of a deletion.
 */
export function waitingOf(app: Application): Waiting | undefined {
  const { operationState: state, conditions } = app.status ?? {};
  if (app.metadata.deletionTimestamp !== undefined) {
    const said = conditions?.find(({ type, message }) => type === 'DeletionError' && message.startsWith(DELETION));
    return said && { for: 'deletion', message: said.message };
  }
  const message = state?.finishedAt === undefined ? (state?.message ?? '') : '';
  return message.startsWith(PRUNE) ? { for: 'prune', message } : undefined;
}

const DELETION = 'waiting for deletion confirmation';
const PRUNE = 'waiting for pruning confirmation';

/** What a deletion that is under way waits for; '' when nothing holds it. */
export function deletionMessage(app: Application): string {
  return app.status?.conditions?.find(({ type }) => type === 'DeletionError')?.message ?? '';
}
