import { describe, expect, it } from 'vitest';
import type { SourceNode } from './arrange.ts';
import { layout, NODE_HEIGHT, NODE_WIDTH, ROW } from './layout.ts';
import { project } from './project.ts';
import { generatedTree, node, ROOT } from './testing/sources.ts';
import { createView, nodeAt } from './view.ts';
import type { Rect } from './viewport.ts';

const SCREEN: Rect = { x: 0, y: 0, width: 1_280, height: 800 };
const NOTHING: ReadonlySet<string> = new Set();

function laidOut(sources: readonly SourceNode[]) {
  const { model } = project(sources, ROOT, undefined);
  return { model, layout: layout(model, 'tree'), key: 1 };
}

describe('view', () => {
  it('gives sizes and handles with every node, and numbers for names', () => {
    const { nodes, edges } = createView()({
      laidOut: laidOut([node('Pod', '"] , *')]),
      dimmed: NOTHING,
      active: undefined,
      window: SCREEN,
    });
    expect(nodes).toHaveLength(2);
    for (const one of nodes) {
      expect(one).toMatchObject({ width: NODE_WIDTH, height: NODE_HEIGHT });
      expect(one.handles).toHaveLength(2);
      expect(one.id).toMatch(/^n\d+$/);
    }
    expect(edges).toMatchObject([{ source: nodes[0]!.id, target: nodes[1]!.id, data: { kind: 'tree' } }]);
  });

  it('gives what is in the window and the ends of what crosses it, of 10,000 nodes a few', () => {
    const view = createView()({
      laidOut: laidOut(generatedTree(10_000)),
      dimmed: NOTHING,
      active: undefined,
      window: { x: 0, y: 50_000, width: 1_280, height: 800 },
    });
    expect(view.nodes.length).toBeGreaterThan(9);
    expect(view.nodes.length).toBeLessThan(60);
    expect(view.edges.length).toBeLessThan(60);
    const ids = new Set(view.nodes.map(({ id }) => id));
    for (const { source, target } of view.edges) expect(ids.has(source) && ids.has(target)).toBe(true);
  });

  it('draws the trunk of edges that only pass by once', () => {
    const wide = laidOut(Array.from({ length: 1_000 }, (_, i) => node('ConfigMap', `c${i}`)));
    const { edges } = createView()({
      laidOut: wide,
      dimmed: NOTHING,
      active: undefined,
      window: { x: 0, y: 500 * ROW, width: 1_280, height: ROW },
    });
    expect(edges.length).toBeGreaterThan(1);
    expect(edges.length).toBeLessThan(6);
  });

  it('gives an unchanged node again as it was, so that one status draws one node', () => {
    const view = createView();
    const sources = [node('Deployment', 'web'), node('Pod', 'p', { parents: ['Deployment/web'] })];
    const first = project(sources, ROOT, undefined).model;
    const place = layout(first, 'tree');
    const before = view({
      laidOut: { model: first, layout: place, key: 1 },
      dimmed: NOTHING,
      active: undefined,
      window: SCREEN,
    });
    const second = project([sources[0]!, { ...sources[1]!, health: 'Degraded' }], ROOT, first).model;
    const after = view({
      laidOut: { model: second, layout: place, key: 1 },
      dimmed: NOTHING,
      active: undefined,
      window: SCREEN,
    });
    expect(after.nodes.filter((one, i) => one !== before.nodes[i])).toHaveLength(1);
    expect(after.edges.every((edge, i) => edge === before.edges[i])).toBe(true);
    const dimmed = view({
      laidOut: { model: second, layout: place, key: 1 },
      dimmed: new Set([second.nodes[0]!.id]),
      active: second.nodes[2]!.id,
      window: SCREEN,
    });
    expect(dimmed.nodes.map(({ data }) => [data.dimmed, data.active])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
  });

  it('gives the active node even when it is out of sight, and alone when all is painted', () => {
    const tree = laidOut(generatedTree(1_000));
    const active = tree.model.nodes.at(-1)!.id;
    const view = createView();
    const seen = view({ laidOut: tree, dimmed: NOTHING, active, window: SCREEN });
    expect(seen.nodes.some(({ data }) => data.active)).toBe(true);
    expect(view({ laidOut: tree, dimmed: NOTHING, active, window: undefined }).nodes).toHaveLength(1);
  });

  it('finds the node under a point, and the nearest within reach', () => {
    const tree = laidOut([node('Pod', 'a'), node('Pod', 'b')]);
    const [, a, b] = tree.model.nodes;
    const { x, y } = tree.layout;
    expect(nodeAt(tree, x[1]! + 5, y[1]! + 5, 0)).toBe(a);
    expect(nodeAt(tree, x[2]! + 5, y[2]! + NODE_HEIGHT + 3, 0)).toBeUndefined();
    expect(nodeAt(tree, x[2]! + 5, y[2]! + NODE_HEIGHT + 3, 4)).toBe(b);
  });
});
