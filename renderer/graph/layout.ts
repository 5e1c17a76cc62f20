import type { GraphModel } from './model.ts';
import { shapeOf } from './shape.ts';

export const NODE_WIDTH = 240;
export const NODE_HEIGHT = 64;
/** From one column, or row, to the next. */
export const COLUMN = NODE_WIDTH + 60;
export const ROW = NODE_HEIGHT + 28;
/** Room for the titles of columns. */
export const HEAD = 36;
/** Between the trees of a forest. */
const TREE_GAP = 28;

/** `tree`: owners left of what they own. `ranked`: columns by level and step, for waves and rollout steps. */
export type LayoutKind = 'tree' | 'ranked';

/** Top left corners, by position in the model's list. */
export interface Layout {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
  /** Ranked: what each column holds. */
  readonly columns: readonly { readonly x: number; readonly level: number; readonly step: number }[];
}

export function layout(model: GraphModel, kind: LayoutKind): Layout {
  return kind === 'tree' ? layoutTree(model) : layoutRanked(model);
}

/**
 * Every leaf has a row of its own, and a parent stands in the row of its first child: the eye reads a chain of owners straight to the
 * right, and rows of two subtrees never mix. One walk over the preorder: linear.
 */
function layoutTree(model: GraphModel): Layout {
  const { nodes } = model;
  const { parent, depth } = shapeOf(nodes);
  const x = new Float64Array(nodes.length);
  const y = new Float64Array(nodes.length);
  let row = 0;
  let right = 0;
  for (let i = 0; i < nodes.length; i++) {
    const above = parent[i]!;
    if (i > 0 && above === -1) row += ROW + TREE_GAP;
    else if (i > 0 && above !== i - 1) row += ROW;
    x[i] = depth[i]! * COLUMN;
    y[i] = row;
    right = Math.max(right, x[i]!);
  }
  return {
    x,
    y,
    width: nodes.length ? right + NODE_WIDTH : 0,
    height: nodes.length ? row + NODE_HEIGHT : 0,
    columns: [],
  };
}

/**
 * Columns are the ranks that occur, in order; within a column a node stands no higher than its parent and below what is there already.
 * Linear but for the sort of the ranks.
 */
function layoutRanked(model: GraphModel): Layout {
  const { nodes } = model;
  const { parent } = shapeOf(nodes);
  const ranks = new Map<string, { level: number; step: number }>();
  const rankOf = (i: number): string => `${nodes[i]!.level} ${nodes[i]!.step}`;
  nodes.forEach(({ level, step }, i) => {
    if (!ranks.has(rankOf(i))) ranks.set(rankOf(i), { level, step });
  });
  const columns = [...ranks]
    .sort(([, a], [, b]) => a.level - b.level || a.step - b.step)
    .map(([rank, at], column) => ({ rank, ...at, x: column * COLUMN, free: HEAD }));
  const byRank = new Map(columns.map((column) => [column.rank, column]));
  const x = new Float64Array(nodes.length);
  const y = new Float64Array(nodes.length);
  let height = 0;
  for (let i = 0; i < nodes.length; i++) {
    const column = byRank.get(rankOf(i))!;
    const above = parent[i]!;
    x[i] = column.x;
    y[i] = Math.max(column.free, above === -1 ? HEAD : y[above]!);
    column.free = y[i]! + ROW;
    height = Math.max(height, y[i]! + NODE_HEIGHT);
  }
  return {
    x,
    y,
    width: columns.length ? columns.at(-1)!.x + NODE_WIDTH : 0,
    height,
    columns: columns.map(({ level, step, x: left }) => ({ x: left, level, step })),
  };
}
