import type { GraphModel, GraphNode } from './model.ts';
import { shapeOf } from './shape.ts';

export type Step = 'parent' | 'child' | 'next' | 'previous' | 'first' | 'last' | 'next-failing';

/** Where a key leads from a node: along parent, child and sibling, or to the next failing one. The same node when there is nothing that way. */
export function navigate(model: GraphModel, from: string | undefined, step: Step): GraphNode | undefined {
  const { nodes } = model;
  if (nodes.length === 0) return undefined;
  const at = from === undefined ? -1 : nodes.findIndex((node) => node.id === from);
  if (at === -1 || step === 'first') return nodes[0];
  const { parent, size } = shapeOf(nodes);
  switch (step) {
    case 'parent':
      return nodes[parent[at]!] ?? nodes[at];
    case 'child':
      return size[at]! > 1 ? nodes[at + 1] : nodes[at];
    case 'next': {
      // Past the last sibling the way goes on with the cousin below: the same column, as the eye sees it.
      const after = at + size[at]!;
      return after < nodes.length ? sameDepthFrom(model, after, at, 1) : nodes[at];
    }
    case 'previous':
      return sameDepthFrom(model, at - 1, at, -1);
    case 'last':
      return nodes.at(-1);
    case 'next-failing':
      for (let offset = 1; offset <= nodes.length; offset++) {
        const node = nodes[(at + offset) % nodes.length]!;
        if (node.failing) return node;
      }
      return nodes[at];
  }
}

function sameDepthFrom({ nodes }: GraphModel, start: number, at: number, direction: 1 | -1): GraphNode | undefined {
  const { depth } = shapeOf(nodes);
  for (let i = start; i >= 0 && i < nodes.length; i += direction) if (depth[i] === depth[at]) return nodes[i];
  return nodes[at];
}
