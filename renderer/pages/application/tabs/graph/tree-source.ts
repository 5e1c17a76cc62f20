import type { Application } from '../../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../../client/index.ts';
import type { SourceNode } from '../../../../graph/index.ts';

/** Kinds that only keep the books of others. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['ControllerRevision', 'EndpointSlice', 'Endpoints']);
const EMPTY = '0/0';
const NO_HEALS: ReadonlyMap<string, number> = new Map();

/** The application itself: what every managed object hangs under. */
export function rootOf(app: Application, namespace: string): SourceNode {
  const { destination } = app.spec;
  const where = [destination.name ?? destination.server, destination.namespace].filter(Boolean).join(' · ');
  return {
    ref: { group: 'argoproj.io', kind: 'Application', namespace, name: app.metadata.name },
    parents: [],
    sync: app.status?.sync?.status ?? 'Unknown',
    health: app.status?.health?.status,
    message: app.status?.health?.message,
    fact: where,
    // The application is what its worst resource is: the resource is the failing node, not this one as well.
    failing: false,
  };
}

/** The wave of every managed object, by `group/Kind/namespace/name`; from the comparison, so that it costs no request. */
export function wavesOf(app: Application): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  for (const { group, kind, namespace, name, syncWave } of app.status?.resources ?? []) {
    if (syncWave !== undefined) waves.set(`${group ?? ''}/${kind}/${namespace ?? ''}/${name}`, syncWave);
  }
  return waves;
}

export function sourceOf(
  node: TreeNode,
  waves: ReadonlyMap<string, number>,
  routes: ReadonlyMap<string, readonly string[]>,
  heals: ReadonlyMap<string, number> = NO_HEALS,
): SourceNode {
  const { ref, uid, parents, health, status } = node;
  const key = `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
  const wave = waves.get(key) ?? 0;
  const info = new Map(node.info.map(({ name, value }) => [name, value]));
  const to = routes.get(key);
  return {
    ref,
    key: uid,
    parents,
    sync: status,
    health: health?.status,
    message: health?.message,
    fact: factOf(ref.kind, info, parents.length === 0 ? wave : 0),
    minor: BOOKKEEPING.has(ref.kind) || (ref.kind === 'ReplicaSet' && info.get('Ready') === EMPTY),
    order: parents.length === 0 ? wave : -revisionOf(info),
    ...(heals.has(key) ? { healedAt: heals.get(key) } : {}),
    ...(to === undefined ? {} : { routes: to }),
  };
}

/**
 * The source nodes of a tree, remembered: a node that is the same object, in the same wave, with the same routes and healed at the same time, gives the same source, which
 * the graph then does not look at again.
 */
export function createSources(): (
  nodes: Iterable<TreeNode>,
  waves: ReadonlyMap<string, number>,
  routes: ReadonlyMap<string, readonly string[]>,
  heals?: ReadonlyMap<string, number>,
) => readonly SourceNode[] {
  const known = new WeakMap<TreeNode, { readonly with: string; readonly source: SourceNode }>();
  return (nodes, waves, routes, heals = NO_HEALS) => {
    const sources: SourceNode[] = [];
    for (const node of nodes) {
      const { group, kind, namespace, name } = node.ref;
      const key = `${group}/${kind}/${namespace}/${name}`;
      const made = `${waves.get(key) ?? 0} ${routes.get(key)?.join(' ') ?? ''} ${heals.get(key) ?? ''}`;
      const before = known.get(node);
      const source = before?.with === made ? before.source : sourceOf(node, waves, routes, heals);
      if (source !== before?.source) known.set(node, { with: made, source });
      sources.push(source);
    }
    return sources;
  };
}

/** One line that says most about an object of this kind (reference §5.2). */
function factOf(kind: string, info: ReadonlyMap<string, string>, wave: number): string {
  const parts: string[] = [];
  const ready = info.get('Ready');
  const revision = revisionOf(info);
  if (kind === 'Pod') {
    parts.push(info.get('Status Reason') ?? '');
    const containers = info.get('Containers') ?? '';
    if (containers !== '') parts.push(`${containers} ready`);
    const restarts = info.get('Restart Count');
    if (restarts !== undefined) parts.push(`${restarts} ${restarts === '1' ? 'restart' : 'restarts'}`);
    parts.push(info.get('Node') ?? '');
  } else {
    if (ready !== undefined) parts.push(`${ready} ready`);
    if (revision > 0) parts.push(`revision ${revision}`);
  }
  if (wave !== 0) parts.push(`wave ${String(wave).replace('-', '−')}`);
  return parts.filter((part) => part !== '').join(' · ');
}

/** `Rev:12` → 12. */
function revisionOf(info: ReadonlyMap<string, string>): number {
  const revision = Number(info.get('Revision')?.replace('Rev:', ''));
  return Number.isFinite(revision) ? revision : 0;
}
