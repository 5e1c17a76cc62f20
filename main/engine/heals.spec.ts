import { describe, expect, it } from 'vitest';
import type { Heal, OperationState, Timestamp } from '../model/index.ts';
import type { ComparedResource } from './engine.ts';
import { endedHeals, healOf, MOST_HEALS, withHeals } from './heals.ts';

const NOW = '2026-01-01T10:00:05Z' as Timestamp;
const REF = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' };

function row(verdict: unknown): Pick<ComparedResource, 'ref' | 'verdict'> {
  return { ref: REF, verdict } as Pick<ComparedResource, 'ref' | 'verdict'>;
}

const path = (text: string, live: unknown, desired: unknown, manager = 'kubectl-scale', time?: string) => ({
  path: text.split('.'),
  text,
  live,
  desired,
  owners: [{ manager, operation: 'Update', ...(time === undefined ? {} : { time }) }],
});
const differs = (...paths: readonly ReturnType<typeof path>[]) => row({ kind: 'differs', paths });

describe('healOf', () => {
  it('names the field, both values, who changed it and when', () => {
    const changed = differs(path('spec.replicas', 5, 3, 'kubectl-scale', '2026-01-01T10:00:01Z'));
    expect(healOf(changed, () => undefined, NOW)).toEqual({
      group: 'apps',
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      at: NOW,
      was: 'changed',
      fields: [
        { path: 'spec.replicas', live: 5, desired: 3, manager: 'kubectl-scale', changedAt: '2026-01-01T10:00:01Z' },
      ],
    });
  });

  it('says since when it was seen where the manager leaves no time behind', () => {
    const seen = Date.parse('2026-01-01T10:00:02Z');
    expect(healOf(differs(path('spec.replicas', 5, 3)), () => seen, NOW)?.fields[0]?.changedAt).toBe(
      '2026-01-01T10:00:02Z',
    );
  });

  it('keeps no text: it may be a secret', () => {
    const heal = healOf(differs(path('data.password', 'hunter2', 'hunter3')), () => undefined, NOW);
    expect(JSON.stringify(heal)).not.toContain('hunter');
    expect(heal?.fields[0]?.path).toBe('data.password');
  });

  it('keeps a few fields and counts the others', () => {
    const many = Array.from({ length: 8 }, (_, index) => path(`spec.f${index}`, index, 0));
    expect(healOf(differs(...many), () => undefined, NOW)).toMatchObject({ more: 3 });
    expect(healOf(differs(path(`spec.${'x'.repeat(5000)}`, 1, 2)), () => undefined, NOW)?.fields[0]?.path).toHaveLength(
      200,
    );
  });

  it('tells what was deleted and what was in the way; what is not known is no heal', () => {
    expect(healOf(row({ kind: 'missing' }), () => undefined, NOW)).toMatchObject({ was: 'missing', fields: [] });
    expect(healOf(row({ kind: 'extra' }), () => undefined, NOW)).toMatchObject({ was: 'extra' });
    expect(healOf(row({ kind: 'same' }), () => undefined, NOW)).toBeUndefined();
  });
});

const heal = (name: string, more: Partial<Heal> = {}): Heal => ({
  group: '',
  kind: 'ConfigMap',
  namespace: 'shop',
  name,
  at: NOW,
  was: 'changed',
  fields: [],
  ...more,
});

describe('withHeals', () => {
  it('keeps the newest', () => {
    const all = Array.from({ length: MOST_HEALS + 5 }, (_, index) => heal(String(index)));
    const kept = all.reduce((status, one) => withHeals(status, [one]), {}) as { heals?: readonly Heal[] };
    expect(kept.heals?.map(({ name }) => name)).toEqual(all.slice(5).map(({ name }) => name));
  });

  it('leaves the status as it is when nothing is healed', () => {
    const status = {};
    expect(withHeals(status, [])).toBe(status);
  });
});

describe('endedHeals', () => {
  const state = (phase: OperationState['phase']): OperationState => ({
    operation: {},
    phase,
    startedAt: NOW,
    finishedAt: '2026-01-01T10:00:06Z',
  });

  it('says of those that were under way how they ended, and leaves the others', () => {
    const before = heal('old', { healedAt: '2026-01-01T09:00:00Z' });
    expect(endedHeals([before, heal('new')], state('Succeeded'))).toEqual([
      before,
      heal('new', { healedAt: '2026-01-01T10:00:06Z' }),
    ]);
    expect(endedHeals([heal('new')], state('Failed'))).toEqual([heal('new', { failedAt: '2026-01-01T10:00:06Z' })]);
  });

  it('has nothing to say of an operation that healed nothing', () => {
    expect(endedHeals(undefined, state('Succeeded'))).toBeUndefined();
    expect(endedHeals([heal('old', { healedAt: NOW })], state('Succeeded'))).toBeUndefined();
  });
});
