import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../../preload/contract/index.ts';
import { AUTOMATED, historyEntries, isAway, isCommit, previousEntry, sameSources, shortRevision } from './entries.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const source = { repoURL: 'https://example.com/a.git', path: 'a', targetRevision: 'main' };

function app(status: Application['status']): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web' },
    spec: { project: 'default', source, destination: { name: 'prod' } },
    status,
  } as Application;
}

const HISTORY = [
  {
    id: 0,
    revision: A,
    source,
    deployedAt: '2026-01-01T00:00:10Z',
    deployStartedAt: '2026-01-01T00:00:00Z',
    initiatedBy: { username: 'ann' },
  },
  { id: 1, revision: B, source, deployedAt: '2026-01-02T00:00:00Z', initiatedBy: { automated: true } },
];

describe('historyEntries', () => {
  it('begins with what was deployed last, and only that has images', () => {
    const entries = historyEntries(app({ history: HISTORY, summary: { images: ['web:2'] } }));
    expect(entries.map(({ id, current, images, by, tookMs }) => ({ id, current, images, by, tookMs }))).toEqual([
      { id: 1, current: true, images: ['web:2'], by: AUTOMATED, tookMs: 0 },
      { id: 0, current: false, images: [], by: 'ann', tookMs: 10_000 },
    ]);
  });

  it('keeps the images of each deployment, and where it went back to', () => {
    const [entry] = historyEntries(app({ history: [{ ...HISTORY[0]!, images: ['web:1'], rolledBackTo: 3 }] }));
    expect(entry).toMatchObject({ images: ['web:1'], rolledBackTo: 3 });
  });

  it('puts a failed attempt on top, and none that succeeded or was a dry run', () => {
    const state = (phase: 'Failed' | 'Succeeded', dryRun = false) => ({
      history: HISTORY,
      operationState: {
        phase,
        message: 'one or more objects failed to apply',
        startedAt: '2026-01-03T00:00:00Z',
        finishedAt: '2026-01-03T00:00:05Z',
        operation: { sync: { dryRun }, initiatedBy: { username: 'ann' } },
        syncResult: { revision: B },
      },
    });
    expect(historyEntries(app(state('Failed')))[0]).toMatchObject({
      id: -1,
      result: 'Failed',
      revisions: [B],
      tookMs: 5000,
    });
    expect(historyEntries(app(state('Succeeded')))).toHaveLength(2);
    expect(historyEntries(app(state('Failed', true)))).toHaveLength(2);
  });

  it('has nothing where nothing was deployed', () => {
    expect(historyEntries(app(undefined))).toEqual([]);
  });
});

describe('sameSources', () => {
  it('looks at where it comes from, not at the branch', () => {
    const [entry] = historyEntries(app({ history: HISTORY }));
    expect(sameSources(entry!, app(undefined))).toBe(true);
    const moved = { ...app(undefined), spec: { ...app(undefined).spec, source: { ...source, path: 'b' } } };
    expect(sameSources(entry!, moved)).toBe(false);
    const branch = {
      ...app(undefined),
      spec: { ...app(undefined).spec, source: { ...source, targetRevision: 'next' } },
    };
    expect(sameSources(entry!, branch)).toBe(true);
  });
});

describe('previousEntry', () => {
  it('is the one before the newest, and the only one where there is no other', () => {
    expect(previousEntry(app({ history: HISTORY }))).toBe(0);
    expect(previousEntry(app({ history: [HISTORY[1]!] }))).toBe(1);
    expect(previousEntry(app({}))).toBeUndefined();
  });
});

describe('isAway', () => {
  it('is so when Git has moved on from what is deployed', () => {
    const at = (revision?: string) =>
      app({ history: HISTORY, sync: { status: 'OutOfSync', ...(revision === undefined ? {} : { revision }) } });
    const [newest] = historyEntries(at(B));
    expect([isAway(newest!, at(A)), isAway(newest!, at(B)), isAway(newest!, at())]).toEqual([true, false, false]);
  });
});

describe('revisions', () => {
  it('are shortened only when they are commits', () => {
    expect([isCommit(A), isCommit('1.14.2'), isCommit('A'.repeat(40))]).toEqual([true, false, false]);
    expect([shortRevision(A), shortRevision('1.14.2-really-long')]).toEqual(['aaaaaaa', '1.14.2-really-long']);
  });
});
