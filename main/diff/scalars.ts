import type { SchemaNode } from '../cluster/index.ts';
import { quantityEqual } from '../model/index.ts';

/**
 * Whether the server would store `desired` as it stores `live` now. `builtIn`: Go types of the API server read and write the
 * field, so other spellings of one value become one; custom resources keep the text that was sent.
 */
export function equalScalars(desired: unknown, live: unknown, node: SchemaNode | undefined, builtIn: boolean): boolean {
  if (desired === live) return true;
  if (!builtIn) return false;
  switch (node?.scalar) {
    case 'quantity':
      return isTextOrNumber(desired) && isTextOrNumber(live) && quantityEqual(desired, live);
    case 'date-time':
      return typeof desired === 'string' && typeof live === 'string' && equalTimes(desired, live);
    case 'byte':
      return typeof desired === 'string' && typeof live === 'string' && equalBytes(desired, live);
    default:
      return false;
  }
}

function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function equalTimes(a: string, b: string): boolean {
  if (!TIME.test(a) || !TIME.test(b)) return false;
  // metav1.Time writes whole seconds, metav1.MicroTime six digits: the fraction that the shorter one lacks was cut.
  const [left, right] = [Date.parse(a), Date.parse(b)];
  if (left === right) return fraction(a) === fraction(b) || fraction(a) === '' || fraction(b) === '';
  return (fraction(a) === '') !== (fraction(b) === '') && Math.floor(left / 1000) === Math.floor(right / 1000);
}

function fraction(time: string): string {
  const dot = time.indexOf('.');
  if (dot < 0) return '';
  return time
    .slice(dot + 1)
    .replace(/(?:Z|[+-]\d\d:\d\d)$/, '')
    .replace(/0+$/, '');
}

const LINE_ENDS = /[\r\n]/g;

/** Go's base64 decoder skips line ends. */
function equalBytes(a: string, b: string): boolean {
  return a.replace(LINE_ENDS, '') === b.replace(LINE_ENDS, '');
}
