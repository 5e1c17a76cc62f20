import { describe, expect, it } from 'vitest';
import type { Application, ApplicationStatus, ResourceKey, Timestamp } from '../model/index.ts';
import type { Row } from './record.ts';
import { buildStatus, sameStatus, syncStatusOf } from './status.ts';

const NOW = '2026-01-01T00:00:00Z' as Timestamp;
const LATER = '2026-01-01T00:01:00Z' as Timestamp;

function row(name: string, change: Partial<Row> = {}): Row {
  return {
    key: `/ConfigMap/shop/${name}` as ResourceKey,
    ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name },
    status: 'Synced',
    verdict: { kind: 'same' },
    health: undefined,
    hook: false,
    requiresPruning: false,
    wave: 0,
    inputs: '',
    live: undefined,
    counts: true,
    dryRunAccepted: false,
    healthIgnored: false,
    confirmDeletion: false,
    namespaceMissing: false,
    ...change,
  } as Row;
}

const app = (status?: ApplicationStatus, spec: Record<string, unknown> = {}): Application =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web' },
    spec: { project: 'default', source: { repoURL: '/r', path: 'p' }, destination: { name: 'c' }, ...spec },
    ...(status === undefined ? {} : { status }),
  }) as Application;

const build = (application: Application, rows: readonly Row[], now = NOW, reconciledAt: string | undefined = now) =>
  buildStatus({
    app: application,
    sync: 'Synced',
    revisions: ['c1'],
    sourceTypes: ['Directory'],
    health: { status: 'Healthy' },
    rows,
    conditions: [],
    reconciledAt,
    now,
  });

describe('syncStatusOf', () => {
  it.each([
    ['nothing', [], 'Synced'],
    ['only equal objects', [row('a')], 'Synced'],
    ['one that differs', [row('a'), row('b', { status: 'OutOfSync' })], 'OutOfSync'],
    ['one that differs and does not count', [row('a', { status: 'OutOfSync', counts: false })], 'Synced'],
    ['one that is unknown', [row('a', { status: 'OutOfSync' }), row('b', { status: 'Unknown' })], 'Unknown'],
    ['one that the project does not permit', [row('a', { status: 'Unknown', refused: true })], 'OutOfSync'],
    [
      'one that is not permitted and one that is unknown',
      [row('a', { status: 'Unknown', refused: true }), row('b', { status: 'Unknown' })],
      'Unknown',
    ],
    ['one that is unknown and does not count', [row('b', { status: 'Unknown', counts: false })], 'Synced'],
  ] as const)('of %s', (_what, rows, expected) => {
    expect(syncStatusOf(rows, app())).toBe(expected);
  });

  it('is OutOfSync when the namespace metadata is not what was synced last', () => {
    const managed = (team: string) => ({ labels: { team } });
    const synced = {
      operationState: { syncResult: { managedNamespaceMetadata: managed('a') } },
    } as unknown as ApplicationStatus;
    const wants = (team: string) => ({ syncPolicy: { managedNamespaceMetadata: managed(team) } });
    expect(syncStatusOf([], app(synced, wants('a')))).toBe('Synced');
    expect(syncStatusOf([], app(synced, wants('b')))).toBe('OutOfSync');
    expect(syncStatusOf([], app(undefined, wants('b')))).toBe('Synced');
  });
});

describe('buildStatus', () => {
  it('lists objects by group, kind, namespace and name, and hooks without a sync status', () => {
    const status = build(app(), [
      row('b', { hook: true, wave: 2 }),
      row('a', { requiresPruning: true, status: 'OutOfSync' }),
    ]);
    expect(status.resources).toEqual([
      { version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a', status: 'OutOfSync', requiresPruning: true },
      { version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'b', hook: true, syncWave: 2 },
    ]);
  });

  it('keeps what is not its business', () => {
    const history = [{ id: 3 }] as unknown as ApplicationStatus['history'];
    const conditions = [
      { type: 'SyncError', message: 'x', lastTransitionTime: NOW },
    ] as ApplicationStatus['conditions'];
    const status = build(app({ history, conditions } as ApplicationStatus), []);
    expect(status.history).toBe(history);
    expect(status.conditions).toEqual(conditions);
  });

  it('moves the time of health only when health changes', () => {
    const first = build(app(), []);
    const second = build(app(first), [], LATER);
    expect(second.health?.lastTransitionTime).toBe(NOW);
    const third = build(app({ ...first, health: { status: 'Degraded', lastTransitionTime: NOW } }), [], LATER);
    expect(third.health?.lastTransitionTime).toBe(LATER);
  });

  it('names revisions and types as a list for several sources', () => {
    const sources = [{ repoURL: '/r', path: 'p' }];
    expect(build(app(undefined, { sources }), [])).toMatchObject({
      sync: { revisions: ['c1'], comparedTo: { sources } },
      sourceTypes: ['Directory'],
    });
  });
});

describe('sameStatus', () => {
  it('does not see the time of the last comparison, and sees everything else', () => {
    const status = build(app(), [row('a')]);
    expect(sameStatus(undefined, status)).toBe(false);
    expect(sameStatus(status, { ...status, reconciledAt: LATER })).toBe(true);
    expect(sameStatus(status, { ...status, sync: { ...status.sync!, status: 'OutOfSync' } })).toBe(false);
  });
});
