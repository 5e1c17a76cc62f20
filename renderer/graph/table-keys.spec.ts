import { describe, expect, it } from 'vitest';
import { AUTOMATIC, group } from './group.ts';
import { project } from './project.ts';
import { tableAction } from './table-keys.ts';
import { node, ROOT } from './testing/sources.ts';

/** checkout, web, p, 12 Secrets */
const { nodes } = group(
  project(
    [
      node('Deployment', 'web'),
      node('Pod', 'p', { parents: ['Deployment/web'] }),
      ...Array.from({ length: 12 }, (_, i) => node('Secret', `zs${i}`)),
    ],
    ROOT,
    undefined,
  ).model,
  AUTOMATIC,
).model;

describe('tableAction', () => {
  it.each([
    [0, 'ArrowDown', { do: 'go', to: 1 }],
    [0, 'ArrowUp', { do: 'go', to: 0 }],
    [3, 'ArrowDown', { do: 'go', to: 3 }],
    [0, 'PageDown', { do: 'go', to: 3 }],
    [2, 'Home', { do: 'go', to: 0 }],
    [0, 'End', { do: 'go', to: 3 }],
    [1, 'ArrowRight', { do: 'go', to: 2 }],
    [2, 'ArrowRight', undefined],
    [3, 'ArrowRight', { do: 'unfold' }],
    [1, 'ArrowLeft', { do: 'fold' }],
    [2, 'ArrowLeft', { do: 'go', to: 1 }],
    [3, 'ArrowLeft', { do: 'go', to: 0 }],
    [2, 'Enter', { do: 'open' }],
    [3, 'Enter', { do: 'unfold' }],
    [2, 'x', undefined],
    [99, 'ArrowDown', undefined],
  ])('on row %i takes %s for %j', (at, key, action) => {
    expect(tableAction(nodes, at, key, 10)).toEqual(action);
  });
});
