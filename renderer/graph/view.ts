import type { Edge, Node, Position } from '@xyflow/react';
import type { LaidOut } from './laid-out.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './layout.ts';
import type { GraphNode } from './model.ts';
import { shapeOf } from './shape.ts';
import type { Rect } from './viewport.ts';

export type FlowNode = Node<{ readonly node: GraphNode; readonly dimmed: boolean; readonly active: boolean }, 'graph'>;
export type FlowEdge = Edge<{ readonly kind: 'tree' | 'owner' | 'route' }, 'graph'>;

export interface ViewInput {
  readonly laidOut: LaidOut;
  readonly dimmed: ReadonlySet<string>;
  readonly active: string | undefined;
  /** Undefined: only the active node, because everything else is painted. */
  readonly window: Rect | undefined;
}

export interface View {
  readonly nodes: FlowNode[];
  readonly edges: FlowEdge[];
}

// React Flow's enum is these words; importing it would pull React Flow into a stage that is pure.
const LEFT = 'left' as Position;
const RIGHT = 'right' as Position;

/**
 * Sizes and handles are given from the start: otherwise React Flow mounts every node once to measure it, visible or not (5,000 nodes:
 * 3.9 s instead of 1.3 s).
 */
const HANDLES: NonNullable<FlowNode['handles']> = [
  { type: 'target', position: LEFT, x: 0, y: NODE_HEIGHT / 2, width: 1, height: 1 },
  { type: 'source', position: RIGHT, x: NODE_WIDTH, y: NODE_HEIGHT / 2, width: 1, height: 1 },
];

const MAX_SLUGS = 100_000;

/**
 * What React Flow is given: the nodes in the window, and the edges that cross it with their ends. Objects of the last view are given
 * again when nothing about them changed, so that a new status draws one node. One pass over typed arrays: 10,000 nodes take about 0.2 ms.
 */
export function createView(): (input: ViewInput) => View {
  let lastNodes = new Map<string, FlowNode>();
  let lastEdges = new Map<string, FlowEdge>();
  let slugs = createSlugs();
  return ({ laidOut, dimmed, active, window }) => {
    const { nodes } = laidOut.model;
    const { x, y } = laidOut.layout;
    // Pods come and go for as long as a window is open: the numbers begin anew before they are a leak.
    if (slugs.count() > MAX_SLUGS) slugs = createSlugs();
    const shape = shapeOf(nodes);
    const wanted = new Set<number>();
    const edges = new Map<string, FlowEdge>();
    const edge = (source: number, target: number, kind: 'tree' | 'owner' | 'route'): void => {
      const from = slugs.of(nodes[source]!.id);
      const to = slugs.of(nodes[target]!.id);
      const id = `${kind}-${from}-${to}`;
      wanted.add(source).add(target);
      edges.set(
        id,
        lastEdges.get(id) ?? {
          id,
          type: 'graph',
          source: from,
          target: to,
          data: { kind },
          focusable: false,
          selectable: false,
          zIndex: 0,
        },
      );
    };
    const positionOf = (id: string): number => positions(laidOut).get(id) ?? -1;

    if (window !== undefined) {
      const left = window.x - NODE_WIDTH;
      const right = window.x + window.width;
      const top = window.y - NODE_HEIGHT;
      const bottom = window.y + window.height;
      const inside = (i: number): boolean => x[i]! > left && x[i]! < right && y[i]! > top && y[i]! < bottom;
      const crosses = (a: number, b: number): boolean =>
        Math.max(x[a]!, x[b]!) > left &&
        Math.min(x[a]!, x[b]!) < right &&
        Math.max(y[a]!, y[b]!) > top &&
        Math.min(y[a]!, y[b]!) < bottom;
      // Edges of one parent share a trunk: of those that only pass by, the longest into each column stands for all.
      const trunks = new Map<string, number>();
      for (let i = 0; i < nodes.length; i++) {
        const within = inside(i);
        if (within) wanted.add(i);
        const parent = shape.parent[i]!;
        if (parent === -1) continue;
        if (within) edge(parent, i, 'tree');
        else if (crosses(parent, i)) {
          const trunk = `${parent} ${x[i]}`;
          const longest = trunks.get(trunk);
          if (longest === undefined || Math.abs(y[i]! - y[parent]!) > Math.abs(y[longest]! - y[parent]!)) {
            trunks.set(trunk, i);
          }
        }
      }
      for (const i of trunks.values()) edge(shape.parent[i]!, i, 'tree');
      for (const { source, target, kind } of laidOut.model.edges) {
        const from = positionOf(source);
        const to = positionOf(target);
        if (from >= 0 && to >= 0 && crosses(from, to)) edge(from, to, kind);
      }
    }
    const at = active === undefined ? -1 : positionOf(active);
    if (at >= 0) wanted.add(at);

    const flow = new Map<string, FlowNode>();
    for (const i of wanted) {
      const node = nodes[i]!;
      const id = slugs.of(node.id);
      const isDimmed = dimmed.has(node.id);
      const last = lastNodes.get(id);
      const same =
        last !== undefined &&
        last.data.node === node &&
        last.data.dimmed === isDimmed &&
        last.data.active === (i === at) &&
        last.position.x === x[i] &&
        last.position.y === y[i];
      flow.set(
        id,
        same
          ? last
          : {
              id,
              type: 'graph',
              position:
                last !== undefined && last.position.x === x[i] && last.position.y === y[i]
                  ? last.position
                  : { x: x[i]!, y: y[i]! },
              width: NODE_WIDTH,
              height: NODE_HEIGHT,
              measured: { width: NODE_WIDTH, height: NODE_HEIGHT },
              handles: HANDLES,
              data: { node, dimmed: isDimmed, active: i === at },
              draggable: false,
              connectable: false,
              deletable: false,
              focusable: false,
              selectable: false,
            },
      );
    }
    lastNodes = flow;
    lastEdges = edges;
    return { nodes: [...flow.values()], edges: [...edges.values()] };
  };
}

/** React Flow writes ids into the page and into selectors: it gets numbers, never a name of the cluster's. */
function createSlugs(): { of(id: string): string; count(): number } {
  const slugs = new Map<string, string>();
  return {
    of(id) {
      let slug = slugs.get(id);
      if (slug === undefined) {
        slug = `n${slugs.size}`;
        slugs.set(id, slug);
      }
      return slug;
    },
    count: () => slugs.size,
  };
}

const known = new WeakMap<object, ReadonlyMap<string, number>>();

/** Id → position in the list: one map for each layout, which is for one order of ids. */
export function positions({ model, layout }: Pick<LaidOut, 'model' | 'layout'>): ReadonlyMap<string, number> {
  let map = known.get(layout);
  if (!map) {
    map = new Map(model.nodes.map((node, i) => [node.id, i]));
    known.set(layout, map);
  }
  return map;
}

/** The node under a point in flow coordinates, for what is painted instead of mounted; `slack` widens the target of tiny marks. */
export function nodeAt(laidOut: LaidOut, pointX: number, pointY: number, slack: number): GraphNode | undefined {
  const { x, y } = laidOut.layout;
  let best: number | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const dx = Math.max(x[i]! - pointX, 0, pointX - x[i]! - NODE_WIDTH);
    const dy = Math.max(y[i]! - pointY, 0, pointY - y[i]! - NODE_HEIGHT);
    const distance = Math.max(dx, dy);
    if (distance <= slack && distance < nearest) {
      nearest = distance;
      best = i;
    }
  }
  return best === undefined ? undefined : laidOut.model.nodes[best];
}
