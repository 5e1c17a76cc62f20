import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Application, ApplicationStatus, OperationState, RevisionHistory } from '../model/index.ts';
import { decideAutoRollback, ROLLBACK_WITHIN, rollbackWindow } from './auto-rollback.ts';
import { leaving, rollbackOperation, rollbackSync } from './rollback-operation.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const MINUTE = 60_000;
const SOURCE = { repoURL: 'https://example.com/a.git', path: 'a' };
const ago = (minutes: number) => new Date(NOW - minutes * MINUTE).toISOString();

function entry(id: number, revision: string, change: Partial<RevisionHistory> = {}): RevisionHistory {
  return { id, revision, source: SOURCE, deployedAt: ago(60), deployStartedAt: ago(61), healthyAt: ago(60), ...change };
}

function operation(revision: string, change: Partial<OperationState> = {}): OperationState {
  return {
    operation: { sync: { revision }, initiatedBy: { automated: true } },
    phase: 'Failed',
    message: 'it broke',
    startedAt: ago(3),
    finishedAt: ago(2),
    syncResult: { revision, source: SOURCE },
    ...change,
  };
}

function app(status: ApplicationStatus, window: string | null = '10m', more: object = {}): Application {
  const annotations = window === null ? {} : { [ROLLBACK_WITHIN]: window };
  return { metadata: { name: 'shop', annotations }, spec: { source: SOURCE }, status, ...more } as Application;
}

const failed = (change: Partial<OperationState> = {}, history = [entry(0, 'good')]): ApplicationStatus => ({
  history,
  operationState: operation('bad', change),
});

const newest = (change: Partial<RevisionHistory> = {}) =>
  entry(1, 'bad', { deployStartedAt: ago(4), deployedAt: ago(3), healthBefore: 'Healthy', ...change });
const degraded = (change: Partial<ApplicationStatus> = {}, last = newest()): ApplicationStatus => ({
  history: [entry(0, 'good'), last],
  health: { status: 'Degraded', lastTransitionTime: ago(1) },
  resources: [{ kind: 'Job', name: 'migrate', health: { status: 'Degraded', message: 'it crashed' } }],
  operationState: operation('bad', { phase: 'Succeeded', startedAt: ago(4), finishedAt: ago(3) }),
  ...change,
});

describe('decideAutoRollback', () => {
  it('goes back after a failed sync to new revisions, and names cause and revision', () => {
    expect(decideAutoRollback(app(failed()), NOW)).toEqual({
      act: 'roll-back',
      entry: entry(0, 'good'),
      left: ['bad'],
      reason: 'automatic rollback: the sync to bad failed: it broke',
    });
  });

  it('goes back when health becomes Degraded soon after a sync', () => {
    expect(decideAutoRollback(app(degraded()), NOW)).toEqual({
      act: 'roll-back',
      entry: entry(0, 'good'),
      left: ['bad'],
      reason: 'automatic rollback: Degraded 2 min after the sync to bad: Job migrate it crashed',
    });
  });

  const heal = { sync: { revision: 'bad', autoHealAttemptsCount: 1, resources: [{ kind: 'Job', name: 'x' }] } };
  it.each<[string, Application, number | undefined]>([
    ['by hand as well', app(failed({ operation: { sync: {}, initiatedBy: { username: 'ada' } } })), 0],
    ['a heal since then changes nothing', app(degraded({ operationState: operation('bad', { operation: heal }) })), 0],
    [
      'past what is refused, to the last that differs',
      app({
        ...failed({}, [entry(0, 'old'), entry(1, 'good'), entry(2, 'worse')]),
        refusedRevisions: [{ revisions: ['worse'], reason: '', by: '', since: '' }],
      }),
      1,
    ],
    ['off without the annotation', app(failed(), null), undefined],
    ['off with a window of nothing', app(degraded(), '0'), undefined],
    ['off with a window that is none', app(failed(), 'soon'), undefined],
    ['the sync succeeded', app(failed({ phase: 'Succeeded' })), undefined],
    ['it could not be evaluated', app(failed({ phase: 'Error' })), undefined],
    ['a person ended it', app(failed({ terminated: true, message: 'Operation terminated' })), undefined],
    ['it ran into the timeout', app(failed({ message: 'Operation terminated' })), 0],
    ['nothing was tried', app({ ...failed(), operationState: without(operation('bad')) }), undefined],
    ['a dry run', app(failed({ operation: { sync: { dryRun: true } } })), undefined],
    ['some objects only', app(failed({ operation: heal })), undefined],
    ['local manifests', app(failed({ operation: { sync: { manifests: ['x'] } } })), undefined],
    ['a rollback itself', app(failed({ operation: { sync: { rolledBackTo: 0 } } })), undefined],
    ['the same revisions had succeeded', app(failed({}, [entry(0, 'old'), entry(1, 'bad')])), undefined],
    ['nothing to go back to', app(failed({}, [])), undefined],
    ['an entry without a source', app(failed({}, [without(entry(0, 'good'), 'source')])), undefined],
    ['held already', app({ ...failed(), hold: { kind: 'pause', reason: '', by: '', since: '' } }), undefined],
    ['another operation runs', app(failed(), '10m', { operation: {} }), undefined],
    ['it lies too long back', app(failed({ finishedAt: ago(11) })), undefined],
    ['Healthy', app(degraded({ health: { status: 'Healthy', lastTransitionTime: ago(1) } })), undefined],
    ['Degraded before the sync', app(degraded({}, newest({ healthBefore: 'Degraded' }))), undefined],
    ['Degraded since before', app(degraded({ health: { status: 'Degraded', lastTransitionTime: ago(5) } })), undefined],
    ['after the window', app(degraded({}, newest({ deployedAt: ago(30), deployStartedAt: ago(31) }))), undefined],
    ['Degraded after a rollback', app(degraded({}, newest({ rolledBackTo: 0 }))), undefined],
    [
      'the same revisions again',
      app(degraded({ history: [entry(0, 'good'), entry(1, 'bad'), newest({ id: 2 })] })),
      undefined,
    ],
    [
      'another commit with the same objects',
      app(degraded({ history: [entry(0, 'good', { target: 'x' }), newest({ target: 'x' })] })),
      undefined,
    ],
    [
      'something was synced by hand since',
      app(
        degraded({
          operationState: operation('bad', { operation: { sync: { resources: [{ kind: 'A', name: 'b' }] } } }),
        }),
      ),
      undefined,
    ],
  ])('%s', (_what, given, id) => {
    expect(rollsBackTo(given)).toBe(id);
  });

  it('goes back only to what was Healthy once, and says so where nothing was', () => {
    const never = (id: number, revision: string) => without(entry(id, revision), 'healthyAt');
    const passing = app(failed({}, [entry(0, 'good'), never(1, 'never-up'), never(2, 'neither')]));
    expect(rollsBackTo(passing)).toBe(0);
    expect(decideAutoRollback(app(failed({}, [never(0, 'a'), never(1, 'b')])), NOW)).toEqual({
      act: 'nowhere',
      message:
        'not rolled back by itself: none of the 2 deployments it could go back to is known to have been Healthy. Choose one with `argosy app rollback shop ID`. (the sync to bad failed: it broke)',
    });
    expect(decideAutoRollback(app(failed({}, [never(0, 'a')])), NOW)).toMatchObject({
      message: expect.stringContaining('the one deployment it could go back to is not known to have been Healthy'),
    });
  });

  it('does nothing while the application is deleted', () => {
    const given = app(failed());
    const metadata = { ...given.metadata, deletionTimestamp: ago(0) };
    expect(decideAutoRollback({ ...given, metadata }, NOW)).toBeUndefined();
  });

  it('is never followed by another: not when it fails, not when health stays bad, not after a restart', () => {
    const outcomes = fc.record({
      phase: fc.constantFrom('Succeeded' as const, 'Failed' as const, 'Error' as const),
      health: fc.constantFrom('Healthy' as const, 'Degraded' as const, 'Progressing' as const),
      released: fc.boolean(),
      after: fc.integer({ min: 0, max: 20 }),
      cause: fc.boolean(),
    });
    fc.assert(
      fc.property(outcomes, ({ phase, health, released, after, cause }) => {
        const before = app(cause ? failed() : degraded());
        const decision = decideAutoRollback(before, NOW);
        if (decision?.act !== 'roll-back') throw new Error('it goes back');
        const sync = rollbackSync(before, decision.entry, { id: decision.entry.id, prune: false, hooks: false });
        const wish = { ...decision, hold: { reason: decision.reason, releaseOnNewCommit: false } };
        const now = new Date(NOW).toISOString();
        const held = leaving(before.status!, { ...wish, refuse: decision.reason, by: 'argosy', now, offer: undefined });
        const end = new Date(NOW + after * MINUTE).toISOString();
        const state: OperationState = {
          operation: rollbackOperation(sync, { automated: true }),
          phase,
          startedAt: now,
          finishedAt: end,
          syncResult: { revision: 'good', source: SOURCE },
        };
        const history = held.history ?? [];
        const again = entry(history.length, 'good', { deployedAt: end, deployStartedAt: now, rolledBackTo: 0 });
        const { hold, ...unheld } = held;
        const status: ApplicationStatus = {
          ...unheld,
          ...(released ? {} : { hold }),
          operationState: state,
          health: { status: health, lastTransitionTime: end },
          history: phase === 'Succeeded' ? [...history, again] : history,
        };
        expect(decideAutoRollback({ ...before, status } as Application, NOW + after * MINUTE)).toBeUndefined();
      }),
    );
  });
});

describe('rollbackWindow', () => {
  it('is a duration as Go writes it', () => {
    expect(rollbackWindow(app({}, '1h30m'))).toBe(90 * MINUTE);
    expect(rollbackWindow(app({}, null))).toBe(0);
    expect(() => rollbackWindow(app({}, 'soon'))).toThrow(`${ROLLBACK_WITHIN}: time: invalid duration "soon"`);
  });
});

function rollsBackTo(given: Application): number | undefined {
  const decision = decideAutoRollback(given, NOW);
  return decision?.act === 'roll-back' ? decision.entry.id : undefined;
}

function without<T extends object>(value: T, field: string = 'syncResult'): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== field)) as T;
}
