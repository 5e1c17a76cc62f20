/** Reading fields of foreign objects. Nothing here trusts a shape: an object of a cluster may hold anything anywhere. */

import type { HealthStatus, HealthStatusCode } from '../model/index.ts';

/** A rule that cannot be evaluated. The object's health is then Unknown with this text (reference §4.1). */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of field names; undefined when any part is absent or null. Only own fields count, so `constructor` is no field. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current: unknown = value;
  for (const name of path) {
    if (!isFields(current) || !Object.hasOwn(current, name)) return undefined;
    current = current[name];
  }
  return current ?? undefined;
}

/** As `at`, but an absent parent is an error, as indexing nil is in the scripts that these rules mirror (health-rules §1.3). */
export function need(value: unknown, ...path: readonly string[]): unknown {
  let current: unknown = value;
  for (const name of path) {
    if (current === undefined || current === null || typeof current === 'number' || typeof current === 'boolean') {
      throw new RuleError(`attempt to index a non-table object(${current ?? 'nil'}) with key '${name}'`);
    }
    current = at(current, name);
  }
  return current;
}

/** The list at a path; an absent list is an error (walking nil). */
export function needList(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = need(value, ...path);
  if (list === undefined) throw new RuleError('bad argument #1 to ipairs (table expected, got nil)');
  return Array.isArray(list) ? list : [];
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Present and not `false`: what a script language takes for true (`0` and `''` are). */
export function truthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** A value joined into a text. Absent ones are an error, as concatenating nil is. */
export function word(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new RuleError(
    `cannot perform concat operation between string and ${value === undefined ? 'nil' : typeof value}`,
  );
}

/**
 * A status with its message. An absent message is the empty one and both are left out. A message that is not a text makes the
 * whole result empty: no health (health-rules §1.3).
 */
export function health(status: HealthStatusCode, message?: unknown): HealthStatus | undefined {
  if (message === undefined || message === null || message === '') return { status };
  return typeof message === 'string' ? { status, message } : undefined;
}
