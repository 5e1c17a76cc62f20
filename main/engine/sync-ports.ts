import { type Cluster, ClusterError } from '../cluster/index.ts';
import { assess, type HealthScripts } from '../health/index.ts';
import { ArgosyError, type HealthStatus, type KubeObject, parseResourceKey, type ResourceKey } from '../model/index.ts';
import { applyMessage, type SyncPorts, type SyncProgress, type SyncRecord, type SyncTask } from '../sync/index.ts';
import { FIELD_MANAGER } from './compare.ts';
import { type GateFacts, passGate } from './gate.ts';
import type { Row } from './record.ts';

export interface SyncWorld {
  readonly gate: GateFacts;
  readonly rows: ReadonlyMap<ResourceKey, Row>;
  readonly health: HealthScripts;
  readonly record: (entry: SyncRecord) => Promise<void>;
  readonly progress: (state: SyncProgress) => void;
  /** Told after each object that was really changed. */
  readonly wrote: (task: SyncTask) => void;
}

/** Executes sync tasks against a cluster. Everything that changes the cluster goes through the gate first. */
export function syncPorts(world: SyncWorld): SyncPorts {
  const { cluster } = world.gate.destination;
  return {
    async dryRun(task, signal) {
      gate(world, task);
      if (task.act !== 'apply') return;
      const row = world.rows.get(task.key);
      // The comparison has just asked the server about exactly this change; the answer still holds (architecture §4).
      if (row?.dryRunAccepted && sameLive(cluster, row) && !task.options.replace && task.options.validate) return;
      await write(world, task, true, signal);
    },
    async apply(task, signal) {
      gate(world, task);
      const before = cluster.live(task.key)?.resourceVersion;
      const object = await write(world, task, false, signal);
      world.wrote(task);
      return { object, message: applyMessage(task, outcome(before, object)) };
    },
    async prune(task, signal) {
      gate(world, task);
      const { live } = task.resource;
      const gone = await cluster.delete(
        parseResourceKey(task.key),
        { propagation: task.options.propagation, ...(live === undefined ? {} : { uid: live.uid }) },
        signal,
      );
      world.wrote(task);
      return { message: 'pruned', gone };
    },
    health: (key, signal) => healthNow(cluster, key, world.health, signal),
    changed: (keys, signal) => changed(cluster, keys, signal),
    record: world.record,
    progress: world.progress,
  };
}

function gate(world: SyncWorld, task: SyncTask): void {
  passGate(world.gate, {
    verb: task.act === 'apply' && task.hook !== undefined ? 'hook' : task.act,
    ref: parseResourceKey(task.key),
    namespaced: task.resource.namespaced,
    live: task.resource.live?.object(),
  });
}

async function write(world: SyncWorld, task: SyncTask, dryRun: boolean, signal: AbortSignal): Promise<KubeObject> {
  const { cluster } = world.gate.destination;
  const desired = task.resource.desired;
  if (!desired) throw new ArgosyError('InvalidArgument', `nothing to apply for ${task.key}`);
  const options = { fieldManager: FIELD_MANAGER, dryRun };
  const { live } = task.resource;
  if (task.options.replace) {
    if (!live) return cluster.create(desired, options, signal);
    if (task.options.force && !KEEP_IN_PLACE.has(desired.kind)) return recreate(world, task, desired, dryRun, signal);
    return cluster.replace(withVersion(desired, live.resourceVersion), options, signal);
  }
  try {
    return await cluster.apply(
      desired,
      { ...options, force: true, fieldValidation: task.options.validate ? 'Strict' : 'Ignore' },
      signal,
    );
  } catch (error) {
    const rejected = error instanceof ClusterError && (error.status.code === 422 || error.status.code === 409);
    if (!(rejected && live && task.options.force)) throw error;
    return recreate(world, task, desired, dryRun, signal);
  }
}

/** These are updated in place even with Force: deleting them would take everything inside with them (reference §3.7). */
const KEEP_IN_PLACE: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'Namespace']);

async function recreate(
  world: SyncWorld,
  task: SyncTask,
  desired: KubeObject,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<KubeObject> {
  const { cluster } = world.gate.destination;
  if (dryRun) return desired;
  const { live } = task.resource;
  await cluster.delete(
    parseResourceKey(task.key),
    { propagation: 'Foreground', ...(live ? { uid: live.uid } : {}) },
    signal,
  );
  while (cluster.live(task.key)?.uid === live?.uid && cluster.live(task.key) !== undefined)
    await changed(cluster, [task.key], signal);
  return cluster.create(desired, { fieldManager: FIELD_MANAGER }, signal);
}

function withVersion(desired: KubeObject, resourceVersion: string): KubeObject {
  return { ...desired, metadata: { ...desired.metadata, resourceVersion } };
}

function sameLive(cluster: Cluster, row: Row): boolean {
  const now = cluster.live(row.key);
  return now?.uid === row.live?.uid && now?.resourceVersion === row.live?.resourceVersion;
}

function outcome(before: string | undefined, object: KubeObject): 'created' | 'unchanged' | 'configured' {
  if (before === undefined) return 'created';
  return before === object.metadata.resourceVersion ? 'unchanged' : 'configured';
}

/** Health now; 'missing' when the object does not live. */
export async function healthNow(
  cluster: Cluster,
  key: ResourceKey,
  scripts: HealthScripts,
  signal: AbortSignal,
): Promise<HealthStatus | undefined | 'missing'> {
  const live = cluster.live(key);
  if (!live) return 'missing';
  return assess(live.object(), scripts, signal);
}

/** Resolves at the next change of one of the objects; rejects when the signal aborts. */
export function changed(cluster: Cluster, keys: readonly ResourceKey[], signal: AbortSignal): Promise<void> {
  const wanted = new Set(keys);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const stop = cluster.onChange((changes) => {
      if (!changes.some((change) => wanted.has(change.key))) return;
      stop();
      signal.removeEventListener('abort', aborted);
      resolve();
    });
    const aborted = () => {
      stop();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}
