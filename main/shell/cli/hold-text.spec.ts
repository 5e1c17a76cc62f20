import { describe, expect, it } from 'vitest';
import type { Hold } from '../../model/index.ts';
import { spanText } from './age.ts';
import { holdCell, holdText, refusedText } from './hold-text.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const SHA = '53e28ff20cc530b9ada2173fbbd64d48338583ba';
const hold: Hold = { kind: 'rollback', reason: 'orders fail', by: 'ada', since: '2026-11-24T09:58:00Z' };

describe('a span of time', () => {
  it.each([
    [-5, '0 s'],
    [40_400, '40 s'],
    [59_999, '60 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_600_000, '1 h'],
    [6_900_000, '1 h 55 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
  ])('%d ms', (ms, text) => {
    expect(spanText(ms)).toBe(text);
  });
});

describe('a hold', () => {
  it('says who, why, since when and how it ends', () => {
    expect(holdText(hold, NOW)).toBe(
      'held after a rollback by ada since 2026-11-24T09:58:00Z (2 h 2 min), until `argosy app release`: orders fail',
    );
    expect(holdText({ ...hold, releaseOnNewCommit: true }, NOW)).toContain(
      ', until a new commit or `argosy app release`: ',
    );
    expect(holdText({ ...hold, kind: 'pause', until: '2026-11-24T13:30:00Z' }, NOW)).toBe(
      'paused by ada since 2026-11-24T09:58:00Z (2 h 2 min), until 2026-11-24T13:30:00Z (in 1 h 30 min): orders fail',
    );
  });

  it('fits in a cell', () => {
    expect(holdCell(undefined, NOW)).toBe('');
    expect(holdCell(hold, NOW)).toBe('rollback by ada, 2 h 2 min ago: orders fail');
    expect(holdCell({ ...hold, kind: 'pause', until: '2026-11-24T12:00:30Z' }, NOW)).toBe(
      'pause by ada, 2 h 2 min ago, ends in 30 s: orders fail',
    );
  });

  it('cannot write on the terminal', () => {
    const evil = { ...hold, reason: 'a\u001b[2Jb', by: 'x\u202e' };
    expect(holdText(evil, NOW) + holdCell(evil, NOW)).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('refused revisions', () => {
  it('say who, since when and why', () => {
    expect(refusedText({ revisions: [SHA, '1.2.3'], by: 'ada', since: 'T', reason: 'bad' })).toBe(
      '53e28ff, 1.2.3 by ada since T: bad',
    );
  });
});
