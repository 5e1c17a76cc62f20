import { describe, expect, it } from 'vitest';
import { Backoff, backoffCeiling, backoffDelay } from './backoff.ts';

describe('backoff', () => {
  it('grows to its ceiling, also for absurd counts', () => {
    const options = { base: 2_000, max: 300_000, factor: 3 };
    expect([0, 1, 2, 3, 4, 5].map((n) => backoffCeiling(n, options))).toEqual([
      2_000, 6_000, 18_000, 54_000, 162_000, 300_000,
    ]);
    expect(backoffCeiling(100_000, options)).toBe(300_000);
    expect(backoffCeiling(-1, options)).toBe(2_000);
  });

  it('waits anywhere between nothing and the ceiling', () => {
    expect(backoffDelay(3, { base: 100, max: 10_000, random: () => 0 })).toBe(0);
    expect(backoffDelay(3, { base: 100, max: 10_000, random: () => 0.5 })).toBe(400);
  });

  it('counts failures and starts again after a success', () => {
    const backoff = new Backoff({ base: 100, max: 350, random: () => 0.999 });
    const waits = [backoff.next(), backoff.next(), backoff.next()].map(Math.round);
    expect(waits).toEqual([100, 200, 350]);
    expect(backoff.failures).toBe(3);
    backoff.reset();
    expect(Math.round(backoff.next())).toBe(100);
  });
});
