import { describe, expect, it } from 'vitest';
import type { ApplicationStatus, SyncOperation, Timestamp } from '../model/index.ts';
import { withHealthyEntry } from './healthy-entry.ts';

const NOW = '2026-01-01T12:00:00Z' as Timestamp;
const DEPLOYED = '2026-01-01T11:00:00Z';

function status(change: Partial<ApplicationStatus> = {}, sync: SyncOperation = {}): ApplicationStatus {
  return {
    health: { status: 'Healthy' },
    history: [
      { id: 0, revision: 'a', deployedAt: '2026-01-01T10:00:00Z' },
      { id: 1, revision: 'b', deployedAt: DEPLOYED },
    ],
    operationState: { operation: { sync }, phase: 'Succeeded', startedAt: DEPLOYED, finishedAt: DEPLOYED },
    ...change,
  };
}

const later = (sync: SyncOperation): ApplicationStatus => ({
  ...status(),
  operationState: { operation: { sync }, phase: 'Failed', startedAt: NOW, finishedAt: NOW },
});

const marks = (given: ApplicationStatus, operating = false) =>
  withHealthyEntry(given, operating, NOW).history?.map(({ healthyAt }) => healthyAt);

describe('withHealthyEntry', () => {
  it.each<[string, ApplicationStatus, boolean, readonly (string | undefined)[] | undefined]>([
    ['the newest entry, once the application is Healthy', status(), false, [undefined, NOW]],
    ['also after a heal', later({ autoHealAttemptsCount: 1 }), false, [undefined, NOW]],
    ['also after a dry run', later({ dryRun: true }), false, [undefined, NOW]],
    ['not while an operation runs', status(), true, [undefined, undefined]],
    ['not before it is Healthy', status({ health: { status: 'Progressing' } }), false, [undefined, undefined]],
    ['not after a sync that failed', later({ revision: 'c' }), false, [undefined, undefined]],
    [
      'not after a sync of chosen objects',
      later({ resources: [{ kind: 'A', name: 'a' }] }),
      false,
      [undefined, undefined],
    ],
    ['nothing without a history', status({ history: [] }), false, []],
  ])('%s', (_what, given, operating, expected) => {
    expect(marks(given, operating)).toEqual(expected);
  });

  it('keeps the first time, and the object itself where nothing changes', () => {
    const once = withHealthyEntry(status(), false, NOW);
    expect(withHealthyEntry(once, false, '2026-01-02T00:00:00Z' as Timestamp)).toBe(once);
  });
});
