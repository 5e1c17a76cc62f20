import { describe, expect, it } from 'vitest';
import type { Cluster, ConnectionState } from '../cluster/index.ts';
import { ClusterError } from '../cluster/index.ts';
import { ArgosyError } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { reachableAgain } from './after-outage.ts';
import { isNoAnswer } from './no-answer.ts';

function cluster(kind: ConnectionState['kind']) {
  const listeners = new Set<(state: ConnectionState) => void>();
  const port: Pick<Cluster, 'connection' | 'onConnection'> = {
    connection: () => ({ kind }) as ConnectionState,
    onConnection: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const becomes = (now: ConnectionState['kind']) => {
    for (const listener of listeners) listener({ kind: now } as ConnectionState);
  };
  return { port, becomes, listeners };
}

function watched(promise: Promise<void>): { state: 'waits' | 'over' | 'aborted' } {
  const seen: { state: 'waits' | 'over' | 'aborted' } = { state: 'waits' };
  promise.then(
    () => (seen.state = 'over'),
    () => (seen.state = 'aborted'),
  );
  return seen;
}

describe('reachableAgain', () => {
  it.each(['unreachable', 'auth-needed'] as const)('waits for the end of %s, however long that takes', async (kind) => {
    const clock = new ManualClock();
    const { port, becomes, listeners } = cluster(kind);
    const seen = watched(reachableAgain(port, 0, clock, new AbortController().signal));
    await clock.advanceAsync(3_600_000);
    becomes('connecting');
    await clock.advanceAsync(0);
    expect(seen.state).toBe('waits');
    becomes('live');
    await clock.advanceAsync(0);
    expect(seen.state).toBe('over');
    expect(listeners.size).toBe(0);
  });

  it('tries again soon where the connection stands, and later each time', async () => {
    const clock = new ManualClock();
    const { port } = cluster('live');
    const seen = watched(reachableAgain(port, 2, clock, new AbortController().signal));
    await clock.advanceAsync(1_999);
    expect(seen.state).toBe('waits');
    await clock.advanceAsync(1);
    expect(seen.state).toBe('over');
  });

  it.each(['live', 'unreachable'] as const)('ends when the operation is ended (%s)', async (kind) => {
    const clock = new ManualClock();
    const { port, listeners } = cluster(kind);
    const stop = new AbortController();
    const seen = watched(reachableAgain(port, 0, clock, stop.signal));
    stop.abort(new Error('ended'));
    await clock.advanceAsync(0);
    expect(seen.state).toBe('aborted');
    expect(listeners.size + clock.timers).toBe(0);
  });
});

describe('isNoAnswer', () => {
  const said = (code: number, reason: string) => new ClusterError('Unknown', { code, reason, message: reason });
  it.each([
    ['a connection that broke', said(0, 'Unreachable'), true],
    ['silence', said(0, 'Timeout'), true],
    ['credentials that have ended', said(401, 'Unauthorized'), true],
    ['a gateway without its server', said(502, 'BadGateway'), true],
    ['an answer that is too large', said(0, 'TooLarge'), false],
    ['a refusal', said(403, 'Forbidden'), false],
    ['a conflict', said(409, 'Conflict'), false],
    ['an error of the server', said(500, 'InternalError'), false],
    ['what no cluster said', new ArgosyError('Unavailable', 'x'), false],
  ])('%s', (_what, error, expected) => {
    expect(isNoAnswer(error)).toBe(expected);
  });
});
