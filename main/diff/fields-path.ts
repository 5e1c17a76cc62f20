import type { FieldsV1 } from '../model/index.ts';
import { childOf, isLeaf } from './fields-v1.ts';
import type { PathElement } from './verdict.ts';

/** The key that the API server writes into FieldsV1 for an element of a path. */
export function fieldsKeyOf(element: PathElement): string {
  if (typeof element === 'string') return `f:${element}`;
  if (typeof element === 'number') return `i:${element}`;
  return '' in element ? `v:${JSON.stringify(element[''])}` : `k:${JSON.stringify(element)}`;
}

/**
 * Whether a tree owns the value at a path: by naming it, by naming something below it that the value is made of, or by owning an
 * atomic value around it.
 */
export function ownsPath(tree: FieldsV1, path: readonly PathElement[]): boolean {
  let node = tree;
  for (const element of path) {
    const child = childOf(node, fieldsKeyOf(element));
    if (child === undefined) return node !== tree && isLeaf(node);
    node = child;
  }
  return true;
}
