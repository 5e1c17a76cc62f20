import { useMemo } from 'react';
import { useAppTree } from '../../../../client/index.ts';
import { createProjector, type Projection, routesOf, type SourceNode } from '../../../../graph/index.ts';
import { healTimes } from '../../healing/recent-heals.ts';
import { useRecentHeals } from '../../healing/use-recent-heals.ts';
import type { TabProps } from '../tab.ts';
import { createSources, rootOf, wavesOf } from './tree-source.ts';

export interface Tree {
  readonly projection: Projection | undefined;
  readonly error: Error | undefined;
}

/** The resources of an application as a graph, as the cluster changes them: the engine sends what changed, and only that is made anew. */
export function useTree({ app, address, name }: Pick<TabProps, 'app' | 'address' | 'name'>): Tree {
  const { nodes, ready, error } = useAppTree(name);
  const project = useMemo(createProjector, []);
  const sources = useMemo(createSources, []);
  const heals = useRecentHeals(app);
  const projection = useMemo(() => {
    if (!ready) return undefined;
    const all: readonly SourceNode[] = sources(nodes.values(), wavesOf(app), routesOf(nodes), healTimes(heals));
    return project(all, rootOf(app, address.namespace));
  }, [nodes, ready, app, heals, address.namespace, project, sources]);
  return { projection, error };
}
