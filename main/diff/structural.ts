import type { SchemaNode } from '../cluster/index.ts';
import { isRecord } from '../model/index.ts';
import { field } from './json.ts';
import { indexItems, itemElement } from './list-items.ts';
import { equalScalars } from './scalars.ts';
import { fieldNode, isAssociative, refuseDepth, report, type Walk } from './walk.ts';

/** Reports every difference between two objects that a server wrote, who may still have kept two spellings of one value (`1024Mi`, `1Gi`). */
export function compareStored(walk: Walk, after: unknown, before: unknown, node: SchemaNode | undefined): void {
  if (after === before) return;
  const wanted = after ?? undefined;
  const present = before ?? undefined;
  if (wanted === present) return;
  refuseDepth(walk.path.length);
  if (Array.isArray(wanted) && Array.isArray(present)) {
    compareLists(walk, wanted, present, node);
    return;
  }
  if (!isRecord(wanted) || !isRecord(present)) {
    if (!equalScalars(wanted, present, node, walk.builtIn)) report(walk, present, wanted);
    return;
  }
  for (const name in wanted) {
    walk.path.push(name);
    compareStored(walk, wanted[name], field(present, name), fieldNode(node, name));
    walk.path.pop();
  }
  for (const name in present) {
    if (field(wanted, name) !== undefined) continue;
    walk.path.push(name);
    compareStored(walk, undefined, present[name], fieldNode(node, name));
    walk.path.pop();
  }
}

function compareLists(
  walk: Walk,
  after: readonly unknown[],
  before: readonly unknown[],
  node: SchemaNode | undefined,
): void {
  const wanted = isAssociative(node) ? indexItems(after, node!) : undefined;
  const present = isAssociative(node) ? indexItems(before, node!) : undefined;
  if (wanted === undefined || present === undefined) {
    compareByPlace(walk, after, before, node);
    return;
  }
  let last = -1;
  let ordered = true;
  for (const [id, place] of wanted) {
    const old = present.get(id);
    walk.path.push(itemElement(after[place], node!));
    compareStored(walk, after[place], old === undefined ? undefined : before[old], node!.items);
    walk.path.pop();
    if (old === undefined) continue;
    if (old < last) ordered = false;
    else last = old;
  }
  for (const [id, place] of present) {
    if (wanted.has(id)) continue;
    walk.path.push(itemElement(before[place], node!));
    report(walk, before[place], undefined);
    walk.path.pop();
  }
  if (ordered) return;
  const keys = (list: readonly unknown[], other: ReadonlyMap<string, number>, own: ReadonlyMap<string, number>) =>
    [...own].filter(([id]) => other.has(id)).map(([, place]) => itemElement(list[place], node!));
  report(walk, keys(before, wanted, present), keys(after, present, wanted), 'order');
}

function compareByPlace(
  walk: Walk,
  after: readonly unknown[],
  before: readonly unknown[],
  node: SchemaNode | undefined,
): void {
  if (after.length !== before.length) {
    report(walk, before, after);
    return;
  }
  for (let i = 0; i < after.length; i++) {
    walk.path.push(i);
    compareStored(walk, after[i], before[i], node?.items);
    walk.path.pop();
  }
}
