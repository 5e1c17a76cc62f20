import { type GraphModel, keepNodes } from './model.ts';
import { shapeOf } from './shape.ts';

export interface Focused {
  readonly model: GraphModel;
  readonly hidden: number;
  /** Failing nodes outside of the focus: said in words while it lasts. */
  readonly failingOutside: number;
}

/** One subtree and the way to it. A focus on what is not there is no focus. */
export function focus(model: GraphModel, id: string | undefined): Focused {
  const { nodes } = model;
  const at = id === undefined ? -1 : nodes.findIndex((node) => node.id === id);
  if (at <= 0) return { model, hidden: 0, failingOutside: 0 };
  const { parent, size } = shapeOf(nodes);
  const way = new Set<number>();
  for (let above = parent[at]!; above !== -1; above = parent[above]!) way.add(above);
  const inside = (i: number): boolean => way.has(i) || (i >= at && i < at + size[at]!);
  const kept = keepNodes(model, inside);
  return {
    model: kept,
    hidden: nodes.length - kept.nodes.length,
    failingOutside: nodes.reduce((sum, node, i) => (node.failing && !inside(i) ? sum + 1 : sum), 0),
  };
}
