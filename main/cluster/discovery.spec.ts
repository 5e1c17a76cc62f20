import { expect, it } from 'vitest';
import { capabilitiesOf, parseAggregated } from './discovery.ts';

it('reads aggregated discovery: versions in order, no subresources, silent groups', () => {
  const resource = (name: string, kind: string | undefined, scope = 'Namespaced') => ({
    resource: name,
    scope,
    verbs: ['list'],
    responseKind: kind === undefined ? undefined : { kind },
  });
  const document = {
    kind: 'APIGroupDiscoveryList',
    items: [
      {
        metadata: { name: 'apps' },
        versions: [
          {
            version: 'v1',
            freshness: 'Current',
            resources: [resource('deployments', 'Deployment'), resource('odd', undefined)],
          },
          { version: 'v1beta1', resources: [resource('deployments', 'Deployment', 'Cluster')] },
        ],
      },
      { metadata: { name: 'metrics.example' }, versions: [{ version: 'v1', freshness: 'Stale' }] },
    ],
  };
  const served = parseAggregated(Buffer.from(JSON.stringify(document)));
  expect(served?.resources).toEqual([
    { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true, verbs: ['list'] },
    {
      group: 'apps',
      version: 'v1beta1',
      kind: 'Deployment',
      plural: 'deployments',
      namespaced: false,
      verbs: ['list'],
    },
  ]);
  expect([...served!.staleGroups]).toEqual(['metrics.example']);
  expect(parseAggregated(Buffer.from('{"kind":"APIGroupList"}'))).toBeUndefined();
});

it('lists capabilities as Helm names them, whatever the order of discovery', () => {
  const of = (group: string, version: string, kind: string) => ({
    group,
    version,
    kind,
    plural: 'x',
    namespaced: true,
    verbs: [],
  });
  const all = [of('apps', 'v1', 'Deployment'), of('', 'v1', 'Pod'), of('apps', 'v1', 'Deployment')];
  const capabilities = capabilitiesOf('v1.36.0', all);
  expect(capabilities.apiVersions).toEqual(['apps/v1', 'apps/v1/Deployment', 'v1', 'v1/Pod']);
  expect(capabilitiesOf('v1.36.0', all.toReversed()).digest).toBe(capabilities.digest);
  expect(capabilitiesOf('v1.36.1', all).digest).not.toBe(capabilities.digest);
});
