import { describe, expect, it } from 'vitest';
import type { OperationState, ResourceResult } from '../../../../preload/contract/index.ts';
import { lanesOf, progressOf } from './lanes.ts';
import { countChanges, type PlanRow, wavesOf } from './plan-summary.ts';

function row(phase: string, wave: number, name: string, change: PlanRow['change'] = 'create', note = ''): PlanRow {
  return {
    phase,
    wave,
    change,
    note,
    ref: { group: '', kind: 'ConfigMap', namespace: 'shop', name },
    paths: [],
    sharedWith: [],
  };
}

function result(name: string, more: Partial<ResourceResult>): ResourceResult {
  return { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name, syncPhase: 'Sync', ...more };
}

function operation(resources: readonly ResourceResult[], over = false): OperationState {
  return {
    operation: { sync: {} },
    phase: over ? 'Failed' : 'Running',
    startedAt: '2026-01-01T00:00:00Z',
    ...(over ? { finishedAt: '2026-01-01T00:01:00Z' } : {}),
    syncResult: { resources },
  };
}

const PLAN = [
  row('PreSync', 0, 'hook', 'hook'),
  row('Sync', -1, 'settings'),
  row('Sync', 0, 'web', 'change'),
  row('Sync', 0, 'old', 'prune'),
  row('Sync', 0, 'kept', 'keep', 'ignored (no prune)'),
];

function shortOf(lanes: ReturnType<typeof lanesOf>): readonly string[] {
  return lanes.map(
    (lane) =>
      `${lane.phase} ${lane.wave} ${lane.state}: ${lane.items.map(({ ref, state }) => `${ref.name} ${state}`).join(', ')}`,
  );
}

describe('lanesOf', () => {
  it('shows the plan before anything has happened', () => {
    expect(shortOf(lanesOf(PLAN, undefined))).toEqual([
      'PreSync 0 waiting: hook waiting',
      'Sync -1 waiting: settings waiting',
      'Sync 0 waiting: web waiting, old waiting, kept skipped',
    ]);
  });

  it('follows an operation object by object, with its words', () => {
    const lanes = lanesOf(
      PLAN,
      operation([
        result('hook', { syncPhase: 'PreSync', hookPhase: 'Succeeded', message: 'done' }),
        result('settings', { status: 'Synced', hookPhase: 'Succeeded', message: 'created' }),
        result('web', { status: 'Synced', hookPhase: 'Running', message: '1 of 3 ready' }),
      ]),
    );
    expect(shortOf(lanes)).toEqual([
      'PreSync 0 done: hook done',
      'Sync -1 done: settings done',
      'Sync 0 running: web running, old waiting, kept skipped',
    ]);
    expect(lanes[2]?.items[0]?.message).toBe('1 of 3 ready');
    expect(lanes[2]?.items[2]?.message).toBe('ignored (no prune)');
    expect(progressOf(lanes)).toBe(3 / 5);
  });

  it('says of a failed operation what was never reached', () => {
    const lanes = lanesOf(
      PLAN,
      operation(
        [result('hook', { syncPhase: 'PreSync', hookPhase: 'Failed' }), result('settings', { hookPhase: 'Running' })],
        true,
      ),
    );
    expect(shortOf(lanes)).toEqual([
      'PreSync 0 failed: hook failed',
      'Sync -1 unreached: settings unreached',
      'Sync 0 unreached: web unreached, old unreached, kept skipped',
    ]);
  });

  it('tells pruned, skipped and failed apart', () => {
    const lanes = lanesOf(
      [row('Sync', 0, 'a', 'prune'), row('Sync', 0, 'b', 'prune'), row('Sync', 0, 'c')],
      operation([
        result('a', { status: 'Pruned', hookPhase: 'Succeeded' }),
        result('b', { status: 'PruneSkipped', hookPhase: 'Succeeded' }),
        result('c', { status: 'SyncFailed', hookPhase: 'Failed', message: 'denied' }),
      ]),
    );
    expect(shortOf(lanes)).toEqual(['Sync 0 failed: a pruned, b skipped, c failed']);
    expect(progressOf(lanes)).toBe(1);
  });

  it('does not wait for what the last wave left to become healthy', () => {
    const state = operation([result('a', { status: 'Synced', hookPhase: 'Running', message: 'created' })], true);
    expect(shortOf(lanesOf([row('Sync', 0, 'a')], state))).toEqual(['Sync 0 done: a done']);
  });

  it('keeps what the plan did not know', () => {
    expect(shortOf(lanesOf([], operation([result('new', { status: 'Synced', hookPhase: 'Succeeded' })])))).toEqual([
      'Sync undefined done: new done',
    ]);
    expect(progressOf(lanesOf([], undefined))).toBeUndefined();
  });
});

describe('the plan in short', () => {
  it('counts', () => {
    expect([...countChanges(PLAN)]).toEqual([
      ['hook', 1],
      ['create', 1],
      ['change', 1],
      ['prune', 1],
      ['keep', 1],
    ]);
  });

  it('is waves in their order', () => {
    expect(wavesOf(PLAN).map(({ phase, wave, rows }) => [phase, wave, rows.length])).toEqual([
      ['PreSync', 0, 1],
      ['Sync', -1, 1],
      ['Sync', 0, 3],
    ]);
  });
});
