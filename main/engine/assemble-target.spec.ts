import { describe, expect, it } from 'vitest';
import { type AppKey, contentHash, type KubeObject } from '../model/index.ts';
import type { RenderResult } from '../render/index.ts';
import { type AssembleInput, assembleTarget, assemblyKey } from './assemble-target.ts';

function rendered(...objects: KubeObject[]): RenderResult {
  return {
    key: contentHash(objects),
    sourceType: 'Directory',
    resources: objects.map((object) => ({ object, hash: contentHash(object) })),
    warnings: [],
    cached: false,
  };
}

const configMap = (name: string, more: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
});

const input = (change: Partial<AssembleInput> = {}): AssembleInput => ({
  appKey: 'web' as AppKey,
  destinationNamespace: 'shop',
  tracking: {},
  namespaced: ({ kind }) => (kind === 'Unknown' ? undefined : kind !== 'Namespace' && kind !== 'ClusterRole'),
  excluded: ({ kind }) => kind === 'Lease',
  ...change,
});

const keys = (...objects: KubeObject[]) => [...assembleTarget(input(), [rendered(...objects)], ['c']).desired.keys()];

describe('assembleTarget', () => {
  it('gives namespaced objects the destination namespace, keeps their own, and takes it from cluster-scoped ones', () => {
    expect(
      keys(
        configMap('a'),
        configMap('b', { namespace: 'other' }),
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n', namespace: 'wrong' } },
        { apiVersion: 'x.io/v1', kind: 'Unknown', metadata: { name: 'u' } },
      ),
    ).toEqual(['/ConfigMap/shop/a', '/ConfigMap/other/b', '/Namespace//n', 'x.io/Unknown/shop/u']);
  });

  it('stamps each object, cluster-scoped ones with the destination namespace, definitions not at all', () => {
    const { desired } = assembleTarget(
      input(),
      [
        rendered(
          configMap('a'),
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } },
          { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'd' } },
        ),
      ],
      ['c'],
    );
    const marks = [...desired.values()].map(
      ({ object }) => object.metadata.annotations?.['argocd.argoproj.io/tracking-id'],
    );
    expect(marks).toEqual(['web:/ConfigMap:shop/a', 'web:/Namespace:shop/n', undefined]);
  });

  it('lets the last of equal objects win, counts them, and says so', () => {
    const target = assembleTarget(
      input(),
      [
        rendered(configMap('a', { labels: { from: '1' } }), configMap('b')),
        rendered(configMap('a', { labels: { from: '2' } })),
      ],
      ['c', 'd'],
    );
    expect([...target.desired.values()].map(({ object }) => object.metadata.labels?.['from'])).toEqual([
      undefined,
      '2',
    ]);
    expect(target.conditions).toEqual([
      {
        type: 'RepeatedResourceWarning',
        message: 'Resource /ConfigMap/shop/a appeared 2 times among application resources.',
      },
    ]);
  });

  it('keeps hooks apart that have their names generated', () => {
    const hook = {
      ...configMap(''),
      metadata: { generateName: 'run-', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
    };
    const target = assembleTarget(input(), [rendered(hook, hook)], ['c']);
    expect([...target.desired.keys()]).toEqual(['/ConfigMap/shop/run-', '/ConfigMap/shop/run-2-']);
    expect([...target.desired.values()].every(({ hook: isHook }) => isHook)).toBe(true);
  });

  it('drops excluded kinds with one warning a kind', () => {
    const lease = (name: string) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name } });
    const target = assembleTarget(input(), [rendered(lease('a'), lease('b'), configMap('c'))], ['c']);
    expect([...target.desired.keys()]).toEqual(['/ConfigMap/shop/c']);
    expect(target.conditions).toHaveLength(1);
    expect(target.conditions[0]).toMatchObject({ type: 'ExcludedResourceWarning' });
    expect(target.conditions[0]?.message).toContain('Lease');
  });

  it('knows a target by what it depends on, and by nothing else', () => {
    const results = [rendered(configMap('a'))];
    const key = assemblyKey(input(), results);
    expect(assemblyKey(input(), [rendered(configMap('a'))])).toBe(key);
    const others = [
      assemblyKey(input({ destinationNamespace: 'x' }), results),
      assemblyKey(input({ appKey: 'y' as AppKey }), results),
      assemblyKey(input({ tracking: { method: 'label' } }), results),
      assemblyKey(input({ excluded: () => true }), results),
      assemblyKey(input({ namespaced: () => false }), results),
      assemblyKey(input(), [rendered(configMap('b'))]),
    ];
    expect(new Set([key, ...others]).size).toBe(others.length + 1);
  });

  it('gives an object another hash when its mark changes, so that no verdict is taken over', () => {
    const hashOf = (change: Partial<AssembleInput>) =>
      [...assembleTarget(input(change), [rendered(configMap('a'))], ['c']).desired.values()][0]!.hash;
    expect(
      new Set([hashOf({}), hashOf({ appKey: 'y' as AppKey }), hashOf({ tracking: { method: 'label' } })]).size,
    ).toBe(3);
  });
});
