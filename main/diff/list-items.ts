import type { SchemaNode } from '../cluster/index.ts';
import { isRecord } from '../model/index.ts';
import { field } from './json.ts';
import type { PathElement } from './verdict.ts';

/** Identity of an item of an associative list: its key fields, or the value itself in a set. Undefined = it has none. */
export type ItemId = string;

/** Canonical text, equal exactly for equal keys: the server's own order and form (`{"a":1,"b":"x"}`). */
export function itemId(item: unknown, node: SchemaNode): ItemId | undefined {
  if (node.listType === 'set') return typeof item === 'object' ? undefined : JSON.stringify(item);
  const key = itemKey(item, node);
  return key === undefined ? undefined : JSON.stringify(key);
}

/** Key fields in alphabetical order, holes filled from the schema's defaults. */
export function itemKey(item: unknown, node: SchemaNode): Readonly<Record<string, unknown>> | undefined {
  if (!isRecord(item) || node.listKeys === undefined) return undefined;
  const names = node.listKeys;
  const key: Record<string, unknown> = {};
  let some = false;
  for (const name of names.length > 1 ? sorted(names) : names) {
    const value = field(item, name) ?? node.items?.fields?.get(name)?.default;
    if (value === undefined || value === null) continue;
    if (typeof value === 'object') return undefined;
    key[name] = value;
    some = true;
  }
  return some ? key : undefined;
}

const sortedKeys = new WeakMap<readonly string[], readonly string[]>();

function sorted(names: readonly string[]): readonly string[] {
  let known = sortedKeys.get(names);
  if (known === undefined) {
    known = names.toSorted();
    sortedKeys.set(names, known);
  }
  return known;
}

/** Whether two items of a keyed list are the same item. Allocates nothing. */
export function sameItem(a: unknown, b: unknown, node: SchemaNode): boolean {
  if (node.listType === 'set') return a === b && typeof a !== 'object';
  if (!isRecord(a) || !isRecord(b) || node.listKeys === undefined) return false;
  let some = false;
  for (const name of node.listKeys) {
    let left = field(a, name);
    let right = field(b, name);
    if (left === undefined || left === null) left = node.items?.fields?.get(name)?.default;
    if (right === undefined || right === null) right = node.items?.fields?.get(name)?.default;
    if (left !== right || typeof left === 'object') return false;
    if (left !== undefined) some = true;
  }
  return some;
}

/** Whether an item has the key that FieldsV1 names. Allocates nothing. */
export function hasKey(item: unknown, key: Readonly<Record<string, unknown>>, node: SchemaNode): boolean {
  if (!isRecord(item) || node.listKeys === undefined) return false;
  for (const name of node.listKeys) {
    const value = field(item, name) ?? node.items?.fields?.get(name)?.default ?? undefined;
    if (value !== key[name]) return false;
  }
  return true;
}

/** Items by identity; undefined when an item has none or two have the same. */
export function indexItems(list: readonly unknown[], node: SchemaNode): Map<ItemId, number> | undefined {
  const index = new Map<ItemId, number>();
  for (let i = 0; i < list.length; i++) {
    const id = itemId(list[i], node);
    if (id === undefined || index.has(id)) return undefined;
    index.set(id, i);
  }
  return index;
}

/** Up to this many items a nested loop that allocates nothing is faster than an index. */
const FEW = 8;

/** Items are doubled or nameless on either side: such lists cannot be merged by item. */
export const NOT_PLAIN = 'not plain';
/** Both sides hold the same items in the same places: what nearly every comparison finds. */
export const IN_PLACE = 'in place';

/** For each desired item its place in live (-1 = none). */
export function matchItems(
  desired: readonly unknown[],
  live: readonly unknown[],
  node: SchemaNode,
): readonly number[] | typeof NOT_PLAIN | typeof IN_PLACE {
  if (desired.length === live.length) {
    let place = 0;
    while (place < desired.length && sameItem(desired[place], live[place], node)) place++;
    if (place === desired.length) return IN_PLACE;
  }
  if (desired.length > FEW || live.length > FEW) {
    const wanted = indexItems(desired, node);
    const present = indexItems(live, node);
    if (wanted === undefined || present === undefined) return NOT_PLAIN;
    return [...wanted.keys()].map((id) => present.get(id) ?? -1);
  }
  const places: number[] = new Array<number>(desired.length);
  for (let i = 0; i < desired.length; i++) {
    const item = desired[i];
    if (!sameItem(item, item, node)) return NOT_PLAIN;
    for (let j = 0; j < i; j++) if (sameItem(item, desired[j], node)) return NOT_PLAIN;
    let place = -1;
    for (let j = 0; j < live.length; j++) {
      if (!sameItem(item, live[j], node)) continue;
      if (place >= 0) return NOT_PLAIN;
      place = j;
    }
    places[i] = place;
  }
  return places;
}

/** `{name: 'web'}` for an item with keys, `{'': value}` for an item of a set. */
export function itemElement(item: unknown, node: SchemaNode): PathElement {
  if (node.listType === 'set') return { '': item as string };
  return itemKey(item, node) as PathElement;
}
