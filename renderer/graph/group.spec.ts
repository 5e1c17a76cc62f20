import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceNode } from './arrange.ts';
import { fold, unfold } from './folding.ts';
import { AUTOMATIC, group, stackId } from './group.ts';
import type { GraphNode } from './model.ts';
import { project } from './project.ts';
import { shapeOf } from './shape.ts';
import { anySources } from './testing/arbitrary.ts';
import { node, ROOT } from './testing/sources.ts';

const pods = (count: number, more: (i: number) => Partial<SourceNode> = () => ({})): SourceNode[] =>
  Array.from({ length: count }, (_, i) =>
    node('Pod', `p${i}`, { parents: ['Deployment/web'], sync: undefined, ...more(i) }),
  );
const of = (sources: readonly SourceNode[]) => project(sources, ROOT, undefined).model;
const titled = (nodes: readonly GraphNode[]) => nodes.map(({ title }) => title);
const STACK = stackId('/Deployment/shop/web', {
  ref: { group: '', kind: 'Pod', namespace: '', name: '' },
  family: '',
});

describe('group', () => {
  it('leaves a few siblings alone', () => {
    const model = of([node('Deployment', 'web'), ...pods(6)]);
    expect(group(model, AUTOMATIC).model).toBe(model);
  });

  it('folds many siblings of one kind into a stack with their worst status, in the place of the first', () => {
    const model = of([
      node('Deployment', 'web'),
      node('Config', 'z', { parents: ['Deployment/web'] }),
      ...pods(12, (i) => (i === 3 ? { health: 'Progressing' } : i === 4 ? { sync: 'OutOfSync' } : {})),
    ]);
    const grouped = group(model, AUTOMATIC);
    expect(titled(grouped.model.nodes)).toEqual(['checkout', 'web', '12 Pods', 'z']);
    expect(grouped.model.nodes[2]).toMatchObject({
      id: STACK,
      health: 'Progressing',
      sync: 'OutOfSync',
      fact: '11 Healthy · 1 Progressing',
      failing: false,
      fold: { of: 'siblings', total: 12, hidden: 12, failing: 0, hiddenFailing: 0 },
    });
    expect(grouped).toMatchObject({ drawn: 3, folded: 12 });
  });

  it('draws a failing member beside its stack and says so on the stack', () => {
    const model = of([node('Deployment', 'web'), ...pods(12, (i) => (i === 3 ? { health: 'Degraded' } : {}))]);
    const grouped = group(model, AUTOMATIC);
    expect(titled(grouped.model.nodes)).toEqual(['checkout', 'web', '12 Pods', 'p3']);
    expect(grouped.model.nodes[2]).toMatchObject({
      health: 'Degraded',
      fact: '11 Healthy · 1 failing',
      failing: true,
      fold: { total: 12, hidden: 11, failing: 1, hiddenFailing: 0 },
    });
  });

  it('folds what carries more only when there is much of it, with all that is below', () => {
    const many = (count: number) =>
      of(
        Array.from({ length: count }, (_, i) => [
          node('Deployment', `d${i}`),
          node('ReplicaSet', `r${i}`, { parents: [`Deployment/d${i}`], health: i === 2 ? 'Degraded' : 'Healthy' }),
        ]).flat(),
      );
    expect(group(many(20), AUTOMATIC).folded).toBe(0);
    const grouped = group(many(40), AUTOMATIC);
    expect(titled(grouped.model.nodes)).toEqual(['checkout', '40 Deployments', 'd2', 'r2']);
    expect(grouped.model.nodes[1]?.fold).toMatchObject({ total: 40, hidden: 78, failing: 1 });
  });

  it('keeps families of one kind apart', () => {
    const model = of([node('Deployment', 'web'), ...pods(16, (i) => ({ family: i % 2 === 0 ? 'even' : 'odd' }))]);
    expect(titled(group(model, AUTOMATIC).model.nodes)).toEqual(['checkout', 'web', '8 Pods', '8 Pods']);
  });

  it('opens a stack, and puts a member and its siblings back', () => {
    const model = of([node('Deployment', 'web'), ...pods(12)]);
    const stack = group(model, AUTOMATIC).model.nodes[2]!;
    const opened = unfold(AUTOMATIC, stack);
    expect(group(model, opened.folding).model.nodes).toHaveLength(14);
    const member = group(model, opened.folding).model.nodes[5]!;
    const closed = fold(opened.folding, member, false);
    expect(closed.selected).toBe(STACK);
    expect(group(model, closed.folding).model.nodes).toHaveLength(3);
  });

  it('closes a node over its descendants and takes their worst status, and opens it again', () => {
    const model = of([node('Deployment', 'web'), ...pods(3, (i) => (i === 1 ? { health: 'Degraded' } : {}))]);
    const closed = fold(AUTOMATIC, model.index.get('/Deployment/shop/web')!, true);
    const grouped = group(model, closed.folding);
    expect(grouped.model.nodes[1]).toMatchObject({
      title: 'web',
      health: 'Degraded',
      failing: true,
      fact: '3 below · 1 failing',
      fold: { of: 'descendants', total: 3, hiddenFailing: 1 },
    });
    expect(group(model, unfold(closed.folding, grouped.model.nodes[1]!).folding).model).toBe(model);
  });

  it('does nothing on a leaf that was never in a stack, or a node that is folded already', () => {
    const model = of([node('Deployment', 'web')]);
    const leaf = model.nodes[1]!;
    expect(fold(AUTOMATIC, leaf, false)).toEqual({ folding: AUTOMATIC, selected: leaf.id });
    expect(unfold(AUTOMATIC, leaf)).toEqual({ folding: AUTOMATIC, selected: leaf.id });
  });

  it('leads routes to the stack that hides their end, once', () => {
    const model = of([
      node('Deployment', 'web'),
      ...pods(12),
      node('Service', 's', { routes: pods(12).map(({ key }) => key!) }),
    ]);
    expect(group(model, AUTOMATIC).model.edges).toEqual([{ source: '/Service/shop/s', target: STACK, kind: 'route' }]);
  });

  it('gives an unchanged stack again as it was', () => {
    const first = of([node('Deployment', 'web'), ...pods(12)]);
    const before = group(first, AUTOMATIC).model;
    const second = project([node('Deployment', 'web', { fact: 'new' }), ...pods(12)], ROOT, first).model;
    const after = group(second, AUTOMATIC, before).model;
    expect(after.nodes[2]).toBe(before.nodes[2]);
    expect(after.nodes[1]).not.toBe(before.nodes[1]);
  });

  it('loses nothing, and what it draws is a tree', () => {
    fc.assert(
      fc.property(anySources, fc.array(fc.nat(60), { maxLength: 6 }), (sources, picks) => {
        const model = of(sources);
        const closed = new Set(picks.map((pick) => model.nodes[pick % model.nodes.length]!.id));
        const grouped = group(model, { ...AUTOMATIC, closed });
        const hidden = grouped.model.nodes.reduce((sum, { fold: folded }) => sum + (folded?.hidden ?? 0), 0);
        const itself = grouped.model.nodes.filter(({ fold: folded }) => folded?.of !== 'siblings').length;
        expect(itself + hidden).toBe(model.nodes.length);
        expect(grouped.drawn + grouped.folded).toBe(model.nodes.length);
        expect(grouped.drawn).toBe(itself);
        expect(shapeOf(grouped.model.nodes).size[0]).toBe(grouped.model.nodes.length);
      }),
    );
  });
});
