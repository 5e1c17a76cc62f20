import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_NODES, type SourceNode } from './arrange.ts';
import { createProjector, project } from './project.ts';
import { shapeOf } from './shape.ts';
import { anySources } from './testing/arbitrary.ts';
import { node, ROOT } from './testing/sources.ts';

const titles = (sources: readonly SourceNode[]) =>
  project(sources, ROOT, undefined).model.nodes.map(({ title }) => title);

describe('project', () => {
  it('hangs owners under the root and what they own under them, by order and then by name as people count', () => {
    const { model } = project(
      [
        node('Pod', 'web-10', { parents: ['Deployment/web'] }),
        node('Pod', 'web-9', { parents: ['Deployment/web'] }),
        node('Deployment', 'web'),
        node('ConfigMap', 'zeta', { order: -1 }),
      ],
      ROOT,
      undefined,
    );
    expect(model.nodes.map(({ title, parent }) => [title, parent])).toEqual([
      ['checkout', undefined],
      ['zeta', '/Application/shop/checkout'],
      ['web', '/Application/shop/checkout'],
      ['web-9', '/Deployment/shop/web'],
      ['web-10', '/Deployment/shop/web'],
    ]);
  });

  it('draws a second owner and the ways of traffic as edges beside the tree', () => {
    const { model } = project(
      [
        node('Deployment', 'a'),
        node('Deployment', 'b'),
        node('Pod', 'p', { parents: ['Deployment/a', 'Deployment/b'] }),
        node('Service', 's', { routes: ['Pod/p', 'Pod/gone', 'Service/s'] }),
      ],
      ROOT,
      undefined,
    );
    expect(model.index.get('/Pod/shop/p')?.parent).toBe('/Deployment/shop/a');
    expect(model.edges).toEqual([
      { source: '/Deployment/shop/b', target: '/Pod/shop/p', kind: 'owner' },
      { source: '/Service/shop/s', target: '/Pod/shop/p', kind: 'route' },
    ]);
  });

  it('puts a node whose owner is not there under the root, and counts it', () => {
    const { model, mended } = project([node('Pod', 'p', { parents: ['ReplicaSet/gone'] })], ROOT, undefined);
    expect(model.nodes[1]).toMatchObject({ title: 'p', parent: '/Application/shop/checkout' });
    expect(mended.missingParents).toBe(1);
  });

  it('opens circles of owners at the one that comes first', () => {
    const { model, mended } = project(
      [
        node('A', 'one', { parents: ['C/three'] }),
        node('B', 'two', { parents: ['A/one'] }),
        node('C', 'three', { parents: ['B/two'] }),
        node('D', 'self', { parents: ['D/self'] }),
      ],
      ROOT,
      undefined,
    );
    expect(mended.cycles).toBe(1);
    expect(model.nodes.map(({ title }) => title)).toEqual(['checkout', 'one', 'two', 'three', 'self']);
    expect(shapeOf(model.nodes).depth).toEqual(new Int32Array([0, 1, 2, 3, 1]));
  });

  it('opens a circle at its first node also when the way into it meets another one', () => {
    const { model } = project(
      [
        node('T', 'tail', { parents: ['C/two'] }),
        node('C', 'one', { parents: ['C/two'] }),
        node('C', 'two', { parents: ['C/one'] }),
      ],
      ROOT,
      undefined,
    );
    expect(model.nodes.map(({ title }) => title)).toEqual(['checkout', 'one', 'two', 'tail']);
  });

  it('shows an object that comes twice twice, and keeps its children in one place', () => {
    const { model, mended } = project(
      [node('Deployment', 'web'), node('Deployment', 'web'), node('Pod', 'p', { parents: ['Deployment/web'] })],
      ROOT,
      undefined,
    );
    expect(mended.duplicates).toBe(1);
    expect(model.nodes.map(({ id }) => id)).toEqual([
      '/Application/shop/checkout',
      '/Deployment/shop/web',
      '/Pod/shop/p',
      '/Deployment/shop/web~2',
    ]);
  });

  it('does not mix up a name that looks like the second of another', () => {
    const { model } = project([node('Pod', 'a'), node('Pod', 'a~2'), node('Pod', 'a')], ROOT, undefined);
    expect(new Set(model.nodes.map(({ id }) => id)).size).toBe(4);
  });

  it('keeps markup as text, spells what cannot be seen, and bounds every text', () => {
    const [markup] = titles([node('Pod', '<img src=x onerror=alert(1)>')]).slice(1);
    expect(markup).toBe('<img src=x onerror=alert(1)>');
    expect(titles([node('Pod', 'web\u202Egnp\u0000\u001b[31m')])[1]).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
    const { model } = project(
      [node('Pod', 'n'.repeat(1_000), { fact: 'f'.repeat(100_000), message: 'm'.repeat(1_000_000) })],
      ROOT,
      undefined,
    );
    const long = model.nodes[1]!;
    expect(long.title.length).toBeLessThan(300);
    expect(long.fact.length).toBeLessThan(200);
    expect(long.message.length).toBeLessThan(1_100);
    expect(long.id.length).toBeLessThan(700);
  });

  it('tells long names apart that differ only at their end', () => {
    const long = 'n'.repeat(5_000);
    const { model, mended } = project([node('Pod', `${long}a`), node('Pod', `${long}b`)], ROOT, undefined);
    expect(mended.duplicates).toBe(0);
    expect(model.index.size).toBe(3);
  });

  it('calls a status Unknown that it does not know', () => {
    const [, pod] = project([node('Pod', 'p', { health: 'Splendid', sync: 'Perfect' })], ROOT, undefined).model.nodes;
    expect(pod).toMatchObject({ health: 'Unknown', sync: 'Unknown' });
  });

  it('gives unchanged nodes again as they were, and only these', () => {
    const sources = [node('Deployment', 'web'), node('Pod', 'p', { parents: ['Deployment/web'] })];
    const first = project(sources, ROOT, undefined).model;
    const second = project([sources[0]!, { ...sources[1]!, health: 'Degraded' }], ROOT, first).model;
    expect(second.nodes[1]).toBe(first.nodes[1]);
    expect(second.nodes[2]).not.toBe(first.nodes[2]);
  });

  it.each<[string, Partial<SourceNode>]>([
    ['health', { health: 'Progressing' }],
    ['sync', { sync: 'OutOfSync' }],
    ['fact', { fact: '2/3 ready' }],
    ['message', { message: 'waiting' }],
    ['failing', { failing: true }],
    ['minor', { minor: true }],
    ['level', { level: 1 }],
    ['step', { step: 1 }],
    ['outline', { outline: true }],
    ['family', { family: 'other' }],
    ['parent', { parents: ['ConfigMap/a'] }],
  ])('makes a new node for another %s', (_, change) => {
    const sources = [node('ConfigMap', 'a'), node('Deployment', 'web')];
    const first = project(sources, ROOT, undefined).model;
    const second = project([sources[0]!, { ...sources[1]!, ...change }], ROOT, first).model;
    const id = '/Deployment/shop/web';
    expect(second.index.get(id)).not.toBe(first.index.get(id));
    expect(project(sources, ROOT, first).model.index.get(id)).toBe(first.index.get(id));
  });

  it('follows a chain of owners of any length', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      node('N', `${i}`, { parents: i === 0 ? [] : [`N/${i - 1}`] }),
    );
    const { model } = project(chain, ROOT, undefined);
    expect(shapeOf(model.nodes).depth.at(-1)).toBe(20_000);
  });

  it('takes failing nodes first when there are too many', () => {
    const many = Array.from({ length: MAX_NODES + 10 }, (_, i) =>
      node('Pod', `${i}`, { health: i === MAX_NODES + 9 ? 'Degraded' : 'Healthy' }),
    );
    const { model, mended } = project(many, ROOT, undefined);
    expect(model.nodes).toHaveLength(MAX_NODES);
    expect(mended.dropped).toBe(11);
    expect(model.index.get(`/Pod/shop/${MAX_NODES + 9}`)?.failing).toBe(true);
    expect(model.nodes[0]?.title).toBe('checkout');
  });

  it('makes a tree of anything: every node once, under one root, ids unique', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const { model } = project(sources, ROOT, undefined);
        expect(model.nodes).toHaveLength(sources.length + 1);
        expect(model.index.size).toBe(sources.length + 1);
        expect(model.nodes.filter(({ parent }) => parent === undefined)).toHaveLength(1);
        expect(shapeOf(model.nodes).size[0]).toBe(sources.length + 1);
        expect(model.nodes.filter(({ failing }) => failing)).toHaveLength(
          sources.filter(({ failing, health }) => failing || health === 'Degraded').length,
        );
      }),
    );
  });

  it('does not depend on the order in which equal input comes, but for nodes that nothing tells apart', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { minLength: 5 }), (names) => {
        expect(titles(names.map((name) => node('Pod', name)))).toEqual(['checkout', 'a', 'b', 'c', 'd', 'e']);
      }),
    );
  });
});

describe('a projector', () => {
  const sources = [node('Deployment', 'web'), node('Pod', 'p', { parents: ['Deployment/web'] }), node('Secret', 's')];

  it('gives the very same model when nothing changed, and only new nodes for new statuses', () => {
    const run = createProjector();
    const first = run(sources, ROOT).model;
    expect(
      run(
        sources.map((source) => ({ ...source })),
        ROOT,
      ).model,
    ).toBe(first);
    const second = run([sources[0]!, { ...sources[1]!, health: 'Degraded' }, sources[2]!], ROOT).model;
    expect(second.nodes.map((one, i) => one === first.nodes[i])).toEqual([true, true, true, false]);
  });

  it('gives what a projection without memory would give, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(anySources, { minLength: 1, maxLength: 3 }), fc.nat(60), (lists, pick) => {
        const run = createProjector();
        const steps = lists.flatMap((list) => {
          const at = list.length === 0 ? 0 : pick % list.length;
          return [
            list,
            list.map((source, i) => (i === at ? { ...source, health: 'Degraded', fact: 'changed' } : source)),
            list.map((source, i) => (i === at ? { ...source, parents: ['1'] } : { ...source })),
            list.map((source, i) => (i === at ? { ...source, order: 9, key: 'other' } : source)),
            list.slice(at),
          ];
        });
        for (const step of steps) {
          const { model, mended } = run(step, ROOT);
          const plain = project(step, ROOT, undefined);
          expect(model.nodes).toEqual(plain.model.nodes);
          expect(model.edges).toEqual(plain.model.edges);
          expect(mended).toEqual(plain.mended);
        }
      }),
      { numRuns: 60 },
    );
  });
});
