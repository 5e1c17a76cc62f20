import { describe, expect, it } from 'vitest';
import { navigate, type Step } from './navigate.ts';
import { project } from './project.ts';
import { node, ROOT } from './testing/sources.ts';

const { model } = project(
  [
    node('Deployment', 'a'),
    node('Pod', 'a-1', { parents: ['Deployment/a'] }),
    node('Pod', 'a-2', { parents: ['Deployment/a'], health: 'Degraded' }),
    node('Deployment', 'b'),
    node('Pod', 'b-1', { parents: ['Deployment/b'], health: 'Degraded' }),
    node('Secret', 'c'),
  ],
  ROOT,
  undefined,
);
const go = (from: string | undefined, step: Step) =>
  navigate(model, model.nodes.find(({ title }) => title === from)?.id, step)?.title;

describe('navigate', () => {
  it.each<[string, Step, string]>([
    ['checkout', 'child', 'a'],
    ['a', 'child', 'a-1'],
    ['a-1', 'child', 'a-1'],
    ['a-1', 'parent', 'a'],
    ['checkout', 'parent', 'checkout'],
    ['a', 'next', 'b'],
    ['b', 'next', 'c'],
    ['c', 'next', 'c'],
    ['c', 'previous', 'b'],
    ['a', 'previous', 'a'],
    ['a-2', 'next', 'b-1'],
    ['b-1', 'previous', 'a-2'],
    ['b-1', 'first', 'checkout'],
    ['a', 'last', 'c'],
    ['a', 'next-failing', 'a-2'],
    ['a-2', 'next-failing', 'b-1'],
    ['b-1', 'next-failing', 'a-2'],
  ])('goes from %s to its %s %s', (from, step, to) => {
    expect(go(from, step)).toBe(to);
  });

  it('begins at the first node, also when the node it was on is gone', () => {
    expect(go(undefined, 'next')).toBe('checkout');
    expect(navigate(model, 'gone', 'child')?.title).toBe('checkout');
    expect(navigate({ nodes: [], index: new Map(), edges: [] }, 'gone', 'child')).toBeUndefined();
  });
});
