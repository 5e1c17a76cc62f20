import { useEffect, useMemo } from 'react';
import { useRequest } from '../../../../client/index.ts';
import { createProjector, type Projection } from '../../../../graph/index.ts';
import type { TabProps } from '../tab.ts';
import { MOST_MANIFESTS, routesOf } from './routes.ts';
import { rootOf, sourceOf, wavesOf } from './tree-source.ts';

/** A Pod that comes and goes changes no comparison, so that no topic tells it: while the graph is looked at it is asked again. */
const AGAIN_MS = 4_000;
const AGAIN_LARGE_MS = 15_000;
const LARGE = 2_000;
const ROUTING: ReadonlySet<string> = new Set(['Service', 'Ingress', 'HTTPRoute', 'GRPCRoute']);
const NO_ROUTES: ReadonlyMap<string, readonly string[]> = new Map();

export interface Tree {
  readonly projection: Projection | undefined;
  readonly error: Error | undefined;
  readonly reload: () => void;
}

/** The resources of an application as a graph, kept fresh while it is looked at. */
export function useTree({ app, address, name, version }: Pick<TabProps, 'app' | 'address' | 'name' | 'version'>): Tree {
  const tree = useRequest('app.tree', { name }, version);
  const nodes = tree.data?.nodes;
  const managed = app.status?.resources ?? [];
  const routing = managed.length <= MOST_MANIFESTS && managed.some(({ kind }) => ROUTING.has(kind));
  const live = useRequest('app.manifests', routing ? { name, source: 'live' } : undefined, version);
  const project = useMemo(createProjector, []);

  const { reload, loading } = tree;
  const wait = (nodes?.length ?? 0) > LARGE ? AGAIN_LARGE_MS : AGAIN_MS;
  useEffect(() => {
    if (loading) return;
    const timer = setTimeout(() => {
      if (!document.hidden) reload();
    }, wait);
    const shown = (): void => {
      if (!document.hidden) reload();
    };
    document.addEventListener('visibilitychange', shown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [loading, reload, wait]);

  const manifests = live.data?.manifests;
  const routes = useMemo(
    () => (nodes === undefined || manifests === undefined ? NO_ROUTES : routesOf(manifests, nodes)),
    [nodes, manifests],
  );
  const projection = useMemo(() => {
    if (nodes === undefined) return undefined;
    const waves = wavesOf(app);
    return project(
      nodes.map((node) => sourceOf(node, waves, routes)),
      rootOf(app, address.namespace),
    );
  }, [nodes, routes, app, address.namespace, project]);
  return { projection, error: tree.error, reload };
}
