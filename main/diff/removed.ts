import type { SchemaNode } from '../cluster/index.ts';
import { deepEqual, type FieldsV1, isRecord } from '../model/index.ts';
import { childOf, isLeaf, ownsItself, parseFieldsKey } from './fields-v1.ts';
import { field, isEmptyContainer } from './json.ts';
import { itemElement, itemKey } from './list-items.ts';
import {
  DEEPEST,
  fieldNode,
  isAssociative,
  isAtomicMap,
  isDefault,
  isNamedField,
  knownDefault,
  report,
  type Walk,
} from './walk.ts';

/**
 * Reports what applying would take away: fields that we declared last time, do not declare now and that nobody else owns
 * (the pruning of structured-merge-diff). `keys` is the path as FieldsV1 keys, to look the same place up in other trees.
 */
export function findRemoved(
  walk: Walk,
  own: FieldsV1,
  desired: unknown,
  live: unknown,
  node: SchemaNode | undefined,
  keys: string[] = [],
): void {
  if (live === undefined || live === null || walk.path.length > DEEPEST) return;
  for (const key in own) {
    if (key === '.') continue;
    const child = childOf(own, key);
    if (child === undefined) continue;
    const parsed = parseFieldsKey(key);
    if (parsed.kind === 'field') {
      if (!isRecord(live)) return;
      const present = field(live, parsed.name);
      if (present === undefined) continue;
      const wanted = isRecord(desired) ? field(desired, parsed.name) : undefined;
      const type = fieldNode(node, parsed.name);
      walk.path.push(parsed.name);
      keys.push(key);
      visit(walk, child, wanted, present, type, isNamedField(node, parsed.name), keys);
      keys.pop();
      walk.path.pop();
    } else if (parsed.kind === 'key' || parsed.kind === 'value') {
      if (!Array.isArray(live) || node === undefined || !isAssociative(node)) return;
      const present = find(live, parsed, node);
      if (present === undefined) continue;
      const wanted = Array.isArray(desired) ? find(desired, parsed, node) : undefined;
      walk.path.push(itemElement(present, node));
      keys.push(key);
      visit(walk, child, wanted, present, node.items, false, keys);
      keys.pop();
      walk.path.pop();
    }
  }
}

type ItemKeyOrValue = Extract<ReturnType<typeof parseFieldsKey>, { kind: 'key' | 'value' }>;

function find(list: readonly unknown[], wanted: ItemKeyOrValue, node: SchemaNode): unknown {
  if (wanted.kind === 'value') return list.find((item) => item === wanted.value);
  for (const item of list) {
    const key = itemKey(item, node);
    if (key !== undefined && deepEqual(key, wanted.key)) return item;
  }
  return undefined;
}

function visit(
  walk: Walk,
  own: FieldsV1,
  desired: unknown,
  live: unknown,
  node: SchemaNode | undefined,
  named: boolean,
  keys: string[],
): void {
  if (declares(desired, node)) {
    if (!isLeaf(own) && !isAtomicMap(node)) findRemoved(walk, own, desired, live, node, keys);
    return;
  }
  // Declared and stored empty: structured-merge-diff would take it away and put it back in turns.
  if (isEmptyContainer(desired) && isEmptyContainer(live)) return;
  if ((named || ownsItself(own)) && !ownedByOthers(walk, keys, named)) {
    if (isDefault(walk, live, node) || isReplaced(walk)) return;
    report(walk, live, isEmptyContainer(desired) ? desired : knownDefault(walk, node));
    return;
  }
  if (!isLeaf(own)) findRemoved(walk, own, undefined, live, node, keys);
}

/** Whether a declared value names anything at all: an empty list that merges by item declares no field. */
function declares(desired: unknown, node: SchemaNode | undefined): boolean {
  if (desired === undefined) return false;
  if (typeof desired !== 'object' || desired === null) return true;
  if (Array.isArray(desired)) return desired.length > 0 || !isAssociative(node);
  if (isAtomicMap(node) || isEmptyContainer(desired)) return true;
  for (const name in desired) {
    if (!isNamedField(node, name) || declares((desired as Record<string, unknown>)[name], fieldNode(node, name)))
      return true;
  }
  return false;
}

function ownedByOthers(walk: Walk, keys: readonly string[], named: boolean): boolean {
  for (const tree of walk.others) {
    let node: FieldsV1 | undefined = tree;
    for (const key of keys) {
      node = childOf(node, key);
      if (node === undefined) break;
    }
    if (node !== undefined && (named || ownsItself(node))) return true;
  }
  return false;
}

/** Below a value that is replaced as a whole nothing is left to take away. */
function isReplaced(walk: Walk): boolean {
  return walk.found.some(
    ({ path, what }) =>
      what === 'value' &&
      path.length <= walk.path.length &&
      path.every((element, n) => deepEqual(element, walk.path[n])),
  );
}
