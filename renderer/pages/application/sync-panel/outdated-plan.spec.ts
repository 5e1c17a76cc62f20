import { describe, expect, it } from 'vitest';
import { planShifts, sharedRows } from './outdated-plan.ts';
import type { PlanRow } from './plan-summary.ts';

const row = (name: string, change: PlanRow['change'], more: Partial<PlanRow> = {}): PlanRow => ({
  phase: 'Sync',
  wave: 0,
  change,
  note: '',
  ref: { group: '', kind: 'ConfigMap', namespace: 'shop', name },
  paths: [],
  sharedWith: [],
  ...more,
});

describe('planShifts', () => {
  it('names what is planned otherwise, newly, or no more', () => {
    const shifts = planShifts(
      [row('a', 'change'), row('b', 'create'), row('c', 'same')],
      [row('a', 'prune'), row('c', 'same'), row('d', 'create')],
    );
    expect(shifts.map(({ ref, before, now }) => [ref.name, before, now])).toEqual([
      ['a', 'change', 'prune'],
      ['d', undefined, 'create'],
      ['b', 'create', undefined],
    ]);
  });

  it('sees another value of the same field', () => {
    const path = (desired: number) => [{ path: ['spec', 'replicas'], text: 'spec.replicas', desired, owners: [] }];
    const [shift] = planShifts([row('a', 'change', { paths: path(3) })], [row('a', 'change', { paths: path(4) })]);
    expect(shift?.fields).toEqual(['spec.replicas']);
    expect(planShifts([row('a', 'change', { paths: path(3) })], [row('a', 'change', { paths: path(3) })])).toEqual([]);
  });

  it('says nothing of what stays the same', () => {
    expect(planShifts([row('gone', 'same')], [row('new', 'same')])).toEqual([]);
  });
});

describe('sharedRows', () => {
  it('names an object once', () => {
    const shared = { sharedWith: ['argocd/other'] };
    expect(sharedRows([row('a', 'same', shared), row('a', 'prune', shared), row('b', 'same')])).toHaveLength(1);
  });
});
