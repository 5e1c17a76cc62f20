import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNames } from './compare-names.ts';

describe('compareNames', () => {
  it.each([
    ['web-2', 'web-10'],
    ['web', 'web-1'],
    ['a', 'b'],
    ['web-9-b', 'web-10-a'],
    ['web-02', 'web-3'],
    ['', 'a'],
    ['x1', 'xa'],
    ['v1.9.12', 'v1.10.0'],
  ])('puts %j before %j', (first, second) => {
    expect(compareNames(first, second)).toBeLessThan(0);
    expect(compareNames(second, first)).toBeGreaterThan(0);
  });

  it('is an order', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '-'), maxLength: 6 });
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(compareNames(a, b))).toBe(-Math.sign(compareNames(b, a)) + 0);
        expect(compareNames(a, a)).toBe(0);
        if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0) expect(compareNames(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
