import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Application, ApplicationStatus, Hold } from '../model/index.ts';
import {
  activeHold,
  nextHold,
  type Offer,
  refusedError,
  refusedMark,
  shortRevisions,
  withHold,
  withRefused,
} from './hold.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const at = (ms: number) => new Date(NOW + ms).toISOString();
const pause = (change: Partial<Hold> = {}): Hold => ({
  kind: 'pause',
  reason: 'hotfix',
  by: 'ada',
  since: at(-60_000),
  ...change,
});
const rollback = (change: Partial<Hold> = {}): Hold => ({
  ...pause(),
  kind: 'rollback',
  left: ['bad'],
  to: ['good'],
  offered: ['bad'],
  offeredTarget: 'objects of bad',
  releaseOnNewCommit: true,
  ...change,
});
const app = (status: ApplicationStatus): Application => ({ metadata: { name: 'shop' }, status }) as Application;
const offer = (revision: string, target = `objects of ${revision}`): Offer => ({ revisions: [revision], target });

describe('a hold', () => {
  it('ends with its time, to the moment', () => {
    const hold = pause({ until: at(1000) });
    expect(activeHold(app({ hold }), NOW)).toBe(hold);
    expect(activeHold(app({ hold }), NOW + 1000)).toBeUndefined();
    expect(nextHold(hold, undefined, NOW + 999)).toBe(hold);
    expect(nextHold(hold, undefined, NOW + 1000)).toBeUndefined();
    // Damaged, it lasts: nothing is released by mistake.
    expect(activeHold(app({ hold: pause({ until: 'soon' }) }), NOW)).toBeDefined();
  });

  it.each<[string, Hold, Offer | undefined, 'stays' | 'ends']>([
    ['the commit that was left', rollback(), offer('bad'), 'stays'],
    ['the commit it went to', rollback(), offer('good'), 'stays'],
    ['what Git offered then, which was not deployed yet', rollback({ offered: ['next'] }), offer('next'), 'stays'],
    ['another commit with the same objects', rollback(), offer('elsewhere', 'objects of bad'), 'stays'],
    ['another commit', rollback(), offer('fix'), 'ends'],
    ['another commit, not asked for', rollback({ releaseOnNewCommit: false }), offer('fix'), 'stays'],
    ['nothing that is known', rollback(), undefined, 'stays'],
    ['nothing that could be resolved', rollback(), { revisions: [], target: '' }, 'stays'],
    ['another commit, of a pause', pause(), offer('fix'), 'stays'],
  ])('with %s', (_what, hold, offered, expected) => {
    expect(nextHold(hold, offered, NOW)).toBe(expected === 'stays' ? hold : undefined);
  });

  it('takes what Git offers first for what it offered when it began, if that was not known', () => {
    const { offered: _, offeredTarget: __, ...unknown } = rollback();
    const noted = nextHold(unknown, offer('next'), NOW);
    expect(noted).toEqual({ ...unknown, offered: ['next'], offeredTarget: 'objects of next' });
    expect(nextHold(noted, offer('next'), NOW)).toBe(noted);
    expect(nextHold(noted, offer('fix'), NOW)).toBeUndefined();
  });

  it('never ends by itself without a time or the wish for a new commit', () => {
    const anything = fc.option(fc.record({ revisions: fc.array(fc.string()), target: fc.string() }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(anything, fc.nat(), (offered, later) => {
        const hold = rollback({ releaseOnNewCommit: false });
        expect(nextHold(hold, offered, NOW + later)).toBe(hold);
      }),
    );
  });

  it('leaves the rest of the status alone', () => {
    const status: ApplicationStatus = { reconciledAt: at(0) };
    expect(withHold(withHold(status, pause()), undefined)).toEqual(status);
  });
});

describe('refused revisions', () => {
  const mark = (revision: string, target?: string) => ({
    revisions: [revision],
    ...(target === undefined ? {} : { target }),
    reason: 'it broke',
    by: 'ada',
    since: at(0),
  });

  it('are found by their revisions, or by their objects where those are known', () => {
    const refusing = app({ refusedRevisions: [mark('one'), mark('two', 'objects')] });
    expect(refusedMark(refusing, ['one'])?.revisions).toEqual(['one']);
    expect(refusedMark(refusing, ['three'], 'objects')?.revisions).toEqual(['two']);
    expect(refusedMark(refusing, ['three'], 'others')).toBeUndefined();
    // A mark without objects refuses no unknown ones.
    expect(refusedMark(app({ refusedRevisions: [mark('one')] }), ['three'])).toBeUndefined();
    expect(refusedMark(refusing, ['one', 'two'])).toBeUndefined();
    expect(refusedMark(app({ refusedRevisions: [{ ...mark('x'), revisions: [] }] }), [])).toBeUndefined();
  });

  it('are remembered once each, the newest', () => {
    let status: ApplicationStatus = {};
    for (let n = 0; n < 30; n += 1) status = withRefused(status, mark(String(n)));
    status = withRefused(status, { ...mark('29'), reason: 'again' });
    expect(status.refusedRevisions).toHaveLength(20);
    expect(status.refusedRevisions?.at(-1)).toMatchObject({ revisions: ['29'], reason: 'again' });
    expect(status.refusedRevisions?.at(0)?.revisions).toEqual(['10']);
  });

  it('are told with the way out', () => {
    const error = refusedError(app({}), mark('a'.repeat(40)));
    expect(error.message).toBe(`aaaaaaa is refused since ${at(0)} by ada: it broke`);
    expect(error.advice).toContain('argosy app release shop --allow');
  });
});

it('shortens commits and nothing else', () => {
  expect(shortRevisions(['a'.repeat(40), '1.2.3', 'deadbeef'])).toBe('aaaaaaa, 1.2.3, deadbeef');
});
