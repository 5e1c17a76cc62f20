import type { GraphNode } from './model.ts';
import { childrenOf, rootsOf, shapeOf } from './shape.ts';

/** What a row of the tree table says of its place, for every position: as `aria-level`, `aria-posinset` and `aria-setsize` count. */
export interface RowPlaces {
  readonly level: (at: number) => number;
  readonly position: (at: number) => number;
  readonly siblings: (at: number) => number;
  /** Undefined for a leaf that folds nothing. */
  readonly expanded: (at: number) => boolean | undefined;
}

const known = new WeakMap<readonly GraphNode[], RowPlaces>();

export function rowPlaces(nodes: readonly GraphNode[]): RowPlaces {
  const remembered = known.get(nodes);
  if (remembered) return remembered;
  const shape = shapeOf(nodes);
  const position = new Int32Array(nodes.length);
  const siblings = new Int32Array(nodes.length);
  // A family is counted when one of it is asked for: a window shows few of them, and statuses make a new list ten times a second.
  const count = (at: number): void => {
    if (position[at] !== 0) return;
    const parent = shape.parent[at]!;
    const members = [...(parent === -1 ? rootsOf(shape) : childrenOf(shape, parent))];
    members.forEach((member, i) => {
      position[member] = i + 1;
      siblings[member] = members.length;
    });
  };
  const places: RowPlaces = {
    level: (at) => shape.depth[at]! + 1,
    position(at) {
      count(at);
      return position[at]!;
    },
    siblings(at) {
      count(at);
      return siblings[at]!;
    },
    expanded: (at) => (nodes[at]!.fold !== undefined ? false : shape.size[at]! > 1 ? true : undefined),
  };
  known.set(nodes, places);
  return places;
}

/** Rows that are kept in the page beside a graph for those who hear it: the node, the way to it, and what is near. */
export function spokenRows(nodes: readonly GraphNode[], at: number, near: number): readonly number[] {
  if (nodes.length === 0) return [];
  const { parent } = shapeOf(nodes);
  const centre = Math.max(0, at);
  const rows = new Set<number>();
  for (let above = centre; above !== -1 && rows.size < near; above = parent[above]!) rows.add(above);
  for (let i = Math.max(0, centre - near); i <= Math.min(nodes.length - 1, centre + near); i++) rows.add(i);
  return [...rows].sort((a, b) => a - b);
}
