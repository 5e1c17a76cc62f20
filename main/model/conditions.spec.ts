import { describe, expect, it } from 'vitest';
import type { Condition, ConditionType } from './application.ts';
import { mergeConditions } from './conditions.ts';
import type { Timestamp } from './ids.ts';

const BEFORE = '2026-01-01T00:00:00Z' as Timestamp;
const NOW = '2026-01-02T00:00:00Z' as Timestamp;
const DELETION: ReadonlySet<ConditionType> = new Set<ConditionType>(['DeletionError']);
const waits: Condition = { type: 'DeletionError', message: 'waiting', reason: 'AwaitsConfirmation' };

describe('mergeConditions', () => {
  it('keeps the time of what is the same, and then the list itself', () => {
    const first = mergeConditions([], [waits], DELETION, BEFORE);
    expect(first).toEqual([{ ...waits, lastTransitionTime: BEFORE }]);
    expect(mergeConditions(first, [waits], DELETION, NOW)).toBe(first);
  });

  it('sees that the same words do not wait for a person any more', () => {
    const first = mergeConditions([], [waits], DELETION, BEFORE);
    const { reason: _, ...plain } = waits;
    expect(mergeConditions(first, [plain], DELETION, NOW)).toEqual([{ ...plain, lastTransitionTime: BEFORE }]);
  });

  it('leaves alone what was not evaluated', () => {
    const other: Condition = { type: 'SyncError', message: 'no', lastTransitionTime: BEFORE };
    expect(mergeConditions([other], [], DELETION, NOW)).toEqual([other]);
  });
});
