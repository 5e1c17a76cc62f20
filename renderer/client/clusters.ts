import { useMemo } from 'react';
import type { Row } from '../../preload/contract/index.ts';
import { useTopic } from './hooks.ts';

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
  return { serverOf, nameOf: (destination) => rows.get(serverOf(destination))?.name ?? destination };
}

export function useClusterNames(): ClusterNames {
  const view = useTopic('clusters');
  return useMemo(() => clusterNames(view.rows), [view]);
}
