import type { SchemaNode } from '../cluster/index.ts';
import { isRecord } from '../model/index.ts';
import { isSubjectDefault, isValueField, keepsAllocated } from './built-in.ts';
import { fieldsKeyOf } from './fields-path.ts';
import { childOf } from './fields-v1.ts';
import { field, isEmptyContainer, isZero } from './json.ts';
import { IN_PLACE, itemElement, matchItems, NOT_PLAIN } from './list-items.ts';
import { equalScalars } from './scalars.ts';
import type { PathElement } from './verdict.ts';
import {
  fieldNode,
  isAssociative,
  isAtomicMap,
  isDefault,
  isDefaultAt,
  knownDefault,
  lastName,
  parentName,
  refuseDepth,
  report,
  type Walk,
} from './walk.ts';

/**
 * Reports where live is not what the manifest declares: every leaf of `desired` must be in `live`; what live has beyond it belongs
 * to somebody else. Merging rules are those of structured-merge-diff v6 (null and empty values included).
 */
export function compareDeclared(walk: Walk, desired: unknown, live: unknown, node: SchemaNode | undefined): void {
  if (desired === live) return;
  if (desired === null || desired === undefined) {
    compareNull(walk, live, node);
    return;
  }
  if (live === undefined || live === null) {
    compareAbsent(walk, desired, live, node);
    return;
  }
  if (typeof desired !== 'object' || typeof live !== 'object') {
    if (equalScalars(desired, live, node, walk.builtIn)) return;
    if (walk.builtIn && isZero(desired) && keepsAllocated(walk.kind, lastName(walk.path))) return;
    report(walk, live, desired);
    return;
  }
  refuseDepth(walk.path.length);
  if (Array.isArray(desired)) {
    if (!Array.isArray(live)) {
      report(walk, live, desired);
      return;
    }
    if (isAssociative(node)) compareItems(walk, desired, live, node!);
    else compareWhole(walk, desired, live, node);
    return;
  }
  if (Array.isArray(live)) {
    report(walk, live, desired);
    return;
  }
  if (isAtomicMap(node)) {
    compareWhole(walk, desired, live, node);
    return;
  }
  const left = desired as Readonly<Record<string, unknown>>;
  const right = live as Readonly<Record<string, unknown>>;
  for (const name in left) {
    const wanted = left[name];
    const present = field(right, name);
    if (wanted === present) continue;
    walk.path.push(name);
    compareDeclared(walk, wanted, present, fieldNode(node, name));
    walk.path.pop();
  }
}

/** An explicit null empties a scalar or an atomic value, and leaves a map or list that merges by item as it is. */
function compareNull(walk: Walk, live: unknown, node: SchemaNode | undefined): void {
  if (live === undefined || live === null) return;
  if (isRecord(live) && !isAtomicMap(node)) return;
  if (isAssociative(node)) return;
  if (isDefault(walk, live, node)) return;
  report(walk, live, knownDefault(walk, node));
}

function compareAbsent(walk: Walk, desired: unknown, live: unknown, node: SchemaNode | undefined): void {
  // An empty list that merges by item declares nothing, so it is nobody's and tier 2 would not count it either.
  if (Array.isArray(desired) && desired.length === 0 && isAssociative(node)) return;
  if (isLeftOut(walk, desired, node, parentName(walk.path), lastName(walk.path))) return;
  if (isZero(desired) && ownedAtPath(walk)) return;
  report(walk, live, desired);
}

/** Whether the server writes nothing where `desired` is declared. */
function isLeftOut(walk: Walk, desired: unknown, node: SchemaNode | undefined, parent: string, name: string): boolean {
  if (desired === null || desired === undefined) return true;
  if (!walk.builtIn) return false;
  if (Array.isArray(desired)) return desired.length === 0;
  if (typeof desired === 'object') {
    // An empty map is dropped; an empty struct may be a pointer, which is kept (`emptyDir: {}`), unless it was only nulls.
    if (isEmptyContainer(desired)) return node?.type === 'map' || name === 'labels' || name === 'annotations';
    for (const key in desired) if ((desired as Record<string, unknown>)[key] !== null) return false;
    return true;
  }
  return isZero(desired) && isValueField(parent, name);
}

/**
 * We own the field and live has not got it: whoever takes a field away takes its ownership away too, so the server itself left out
 * the zero value when we applied it last.
 */
function ownedAtPath(walk: Walk): boolean {
  let tree = walk.own;
  for (const element of walk.path) {
    if (tree === undefined) return false;
    tree = childOf(tree, fieldsKeyOf(element));
  }
  return tree !== undefined;
}

/** A list or map that is one value. Fields that only live has must be what the server fills in. */
function compareWhole(walk: Walk, desired: unknown, live: unknown, node: SchemaNode | undefined): void {
  if (desired === live) return;
  if (desired === undefined || desired === null) {
    if (isDefault(walk, live, node)) return;
    report(walk, live, undefined);
    return;
  }
  if (live === undefined || live === null) {
    compareAbsent(walk, desired, live, node);
    return;
  }
  if (typeof desired !== 'object' || typeof live !== 'object') {
    if (equalScalars(desired, live, node, walk.builtIn)) return;
    report(walk, live, desired);
    return;
  }
  refuseDepth(walk.path.length);
  if (Array.isArray(desired)) {
    // Go types do not tell an empty list from none, so the server fills in what it fills in for none.
    if (desired.length === 0 && walk.builtIn && isDefault(walk, live, node)) return;
    if (!Array.isArray(live) || live.length !== desired.length) {
      report(walk, live, desired);
      return;
    }
    for (let i = 0; i < desired.length; i++) {
      if (desired[i] === live[i]) continue;
      walk.path.push(i);
      compareWhole(walk, desired[i], live[i], node?.items);
      walk.path.pop();
    }
    return;
  }
  if (Array.isArray(live)) {
    report(walk, live, desired);
    return;
  }
  const left = desired as Readonly<Record<string, unknown>>;
  const right = live as Readonly<Record<string, unknown>>;
  for (const name in left) {
    const wanted = left[name];
    const present = field(right, name);
    if (wanted === present) continue;
    walk.path.push(name);
    compareWhole(walk, wanted, present, fieldNode(node, name));
    walk.path.pop();
  }
  for (const name in right) {
    if (field(left, name) !== undefined) continue;
    const present = right[name];
    const parent = lastNameOrParent(walk.path);
    if (isDefaultAt(walk, present, fieldNode(node, name), parent, name)) continue;
    if (walk.builtIn && parent === 'subjects' && isSubjectDefault(left, name, present)) continue;
    walk.path.push(name);
    report(walk, present, undefined);
    walk.path.pop();
  }
}

function lastNameOrParent(path: readonly PathElement[]): string {
  return lastName(path) || parentName(path);
}

/** A list that merges by key or by value. */
function compareItems(walk: Walk, desired: readonly unknown[], live: readonly unknown[], node: SchemaNode): void {
  const places = matchItems(desired, live, node);
  // Doubled or nameless items: server-side apply refuses them in a manifest; in live they stand until replaced as a whole.
  if (places === NOT_PLAIN) {
    compareWhole(walk, desired, live, node);
    return;
  }
  let last = -1;
  let ordered = true;
  for (let i = 0; i < desired.length; i++) {
    const place = places === IN_PLACE ? i : places[i]!;
    if (place < 0) {
      walk.path.push(itemElement(desired[i], node));
      report(walk, undefined, desired[i]);
      walk.path.pop();
      continue;
    }
    if (place < last) ordered = false;
    else last = place;
    if (node.listType === 'set') continue;
    walk.path.push(itemElement(desired[i], node));
    compareDeclared(walk, desired[i], live[place], node.items);
    walk.path.pop();
  }
  // Apply writes the shared items in the manifest's order, and for env and initContainers the order has a meaning.
  if (!ordered && places !== IN_PLACE) {
    const shared = places.filter((place) => place >= 0);
    report(
      walk,
      shared.toSorted((a, b) => a - b).map((place) => itemElement(live[place], node)),
      shared.map((place) => itemElement(live[place], node)),
      'order',
    );
  }
}
