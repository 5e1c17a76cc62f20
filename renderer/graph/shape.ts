import type { GraphNode } from './model.ts';

/** The tree of a list in preorder, as numbers: positions in the list instead of ids. */
export interface TreeShape {
  /** Position of the parent, -1 for a root. */
  readonly parent: Int32Array;
  /** Nodes in the subtree, the node itself included: the subtree of `i` is `[i, i + size[i])`. */
  readonly size: Int32Array;
  readonly depth: Int32Array;
}

const shapes = new WeakMap<readonly GraphNode[], TreeShape>();

/** Linear; remembered for the list. Throws when the list is not in preorder, which would be a bug of a stage. */
export function shapeOf(nodes: readonly GraphNode[]): TreeShape {
  const known = shapes.get(nodes);
  if (known) return known;
  const count = nodes.length;
  const parent = new Int32Array(count).fill(-1);
  const size = new Int32Array(count).fill(1);
  const depth = new Int32Array(count);
  const path: number[] = [];
  for (let i = 0; i < count; i++) {
    const above = nodes[i]!.parent;
    if (above === undefined) path.length = 0;
    else {
      while (path.length > 0 && nodes[path.at(-1)!]!.id !== above) path.pop();
      if (path.length === 0) throw new Error('graph nodes are not in preorder');
      parent[i] = path.at(-1)!;
      depth[i] = path.length;
    }
    path.push(i);
  }
  for (let i = count - 1; i > 0; i--) if (parent[i]! >= 0) size[parent[i]!]! += size[i]!;
  const shape = { parent, size, depth };
  shapes.set(nodes, shape);
  return shape;
}

/** Says that a list has the tree of another one: the same ids in the same places. Saves the walk for every frame of statuses. */
export function shareShape(from: readonly GraphNode[], to: readonly GraphNode[]): void {
  const shape = shapes.get(from);
  if (shape && from.length === to.length) shapes.set(to, shape);
}

/** Positions of the children of `i`, in order. */
export function* childrenOf(shape: TreeShape, i: number): Generator<number> {
  const end = i + shape.size[i]!;
  for (let child = i + 1; child < end; child += shape.size[child]!) yield child;
}

/** Positions of the roots, in order. */
export function* rootsOf(shape: TreeShape): Generator<number> {
  for (let root = 0; root < shape.size.length; root += shape.size[root]!) yield root;
}
