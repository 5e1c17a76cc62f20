import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, lineAtRow, rowStarts } from './line-heights.ts';

describe('columnsOf', () => {
  it('counts what a terminal would', () => {
    expect([columnsOf('abc'), columnsOf('日本'), columnsOf('a😀'), columnsOf('é')]).toEqual([3, 4, 3, 1]);
  });
});

describe('rowStarts', () => {
  it('wraps long lines and gives an empty one a row', () => {
    expect([...rowStarts([0, 10, 11, 25], 10)]).toEqual([0, 1, 2, 4, 7]);
    expect([...rowStarts([0, 1000], undefined)]).toEqual([0, 1, 2]);
  });

  it('knows the line of every row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (widths, columns) => {
          const starts = rowStarts(widths, columns);
          for (let row = 0; row < starts.at(-1)!; row++) {
            const line = lineAtRow(starts, row);
            expect(starts[line]! <= row && row < starts[line + 1]!).toBe(true);
          }
        },
      ),
    );
  });
});
