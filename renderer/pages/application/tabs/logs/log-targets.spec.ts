import { describe, expect, it } from 'vitest';
import { containersOf, logTargets } from './log-targets.ts';

const node = (group: string, kind: string, name: string) => ({
  ref: { group, version: 'v1', kind, namespace: 'shop', name },
  uid: name,
  parents: [],
  createdAt: '',
  info: [],
  images: [],
});

describe('logTargets', () => {
  it('names owners of Pods before Pods, and nothing else', () => {
    const nodes = [
      node('', 'Pod', 'web-2'),
      node('', 'Pod', 'web-1'),
      node('', 'Service', 'web'),
      node('apps', 'Deployment', 'web'),
      node('apps', 'ReplicaSet', 'web-x'),
    ];
    expect(logTargets(nodes).map(({ key }) => key)).toEqual([
      'apps/Deployment/shop/web',
      '/Pod/shop/web-1',
      '/Pod/shop/web-2',
    ]);
  });
});

describe('containersOf', () => {
  it('finds all of them, and takes anything for a Pod', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {},
      spec: { initContainers: [{ name: 'init' }], containers: [{ name: 'a' }, 7, { name: 5 }, null] },
    };
    expect(containersOf(pod)).toEqual(['a', 'init']);
    expect(containersOf({ apiVersion: 'v1', kind: 'Pod', metadata: {} })).toEqual([]);
  });
});
