import { describe, expect, it } from 'vitest';
import type { Application, ApplicationSpec, OperationState, ResourceStatus } from '../model/index.ts';
import { type AutoSyncInput, decideAutoSync } from './decide-auto-sync.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const SOURCE = { repoURL: 'https://example.com/a.git', path: 'a' };
const web: ResourceStatus = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web', status: 'OutOfSync' };
const calm: ResourceStatus = { kind: 'ConfigMap', namespace: 'shop', name: 'calm', status: 'Synced' };
const extra: ResourceStatus = {
  kind: 'ConfigMap',
  namespace: 'shop',
  name: 'extra',
  status: 'OutOfSync',
  requiresPruning: true,
};

type Automated = NonNullable<NonNullable<ApplicationSpec['syncPolicy']>['automated']>;

function input(automated: Automated | undefined, change: Partial<AutoSyncInput> = {}): AutoSyncInput {
  const app: Application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop' },
    spec: { project: 'default', source: SOURCE, destination: {}, ...(automated ? { syncPolicy: { automated } } : {}) },
  };
  return {
    app,
    sync: 'OutOfSync',
    resources: [web, calm],
    revisions: ['rev2'],
    operationState: undefined,
    operationInProgress: false,
    held: undefined,
    refused: false,
    window: undefined,
    healDelay: () => 0,
    now: NOW,
    ...change,
  };
}

/** A finished operation of the revision, ten seconds ago. */
function last(revision: string, change: Partial<OperationState> = {}): OperationState {
  return {
    operation: { sync: { revision } },
    phase: 'Succeeded',
    startedAt: '2026-01-01T11:59:49Z',
    finishedAt: '2026-01-01T11:59:50Z',
    message: 'the last message',
    syncResult: { revision, source: SOURCE },
    ...change,
  };
}

describe('decideAutoSync, reference §3.9', () => {
  it.each<[string, AutoSyncInput, unknown]>([
    ['manual without the block', input(undefined), { act: 'none', because: 'manual' }],
    ['manual when it is switched off', input({ enabled: false }), { act: 'none', because: 'manual' }],
    ['an empty block is automatic', input({}), { act: 'sync' }],
    ['one operation at a time', input({}, { operationInProgress: true }), { act: 'none', because: 'busy' }],
    ['Unknown never syncs', input({}, { sync: 'Unknown' }), { act: 'none', because: 'unknown' }],
    ['Synced needs nothing', input({}, { sync: 'Synced' }), { act: 'none', because: 'synced' }],
    ['a hold of the person', input({}, { held: 'rollback' }), { act: 'none', because: 'held' }],
    ['a person has refused it', input({ selfHeal: true }, { refused: true }), { act: 'none', because: 'refused' }],
    ['a shut window', input({}, { window: { until: undefined } }), { act: 'none', because: 'window' }],
    [
      'a window that will open',
      input({}, { window: { until: NOW + 5 } }),
      { act: 'wait', until: NOW + 5, because: 'window' },
    ],
    [
      'a window for what is synced',
      input({}, { sync: 'Synced', window: { until: 1 } }),
      { act: 'none', because: 'synced' },
    ],
    ['a hold outranks it', input({}, { refused: true, held: 'x' }), { act: 'none', because: 'held' }],
    [
      'only pruning is left, and it is off',
      input({}, { resources: [calm, extra] }),
      { act: 'none', because: 'only-pruning' },
    ],
    ['pruning is off, but something differs too', input({}, { resources: [web, extra] }), { act: 'sync' }],
    ['a new revision after a success', input({}, { operationState: last('rev1') }), { act: 'sync' }],
    [
      'a new revision after a failure',
      input({}, { operationState: last('rev1', { phase: 'Failed' }) }),
      { act: 'sync' },
    ],
    [
      'the same revision, healing off',
      input({}, { operationState: last('rev2') }),
      { act: 'none', because: 'already-tried' },
    ],
    [
      'the same revision failed',
      input({ selfHeal: true }, { operationState: last('rev2', { phase: 'Failed' }) }),
      { act: 'refuse', message: 'Failed last sync attempt to [rev2]: the last message' },
    ],
    [
      'a dry run was no attempt',
      input({}, { operationState: last('rev2', { operation: { sync: { revision: 'rev2', dryRun: true } } }) }),
      { act: 'sync' },
    ],
    [
      'the same revision of another source',
      input(
        {},
        { operationState: last('rev2', { syncResult: { revision: 'rev2', source: { ...SOURCE, path: 'b' } } }) },
      ),
      { act: 'sync' },
    ],
    [
      'heals just what is not Synced',
      input({ selfHeal: true }, { operationState: last('rev2') }),
      { act: 'heal', attempt: 1, resources: [{ group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' }] },
    ],
    [
      'everything would be pruned',
      input({ prune: true }, { resources: [extra] }),
      { act: 'refuse', message: 'Skipping sync attempt to [rev2]: auto-sync will wipe out all resources' },
    ],
    [
      'nothing is rendered any more',
      input({ prune: true }, { resources: [] }),
      { act: 'refuse', message: 'Skipping sync attempt to [rev2]: auto-sync will wipe out all resources' },
    ],
    ['everything may be pruned', input({ prune: true, allowEmpty: true }, { resources: [extra] }), { act: 'sync' }],
    ['something stays', input({ prune: true }, { resources: [calm, extra] }), { act: 'sync' }],
  ])('%s', (_what, given, expected) => expect(decideAutoSync(given)).toEqual(expected));

  it('leaves an application alone that is being deleted', () => {
    const given = input({});
    const metadata = { ...given.app.metadata, deletionTimestamp: '2026-01-01T11:00:00Z' };
    expect(decideAutoSync({ ...given, app: { ...given.app, metadata } })).toEqual({ act: 'none', because: 'deleting' });
  });

  it('waits for the back-off, counted from the end of the last operation and by the number of the heal', () => {
    const operation = { sync: { revision: 'rev2', autoHealAttemptsCount: 2 } };
    const given = input(
      { selfHeal: true },
      { operationState: last('rev2', { operation }), healDelay: (attempt) => (attempt === 3 ? 18_000 : 0) },
    );
    expect(decideAutoSync(given)).toEqual({ act: 'wait', because: 'back-off', until: NOW + 8_000 });
    expect(decideAutoSync({ ...given, now: NOW + 8_000 })).toMatchObject({ act: 'heal', attempt: 3 });
  });
});
