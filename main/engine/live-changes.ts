import type { Cluster } from '../cluster/index.ts';
import { assess, type HealthScripts } from '../health/index.ts';
import type { HealthStatus, ResourceKey } from '../model/index.ts';

/**
 * Health of an object in the live cache; 'missing' when it does not live. With `since` (a resourceVersion) 'behind' while the cache holds an older
 * state than that, so that nobody judges an object by what it was before it was written.
 */
export async function healthNow(
  cluster: Cluster,
  key: ResourceKey,
  scripts: HealthScripts,
  signal: AbortSignal,
  since?: string,
): Promise<HealthStatus | undefined | 'missing' | 'behind'> {
  const live = cluster.live(key);
  if (!live) return 'missing';
  if (since !== undefined && isOlder(live.resourceVersion, since)) return 'behind';
  const object = await cluster.whole(key, signal);
  return object === undefined ? 'missing' : assess(object, scripts, signal);
}

/** Resolves with those of the objects that changed, at their next change; rejects when the signal aborts. */
export function changed(
  cluster: Cluster,
  keys: readonly ResourceKey[],
  signal: AbortSignal,
): Promise<readonly ResourceKey[]> {
  const wanted = new Set(keys);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const stop = cluster.onChange((changes) => {
      const hit = changes.flatMap((change) => (wanted.has(change.key) ? [change.key] : []));
      if (hit.length === 0) return;
      stop();
      signal.removeEventListener('abort', aborted);
      resolve(hit);
    });
    const aborted = () => {
      stop();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}

/** Resolves when the object with this uid is in the live cache no more. */
export async function vanished(
  cluster: Cluster,
  objects: readonly { readonly key: ResourceKey; readonly uid: string }[],
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const remaining = objects.filter(({ key, uid }) => cluster.live(key)?.uid === uid).map(({ key }) => key);
    if (remaining.length === 0) return;
    await changed(cluster, remaining, signal);
  }
}

/** Versions of one kind are numbers that grow (Kubernetes 1.35 promises it, etcd has always done it); others cannot be compared. */
function isOlder(version: string, since: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(since)) return false;
  return BigInt(version) < BigInt(since);
}
