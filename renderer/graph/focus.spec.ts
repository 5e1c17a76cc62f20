import { describe, expect, it } from 'vitest';
import { focus } from './focus.ts';
import { project } from './project.ts';
import { node, ROOT } from './testing/sources.ts';

const { model } = project(
  [
    node('Deployment', 'a'),
    node('Pod', 'a-1', { parents: ['Deployment/a'] }),
    node('Deployment', 'b'),
    node('Pod', 'b-1', { parents: ['Deployment/b'], health: 'Degraded' }),
  ],
  ROOT,
  undefined,
);

describe('focus', () => {
  it('keeps one subtree and the way to it, and counts what fails outside', () => {
    const focused = focus(model, '/Deployment/shop/a');
    expect(focused.model.nodes.map(({ title }) => title)).toEqual(['checkout', 'a', 'a-1']);
    expect(focused).toMatchObject({ hidden: 2, failingOutside: 1 });
  });

  it('is none on the root, on nothing, and on what is gone', () => {
    for (const id of [undefined, '/Application/shop/checkout', '/Pod/shop/gone'])
      expect(focus(model, id).model).toBe(model);
  });
});
