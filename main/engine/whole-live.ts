import type { Cluster, LiveResource } from '../cluster/index.ts';
import { parseApiVersion, parseResourceKey } from '../model/index.ts';

/**
 * The live object with its text, read singly where the cache holds only its identity: an object that an application declares but that carries no mark of
 * it (a definition, something to be adopted). Undefined: it is gone meanwhile.
 */
export async function wholeLive(
  cluster: Cluster,
  live: LiveResource,
  signal: AbortSignal,
): Promise<LiveResource | undefined> {
  if (live.whole) return live;
  const { version } = parseApiVersion(live.apiVersion);
  const object = await cluster.read({ ...parseResourceKey(live.key), version }, signal);
  if (!object) return undefined;
  const { key, apiVersion, owners, trackingId, instance, createdAt } = live;
  const { uid = live.uid, resourceVersion = live.resourceVersion } = object.metadata;
  return {
    key,
    apiVersion,
    owners,
    trackingId,
    instance,
    createdAt,
    uid,
    resourceVersion,
    whole: true,
    object: () => object,
  };
}
