import { describe, expect, it } from 'vitest';
import { treeText } from './tree-text.ts';

type Node = Parameters<typeof treeText>[0][number];

function node(
  uid: string,
  kind: string,
  name: string,
  parents: readonly string[] = [],
  rest: Partial<Node> = {},
): Node {
  return {
    ref: { group: '', version: 'v1', kind, namespace: 'default', name },
    uid,
    parents: [...parents],
    createdAt: '',
    info: [],
    images: [],
    ...rest,
  };
}

describe('the resource tree', () => {
  it('draws children under their owners', () => {
    const nodes = [
      node('d', 'Deployment', 'web', [], { status: 'Synced', health: { status: 'Healthy' } }),
      node('r1', 'ReplicaSet', 'web-1', ['d']),
      node('p1', 'Pod', 'web-1-a', ['r1'], { health: { status: 'Degraded', message: 'crashed\nagain' } }),
      node('p2', 'Pod', 'web-1-b', ['r1']),
      node('r2', 'ReplicaSet', 'web-2', ['d']),
      node('p3', 'Pod', 'web-2-a', ['r2']),
      node('s', 'Service', 'web'),
    ];
    expect(treeText(nodes, false, 'plain')).toBe(
      [
        '',
        'KIND/NAME           STATUS  HEALTH',
        'Deployment/web      Synced  Healthy',
        '├─ReplicaSet/web-1',
        '│ ├─Pod/web-1-a             Degraded',
        '│ └─Pod/web-1-b',
        '└─ReplicaSet/web-2',
        '  └─Pod/web-2-a',
        'Service/web',
        '',
      ].join('\n'),
    );
    expect(treeText(nodes, true, 'plain')).toMatch(/Pod\/web-1-a +default +Degraded +crashed again$/m);
  });

  it('shows an object of an unknown owner as a root, and missing ones', () => {
    const nodes = [
      node('p', 'Pod', 'lost', ['gone']),
      node('', 'ConfigMap', 'a', [], { health: { status: 'Missing' } }),
    ];
    expect(treeText(nodes, false, 'plain').split('\n').slice(2, 4)).toEqual([
      'Pod/lost',
      'ConfigMap/a          Missing',
    ]);
  });

  it('ends when objects own each other', () => {
    const circle = [node('a', 'A', 'a', ['b']), node('b', 'B', 'b', ['a']), node('c', 'C', 'c')];
    const text = treeText(circle, false, 'plain');
    expect(text.split('\n').slice(2, 6)).toEqual(['C/c', 'A/a', '└─B/b', '  └─A/a (shown above)']);
  });

  it('shows an object of several owners under the first, and says so under the others', () => {
    const shared = [
      node('a', 'A', 'a'),
      node('b', 'B', 'b'),
      node('c', 'C', 'c', ['a', 'b']),
      node('d', 'D', 'd', ['c']),
    ];
    expect(treeText(shared, false, 'plain').split('\n').slice(2, 7)).toEqual([
      'A/a',
      '└─C/c',
      '  └─D/d',
      'B/b',
      '└─C/c (shown above)',
    ]);
  });
});
