import { describe, expect, it } from 'vitest';
import { AUTOMATIC, group } from './group.ts';
import { project } from './project.ts';
import { rowPlaces, spokenRows } from './rows.ts';
import { node, ROOT } from './testing/sources.ts';

describe('rowPlaces', () => {
  it('counts levels and siblings, and says what is folded', () => {
    const { model } = project(
      [
        node('Deployment', 'a'),
        node('Pod', 'p', { parents: ['Deployment/a'] }),
        ...Array.from({ length: 12 }, (_, i) => node('Secret', `s${i}`)),
      ],
      ROOT,
      undefined,
    );
    const { nodes } = group(model, AUTOMATIC).model;
    const places = rowPlaces(nodes);
    expect(
      nodes.map(({ title }, at) => [
        title,
        places.level(at),
        places.position(at),
        places.siblings(at),
        places.expanded(at),
      ]),
    ).toEqual([
      ['checkout', 1, 1, 1, true],
      ['a', 2, 1, 2, true],
      ['p', 3, 1, 1, undefined],
      ['12 Secrets', 2, 2, 2, false],
    ]);
  });
});

describe('spokenRows', () => {
  const { model } = project(
    Array.from({ length: 100 }, (_, i) => node('Pod', `p${i}`)),
    ROOT,
    undefined,
  );

  it('keeps the node, what is near and the way to it', () => {
    expect(spokenRows(model.nodes, 50, 2)).toEqual([0, 48, 49, 50, 51, 52]);
    expect(spokenRows(model.nodes, -1, 2)).toEqual([0, 1, 2]);
    expect(spokenRows([], -1, 2)).toEqual([]);
  });
});
