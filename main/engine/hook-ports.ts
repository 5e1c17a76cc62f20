import { type Cluster, ClusterError } from '../cluster/index.ts';
import { ArgosyError, HOOK_FINALIZER, type KubeObject, parseResourceKey } from '../model/index.ts';
import type { HookPorts, SyncTask } from '../sync/index.ts';
import { FIELD_MANAGER } from './compare.ts';

/** Somebody else writes the same hook at the same time: tried so many times, then it is said. */
const ATTEMPTS = 5;

/** The finalizer and the deletion of hooks (reference §3.4). `gate` throws when the project does not permit the write. */
export function hookPorts(cluster: Cluster, gate: (task: SyncTask) => void): HookPorts {
  return {
    async finish(task, signal) {
      for (let attempt = 1; ; attempt += 1) {
        // Read from the server: the finalizer must go from what is stored, not from what the cache remembers.
        const live = await read(cluster, task, signal);
        const finalizers = live?.metadata.finalizers ?? [];
        if (!live || !finalizers.includes(HOOK_FINALIZER)) return;
        gate(task);
        const kept = finalizers.filter((finalizer) => finalizer !== HOOK_FINALIZER);
        const { uid, resourceVersion } = live.metadata;
        const patch = { metadata: { uid, resourceVersion, finalizers: kept } };
        try {
          await cluster.patch(parseResourceKey(task.key), patch, 'merge', { fieldManager: FIELD_MANAGER }, signal);
          return;
        } catch (error) {
          if (!(error instanceof ClusterError)) throw error;
          if (error.status.code === 404) return;
          if (error.status.code !== 409 || attempt >= ATTEMPTS) throw error;
        }
      }
    },
    async remove(task, signal) {
      const live = await read(cluster, task, signal);
      if (!live) return { gone: true };
      gate(task);
      const uid = live.metadata.uid;
      const gone = await cluster.delete(
        parseResourceKey(task.key),
        { propagation: 'Background', ...(uid === undefined ? {} : { uid }) },
        signal,
      );
      return { gone };
    },
  };
}

function read(cluster: Cluster, task: SyncTask, signal: AbortSignal): Promise<KubeObject | undefined> {
  if (!task.hook) throw new ArgosyError('InvalidArgument', `${task.key} is no hook`);
  return cluster.read(parseResourceKey(task.key), signal);
}
