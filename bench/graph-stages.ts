/**
 * Every stage of a graph by its size, best of several runs: `node bench/graph-stages.ts`. The last column shows that the time for one
 * node does not grow with their number.
 */
import { performance } from 'node:perf_hooks';
import { filter, NO_FILTER } from '../renderer/graph/filter.ts';
import { AUTOMATIC, group } from '../renderer/graph/group.ts';
import { layout } from '../renderer/graph/layout.ts';
import { createProjector, project } from '../renderer/graph/project.ts';
import { simplify } from '../renderer/graph/simplify.ts';
import { generatedTree, ROOT } from '../renderer/graph/testing/sources.ts';
import { sameTopology } from '../renderer/graph/topology.ts';
import { createView } from '../renderer/graph/view.ts';

const SIZES = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000];
const ROUNDS = 9;

function best<T>(work: () => T): { readonly ms: number; readonly result: T } {
  let ms = Number.POSITIVE_INFINITY;
  let result: T | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    result = work();
    ms = Math.min(ms, performance.now() - start);
  }
  return { ms, result: result as T };
}

const rows: (string | number)[][] = [];
for (const count of SIZES) {
  const sources = generatedTree(count);
  const fresh = best(() => project(sources, ROOT, undefined));
  const { model } = fresh.result;
  const projector = createProjector();
  const changed = sources.map((source, i) => (i % 500 === 9 ? { ...source, health: 'Progressing' } : source));
  let flip = false;
  const again = best(() => {
    flip = !flip;
    return projector(flip ? sources : changed, ROOT);
  });
  // Copies of the list: the shape of a tree is remembered by its list, and a stage is measured with it.
  const copy = () => ({ ...model, nodes: [...model.nodes] });
  const filtered = best(() => filter(copy(), { ...NO_FILTER, text: 'web-1' }));
  const simplified = best(() => simplify(copy(), false));
  const grouped = best(() => group(copy(), AUTOMATIC));
  const placed = best(() => layout(copy(), 'tree'));
  const ranked = best(() => layout(copy(), 'ranked'));
  const same = best(() => sameTopology(model, again.result.model));
  const view = createView();
  const laidOut = { model, layout: placed.result, key: 1 };
  let y = 0;
  const step = (): number => {
    y += 400;
    return y;
  };
  const viewed = best(() =>
    view({
      laidOut,
      dimmed: new Set(),
      active: undefined,
      window: { x: 0, y: step(), width: 1_280, height: 1_500 },
    }),
  );
  rows.push([
    count,
    ...[fresh, again, filtered, simplified, grouped, placed, ranked, same, viewed].map(({ ms }) => ms.toFixed(2)),
    viewed.result.nodes.length,
    ((placed.ms * 1_000) / count).toFixed(3),
  ]);
}
const head = [
  'nodes',
  'project',
  'again',
  'filter',
  'simplify',
  'group',
  'layout tree',
  'layout ranked',
  'same?',
  'view',
  'given',
  'layout µs/node',
];
process.stdout.write(
  `${[head, ...rows].map((row) => row.map((cell) => String(cell).padStart(14)).join('')).join('\n')}\n`,
);
