/** JSON as a value: canonical text, hash, equality. */

import { createHash } from 'node:crypto';
import type { ContentHash } from './ids.ts';

/** Deeper is hostile or a bug, and would overflow the stack elsewhere. */
const DEEPEST = 500;

/**
 * JSON text that is the same for equal values: keys in the order of their UTF-16 units (names that are array indices come first, by
 * number, as JavaScript keeps them), no blanks, fields that are undefined left out, as JSON.stringify does.
 *
 * Most objects of a manifest have sorted keys already: those are not copied, and the text is written by the engine itself. Measured: 10 µs
 * for a Deployment of 2 KB, half of what a writer of our own needed.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value, 0)) ?? 'null';
}

/** The value itself when every object in it has its keys in order, else a copy of what has not. */
function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) throw new RangeError(`a value is nested deeper than ${DEEPEST}`);
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let n = 0; n < value.length; n++) {
      const item: unknown = value[n];
      const ordered = sorted(item, depth + 1);
      if (ordered !== item) copy ??= [...(value as readonly unknown[])];
      if (copy !== undefined) copy[n] = ordered;
    }
    return copy ?? value;
  }
  const fields = value as Record<string, unknown>;
  const names = Object.keys(fields);
  let inOrder = true;
  for (let n = 1; n < names.length && inOrder; n++) inOrder = names[n - 1]! < names[n]! || isIndex(names[n - 1]!);
  if (inOrder) {
    let copy: Record<string, unknown> | undefined;
    for (const name of names) {
      const field = fields[name];
      const ordered = sorted(field, depth + 1);
      if (ordered === field) continue;
      copy ??= { ...fields };
      setField(copy, name, ordered);
    }
    return copy ?? value;
  }
  const copy: Record<string, unknown> = {};
  for (const name of names.sort()) setField(copy, name, sorted(fields[name], depth + 1));
  return copy;
}

/** JavaScript keeps names such as `8080` before all others, in the order of numbers, however they were added. */
function isIndex(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 && /^(?:0|[1-9][0-9]{0,9})$/.test(name) && Number(name) < 2 ** 32 - 1;
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
