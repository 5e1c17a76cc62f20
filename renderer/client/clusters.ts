import { useMemo } from 'react';
import type { Row } from '../../preload/contract/index.ts';
import { useTopic } from './hooks.ts';

/** Where child applications live when no cluster was added as that: the engine's own store. */
const IN_CLUSTER = { server: 'https://kubernetes.default.svc', name: 'in-cluster' } as const;

export interface ClusterNames {
  /** The server of a destination, which may name a server or a cluster. */
  readonly serverOf: (destination: string) => string;
  /** What people call it. */
  readonly nameOf: (destination: string) => string;
}

/** Destinations name clusters by server or by name; both are the same cluster. */
export function clusterNames(rows: ReadonlyMap<string, Row<'clusters'>>): ClusterNames {
  const byName = new Map([...rows.values()].map((cluster) => [cluster.name, cluster.server]));
  const serverOf = (destination: string): string => byName.get(destination) ?? destination;
  const nameOf = (destination: string): string =>
    rows.get(serverOf(destination))?.name ?? (destination === IN_CLUSTER.server ? IN_CLUSTER.name : destination);
  return { serverOf, nameOf };
}

export function useClusterNames(): ClusterNames {
  const view = useTopic('clusters');
  return useMemo(() => clusterNames(view.rows), [view]);
}
