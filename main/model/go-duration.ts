/** Durations as Go writes them: `1h30m`, `500ms`, `-1.5h`. */

import { ArgosyError } from './errors.ts';

const NANOS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const MOST_NANOS = 2n ** 63n - 1n;

export interface DurationOptions {
  /** `5` means five seconds, as in retry back-offs (reference §1.5). Without it only `0` may lack a unit. */
  readonly plainSeconds?: boolean;
}

/** @returns milliseconds, with fractions for smaller units. Throws `ArgosyError` as Go's parser would refuse. */
export function parseDuration(text: string, options: DurationOptions = {}): number {
  return nanosToMillis(parseDurationNanos(text, options));
}

/** The same, exact. */
export function parseDurationNanos(text: string, options: DurationOptions = {}): bigint {
  const invalid = (why: string) =>
    new ArgosyError('InvalidArgument', `${why} ${JSON.stringify(text.slice(0, 60))}`, {
      advice: 'Write a duration such as 30s, 5m or 1h30m.',
    });
  if (options.plainSeconds && /^[-+]?[0-9]{1,10}$/.test(text)) return BigInt(text.replace('+', '')) * 1_000_000_000n;
  const negative = text.startsWith('-');
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '' || text.length > 100) throw invalid('time: invalid duration');
  const piece = /([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/y;
  let nanos = 0n;
  let at = 0;
  while (at < body.length) {
    piece.lastIndex = at;
    const match = piece.exec(body);
    const [whole = '', integer = '', fraction = '', unit = ''] = match ?? [];
    if (whole === '' || (integer === '' && fraction === '')) throw invalid('time: invalid duration');
    const scale = NANOS.get(unit);
    if (scale === undefined)
      throw invalid(
        unit === '' ? 'time: missing unit in duration' : `time: unknown unit ${JSON.stringify(unit)} in duration`,
      );
    nanos += BigInt(integer === '' ? 0 : integer) * scale;
    if (fraction !== '') nanos += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    if (nanos > MOST_NANOS) throw invalid('time: invalid duration');
    at += whole.length;
  }
  return negative ? -nanos : nanos;
}

/** As Go prints a time.Duration: `1h30m0s`, `1.5s`, `300ms`, `0s`. */
export function formatDuration(ms: number): string {
  return formatDurationNanos(BigInt(Math.round(ms * 1_000)) * 1_000n);
}

export function formatDurationNanos(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1_000n)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const hours = size / 3_600_000_000_000n;
  const minutes = (size / 60_000_000_000n) % 60n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const rest = value % unit;
  if (rest === 0n) return String(value / unit);
  const digits = String(rest)
    .padStart(String(unit).length - 1, '0')
    .replace(/0+$/, '');
  return `${value / unit}.${digits}`;
}

function nanosToMillis(nanos: bigint): number {
  return Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
}
