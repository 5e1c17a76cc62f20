import type { SchemaNode } from '../cluster/index.ts';
import { ArgosyError, deepEqual, type FieldsV1, isRecord } from '../model/index.ts';
import { defaultOf } from './built-in.ts';
import { field, isEmptyContainer } from './json.ts';
import type { PathElement } from './verdict.ts';

/** A difference with raw values; it never leaves the room unmasked. */
export interface Found {
  readonly path: readonly PathElement[];
  readonly live: unknown;
  readonly desired: unknown;
  /** 'order': both hold the same items in another order; values are the items' keys. */
  readonly what: 'value' | 'order';
}

/** State of one comparison. The path is one array that grows and shrinks, so that equal objects allocate nothing. */
export interface Walk {
  readonly kind: string;
  /** Go types of the API server hold the object (see built-in.ts). */
  readonly builtIn: boolean;
  /** Our last Apply, when it is known exactly. */
  readonly own: FieldsV1 | undefined;
  /** Trees of everybody else. */
  readonly others: readonly FieldsV1[];
  readonly path: PathElement[];
  readonly found: Found[];
  readonly limit: number;
}

/** Deeper objects are not compared: no kind of the API nests further, hostile ones do. */
const DEEPEST = 128;

export function refuseDepth(depth: number): void {
  if (depth > DEEPEST) {
    throw new ArgosyError(
      'ResourceExhausted',
      `the object is nested deeper than ${DEEPEST} levels and is not compared`,
    );
  }
}

export function report(walk: Walk, live: unknown, desired: unknown, what: Found['what'] = 'value'): void {
  if (walk.found.length < walk.limit) walk.found.push({ path: walk.path.slice(), live, desired, what });
}

/** Type of a field of an object or map; undefined = deduced from the values, as for a kind without schema. */
export function fieldNode(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  if (node === undefined) return undefined;
  return node.fields?.get(name) ?? (node.type === 'map' || node.type === 'object' ? node.items : undefined);
}

/** A field that the schema names (of a struct), as opposed to an entry of a map: owning below it owns it. */
export function isNamedField(node: SchemaNode | undefined, name: string): boolean {
  return node?.fields?.has(name) === true;
}

export function isAtomicMap(node: SchemaNode | undefined): boolean {
  return node?.mapType === 'atomic';
}

/** Lists merge by item only where the schema says so. */
export function isAssociative(node: SchemaNode | undefined): boolean {
  return node?.type === 'list' && (node.listType === 'map' || node.listType === 'set');
}

/** The nearest field names at the end of a path, places in lists left out. */
export function parentName(path: readonly PathElement[]): string {
  for (let i = path.length - 2; i >= 0; i--) {
    const element = path[i];
    if (typeof element === 'string') return element;
  }
  return '';
}

export function lastName(path: readonly PathElement[]): string {
  const element = path[path.length - 1];
  return typeof element === 'string' ? element : '';
}

/** Whether the server would write `live` at the walk's path when nobody declares anything there. */
export function isDefault(walk: Walk, live: unknown, node: SchemaNode | undefined): boolean {
  return isDefaultAt(walk, live, node, parentName(walk.path), lastName(walk.path));
}

export function isDefaultAt(
  walk: Walk,
  live: unknown,
  node: SchemaNode | undefined,
  parent: string,
  name: string,
  depth = 0,
): boolean {
  refuseDepth(depth);
  if (live === null || live === undefined) return true;
  if (walk.builtIn) {
    const known = defaultOf(walk.kind, parent, name);
    if (known !== undefined && deepEqual(known, live)) return true;
    // Go types do not tell an empty list or map from none; an empty struct may be a pointer that says something.
    if (isEmptyContainer(live)) return Array.isArray(live) || node?.type === 'map';
    // A struct that consists of defaults only (strategy, rollingUpdate, conversion…).
    return isRecord(live) && node?.type !== 'map' && everyFieldIsDefault(walk, live, node, name, depth);
  }
  const given = node?.default;
  if (given === undefined) return false;
  if (deepEqual(given, live)) return true;
  if (!isRecord(given) || !isRecord(live)) return false;
  // The server fills the default value's own holes with the defaults of its fields.
  for (const key in live) {
    const value = field(live, key);
    const fromParent = field(given, key);
    if (
      fromParent !== undefined
        ? !deepEqual(fromParent, value)
        : !isDefaultAt(walk, value, fieldNode(node, key), name, key, depth + 1)
    ) {
      return false;
    }
  }
  for (const key in given) if (field(live, key) === undefined) return false;
  return true;
}

function everyFieldIsDefault(
  walk: Walk,
  live: Readonly<Record<string, unknown>>,
  node: SchemaNode | undefined,
  name: string,
  depth: number,
) {
  for (const key in live) {
    if (!isDefaultAt(walk, field(live, key), fieldNode(node, key), name, key, depth + 1)) return false;
  }
  return true;
}

/** The value that the server would write at the walk's path when nobody declares anything there, where a table or the schema knows one. */
export function knownDefault(walk: Walk, node: SchemaNode | undefined): unknown {
  return walk.builtIn ? defaultOf(walk.kind, parentName(walk.path), lastName(walk.path)) : node?.default;
}
