import { describe, expect, it } from 'vitest';
import { parseSchedule } from './schedule.ts';

const at = (text: string) => Date.parse(text);
const next = (schedule: string, from: string, zone?: string) => {
  const found = parseSchedule(schedule, zone)?.next(at(from));
  return found === undefined ? undefined : new Date(found).toISOString();
};

describe('schedules', () => {
  it.each([
    ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00.000Z'],
    ['*/15 * * * *', '2026-01-01T00:15:00Z', '2026-01-01T00:30:00.000Z'],
    ['0 3 * * *', '2026-01-01T04:00:00Z', '2026-01-02T03:00:00.000Z'],
    ['0 0 1 1 *', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['30 6 * * mon-fri', '2026-01-02T07:00:00Z', '2026-01-05T06:30:00.000Z'],
    ['0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['@hourly', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00.000Z'],
    ['0 12 * 7 7', '2026-01-01T00:00:00Z', '2026-07-05T12:00:00.000Z'],
  ])('%s after %s', (schedule, from, wanted) => {
    expect(next(schedule, from)).toBe(wanted);
  });

  it('knows zones and their summer time', () => {
    expect(next('0 9 * * *', '2026-07-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z');
    expect(next('0 9 * * *', '2026-01-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-01-01T08:00:00.000Z');
  });

  it.each(['', 'a b c d e', '60 * * * *', '* * * *', '* * * * * *', '5-1 * * * *', '*/0 * * * *'])(
    'refuses %j',
    (text) => {
      expect(parseSchedule(text, undefined)).toBeUndefined();
    },
  );

  it('never finds what never comes', () => {
    expect(next('0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
  });
});
