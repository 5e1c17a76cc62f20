import { describe, expect, it } from 'vitest';
import { choosableKeys, chosenRefs, chosenRows, toggled } from './chosen-objects.ts';
import type { PlanRow } from './plan-summary.ts';

function row(name: string, change: PlanRow['change'], phase = 'Sync'): PlanRow {
  return {
    phase,
    wave: 0,
    change,
    note: '',
    ref: { group: '', kind: 'ConfigMap', namespace: '', name },
    paths: [],
    sharedWith: [],
  };
}

const ROWS = [
  row('hook', 'hook', 'PreSync'),
  row('a', 'create'),
  row('b', 'same'),
  row('c', 'prune'),
  row('no', 'refused'),
];
const ALL = choosableKeys(ROWS);

describe('choosing objects', () => {
  it('is among what can be left out', () => {
    expect(ALL).toEqual(['/ConfigMap//a', '/ConfigMap//b', '/ConfigMap//c']);
  });

  it('leaves one out and puts it back: then it is everything again', () => {
    const two = toggled(undefined, '/ConfigMap//b', ALL);
    expect([...two!]).toEqual(['/ConfigMap//a', '/ConfigMap//c']);
    expect(toggled(two, '/ConfigMap//b', ALL)).toBeUndefined();
  });

  it('names what was chosen, in the order of the plan', () => {
    const two = new Set(['/ConfigMap//c', '/ConfigMap//a', '/ConfigMap//hook', '/ConfigMap//gone']);
    expect(chosenRefs(two, ROWS)?.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(chosenRefs(undefined, ROWS)).toBeUndefined();
  });

  it('does without hooks when it is not everything', () => {
    expect(chosenRows(undefined, ROWS)).toBe(ROWS);
    expect(chosenRows(new Set(['/ConfigMap//a']), ROWS).map(({ ref }) => ref.name)).toEqual(['a']);
  });
});
