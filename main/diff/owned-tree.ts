import type { SchemaNode } from '../cluster/index.ts';
import { type FieldsV1, isRecord } from '../model/index.ts';
import { fieldsKeyOf } from './fields-path.ts';
import { field, isEmptyContainer } from './json.ts';
import { indexItems, itemElement } from './list-items.ts';
import { fieldNode, isAssociative, isAtomicMap, isNamedField, refuseDepth } from './walk.ts';

/** The fields that applying a value would own, as FieldsV1: what a last-applied manifest is worth as ownership. */
export function ownedTree(value: unknown, node: SchemaNode | undefined, depth = 0): FieldsV1 {
  const tree: Record<string, FieldsV1> = {};
  refuseDepth(depth);
  if (Array.isArray(value)) {
    if (!isAssociative(node) || indexItems(value, node!) === undefined) return tree;
    for (const item of value) {
      tree[fieldsKeyOf(itemElement(item, node!))] = { '.': {}, ...ownedTree(item, node!.items, depth + 1) };
    }
    return tree;
  }
  if (!isRecord(value) || isAtomicMap(node)) return tree;
  for (const name of Object.keys(value)) {
    const child = field(value, name);
    const type = fieldNode(node, name);
    if (Array.isArray(child) && child.length === 0 && isAssociative(type)) continue;
    const below = ownedTree(child, type, depth + 1);
    // A struct of which every field declares nothing is not declared itself.
    if (
      isNamedField(node, name) &&
      isRecord(child) &&
      !isEmptyContainer(child) &&
      !isAtomicMap(type) &&
      isEmptyContainer(below)
    ) {
      continue;
    }
    tree[`f:${name}`] = isNamedField(node, name) || isEmptyContainer(below) ? below : { '.': {}, ...below };
  }
  return tree;
}
