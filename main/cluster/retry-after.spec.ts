import { expect, it } from 'vitest';
import { retryAfter } from './retry-after.ts';

const now = Date.UTC(2026, 0, 1);

it.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['0', 0],
  ['3', 3_000],
  [['7', '9'], 7_000],
  ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
  ['Thu, 01 Jan 2015 00:00:05 GMT', 0],
  ['86400', 60_000],
])('%j means %j ms', (header, expected) => {
  expect(retryAfter(header, now)).toBe(expected);
});
