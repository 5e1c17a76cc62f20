import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from './filter.ts';
import { AUTOMATIC, FAILING_BESIDE } from './group.ts';
import type { GraphModel } from './model.ts';
import { type Choices, createPipeline, FIRST_CHOICES } from './pipeline.ts';
import { project } from './project.ts';
import { anySources } from './testing/arbitrary.ts';
import { generatedTree, node, ROOT } from './testing/sources.ts';

/** Failing nodes that a picture shows: drawn themselves, or counted by the node that hides them, which has their status. */
function shownFailing(drawn: GraphModel, all: GraphModel): number {
  let shown = 0;
  for (const one of drawn.nodes) {
    if (one.fold?.of !== 'siblings' && all.index.get(one.id)?.failing) shown++;
    if (one.fold !== undefined && one.fold.hiddenFailing > 0) {
      expect(one.failing).toBe(true);
      shown += one.fold.hiddenFailing;
    }
  }
  return shown;
}

const failingOf = (model: GraphModel) => model.nodes.filter(({ failing }) => failing).length;

const anyChoices: fc.Arbitrary<Choices> = fc.record({
  focus: fc.constant(undefined),
  filter: fc.record({
    text: fc.constantFrom('', 'web', 'nothing has this'),
    kinds: fc.subarray(['Pod', 'ConfigMap', 'Nothing']).map((kinds) => new Set(kinds)),
    sync: fc.subarray(['Synced', 'OutOfSync'] as const).map((words) => new Set(words)),
    health: fc.subarray(['Healthy', 'Missing'] as const).map((words) => new Set(words)),
  }),
  everything: fc.boolean(),
  folding: fc.record({
    opened: fc.constant(new Set<string>()),
    closed: fc.constant(new Set<string>()),
    automatic: fc.boolean(),
  }),
});

describe('a failing node', () => {
  it('is shown whatever is filtered, simplified and folded', () => {
    fc.assert(
      fc.property(anySources, anyChoices, (sources, choices) => {
        const { model } = project(sources, ROOT, undefined);
        const { grouped } = createPipeline()(model, choices);
        expect(shownFailing(grouped.model, model)).toBe(failingOf(model));
      }),
      { numRuns: 500 },
    );
  });

  it('is shown when a person closes nodes over it', () => {
    fc.assert(
      fc.property(anySources, fc.array(fc.nat(60), { maxLength: 8 }), (sources, picks) => {
        const { model } = project(sources, ROOT, undefined);
        const closed = new Set(picks.map((pick) => model.nodes[pick % model.nodes.length]!.id));
        const { grouped } = createPipeline()(model, { ...FIRST_CHOICES, folding: { ...AUTOMATIC, closed } });
        expect(shownFailing(grouped.model, model)).toBe(failingOf(model));
      }),
      { numRuns: 300 },
    );
  });

  it('stands beside its stack by itself', () => {
    const pods = Array.from({ length: 12 }, (_, i) =>
      node('Pod', `p${i}`, { health: i === 5 ? 'Degraded' : 'Healthy' }),
    );
    const { model } = project(pods, ROOT, undefined);
    const { grouped } = createPipeline()(model, FIRST_CHOICES);
    expect(grouped.model.nodes.map(({ title }) => title)).toEqual(['checkout', '12 Pods', 'p5']);
  });

  it('is counted by its stack when too many fail to stand beside it', () => {
    const pods = Array.from({ length: 1_000 }, (_, i) => node('Pod', `p${i}`, { health: 'Degraded' }));
    const { model } = project(pods, ROOT, undefined);
    const { grouped } = createPipeline()(model, FIRST_CHOICES);
    expect(grouped.model.nodes).toHaveLength(2 + FAILING_BESIDE);
    expect(grouped.model.nodes[1]).toMatchObject({
      title: '1,000 Pods',
      health: 'Degraded',
      fact: '1,000 failing',
      fold: { failing: 1_000, hiddenFailing: 1_000 - FAILING_BESIDE },
    });
  });

  it('is said to be outside when a person looks at one subtree only', () => {
    const { model } = project(generatedTree(2_000), ROOT, undefined);
    const { focused } = createPipeline()(model, {
      ...FIRST_CHOICES,
      focus: '/Deployment/shop/web-0',
      filter: NO_FILTER,
    });
    expect(focused.failingOutside).toBe(failingOf(model));
    expect(focused.failingOutside).toBeGreaterThan(0);
  });
});
