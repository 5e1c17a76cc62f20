import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgosyError } from './errors.ts';
import { formatDuration, formatDurationNanos, parseDuration, parseDurationNanos } from './go-duration.ts';

describe('durations', () => {
  it.each([
    ['0', 0],
    ['5s', 5_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['5.s', 5_000],
    ['-1m', -60_000],
    ['+1m', 60_000],
    ['300ms', 300],
    ['2us', 0.002],
    ['2µs', 0.002],
    ['1h1m1s1ms', 3_661_001],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '1d', '1h 30m', '1m-1s', '.', '.s', '1', '- 1s', '1e3s', '99999999h', '１s'])(
    'refuses %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(ArgosyError);
    },
  );

  it('reads plain integers as seconds where asked', () => {
    expect(parseDuration('5', { plainSeconds: true })).toBe(5_000);
    expect(parseDuration('3m', { plainSeconds: true })).toBe(180_000);
  });

  it.each([
    [0, '0s'],
    [5_000, '5s'],
    [180_000, '3m0s'],
    [5_400_000, '1h30m0s'],
    [1_500, '1.5s'],
    [300, '300ms'],
    [0.002, '2µs'],
    [-61_000, '-1m1s'],
  ])('%d ms is printed as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('survive a round trip to the nanosecond', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), (nanos) => {
        expect(parseDurationNanos(formatDurationNanos(nanos))).toBe(nanos);
      }),
    );
  });
});
