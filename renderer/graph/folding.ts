import { type Folding, stackId } from './group.ts';
import type { GraphNode } from './model.ts';

export interface Folded {
  readonly folding: Folding;
  /** Where the selection is afterwards. */
  readonly selected: string;
}

/** Opens a stack or a closed node; anything else is given back as it is. */
export function unfold(folding: Folding, node: GraphNode): Folded {
  if (node.fold?.of === 'siblings') {
    return { folding: { ...folding, opened: new Set(folding.opened).add(node.id) }, selected: node.id };
  }
  if (node.fold?.of === 'descendants') {
    const closed = new Set(folding.closed);
    closed.delete(node.id);
    return { folding: { ...folding, closed }, selected: node.id };
  }
  return { folding, selected: node.id };
}

/** Closes a node over its descendants; a leaf out of an opened stack goes back into it with its siblings. */
export function fold(folding: Folding, node: GraphNode, hasChildren: boolean): Folded {
  if (node.fold !== undefined) return { folding, selected: node.id };
  if (hasChildren) return { folding: { ...folding, closed: new Set(folding.closed).add(node.id) }, selected: node.id };
  const stack = stackId(node.parent, node);
  if (!folding.opened.has(stack)) return { folding, selected: node.id };
  const opened = new Set(folding.opened);
  opened.delete(stack);
  return { folding: { ...folding, opened }, selected: stack };
}
