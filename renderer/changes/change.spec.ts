import { describe, expect, it } from 'vitest';
import { changesOfDiff, changesOfPlan, countChanges, valueText } from './change.ts';

const ref = (kind: string, name: string) => ({ group: '', version: 'v1', kind, namespace: 'shop', name });
const diff = (verdict: 'same' | 'differs' | 'missing' | 'extra' | 'unknown', name: string, hook = false) => ({
  ref: ref('ConfigMap', name),
  status: 'OutOfSync' as const,
  verdict,
  paths: [],
  sharedWith: [],
  hook,
  requiresPruning: verdict === 'extra',
  wave: 0,
});

describe('changes', () => {
  it('are read from a comparison: what is missing is created, what is extra is pruned', () => {
    const changes = changesOfDiff([
      diff('same', 'a'),
      diff('missing', 'b'),
      diff('extra', 'c'),
      diff('differs', 'd'),
      diff('missing', 'e', true),
    ]);
    expect(changes.map(({ kind, ref: { name } }) => [kind, name])).toEqual([
      ['prune', 'c'],
      ['create', 'b'],
      ['change', 'd'],
      ['hook', 'e'],
      ['same', 'a'],
    ]);
    expect(countChanges(changes)).toEqual([
      ['prune', 1],
      ['create', 1],
      ['change', 1],
      ['hook', 1],
      ['same', 1],
    ]);
  });

  it('are read from a plan, with ids that never repeat', () => {
    const row = {
      phase: 'Sync',
      wave: 0,
      change: 'create' as const,
      note: '',
      ref: ref('Job', 'x'),
      paths: [],
      sharedWith: [],
    };
    const changes = changesOfPlan([row, row]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(2);
  });
});

describe('valueText', () => {
  it('is one short line for anything', () => {
    expect(valueText(undefined)).toBe('∅');
    expect(valueText('')).toBe('""');
    expect(valueText({ a: [1, null] })).toBe('{"a":[1,null]}');
    expect(valueText('a\nb\tc')).toBe('a b c');
    expect(valueText('x'.repeat(1_000_000)).length).toBeLessThan(200);
  });
});
