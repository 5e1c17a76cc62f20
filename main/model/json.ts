/** JSON as a value: canonical text, hash, equality. */

import { createHash } from 'node:crypto';
import type { ContentHash } from './ids.ts';

/** Deeper is hostile or a bug, and would overflow the stack elsewhere. */
const DEEPEST = 500;

/**
 * JSON text with sorted keys and no blanks: equal values give equal texts. Fields that are undefined are left out, as
 * JSON.stringify does; keys are compared by UTF-16 unit, which is what Array.sort does without a function.
 */
export function canonicalJson(value: unknown): string {
  return writeCanonical(value, 0);
}

function writeCanonical(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Number.isFinite(value) ? String(Object.is(value, -0) ? 0 : value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return value.toString();
    case 'undefined':
    case 'function':
    case 'symbol':
      return 'null';
    case 'object':
      break;
  }
  if (value === null) return 'null';
  if (depth > DEEPEST) throw new RangeError(`a value is nested deeper than ${DEEPEST}`);
  if (Array.isArray(value)) {
    let text = '[';
    for (let n = 0; n < value.length; n++) text += (n === 0 ? '' : ',') + writeCanonical(value[n], depth + 1);
    return `${text}]`;
  }
  const fields = value as Record<string, unknown>;
  const names = Object.keys(fields);
  sortNames(names);
  let text = '{';
  for (const name of names) {
    const field = fields[name];
    if (field === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(name)}:${writeCanonical(field, depth + 1)}`;
  }
  return `${text}}`;
}

/** Most objects have few, and often sorted, keys: an insertion sort beats the general one (measured: README). */
function sortNames(names: string[]): void {
  if (names.length > 24) {
    names.sort();
    return;
  }
  for (let n = 1; n < names.length; n++) {
    const name = names[n]!;
    let at = n - 1;
    while (at >= 0 && names[at]! > name) {
      names[at + 1] = names[at]!;
      at--;
    }
    names[at + 1] = name;
  }
}

/** SHA-256 of the canonical JSON, hex: the name of a value wherever work is remembered. */
export function contentHash(value: unknown): ContentHash {
  return createHash('sha256').update(canonicalJson(value)).digest('hex') as ContentHash;
}

/** Equality of JSON values. A field that is undefined equals one that is absent; the order of fields does not matter. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b);
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let n = 0; n < a.length; n++) if (!deepEqual(a[n], b[n])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let fields = 0;
  for (const name in left) {
    if (!Object.hasOwn(left, name)) continue;
    const value = left[name];
    if (value === undefined) continue;
    if (!Object.hasOwn(right, name) || !deepEqual(value, right[name])) return false;
    fields++;
  }
  for (const name in right) if (Object.hasOwn(right, name) && right[name] !== undefined) fields--;
  return fields === 0;
}

/** True for an object that is not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets a field also when it is called `__proto__`, which an assignment would take for the prototype. */
export function setField(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}
