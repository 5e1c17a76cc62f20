import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../preload/contract/index.ts';
import {
  changedAt,
  fieldText,
  type Heal,
  healTimes,
  managersOf,
  recentHeals,
  SHOWN_MS,
  untilForgotten,
} from './recent-heals.ts';

const NOW = Date.parse('2026-01-01T10:00:00Z');
const heal = (name: string, agoMs: number | undefined, more: Partial<Heal> = {}): Heal => ({
  group: 'apps',
  kind: 'Deployment',
  namespace: 'shop',
  name,
  was: 'changed',
  at: '2026-01-01T09:00:00Z',
  ...(agoMs === undefined ? {} : { healedAt: new Date(NOW - agoMs).toISOString() }),
  fields: [],
  ...more,
});
const app = (...heals: readonly Heal[]) => ({ metadata: { name: 'a' }, status: { heals } }) as unknown as Application;

describe('recentHeals', () => {
  it('are those of the last minutes, the newest first; not those under way', () => {
    const heals = app(heal('old', SHOWN_MS), heal('a', 5_000), heal('b', 1_000), heal('open', undefined));
    expect(recentHeals(heals, NOW).map(({ name }) => name)).toEqual(['b', 'a']);
    expect(recentHeals({ metadata: { name: 'a' } } as Application, NOW)).toEqual([]);
  });

  it('are forgotten when the oldest of them is', () => {
    const heals = recentHeals(app(heal('a', 5_000), heal('b', 1_000)), NOW);
    const wait = untilForgotten(heals, NOW);
    expect(recentHeals(app(...heals), NOW + wait!)).toHaveLength(1);
    expect(untilForgotten([], NOW)).toBeUndefined();
  });
});

describe('healTimes', () => {
  it('has the last time of each object', () => {
    const times = healTimes([heal('a', 1_000), heal('a', 5_000), heal('b', 2_000)]);
    expect(times.get('apps/Deployment/shop/a')).toBe(NOW - 1_000);
    expect(times.size).toBe(2);
  });
});

describe('what is said of a heal', () => {
  it('shows both values where they are known', () => {
    expect(fieldText({ path: 'spec.replicas', live: 5, desired: 3 })).toBe('spec.replicas 5 → 3');
    expect(fieldText({ path: 'spec.paused', live: true })).toBe('spec.paused true → …');
    expect(fieldText({ path: 'data.colour' })).toBe('data.colour');
  });

  it('names each manager once, and the last change', () => {
    const fields = [
      { path: 'a', manager: 'kubectl-edit', changedAt: '2026-01-01T09:59:00Z' },
      { path: 'b', manager: 'kubectl-edit', changedAt: 'no time' },
    ];
    expect(managersOf(heal('a', 0, { fields }))).toEqual(['kubectl-edit']);
    expect(changedAt(heal('a', 0, { fields }))).toBe(NOW - 60_000);
    expect(changedAt(heal('a', 0))).toBe(0);
  });
});
