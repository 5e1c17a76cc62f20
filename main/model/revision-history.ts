import type { RevisionHistory } from './application.ts';

export const DEFAULT_HISTORY_LIMIT = 10;

/**
 * The history with one more deployment at its end (reference §11): ids count up from 0 and are never used again; the oldest
 * entries beyond the limit go. A limit of 0 keeps nothing.
 */
export function appendHistory(
  history: readonly RevisionHistory[] | undefined,
  entry: Omit<RevisionHistory, 'id'>,
  limit: number = DEFAULT_HISTORY_LIMIT,
): readonly RevisionHistory[] {
  const last = history?.at(-1);
  const next: RevisionHistory = { id: last === undefined ? 0 : last.id + 1, ...entry };
  const all = [...(history ?? []), next];
  return limit <= 0 ? [] : all.slice(-limit);
}

export function historyEntry(history: readonly RevisionHistory[] | undefined, id: number): RevisionHistory | undefined {
  return history?.find((entry) => entry.id === id);
}

/** The revisions of a deployment, of a comparison or of an operation, one for each source; none where there is none. */
export function revisionsOf(
  one: { readonly revision?: string; readonly revisions?: readonly string[] } | undefined,
): readonly string[] {
  if (one?.revisions !== undefined && one.revisions.length > 0) return one.revisions;
  return one?.revision === undefined || one.revision === '' ? [] : [one.revision];
}
