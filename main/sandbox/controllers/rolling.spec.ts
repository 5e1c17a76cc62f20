import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSize, nextSizes, type SetSize } from './rolling.ts';

const set = (replicas: number, available = replicas): SetSize => ({ replicas, available });
const bounds = (replicas: number, surge: number, unavailable: number) => ({ replicas, surge, unavailable });

describe('a rollout', () => {
  const table: readonly (readonly [
    string,
    ReturnType<typeof bounds>,
    SetSize,
    readonly SetSize[],
    number,
    readonly number[],
  ])[] = [
    ['begins with the surge', bounds(4, 1, 1), set(0), [set(4)], 1, [3]],
    ['goes on as the new ones serve', bounds(4, 1, 1), set(1), [set(3)], 2, [2]],
    ['waits for those that do not serve yet', bounds(4, 1, 0), set(1, 0), [set(4)], 1, [4]],
    ['ends with the new ones alone', bounds(4, 1, 1), set(4), [set(1)], 4, [0]],
    ['takes away first what does not serve', bounds(4, 1, 1), set(1, 0), [set(2), set(2, 0)], 1, [2, 1]],
    ['keeps those that serve while the new ones never do', bounds(3, 1, 0), set(1, 0), [set(3)], 1, [3]],
    ['shrinks a new set that is too large', bounds(2, 1, 0), set(5), [], 2, []],
  ];
  it.each(table)('%s', (_what, within, newest, old, grown, sizes) => {
    expect(nextSizes(within, newest, old)).toEqual({ newest: grown, old: sizes });
  });

  it('never asks for more than the surge allows, nor leaves fewer serving than must', () => {
    const size = fc
      .record({ replicas: fc.nat(8), available: fc.nat(8) })
      .map(({ replicas, available }) => set(replicas, Math.min(replicas, available)));
    fc.assert(
      fc.property(
        fc.nat(8),
        fc.nat(3),
        fc.nat(3),
        size,
        fc.array(size, { maxLength: 3 }),
        (replicas, surge, gap, newest, old) => {
          const unavailable = Math.min(gap, replicas);
          const next = nextSizes(bounds(replicas, surge, unavailable), newest, old);
          const before = old.reduce((total, one) => total + one.replicas, 0);
          if (next.newest > newest.replicas) expect(next.newest + before).toBeLessThanOrEqual(replicas + surge);
          next.old.forEach((one, index) => {
            expect(one).toBeLessThanOrEqual(old[index]!.replicas);
            expect(one).toBeGreaterThanOrEqual(0);
          });
          // What does not serve goes first, so a set that is still larger than what serves of it has lost none of those.
          const serving = old.reduce((total, one, index) => total + Math.min(one.available, next.old[index]!), 0);
          const was = old.reduce((total, one) => total + one.available, 0);
          const fewest = replicas - unavailable;
          if (serving < was) expect(newest.available + serving).toBeGreaterThanOrEqual(fewest);
        },
      ),
    );
  });

  it('makes a new set as large as there is room', () => {
    expect(firstSize(bounds(3, 1, 0), [set(3)])).toBe(1);
    expect(firstSize(bounds(3, 1, 0), [])).toBe(3);
    expect(firstSize(bounds(3, 0, 1), [set(5)])).toBe(0);
  });
});
