import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../client/index.ts';
import { routesOf } from './routes.ts';

const SERVICE = { group: '', kind: 'Service', namespace: 'shop', name: 'web' };

function tree(...nodes: readonly (readonly [group: string, kind: string, name: string, TreeNode['networkingInfo']])[]) {
  return new Map(
    nodes.map(([group, kind, name, networkingInfo]) => [
      `${group}/${kind}/shop/${name}`,
      {
        ref: { group, kind, namespace: 'shop', name, version: 'v1' },
        uid: `uid-${kind}-${name}`,
        parents: [],
        createdAt: '',
        info: [],
        images: [],
        ...(networkingInfo === undefined ? {} : { networkingInfo }),
      } satisfies TreeNode,
    ]),
  );
}

describe('routesOf', () => {
  it('follows names, labels and the gateway that a route names', () => {
    const routes = routesOf(
      tree(
        ['networking.k8s.io', 'Ingress', 'front', { targetRefs: [SERVICE, { ...SERVICE, name: 'gone' }] }],
        ['gateway.networking.k8s.io', 'Gateway', 'gw', undefined],
        [
          'gateway.networking.k8s.io',
          'HTTPRoute',
          'route',
          {
            targetRefs: [SERVICE],
            sourceRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'shop', name: 'gw' }],
          },
        ],
        ['', 'Service', 'web', { targetLabels: { app: 'web', tier: 'front' } }],
        ['', 'Pod', 'a', { labels: { app: 'web', tier: 'front', extra: 'x' } }],
        ['', 'Pod', 'b', { labels: { app: 'web' } }],
      ),
    );
    expect([...routes]).toEqual([
      ['networking.k8s.io/Ingress/shop/front', ['uid-Service-web']],
      ['gateway.networking.k8s.io/HTTPRoute/shop/route', ['uid-Service-web']],
      ['gateway.networking.k8s.io/Gateway/shop/gw', ['uid-HTTPRoute-route']],
      ['/Service/shop/web', ['uid-Pod-a']],
    ]);
  });

  it('selects nothing without a selector, and nothing in another namespace', () => {
    const nodes = tree(['', 'Service', 'web', { targetLabels: {} }], ['', 'Pod', 'a', { labels: { app: 'web' } }]);
    expect(routesOf(nodes).size).toBe(0);
    const far = tree(['', 'Service', 'web', { targetLabels: { app: 'web' } }]);
    const pod = tree(['', 'Pod', 'a', { labels: { app: 'web' } }]).get('/Pod/shop/a')!;
    far.set('/Pod/other/a', { ...pod, ref: { ...pod.ref, namespace: 'other' } });
    expect(routesOf(far).size).toBe(0);
  });
});
