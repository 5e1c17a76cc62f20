import type { Cluster } from '../cluster/index.ts';
import { ArgosyError, HOOK_FINALIZER, type KubeObject, parseApiVersion, parseResourceKey } from '../model/index.ts';
import type { HookPorts } from './ports.ts';
import type { SyncTask } from './task.ts';

/** How often the removal of a finalizer is tried when somebody else changes the object at the same time. */
const ATTEMPTS = 5;

/**
 * Hooks in a real cluster. `pass` is the one gate that every write goes through: it throws when the write is refused (architecture §5).
 */
export function clusterHooks(
  cluster: Pick<Cluster, 'read' | 'patch' | 'delete'>,
  fieldManager: string,
  pass: (task: SyncTask, live: KubeObject) => void,
): HookPorts {
  const read = (task: SyncTask, signal: AbortSignal) => cluster.read(refOf(task), signal);

  return {
    async finish(task, signal) {
      for (let attempt = 1; ; attempt++) {
        const live = await read(task, signal);
        const index = live?.metadata.finalizers?.indexOf(HOOK_FINALIZER) ?? -1;
        if (live === undefined || index < 0) return;
        pass(task, live);
        // The test keeps us from taking away another's finalizer when the list moved under us.
        const path = `/metadata/finalizers/${index}`;
        const patch = [
          { op: 'test', path, value: HOOK_FINALIZER },
          { op: 'remove', path },
        ];
        try {
          await cluster.patch(refOf(task), patch, 'json', { fieldManager }, signal);
          return;
        } catch (error) {
          if (error instanceof ArgosyError && error.code === 'NotFound') return;
          if (attempt === ATTEMPTS || !isRace(error)) throw error;
        }
      }
    },

    async remove(task, signal) {
      const live = await read(task, signal);
      if (live === undefined) return { gone: true };
      pass(task, live);
      const { uid } = live.metadata;
      const gone = await cluster.delete(
        refOf(task),
        { propagation: task.options.propagation, ...(uid !== undefined && { uid }) },
        signal,
      );
      return { gone };
    },
  };
}

function refOf(task: SyncTask) {
  const ref = parseResourceKey(task.key);
  const apiVersion = task.resource.desired?.apiVersion;
  return apiVersion === undefined ? ref : { ...ref, version: parseApiVersion(apiVersion).version };
}

/** A conflict, or a `test` that failed because the list changed between reading and patching. */
function isRace(error: unknown): boolean {
  return error instanceof ArgosyError && (error.code === 'Conflict' || error.code === 'InvalidArgument');
}
