import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../preload/contract/index.ts';
import { waitingOf } from './waiting.ts';

const app = (status: Application['status'], deletionTimestamp?: string): Application =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'a', ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
    spec: { project: 'p', destination: {} },
    ...(status === undefined ? {} : { status }),
  }) as Application;

const state = (message: string, reason?: 'AwaitsConfirmation', finishedAt?: string) => ({
  operationState: {
    operation: {},
    phase: 'Running' as const,
    message,
    startedAt: '2026-11-24T10:00:00Z',
    ...(reason && { reason }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  },
});

describe('waitingOf', () => {
  it('finds a prune that waits, while it runs', () => {
    const message = 'waiting for pruning confirmation of v1/Secret/a';
    expect(waitingOf(app(state(message, 'AwaitsConfirmation')))).toEqual({ for: 'prune', message });
    expect(waitingOf(app(state(message, 'AwaitsConfirmation', '2026-11-24T10:01:00Z')))).toBeUndefined();
    expect(waitingOf(app(state('waiting for healthy state of apps/Deployment/web')))).toBeUndefined();
  });

  it('finds a deletion that waits, only while it is being deleted', () => {
    const said = { type: 'DeletionError' as const, message: 'waiting for deletion confirmation of Secret a' };
    const conditions = [{ ...said, reason: 'AwaitsConfirmation' as const }];
    expect(waitingOf(app({ conditions }, '2026-11-24T10:00:00Z'))?.for).toBe('deletion');
    expect(waitingOf(app({ conditions }))).toBeUndefined();
    expect(waitingOf(app({ conditions: [said] }, '2026-11-24T10:00:00Z'))).toBeUndefined();
    expect(waitingOf(app({}, '2026-11-24T10:00:00Z'))).toBeUndefined();
  });
});
