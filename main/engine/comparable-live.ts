import type { Cluster, LiveResource } from '../cluster/index.ts';
import {
  adoptLabelledLive,
  type KubeObject,
  parseApiVersion,
  parseResourceKey,
  type TrackingSettings,
} from '../model/index.ts';

/**
 * A live object as it is compared with what Git wants: in the version that Git uses (reference §2.2 step 5), and with the tracking annotation where only
 * the label says so far whose it is (reference §1.7).
 */
export async function comparableLive(
  cluster: Pick<Cluster, 'read'>,
  live: Pick<LiveResource, 'key' | 'apiVersion' | 'object'>,
  desired: KubeObject,
  tracking: TrackingSettings,
  signal: AbortSignal,
): Promise<KubeObject> {
  return adoptLabelledLive(await inVersionOf(cluster, live, desired, signal), desired, tracking);
}

async function inVersionOf(
  cluster: Pick<Cluster, 'read'>,
  live: Pick<LiveResource, 'key' | 'apiVersion' | 'object'>,
  { apiVersion }: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject> {
  if (live.apiVersion === apiVersion) return live.object();
  const { group, version } = parseApiVersion(apiVersion);
  const converted = await cluster.read({ ...parseResourceKey(live.key), group, version }, signal);
  return converted ?? live.object();
}
