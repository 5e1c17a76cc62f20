import { describe, expect, it } from 'vitest';
import { ageText, durationText, sizeText } from './age-text.ts';

const S = 1000;
const DAY = 86_400 * S;

describe('an age', () => {
  it.each([
    [0, 'now'],
    [-5 * S, 'now'],
    [45 * S, '45 s'],
    [4 * 60 * S, '4 min'],
    [3 * 3600 * S, '3 h'],
    [2 * DAY, '2 d'],
    [150 * DAY, '5 months'],
    [1106 * DAY, '3 years'],
  ])('of %i ms is %s', (ms, text) => expect(ageText(1e12, 1e12 + ms)).toBe(text));
});

describe('a duration', () => {
  it.each([
    [1400, '1.4 s'],
    [12_300, '12 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
  ])('of %i ms is %s', (ms, text) => expect(durationText(ms)).toBe(text));
});

describe('a size', () => {
  it.each([
    [512, '512 B'],
    [1536, '1.5 KiB'],
    [300 * 1024 * 1024, '300 MiB'],
  ])('of %i bytes is %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});
