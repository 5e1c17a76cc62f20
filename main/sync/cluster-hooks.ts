import type { Cluster } from '../cluster/index.ts';
import {
  ArgosyError,
  HOOK_FINALIZER,
  type KubeObject,
  parseApiVersion,
  parseResourceKey,
  type ResourceRef,
} from '../model/index.ts';
import type { HookPorts } from './ports.ts';
import type { SyncTask } from './task.ts';

/** How often the removal of a finalizer is tried when somebody else changes the object at the same time. */
const ATTEMPTS = 5;

type HookCluster = Pick<Cluster, 'read' | 'patch' | 'delete'>;
type HookRef = ResourceRef & { readonly version?: string };

/**
 * Takes the hook finalizer off a live object, and nothing else; one that is absent, or has none, is fine. Says whether what it found is being deleted. `pass` is the one gate that every write goes
 * through: it throws when the write is refused (architecture §5).
 */
export async function finishHook(
  cluster: Pick<Cluster, 'read' | 'patch'>,
  ref: HookRef,
  fieldManager: string,
  pass: (live: KubeObject) => void,
  signal: AbortSignal,
): Promise<{ readonly deleting: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const live = await cluster.read(ref, signal);
    const index = live?.metadata.finalizers?.indexOf(HOOK_FINALIZER) ?? -1;
    if (live === undefined) return { deleting: false };
    const deleting = live.metadata.deletionTimestamp !== undefined;
    if (index < 0) return { deleting };
    pass(live);
    // The test keeps us from taking away another's finalizer when the list moved under us.
    const path = `/metadata/finalizers/${index}`;
    const patch = [
      { op: 'test', path, value: HOOK_FINALIZER },
      { op: 'remove', path },
    ];
    try {
      await cluster.patch(ref, patch, 'json', { fieldManager }, signal);
      return { deleting };
    } catch (error) {
      if (error instanceof ArgosyError && error.code === 'NotFound') return { deleting: false };
      if (attempt === ATTEMPTS || !isRace(error)) throw error;
    }
  }
}

/** Hooks of a sync in a real cluster. */
export function clusterHooks(
  cluster: HookCluster,
  fieldManager: string,
  pass: (task: SyncTask, live: KubeObject) => void,
): HookPorts {
  return {
    finish: (task, signal) => finishHook(cluster, refOf(task), fieldManager, (live) => pass(task, live), signal),

    async remove(task, signal) {
      const ref = refOf(task);
      const live = await cluster.read(ref, signal);
      if (live === undefined) return { gone: true };
      pass(task, live);
      const { uid } = live.metadata;
      const { propagation } = task.options;
      return { gone: await cluster.delete(ref, { propagation, ...(uid !== undefined && { uid }) }, signal) };
    },
  };
}

function refOf(task: SyncTask): HookRef {
  const ref = parseResourceKey(task.key);
  const apiVersion = task.resource.desired?.apiVersion;
  return apiVersion === undefined ? ref : { ...ref, version: parseApiVersion(apiVersion).version };
}

/** A conflict, or a `test` that failed because the list changed between reading and patching. */
function isRace(error: unknown): boolean {
  return error instanceof ArgosyError && (error.code === 'Conflict' || error.code === 'InvalidArgument');
}
