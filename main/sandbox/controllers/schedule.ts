/** Five fields of cron, or `@hourly` and its kind. Times are UTC unless the zone says otherwise. */

const NAMED: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE_MS = 60_000;
/** A schedule that fits no minute of four years never runs (30 February). */
const MOST_DAYS = 4 * 366;

export interface Schedule {
  /** The first time after `from`, in milliseconds; undefined when there is none. */
  next(from: number): number | undefined;
}

export function parseSchedule(text: string, zone: string | undefined): Schedule | undefined {
  const every = /^@every (\d+)(s|m|h)$/.exec(text.trim());
  if (every !== null) {
    const step = Number(every[1]) * { s: 1000, m: MINUTE_MS, h: 60 * MINUTE_MS }[every[2] as 's' | 'm' | 'h'];
    return step > 0 ? { next: (from) => from + step } : undefined;
  }
  const fields = (NAMED[text.trim()] ?? text.trim()).split(/\s+/);
  if (fields.length !== 5) return undefined;
  const minutes = parseField(fields[0]!, 0, 59, []);
  const hours = parseField(fields[1]!, 0, 23, []);
  const days = parseField(fields[2]!, 1, 31, []);
  const months = parseField(fields[3]!, 1, 12, MONTHS);
  const weekdays = parseField(fields[4]!, 0, 7, DAYS);
  if (
    minutes === undefined ||
    hours === undefined ||
    days === undefined ||
    months === undefined ||
    weekdays === undefined
  )
    return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  const dayMatches = (day: number, weekday: number) => {
    const anyDay = fields[2] === '*' || fields[2] === '?';
    const anyWeekday = fields[4] === '*' || fields[4] === '?';
    // Both given: either is enough.
    if (!anyDay && !anyWeekday) return days.has(day) || weekdays.has(weekday);
    return (anyDay || days.has(day)) && (anyWeekday || weekdays.has(weekday));
  };
  const parts = partsIn(zone);
  return {
    next(from) {
      let at = Math.floor(from / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
      const limit = at + MOST_DAYS * 24 * 60 * MINUTE_MS;
      while (at < limit) {
        const { month, day, weekday, hour, minute } = parts(at);
        if (!months.has(month) || !dayMatches(day, weekday)) at += (24 * 60 - hour * 60 - minute) * MINUTE_MS;
        else if (!hours.has(hour)) at += (60 - minute) * MINUTE_MS;
        else if (!minutes.has(minute)) at += MINUTE_MS;
        else return at;
      }
      return undefined;
    },
  };
}

function parseField(text: string, low: number, high: number, names: readonly string[]): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
    if (match === null) return undefined;
    const number = (word: string) => {
      const named = names.indexOf(word.toLowerCase());
      return named >= 0 ? named + low : Number(word);
    };
    const any = match[1] === '*' || match[1] === '?';
    const from = any ? low : number(match[1]!);
    const to = match[2] !== undefined ? number(match[2]) : any || match[3] !== undefined ? high : from;
    const step = match[3] === undefined ? 1 : Number(match[3]);
    if (!Number.isInteger(from) || !Number.isInteger(to) || step < 1 || from < low || to > high || from > to)
      return undefined;
    for (let n = from; n <= to; n += step) values.add(n);
  }
  return values;
}

function partsIn(
  zone: string | undefined,
): (at: number) => { month: number; day: number; weekday: number; hour: number; minute: number } {
  if (zone === undefined || zone === '' || zone === 'UTC' || zone === 'Etc/UTC') {
    return (at) => {
      const date = new Date(at);
      return {
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        weekday: date.getUTCDay(),
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
      };
    };
  }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return {
      month: Number(parts['month']),
      day: Number(parts['day']),
      weekday: DAYS.indexOf(parts['weekday']!.toLowerCase()),
      hour: Number(parts['hour']),
      minute: Number(parts['minute']),
    };
  };
}
