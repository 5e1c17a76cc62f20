const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span as a person says it, in its two largest units: `40 s`, `5 min`, `1 h 55 min`, `3 d 4 h`. */
export function spanText(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE) return `${Math.round(left / 1000)} s`;
  if (left < HOUR) return `${Math.floor(left / MINUTE)} min`;
  if (left < DAY) return two(Math.floor(left / HOUR), 'h', Math.floor((left % HOUR) / MINUTE), 'min');
  return two(Math.floor(left / DAY), 'd', Math.floor((left % DAY) / HOUR), 'h');
}

function two(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}
