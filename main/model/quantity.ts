/** Kubernetes quantities (`100m`, `1.5Gi`, `2e3`), exact: a value is a whole number of nanos or a fraction kept as such. */

/** `value = mantissa × 10^exponent × 2^binary`. */
export interface Quantity {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly binary: number;
  readonly format: QuantityFormat;
}

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

const BINARY: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);

const DECIMAL_SUFFIX: ReadonlyMap<number, string> = new Map(
  [...DECIMAL].map(([suffix, exponent]) => [exponent, suffix]),
);
const BINARY_SUFFIX: ReadonlyMap<number, string> = new Map([...BINARY].map(([suffix, exponent]) => [exponent, suffix]));

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE]?)$/;

/** A text longer than this is no quantity anybody means. */
const LONGEST = 128;
const MOST_BINARY = 2n ** 63n - 1n;
const NANOS = 1_000_000_000n;

/** Undefined for a text that Kubernetes would refuse. A number is read as its decimal text. */
export function parseQuantity(value: string | number): Quantity | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (text.length > LONGEST) return undefined;
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, sign = '', integer = '', fraction = '', suffix = ''] = match;
  // Kubernetes reads a missing number as 0: `Mi`.
  if (text === '') return undefined;
  const mantissa = BigInt(`${integer}${fraction}` === '' ? '0' : `${integer}${fraction}`);
  const signed = sign === '-' ? -mantissa : mantissa;
  const binary = BINARY.get(suffix);
  if (binary !== undefined) return capped({ mantissa: signed, exponent: -fraction.length, binary, format: 'BinarySI' });
  const decimal = DECIMAL.get(suffix);
  if (decimal !== undefined) {
    return { mantissa: signed, exponent: decimal - fraction.length, binary: 0, format: 'DecimalSI' };
  }
  const exponent = Number(suffix.slice(1));
  if (Math.abs(exponent) > 1_000) return undefined;
  return { mantissa: signed, exponent: exponent - fraction.length, binary: 0, format: 'DecimalExponent' };
}

/** −1, 0 or 1. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const left = nanosOf(a);
  const right = nanosOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether two texts (or numbers) stand for the same amount: `1` and `1000m`, `1Gi` and `1024Mi`. Texts that are no quantities are equal only as texts. */
export function quantityEqual(a: string | number, b: string | number): boolean {
  if (a === b) return true;
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  return left !== undefined && right !== undefined && compareQuantities(left, right) === 0;
}

/** Nearest number, for sums and drawings. */
export function quantityToNumber(quantity: Quantity): number {
  const nanos = nanosOf(quantity);
  return Number(nanos / NANOS) + Number(nanos % NANOS) / 1e9;
}

/** The value in whole billionths, rounded away from zero as Kubernetes rounds: the finest it keeps. */
export function nanosOf(quantity: Quantity): bigint {
  const scaled = quantity.mantissa * 2n ** BigInt(quantity.binary);
  const exponent = quantity.exponent + 9;
  if (exponent >= 0) return scaled * 10n ** BigInt(exponent);
  return divideAway(scaled, 10n ** BigInt(-exponent));
}

/**
 * The text that the API server would print: no fraction, no precision lost, the largest suffix that allows both
 * (`0.5` → `500m`, `1024Mi` → `1Gi`, `1.5Gi` → `1536Mi`, `1000` → `1k`, `1e3` stays an exponent).
 */
export function formatQuantity(quantity: Quantity): string {
  const nanos = nanosOf(quantity);
  if (nanos === 0n) return '0';
  if (quantity.format === 'BinarySI') {
    const size = nanos < 0n ? -nanos : nanos;
    // Below 1024, and where there is a fraction, binary suffixes cannot say it.
    if (size % NANOS === 0n && size / NANOS >= 1024n) return formatBinary(nanos / NANOS);
    return formatDecimal(nanos, 18, (exponent, digits) => `${digits}${DECIMAL_SUFFIX.get(exponent)!}`);
  }
  if (quantity.format === 'DecimalExponent') {
    return formatDecimal(nanos, Number.POSITIVE_INFINITY, (exponent, digits) =>
      exponent === 0 ? digits : `${digits}e${exponent}`,
    );
  }
  return formatDecimal(nanos, 18, (exponent, digits) => `${digits}${DECIMAL_SUFFIX.get(exponent)!}`);
}

/** The canonical text of a text, or the text itself when it is no quantity. */
export function canonicalQuantity(value: string | number): string {
  const quantity = parseQuantity(value);
  return quantity === undefined ? String(value) : formatQuantity(quantity);
}

function formatBinary(units: bigint): string {
  let rest = units;
  let binary = 0;
  while (binary < 60 && rest % 1024n === 0n) {
    rest /= 1024n;
    binary += 10;
  }
  return `${rest}${BINARY_SUFFIX.get(binary) ?? ''}`;
}

function formatDecimal(nanos: bigint, largest: number, write: (exponent: number, digits: string) => string): string {
  let rest = nanos;
  let exponent = -9;
  while (exponent < largest && rest % 1000n === 0n) {
    rest /= 1000n;
    exponent += 3;
  }
  return write(exponent, String(rest));
}

/** Binary amounts are kept below 2^63. */
function capped(quantity: Quantity): Quantity {
  const units = divideAway(nanosOf(quantity), NANOS);
  if (units <= MOST_BINARY && units >= -MOST_BINARY) return quantity;
  return { mantissa: units < 0n ? -MOST_BINARY : MOST_BINARY, exponent: 0, binary: 0, format: 'BinarySI' };
}

function divideAway(value: bigint, by: bigint): bigint {
  const whole = value / by;
  if (value % by === 0n) return whole;
  return value < 0n ? whole - 1n : whole + 1n;
}
