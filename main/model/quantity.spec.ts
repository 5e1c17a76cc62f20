import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  nanosOf,
  parseQuantity,
  quantityEqual,
  quantityToNumber,
} from './quantity.ts';

describe('quantities', () => {
  it.each([
    ['0', '0'],
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['1024', '1024'],
    ['0.5Gi', '512Mi'],
    ['1.5Ki', '1536'],
    ['0.5Ki', '512'],
    ['0.1Ki', '102400m'],
    ['1e3', '1e3'],
    ['1500e3', '1500e3'],
    ['1e6', '1e6'],
    ['12e2', '1200'],
    ['1E', '1E'],
    ['1e-3', '1e-3'],
    ['1n', '1n'],
    ['0.1n', '1n'],
    ['-0.1n', '-1n'],
    ['1000000n', '1m'],
    ['-1.5', '-1500m'],
    ['+1', '1'],
    ['.5', '500m'],
    ['5.', '5'],
    ['100000000000000000000', '100E'],
    ['16Ei', '9223372036854775807'],
    ['1850e20', '185e21'],
    ['Mi', '0'],
  ])('%s is printed as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(['', '1 Gi', '1gi', '1KiB', '--1', '1e', '1e1.5', '1.2.3', '0x10', '1'.repeat(200), 'NaN', '1e5000', '1K'])(
    'refuses %j',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
      expect(canonicalQuantity(text)).toBe(text);
    },
  );

  it('compares amounts, not texts', () => {
    expect(quantityEqual('1', '1000m')).toBe(true);
    expect(quantityEqual(1, '1')).toBe(true);
    expect(quantityEqual('1Gi', '1024Mi')).toBe(true);
    expect(quantityEqual('1G', '1Gi')).toBe(false);
    expect(quantityEqual('0.1', '100m')).toBe(true);
    expect(quantityEqual('x', 'x')).toBe(true);
    expect(quantityEqual('x', '1')).toBe(false);
    expect(quantityToNumber(parseQuantity('1.5Gi')!)).toBe(1536 * 1024 * 1024);
    expect(quantityToNumber(parseQuantity('-250m')!)).toBe(-0.25);
  });

  const quantity = fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined }),
      fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'Ti', 'e3', 'E2', 'e-2'),
    )
    .map(
      ([sign, whole, fraction, suffix]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${suffix}`,
    );

  it('keep their amount through their canonical text, which is stable', () => {
    fc.assert(
      fc.property(quantity, (text) => {
        const value = parseQuantity(text)!;
        const printed = formatQuantity(value);
        expect(nanosOf(parseQuantity(printed)!), `${text} → ${printed}`).toBe(nanosOf(value));
        expect(canonicalQuantity(printed)).toBe(printed);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are in one order, the order of numbers', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        const [left, right] = [parseQuantity(a)!, parseQuantity(b)!];
        expect(compareQuantities(left, right)).toBe(-compareQuantities(right, left) + 0);
        const difference = quantityToNumber(left) - quantityToNumber(right);
        if (Math.abs(difference) > 1) expect(compareQuantities(left, right)).toBe(Math.sign(difference));
      }),
    );
  });
});
