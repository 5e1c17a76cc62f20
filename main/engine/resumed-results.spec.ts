import { describe, expect, it } from 'vitest';
import type { ResourceKey, ResourceResult } from '../model/index.ts';
import type { SyncRecord } from '../sync/index.ts';
import { withResumedResults } from './resumed-results.ts';

const KEY = '/ConfigMap/n/old' as ResourceKey;
const intent: SyncRecord = { kind: 'intent', key: KEY, act: 'prune', phase: 'Sync', wave: 0 };
const result = (status: 'Pruned' | 'SyncFailed'): SyncRecord => ({
  kind: 'result',
  key: KEY,
  result: {
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    namespace: 'n',
    name: 'old',
    status,
    syncPhase: 'Sync',
  } as ResourceResult,
});
const applied = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  namespace: 'n',
  name: 'new',
  status: 'Synced',
} as ResourceResult;

describe('withResumedResults', () => {
  it('brings back what was pruned before the crash', () => {
    const all = withResumedResults([applied], [intent, result('Pruned')]);
    expect(all.map(({ name, status }) => `${name} ${status}`)).toEqual(['old Pruned', 'new Synced']);
  });

  it('knows of a prune whose answer was never read', () => {
    expect(withResumedResults([], [intent])).toMatchObject([{ name: 'old', status: 'Pruned', syncPhase: 'Sync' }]);
  });

  it('adds nothing that has a result now, nor what could not be pruned', () => {
    const again = { ...applied, name: 'old', status: 'Pruned' } as ResourceResult;
    expect(withResumedResults([again], [intent, result('Pruned')])).toEqual([again]);
    expect(withResumedResults([applied], [intent, result('SyncFailed')])).toEqual([applied]);
  });
});
