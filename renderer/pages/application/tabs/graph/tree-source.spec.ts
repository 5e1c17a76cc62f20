import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../../client/index.ts';
import { createSources, rootOf, sourceOf, wavesOf } from './tree-source.ts';

const app = {
  metadata: { name: 'checkout' },
  spec: { project: 'default', destination: { name: 'production', namespace: 'shop' } },
  status: {
    sync: { status: 'OutOfSync' },
    health: { status: 'Degraded' },
    resources: [
      { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web', syncWave: 2 },
      { kind: 'ConfigMap', namespace: 'shop', name: 'settings', syncWave: -1 },
    ],
  },
} as unknown as Application;

function treeNode(kind: string, name: string, more: Partial<TreeNode> = {}): TreeNode {
  return {
    ref: { group: kind === 'Pod' || kind === 'ConfigMap' ? '' : 'apps', kind, namespace: 'shop', name, version: 'v1' },
    uid: `uid-${name}`,
    parents: [],
    createdAt: '',
    info: [],
    images: [],
    ...more,
  };
}
const source = (node: TreeNode) => sourceOf(node, wavesOf(app), new Map());

describe('the tree of an application', () => {
  it('hangs under the application, which says where it is and does not fail by itself', () => {
    expect(rootOf(app, 'argocd')).toMatchObject({
      ref: { kind: 'Application', namespace: 'argocd', name: 'checkout' },
      sync: 'OutOfSync',
      health: 'Degraded',
      fact: 'production · shop',
    });
  });

  it('orders managed objects by wave and says the wave', () => {
    expect(source(treeNode('ConfigMap', 'settings'))).toMatchObject({ order: -1, fact: 'wave −1' });
    expect(
      source(
        treeNode('Deployment', 'web', {
          info: [
            { name: 'Ready', value: '3/5' },
            { name: 'Revision', value: 'Rev:12' },
          ],
        }),
      ),
    ).toMatchObject({ order: 2, fact: '3/5 ready · revision 12 · wave 2' });
  });

  it('puts the newest revision first and leaves out empty ones', () => {
    const info = (ready: string, revision: string) => [
      { name: 'Ready', value: ready },
      { name: 'Revision', value: revision },
    ];
    const newest = source(treeNode('ReplicaSet', 'new', { parents: ['uid-web'], info: info('5/5', 'Rev:12') }));
    const old = source(treeNode('ReplicaSet', 'old', { parents: ['uid-web'], info: info('0/0', 'Rev:3') }));
    expect(newest.minor).toBe(false);
    expect(old.minor).toBe(true);
    expect(newest.order!).toBeLessThan(old.order!);
    expect(source(treeNode('ControllerRevision', 'c')).minor).toBe(true);
  });

  it('says of a Pod why it is as it is', () => {
    const pod = treeNode('Pod', 'p', {
      parents: ['uid-new'],
      info: [
        { name: 'Status Reason', value: 'CrashLoopBackOff' },
        { name: 'Node', value: 'node-3' },
        { name: 'Containers', value: '0/1' },
        { name: 'Restart Count', value: '1' },
      ],
    });
    expect(source(pod).fact).toBe('CrashLoopBackOff · 0/1 ready · 1 restart · node-3');
  });
});

describe('createSources', () => {
  it('gives the same source for the same node, unless its wave or its routes are others', () => {
    const sources = createSources();
    const node = treeNode('ConfigMap', 'settings');
    const [first] = sources([node], wavesOf(app), new Map());
    expect(sources([node], wavesOf(app), new Map())[0]).toBe(first);
    expect(sources([node], new Map(), new Map())[0]).not.toBe(first);
    const routed = sources([node], wavesOf(app), new Map([['/ConfigMap/shop/settings', ['uid']]]))[0];
    expect(routed).toMatchObject({ routes: ['uid'] });
    expect(sources([{ ...node }], wavesOf(app), new Map())[0]).not.toBe(first);
  });
});
