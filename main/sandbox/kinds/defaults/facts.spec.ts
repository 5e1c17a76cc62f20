import { describe, expect, it } from 'vitest';
import { EMPTY, type Fact, filledFrom, filler, GONE, same } from './facts.ts';

const filled = (facts: readonly Fact[], object: object) => {
  const copy = structuredClone(object) as Record<string, unknown>;
  filler(facts)(copy);
  return copy;
};

describe('facts about defaults', () => {
  const cases: readonly (readonly [string, readonly Fact[], object, object])[] = [
    ['fill a field of what is there', [['a.b', 1]], { a: {} }, { a: { b: 1 } }],
    ['make nothing that is not there', [['a.b', 1]], {}, {}],
    ['make what they are told to make', [['a+.b+.c', 1]], {}, { a: { b: { c: 1 } } }],
    ['leave what was given', [['a', 1]], { a: 0 }, { a: 0 }],
    ['take null for not given', [['a', 1]], { a: null }, { a: 1 }],
    [
      'stand in for nothing where they say so',
      [
        ['a', 1, EMPTY],
        ['b', [2], EMPTY],
      ],
      { a: 0, b: [] },
      { a: 1, b: [2] },
    ],
    ['walk lists', [['a[].b[].c', 1]], { a: [{ b: [{}, { c: 2 }] }, {}] }, { a: [{ b: [{ c: 1 }, { c: 2 }] }, {}] }],
    [
      'pass over what is no list and no object',
      [
        ['a[].b', 1],
        ['c.d', 1],
      ],
      { a: 'x', c: 7 },
      { a: 'x', c: 7 },
    ],
    ['hold for some values only', [['x{t=A|B}.v', 1]], { x: { t: 'B' } }, { x: { t: 'B', v: 1 } }],
    ['do not hold for others', [['x{t=A|B}.v', 1]], { x: { t: 'C' } }, { x: { t: 'C' } }],
    ['hold for all but some', [['x{!t=A}.v', 1]], { x: {} }, { x: { v: 1 } }],
    ['ask for a value', [['x{t}.v', 1]], { x: { t: false } }, { x: { t: false, v: 1 } }],
    ['ask for none', [['{!t}.v', 1]], { t: 1 }, { t: 1 }],
    [
      'copy a field beside',
      [['a[].b', same('c')]],
      { a: [{ c: 1 }, { b: 2, c: 3 }] },
      {
        a: [
          { b: 1, c: 1 },
          { b: 2, c: 3 },
        ],
      },
    ],
    [
      'fill a map from another',
      [['r', filledFrom('l')]],
      { r: { a: 1 }, l: { a: 2, b: 3 } },
      { r: { a: 1, b: 3 }, l: { a: 2, b: 3 } },
    ],
    ['make no map of an empty one', [['r', filledFrom('l')]], { l: {} }, { l: {} }],
    ['take away', [['a', () => GONE]], { a: 1, b: 2 }, { b: 2 }],
  ];
  it.each(cases)('%s', (_what, facts, before, after) => {
    expect(filled(facts, before)).toEqual(after);
  });

  it('give each object a value of its own', () => {
    const fill = filler([['a', { b: [] }]]);
    const [one, two]: Record<string, unknown>[] = [{}, {}];
    fill(one!);
    fill(two!);
    expect(one!['a']).not.toBe(two!['a']);
  });

  it('that name no field are refused when they are read', () => {
    expect(() => filler([['a[]', 1]])).toThrow('names no field');
  });
});
