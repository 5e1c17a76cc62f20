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
