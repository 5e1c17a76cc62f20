import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN, HEAD, layout, NODE_HEIGHT, NODE_WIDTH, ROW } from './layout.ts';
import type { GraphModel } from './model.ts';
import { project } from './project.ts';
import { shapeOf } from './shape.ts';
import { anySources } from './testing/arbitrary.ts';
import { node, ROOT } from './testing/sources.ts';

function placed(model: GraphModel, kind: 'tree' | 'ranked'): Record<string, [number, number]> {
  const { x, y } = layout(model, kind);
  return Object.fromEntries(model.nodes.map(({ title }, i) => [title, [x[i]!, y[i]!]]));
}

describe('the layout of a tree', () => {
  it('puts children a column to the right, a row for every leaf, and a parent beside its first child', () => {
    const { model } = project(
      [
        node('Deployment', 'web'),
        node('Pod', 'web-1', { parents: ['Deployment/web'] }),
        node('Pod', 'web-2', { parents: ['Deployment/web'] }),
        node('Secret', 'z'),
      ],
      ROOT,
      undefined,
    );
    expect(placed(model, 'tree')).toEqual({
      checkout: [0, 0],
      web: [COLUMN, 0],
      'web-1': [2 * COLUMN, 0],
      'web-2': [2 * COLUMN, ROW],
      z: [COLUMN, 2 * ROW],
    });
    expect(layout(model, 'tree')).toMatchObject({ width: 2 * COLUMN + NODE_WIDTH, height: 2 * ROW + NODE_HEIGHT });
  });

  it('parts the trees of a forest', () => {
    const { model } = project([node('Pod', 'a'), node('Pod', 'b')], undefined, undefined);
    expect(placed(model, 'tree')['b']![1]).toBeGreaterThan(ROW);
  });

  it('is empty for nothing', () => {
    expect(layout(project([], undefined, undefined).model, 'tree')).toMatchObject({ width: 0, height: 0 });
    expect(layout(project([], undefined, undefined).model, 'ranked')).toMatchObject({ width: 0, height: 0 });
  });
});

describe('the layout by rank', () => {
  it('makes a column of every level and wave that occurs, in order', () => {
    const { model } = project(
      [
        node('Application', 'apps', { level: 0 }),
        node('Application', 'late', { level: 1, step: 5, parents: ['Application/apps'] }),
        node('Application', 'early', { level: 1, step: -1, parents: ['Application/apps'] }),
        node('Application', 'below', { level: 2, parents: ['Application/early'] }),
      ],
      undefined,
      undefined,
    );
    expect(placed(model, 'ranked')).toEqual({
      apps: [0, HEAD],
      early: [COLUMN, HEAD],
      late: [2 * COLUMN, HEAD],
      below: [3 * COLUMN, HEAD],
    });
    expect(layout(model, 'ranked').columns).toEqual([
      { x: 0, level: 0, step: 0 },
      { x: COLUMN, level: 1, step: -1 },
      { x: 2 * COLUMN, level: 1, step: 5 },
      { x: 3 * COLUMN, level: 2, step: 0 },
    ]);
  });
});

describe.each(['tree', 'ranked'] as const)('any %s layout', (kind) => {
  it('never lets two nodes overlap, and keeps all within its size', () => {
    fc.assert(
      fc.property(anySources, fc.boolean(), (sources, rooted) => {
        const { model } = project(sources, rooted ? ROOT : undefined, undefined);
        const { x, y, width, height } = layout(model, kind);
        const taken = new Set<string>();
        const byColumn = new Map<number, number[]>();
        for (let i = 0; i < x.length; i++) {
          taken.add(`${x[i]} ${y[i]}`);
          byColumn.set(x[i]!, [...(byColumn.get(x[i]!) ?? []), y[i]!]);
          expect(x[i]! + NODE_WIDTH).toBeLessThanOrEqual(width);
          expect(y[i]! + NODE_HEIGHT).toBeLessThanOrEqual(height);
        }
        expect(taken.size).toBe(x.length);
        for (const column of byColumn.values()) {
          column.sort((a, b) => a - b);
          for (let i = 1; i < column.length; i++) expect(column[i]! - column[i - 1]!).toBeGreaterThanOrEqual(ROW);
        }
      }),
    );
  });

  it('keeps the order of siblings from top to bottom', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const { model } = project(sources, ROOT, undefined);
        const { x, y } = layout(model, kind);
        const { parent } = shapeOf(model.nodes);
        const lowest = new Map<string, number>();
        for (let i = 0; i < x.length; i++) {
          const column = `${parent[i]} ${x[i]}`;
          expect(y[i]!).toBeGreaterThan(lowest.get(column) ?? -1);
          lowest.set(column, y[i]!);
        }
      }),
    );
  });
});
