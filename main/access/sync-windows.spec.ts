import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppProject } from '../model/index.ts';
import { parseCron } from './cron.ts';
import { validateProject } from './projects.ts';
import { blockedByWindow } from './sync-windows.ts';

const at = (text: string) => Date.parse(text);
const app = { name: 'shop', namespace: 'prod', server: 'https://k', cluster: 'main' };
const rule = (more: object) => ({ kind: 'deny', schedule: '0 22 * * *', duration: '2h', applications: ['*'], ...more });
const ask = (windows: readonly object[], now: string, how: 'automatic' | 'manual' = 'automatic') =>
  blockedByWindow({ spec: { syncWindows: windows } } as unknown as AppProject, app, how, at(now));
const open = (...args: Parameters<typeof ask>) => ask(...args) === undefined;

const DENIED = '2026-03-10T23:00:00.500Z';
const FREE = '2026-03-10T12:00:00.500Z';

describe('sync windows (reference §3.10)', () => {
  it('let everything through where there are none, or none that concerns the application', () => {
    expect(open([], DENIED)).toBe(true);
    for (const nobody of [
      { applications: ['other'] },
      { applications: [], namespaces: ['dev'] },
      { applications: undefined, clusters: ['edge'] },
      { applications: undefined },
    ]) {
      expect(open([rule(nobody)], DENIED)).toBe(true);
    }
  });

  it('follow the table of kinds, activity and manual syncs', () => {
    const deny = rule({});
    const allow = rule({ kind: 'allow' });
    const manual = { manualSync: true };
    const both = (windows: readonly object[], now: string) => [open(windows, now), open(windows, now, 'manual')];
    expect(both([deny], DENIED)).toEqual([false, false]);
    expect(both([rule(manual)], DENIED)).toEqual([false, true]);
    expect(both([rule(manual), deny], DENIED)).toEqual([false, false]);
    expect(both([deny], FREE)).toEqual([true, true]);
    expect(both([allow], DENIED)).toEqual([true, true]);
    expect(both([allow], FREE)).toEqual([false, false]);
    expect(both([rule({ kind: 'allow', ...manual })], FREE)).toEqual([false, true]);
    expect(both([allow, deny], DENIED)).toEqual([false, false]);
    expect(both([rule({ kind: 'allow', schedule: '0 8 * * *' }), allow], DENIED)).toEqual([true, true]);
  });

  it('let what runs go on only where each that is shut says so, and where it was allowed to begin', () => {
    const overrun = { syncOverrun: true };
    const runs = (windows: readonly object[], now: string, since: string, how: 'automatic' | 'manual' = 'automatic') =>
      blockedByWindow({ spec: { syncWindows: windows } } as unknown as AppProject, app, how, at(now), at(since)) ===
      undefined;
    expect(runs([rule({})], DENIED, FREE)).toBe(false);
    expect(runs([rule(overrun)], DENIED, FREE)).toBe(true);
    expect(runs([rule(overrun), rule({})], DENIED, FREE)).toBe(false);
    expect(runs([rule(overrun)], DENIED, '2026-03-10T22:30:00.500Z')).toBe(false);
    expect(runs([rule({ ...overrun, manualSync: true })], DENIED, FREE, 'manual')).toBe(true);
    expect(runs([rule({ kind: 'allow' })], FREE, '2026-03-09T23:00:00.500Z')).toBe(false);
    expect(runs([rule({ kind: 'allow', ...overrun })], FREE, '2026-03-09T23:00:00.500Z')).toBe(true);
    expect(open([rule(overrun)], DENIED)).toBe(false);
  });

  it('concern by any list, or by all that are given', () => {
    const lists = { applications: ['shop'], namespaces: ['dev'], clusters: ['main'] };
    expect(open([rule(lists)], DENIED)).toBe(false);
    expect(open([rule({ ...lists, andOperator: true })], DENIED)).toBe(true);
    expect(open([rule({ ...lists, namespaces: ['pro*'], andOperator: true })], DENIED)).toBe(false);
    expect(open([rule({ applications: undefined, clusters: ['https://k'] })], DENIED)).toBe(false);
  });

  it('tell when to look again, and that it is then over', () => {
    const blocked = ask([rule({})], DENIED)!;
    expect(blocked.message).toBe('closed by sync window "deny 0 22 * * * for 2h"');
    expect(new Date(blocked.until!).toISOString()).toBe('2026-03-11T00:00:00.001Z');
    expect(open([rule({})], new Date(blocked.until!).toISOString())).toBe(true);
    const outside = ask([rule({ kind: 'allow' })], FREE)!;
    expect(outside.message).toBe('outside of sync window "allow 0 22 * * * for 2h"');
    expect(new Date(outside.until!).toISOString()).toBe('2026-03-10T22:00:00.001Z');
    expect(open([rule({ kind: 'allow' })], new Date(outside.until!).toISOString())).toBe(true);
  });

  it('are at home in their time zone, with the offset of now', () => {
    const berlin = rule({ timeZone: 'Europe/Berlin', schedule: '0 9 * * *', duration: '1h' });
    expect(open([berlin], '2026-01-15T08:30:00Z')).toBe(false);
    expect(open([berlin], '2026-01-15T09:30:00Z')).toBe(true);
    expect(open([berlin], '2026-07-15T07:30:00Z')).toBe(false);
    expect(open([berlin], '2026-07-15T08:30:00Z')).toBe(true);
  });

  it('block when they cannot be read', () => {
    for (const broken of [
      { schedule: 'soon' },
      { schedule: '61 * * * *' },
      { duration: 'long' },
      { duration: '0s' },
      { timeZone: 'Mars/Olympus' },
      { schedule: undefined },
    ]) {
      expect(ask([rule(broken)], FREE, 'manual')?.message).toContain('a sync window cannot be read');
    }
    expect(open([rule({ applications: ['[bad'] })], DENIED)).toBe(false);
  });
});

it('are refused when they are stored and cannot be read', () => {
  const spec = (windows: readonly object[]) => ({ metadata: { name: 'p' }, spec: { syncWindows: windows } });
  expect(validateProject(spec([rule({})]) as unknown as AppProject)).toEqual([]);
  expect(validateProject(spec([rule({ schedule: 'soon' }), rule({ duration: 'x' })]) as unknown as AppProject)).toEqual(
    [
      "sync window: cannot parse schedule 'soon': expected exactly 5 fields, found 1",
      expect.stringMatching(/^sync window: /),
    ],
  );
});

describe('schedules', () => {
  const next = (text: string, from: string) => {
    const found = parseCron(text).next(at(from));
    return found === undefined ? undefined : new Date(found).toISOString().slice(0, 16);
  };

  it.each([
    ['*/15 * * * *', '2026-03-10T12:01:00Z', '2026-03-10T12:15'],
    ['0 22 * * 1-5', '2026-03-13T23:00:00Z', '2026-03-16T22:00'],
    ['0 22 * * mon-FRI', '2026-03-13T23:00:00Z', '2026-03-16T22:00'],
    ['30 6 1 jan,jul *', '2026-03-13T23:00:00Z', '2026-07-01T06:30'],
    ['0 0 13 * 5', '2026-03-01T00:00:00Z', '2026-03-06T00:00'],
    ['0 0 13 * *', '2026-03-01T00:00:00Z', '2026-03-13T00:00'],
    ['5/20 1-3/2 ? * ?', '2026-03-10T01:46:00Z', '2026-03-10T03:05'],
    ['@weekly', '2026-03-10T12:00:00Z', '2026-03-15T00:00'],
    ['0 0 30 2 *', '2026-03-10T12:00:00Z', undefined],
  ])('%s after %s is %s', (text, from, expected) => {
    expect(next(text, from)).toBe(expected);
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 7',
    '*/0 * * * *',
    '5-1 * * * *',
    'a * * * *',
    '1/2/3 * * * *',
  ])('refuses %j', (text) => {
    expect(() => parseCron(text)).toThrow('cannot parse schedule');
  });

  it('the latest start before a time is the one after which no other comes', () => {
    const numbers = (least: number, most: number) =>
      fc.oneof(fc.constant('*'), fc.integer({ min: least, max: most }).map(String));
    const texts = fc.tuple(numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), numbers(0, 6));
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 366 * 24 * 60 }), (fields, minutes) => {
        const cron = parseCron(fields.join(' '));
        const now = at('2026-01-01T00:00:00Z') + minutes * 60_000;
        const start = cron.latest(now - 300 * 24 * 3_600_000, now);
        if (start === undefined) return;
        expect(start).toBeLessThan(now);
        expect(cron.next(start - 1)).toBe(start);
        expect(cron.next(start) ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(now);
      }),
      { numRuns: 200 },
    );
  });
});
