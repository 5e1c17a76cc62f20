import { formatApiVersion } from '../../model/index.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import { compareVersions } from './version-order.ts';

export const SERVER_VERSION = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3+argosy-sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none: a simulation by Argosy',
  compiler: 'node',
  platform: 'argosy/sandbox',
};

const AGGREGATED =
  /application\/json;(?=[^,]*g=apidiscovery\.k8s\.io)(?=[^,]*v=(v2|v2beta1))[^,]*as=APIGroupDiscoveryList/;

export function wantsAggregated(accept: string | undefined): 'v2' | undefined {
  return AGGREGATED.exec(accept ?? '')?.[1] === 'v2' ? 'v2' : undefined;
}

/** Groups in the order in which the real server lists them, with their versions, the preferred first. */
function groupsOf(state: ClusterState, core: boolean): Map<string, Map<string, Kind[]>> {
  const groups = new Map<string, Map<string, Kind[]>>();
  for (const kind of state.kinds.all()) {
    if ((kind.group === '') !== core) continue;
    let versions = groups.get(kind.group);
    if (versions === undefined) {
      versions = new Map();
      groups.set(kind.group, versions);
    }
    const kinds = versions.get(kind.version);
    if (kinds === undefined) versions.set(kind.version, [kind]);
    else kinds.push(kind);
  }
  for (const [group, versions] of groups)
    groups.set(group, new Map([...versions].sort(([a], [b]) => compareVersions(a, b))));
  return groups;
}

export function aggregatedDiscovery(state: ClusterState, core: boolean): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...groupsOf(state, core)].map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: [...versions].map(([version, kinds]) => ({
        version,
        resources: kinds.map((kind) => ({
          resource: kind.plural,
          responseKind:
            kind.custom === undefined
              ? { group: '', version: '', kind: kind.kind }
              : { group: kind.group, version: kind.version, kind: kind.kind },
          scope: kind.namespaced ? 'Namespaced' : 'Cluster',
          singularResource: kind.singular,
          verbs: kind.verbs,
          ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
          ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
          ...(kind.subresources.size === 0
            ? {}
            : {
                subresources: [...kind.subresources].map(([subresource, { group: g, version: v, kind: k, verbs }]) => ({
                  subresource,
                  responseKind: {
                    group: g === kind.group ? '' : g,
                    version: v === kind.version && g === kind.group ? '' : v,
                    kind: k,
                  },
                  verbs,
                })),
              }),
        })),
        freshness: 'Current',
      })),
    })),
  };
}

export function apiVersions(server: string): object {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: server }],
  };
}

export function apiGroups(state: ClusterState): object {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...groupsOf(state, false)].map(([group, versions]) => groupEntry(group, [...versions.keys()])),
  };
}

export function apiGroup(state: ClusterState, group: string): object | undefined {
  const versions = groupsOf(state, false).get(group);
  return versions === undefined
    ? undefined
    : { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group, [...versions.keys()]) };
}

function groupEntry(name: string, versions: readonly string[]): object {
  const entries = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

export function apiResources(state: ClusterState, group: string, version: string): object | undefined {
  const kinds = groupsOf(state, group === '')
    .get(group)
    ?.get(version);
  if (kinds === undefined) return undefined;
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: formatApiVersion(group, version),
    resources: kinds.flatMap((kind) => [
      {
        name: kind.plural,
        singularName: kind.singular,
        namespaced: kind.namespaced,
        kind: kind.kind,
        verbs: kind.verbs,
        ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
        ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
      },
      ...[...kind.subresources].map(([subresource, { group: g, version: v, kind: k, verbs }]) => ({
        name: `${kind.plural}/${subresource}`,
        singularName: '',
        namespaced: kind.namespaced,
        ...(g === kind.group && v === kind.version ? {} : { group: g, version: v }),
        kind: k,
        verbs,
      })),
    ]),
  };
}
