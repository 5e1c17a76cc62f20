import type { SchemaNode } from '../cluster/index.ts';
import { deepEqual, type FieldsV1, isRecord } from '../model/index.ts';
import { keepsAllocated } from './built-in.ts';
import { childOf, isLeaf, ownsItself, parseFieldsKey } from './fields-v1.ts';
import { field, isEmptyContainer } from './json.ts';
import { hasKey } from './list-items.ts';
import type { PathElement } from './verdict.ts';
import {
  fieldNode,
  isAssociative,
  isAtomicMap,
  isDefault,
  isNamedField,
  knownDefault,
  lastName,
  refuseDepth,
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
  if (live === undefined || live === null) return;
  refuseDepth(walk.path.length);
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
      walk.path.push(parsed.kind === 'key' ? (parsed.key as PathElement) : ({ '': parsed.value } as PathElement));
      keys.push(key);
      visit(walk, child, wanted, present, node.items, false, keys);
      keys.pop();
      walk.path.pop();
    }
  }
}

type ItemKeyOrValue = Extract<ReturnType<typeof parseFieldsKey>, { kind: 'key' | 'value' }>;

function find(list: readonly unknown[], wanted: ItemKeyOrValue, node: SchemaNode): unknown {
  if (wanted.kind === 'value') return list.includes(wanted.value) ? wanted.value : undefined;
  for (const item of list) if (hasKey(item, wanted.key, node)) return item;
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
    if (walk.builtIn && keepsAllocated(walk.kind, lastName(walk.path))) return;
    report(walk, live, !walk.builtIn && isEmptyContainer(desired) ? desired : knownDefault(walk, node));
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

/** A list that cannot be merged by item was compared by place. */
function isAt(place: PathElement, element: PathElement): boolean {
  return typeof place === 'number' && typeof element === 'object' ? true : deepEqual(place, element);
}

/** Below a value that is replaced as a whole nothing is left to take away. */
function isReplaced(walk: Walk): boolean {
  return walk.found.some(
    ({ path, what }) =>
      what === 'value' && path.length <= walk.path.length && path.every((element, n) => isAt(element, walk.path[n]!)),
  );
}

/**
 * A Secret that gives `data` up for `stringData`: apply takes the whole of `data` away, also keys that are nobody's, and `stringData`
 * writes its own keys into it again.
 */
export function findDroppedData(
  walk: Walk,
  own: FieldsV1,
  manifest: Readonly<Record<string, unknown>>,
  stored: Readonly<Record<string, unknown>>,
  live: Readonly<Record<string, unknown>>,
): void {
  if (manifest['data'] !== undefined || childOf(own, 'f:data') === undefined) return;
  if (!isRecord(live['data']) || !isRecord(stored['data']) || ownedByOthers(walk, ['f:data'], true)) return;
  for (const name in live['data']) {
    if (field(stored['data'], name) !== undefined || childOf(childOf(own, 'f:data'), `f:${name}`) !== undefined)
      continue;
    walk.path.push('data', name);
    report(walk, live['data'][name], undefined);
    walk.path.length = 0;
  }
}
