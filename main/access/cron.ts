import { ArgosyError } from '../model/index.ts';

/** A schedule of five fields, as `cron` of the field that Argo CD uses reads it (reference §3.10). Times are taken as UTC: who means a zone shifts them. */
export interface Cron {
  /** The latest start at or after `from` and before `to`, milliseconds; undefined when there is none. */
  latest(from: number, to: number): number | undefined;
  /** The first start after `from`, looked for within about a year. */
  next(from: number): number | undefined;
}

const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days that are looked through: a leap year and a day. */
const FARTHEST = 367;
const LONGEST = 200;

/** Throws InvalidArgument. */
export function parseCron(text: string): Cron {
  const wrong = (why: string): ArgosyError =>
    new ArgosyError('InvalidArgument', `cannot parse schedule '${text.slice(0, 60)}': ${why}`);
  if (text.length > LONGEST) throw wrong('it is too long');
  const fields = (DESCRIPTORS.get(text.trim()) ?? text).trim().split(/\s+/);
  if (fields.length !== 5) throw wrong(`expected exactly 5 fields, found ${fields.length}`);
  const [minutes, hours, dates, months, days] = fields as [string, string, string, string, string];
  const field = (part: string, least: number, most: number, names: readonly string[] = []): ReadonlySet<number> =>
    valuesOf(part, least, most, names, wrong);
  const minute = [...field(minutes, 0, 59)].toSorted((a, b) => a - b);
  const hour = [...field(hours, 0, 23)].toSorted((a, b) => a - b);
  const date = field(dates, 1, 31);
  const month = field(months, 1, 12, ['', ...MONTHS]);
  const day = field(days, 0, 6, DAYS);
  // Where both are restricted, one of them is enough.
  const either = !isAny(dates) && !isAny(days);
  const onDay = (at: number): boolean => {
    const when = new Date(at);
    if (!month.has(when.getUTCMonth() + 1)) return false;
    const [byDate, byDay] = [date.has(when.getUTCDate()), day.has(when.getUTCDay())];
    return either ? byDate || byDay : byDate && byDay;
  };
  const startsOf = (midnight: number): readonly number[] =>
    hour.flatMap((h) => minute.map((m) => midnight + (h * 60 + m) * MINUTE));
  const midnightOf = (at: number): number => Math.floor(at / DAY) * DAY;
  return {
    latest(from, to) {
      for (let at = midnightOf(to), n = 0; at + DAY > from && n <= FARTHEST; at -= DAY, n += 1) {
        const found = onDay(at) ? startsOf(at).findLast((start) => start < to && start >= from) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    },
    next(from) {
      for (let at = midnightOf(from), n = 0; n <= FARTHEST; at += DAY, n += 1) {
        const found = onDay(at) ? startsOf(at).find((start) => start > from) : undefined;
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function isAny(part: string): boolean {
  return part.startsWith('*') || part.startsWith('?');
}

function valuesOf(
  part: string,
  least: number,
  most: number,
  names: readonly string[],
  wrong: (why: string) => ArgosyError,
): ReadonlySet<number> {
  const values = new Set<number>();
  const number = (text: string): number => {
    const named = names.indexOf(text.toLowerCase());
    if (named >= 0 && text !== '') return named;
    if (!/^\d{1,2}$/.test(text)) throw wrong(`'${text}' is no number`);
    const value = Number(text);
    if (value < least || value > most) throw wrong(`${value} is not between ${least} and ${most}`);
    return value;
  };
  for (const piece of part.split(',')) {
    const [range = '', step, more] = piece.split('/');
    if (more !== undefined) throw wrong(`'${piece}' has too many slashes`);
    const [first = '', last, rest] = range.split('-');
    if (rest !== undefined) throw wrong(`'${piece}' has too many hyphens`);
    const any = range === '*' || range === '?';
    const from = any ? least : number(first);
    const to = any ? most : last !== undefined ? number(last) : step === undefined ? from : most;
    if (from > to) throw wrong(`'${range}' ends before it begins`);
    const by = step === undefined ? 1 : Number(/^\d{1,2}$/.test(step) ? step : 0);
    if (by === 0) throw wrong(`'${piece}' has a step of nothing`);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}
