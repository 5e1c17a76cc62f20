import type { Cluster } from '../cluster/index.ts';
import type { KubeObject } from '../model/index.ts';
import type { TreeNode } from './engine.ts';

/** Namespaces that are asked for the events of one application; they are asked one after the other. */
const MAX_NAMESPACES = 20;

/** The events of every live object of a tree: one request for each namespace, not one for each object. */
export async function eventsOf(
  cluster: Pick<Cluster, 'events'>,
  nodes: readonly TreeNode[],
  signal?: AbortSignal,
): Promise<readonly KubeObject[]> {
  const uids = new Set(nodes.flatMap(({ uid }) => (uid === '' ? [] : [uid])));
  const namespaces = new Set(nodes.flatMap(({ uid, ref }) => (uid === '' ? [] : [ref.namespace || 'default'])));
  const found: KubeObject[] = [];
  for (const namespace of [...namespaces].slice(0, MAX_NAMESPACES)) {
    for (const event of await cluster.events({ namespace }, signal)) {
      const { involvedObject } = event as { involvedObject?: { uid?: string } };
      if (involvedObject?.uid !== undefined && uids.has(involvedObject.uid)) found.push(event);
    }
  }
  return found;
}
