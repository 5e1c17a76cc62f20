import { describe, expect, it } from 'vitest';
import { nextAttempt, retryDelay, selfHealDelay } from './retry.ts';

const finishedAt = Date.UTC(2026, 0, 1, 15, 4);

describe('retry', () => {
  it('doubles from five seconds to three minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 2_000].map((n) => retryDelay(undefined, n) / 1_000)).toEqual([
      5, 10, 20, 40, 80, 160, 180, 180,
    ]);
    const backoff = { duration: '2', factor: 3, maxDuration: '1m' };
    expect([0, 1, 2, 3].map((n) => retryDelay({ backoff }, n) / 1_000)).toEqual([2, 6, 18, 54]);
  });

  it('waits longer than it announces, as Argo CD does', () => {
    const next = nextAttempt({
      strategy: { limit: 5 },
      automated: false,
      retryCount: 0,
      finishedAt,
      message: 'it broke',
    });
    expect(next).toEqual({
      act: 'retry',
      at: finishedAt + 10_000,
      retryCount: 1,
      message: 'it broke. Retrying attempt #1 at 3:04PM.',
    });
  });

  it.each<[string, number | undefined, boolean, number, string]>([
    ['manual, nothing said', undefined, false, 0, 'give-up'],
    ['automatic, nothing said', undefined, true, 4, 'retry'],
    ['automatic, used up', undefined, true, 5, 'give-up'],
    ['a limit', 2, false, 1, 'retry'],
    ['a limit that is reached', 2, true, 2, 'give-up'],
    ['no limit', -1, false, 1_000, 'retry'],
    ['none at all', 0, true, 0, 'give-up'],
  ])('%s', (_title, limit, automated, retryCount, act) => {
    const strategy = limit === undefined ? undefined : { limit };
    expect(nextAttempt({ strategy, automated, retryCount, finishedAt, message: 'm' }).act).toBe(act);
  });

  it('says how often it tried', () => {
    const failed = { strategy: { limit: 2 }, automated: false, finishedAt, message: 'm' };
    expect(nextAttempt({ ...failed, retryCount: 2 }).message).toBe('m (retried 2 times).');
    expect(nextAttempt({ ...failed, strategy: undefined, retryCount: 0 }).message).toBe('m');
  });

  it('refuses a duration that is none', () => {
    expect(() => retryDelay({ backoff: { duration: 'soon' } }, 0)).toThrow(
      'retry.backoff.duration: time: invalid duration "soon"',
    );
  });

  it('heals at once, then ever slower up to five minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map((n) => selfHealDelay(n) / 1_000)).toEqual([0, 2, 6, 18, 54, 162, 300, 300]);
  });
});
