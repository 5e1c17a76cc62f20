import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../../../preload/contract/index.ts';
import { routesOf } from './routes.ts';
import type { TreeNode } from './tree-source.ts';

function treeNode(group: string, kind: string, name: string, parents: string[] = []): TreeNode {
  return {
    ref: { group, kind, namespace: 'shop', name, version: 'v1' },
    uid: `uid-${kind}-${name}`,
    parents,
    createdAt: '',
    info: [],
    images: [],
  };
}
const object = (apiVersion: string, kind: string, name: string, spec: unknown): KubeObject =>
  ({ apiVersion, kind, metadata: { name, namespace: 'shop' }, spec }) as unknown as KubeObject;

const nodes = [
  treeNode('networking.k8s.io', 'Ingress', 'front'),
  treeNode('', 'Service', 'web'),
  treeNode('apps', 'Deployment', 'web'),
  treeNode('apps', 'ReplicaSet', 'web-1', ['uid-Deployment-web']),
  treeNode('', 'Pod', 'web-1-a', ['uid-ReplicaSet-web-1']),
  treeNode('', 'Pod', 'web-1-b', ['uid-ReplicaSet-web-1']),
  treeNode('gateway.networking.k8s.io', 'Gateway', 'gw'),
  treeNode('gateway.networking.k8s.io', 'HTTPRoute', 'route'),
];
const deployment = object('apps/v1', 'Deployment', 'web', {
  template: { metadata: { labels: { app: 'web', tier: 'front' } } },
});
const service = (selector: unknown) => object('v1', 'Service', 'web', { selector });

describe('routesOf', () => {
  it('follows Ingress to Service to the Pods that it selects', () => {
    const routes = routesOf(
      [
        object('networking.k8s.io/v1', 'Ingress', 'front', {
          defaultBackend: { service: { name: 'gone' } },
          rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }, { backend: { resource: {} } }] } }],
        }),
        service({ app: 'web' }),
        deployment,
      ],
      nodes,
    );
    expect(routes.get('networking.k8s.io/Ingress/shop/front')).toEqual(['uid-Service-web']);
    expect(new Set(routes.get('/Service/shop/web'))).toEqual(new Set(['uid-Pod-web-1-a', 'uid-Pod-web-1-b']));
  });

  it('selects by every label, and nothing without a selector', () => {
    expect(routesOf([service({ app: 'web', tier: 'back' }), deployment], nodes).size).toBe(0);
    expect(routesOf([service(undefined), deployment], nodes).size).toBe(0);
    expect(routesOf([service({}), deployment], nodes).size).toBe(0);
  });

  it('follows Gateway to route to Service', () => {
    const routes = routesOf(
      [
        object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'route', {
          parentRefs: [{ name: 'gw' }],
          rules: [{ backendRefs: [{ name: 'web' }, { name: 'web', namespace: 'other' }] }],
        }),
      ],
      nodes,
    );
    expect(routes.get('gateway.networking.k8s.io/Gateway/shop/gw')).toEqual(['uid-HTTPRoute-route']);
    expect(routes.get('gateway.networking.k8s.io/HTTPRoute/shop/route')).toEqual(['uid-Service-web']);
  });

  it('bears any shape of spec', () => {
    for (const spec of [
      undefined,
      null,
      7,
      'x',
      [],
      { rules: 'x' },
      { rules: [null, { http: 5 }] },
      { selector: 'app' },
    ]) {
      for (const kind of ['Ingress', 'Service', 'HTTPRoute', 'Deployment']) {
        expect(routesOf([object('v1', kind, 'web', spec), deployment], nodes).size).toBe(0);
      }
    }
  });
});
