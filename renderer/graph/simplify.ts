import { type GraphModel, keepNodes } from './model.ts';
import { shapeOf } from './shape.ts';

export interface Simplified {
  readonly model: GraphModel;
  /** Minor nodes that were taken out, by kind. */
  readonly hidden: ReadonlyMap<string, number>;
}

const NONE: ReadonlyMap<string, number> = new Map();

/**
 * Takes out former revisions and bookkeeping: replica sets with nothing in them, controller revisions. What fails, is out of sync or
 * carries something that stays, stays. Linear.
 */
export function simplify(model: GraphModel, everything: boolean): Simplified {
  if (everything) return { model, hidden: NONE };
  const { nodes } = model;
  const { parent } = shapeOf(nodes);
  const keep = new Uint8Array(nodes.length);
  const hidden = new Map<string, number>();
  let out = 0;
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (node.minor && !node.failing && node.sync !== 'OutOfSync' && keep[i] === 0) {
      out++;
      hidden.set(node.ref.kind, (hidden.get(node.ref.kind) ?? 0) + 1);
      continue;
    }
    keep[i] = 1;
    if (parent[i] !== -1) keep[parent[i]!] = 1;
  }
  if (out === 0) return { model, hidden: NONE };
  return {
    model: keepNodes(model, (i) => keep[i] === 1),
    hidden,
  };
}
