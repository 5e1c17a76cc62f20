import { describe, expect, it } from 'vitest';
import type { Application, OperationState } from '../../../../preload/contract/index.ts';
import { lastOperation, operationNow, refusedPlan, startedBefore } from './operation-now.ts';

function app(state?: Partial<OperationState>): Application {
  const operationState = state && { operation: {}, phase: 'Running', startedAt: '2026-01-01T10:00:05Z', ...state };
  return {
    metadata: { name: 'web' },
    spec: {},
    status: operationState ? { operationState } : {},
  } as unknown as Application;
}

const AT = Date.parse('2026-01-01T10:00:05.900Z');

describe('operationNow', () => {
  it('knows its own operation, whose time is in whole seconds', () => {
    expect(operationNow(app({}), { rows: [], at: AT })?.phase).toBe('Running');
  });

  it('does not take the one before for it', () => {
    expect(
      operationNow(app({ startedAt: '2026-01-01T10:00:04Z', phase: 'Succeeded' }), { rows: [], at: AT }),
    ).toBeUndefined();
    expect(operationNow(app(), { rows: [], at: AT })).toBeUndefined();
  });
});

describe('startedBefore', () => {
  it('is the operation that runs, and none that has ended', () => {
    expect(startedBefore(app({}))).toEqual({ rows: undefined, at: Date.parse('2026-01-01T10:00:05Z') });
    expect(startedBefore(app({ finishedAt: '2026-01-01T10:00:06Z' }))).toBeUndefined();
    expect(startedBefore(app())).toBeUndefined();
  });
});

describe('lastOperation', () => {
  it('is the last one, ended or not', () => {
    const ended = app({ finishedAt: '2026-01-01T10:00:06Z', phase: 'Failed' });
    expect(operationNow(ended, lastOperation(ended)!)?.phase).toBe('Failed');
    expect(lastOperation(app())).toBeUndefined();
  });
});

describe('refusedPlan', () => {
  const ended = { phase: 'Failed' as const, finishedAt: '2026-01-01T10:00:07Z' };

  it('is the plan of an operation that was refused because it does not hold any more', () => {
    const rows = [] as const;
    expect(refusedPlan(app({ ...ended, reason: 'PlanOutOfDate' }), { rows, at: AT })).toBe(rows);
  });

  it('is none of one that failed otherwise, that runs, or that began before', () => {
    expect(refusedPlan(app({ ...ended, reason: 'RevisionRefused' }), { rows: [], at: AT })).toBeUndefined();
    expect(refusedPlan(app({ reason: 'PlanOutOfDate' }), { rows: [], at: AT })).toBeUndefined();
    expect(refusedPlan(app({ ...ended, reason: 'PlanOutOfDate' }), { rows: [], at: AT + 60_000 })).toBeUndefined();
  });
});
