import { describe, expect, it } from 'vitest';
import { untilFromFlags } from './until-from-flags.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const local = (text: string): string => new Date(text).toISOString().replace('.000Z', 'Z');

describe('until when', () => {
  it.each([
    [{ for: '2h' }, '2026-11-24T14:00:00Z'],
    [{ for: '1h30m' }, '2026-11-24T13:30:00Z'],
    [{ until: '2026-11-24T17:30:00Z' }, '2026-11-24T17:30:00Z'],
    [{ until: '2026-11-24T17:30:00+02:00' }, '2026-11-24T15:30:00Z'],
    [{ until: '2026-12-01 08:00' }, local('2026-12-01T08:00')],
    [{ until: 'released' }, undefined],
  ])('%j', (flags, until) => {
    expect(untilFromFlags(flags, NOW)).toBe(until);
  });

  it('is never shorter than was asked for', () => {
    expect(untilFromFlags({ for: '1s' }, NOW + 1)).toBe('2026-11-24T12:00:02Z');
  });

  it('takes a clock time for the next one', () => {
    for (const minutes of [-61, 61]) {
      const at = new Date(NOW + minutes * 60_000);
      const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
      const until = Date.parse(untilFromFlags({ until: clock }, NOW)!);
      expect(until).toBeGreaterThan(NOW);
      expect(until - NOW).toBeLessThanOrEqual(25 * 3_600_000);
      expect(new Date(until).getMinutes()).toBe(at.getMinutes());
    }
  });

  it.each([
    [{}, 'until when is missing'],
    [{ for: '2h', until: '12:00' }, 'Only one of'],
    [{ for: 'soon' }, '--for: time: invalid duration'],
    [{ for: '-1h' }, 'expected a second or more'],
    [{ for: '2' }, 'missing unit'],
    [{ until: 'tomorrow' }, 'expected a time'],
    [{ until: '25:00' }, 'expected a time'],
    [{ until: '2026-13-45T00:00:00Z' }, 'expected a time'],
    [{ until: '2026-11-24T11:59:00Z' }, 'is over'],
  ])('%j is refused', (flags, text) => {
    expect(() => untilFromFlags(flags, NOW)).toThrow(text);
  });
});
