import type { Cluster } from '../cluster/index.ts';
import type { CompiledIgnore, JqPort } from '../diff/index.ts';
import type { HealthScripts } from '../health/index.ts';
import { ArgosyError, gvkOf, type KubeObject, parseResourceKey, type ResourceKey } from '../model/index.ts';
import { applyMessage, type SyncPorts, type SyncProgress, type SyncRecord, type SyncTask } from '../sync/index.ts';
import { type GateFacts, passGate } from './gate.ts';
import { hookPorts } from './hook-ports.ts';
import { changed, healthNow } from './live-changes.ts';
import type { Row } from './record.ts';
import { withLiveValues } from './respect-ignored.ts';
import { writeObject } from './write-object.ts';

export interface SyncWorld {
  readonly gate: GateFacts;
  readonly rows: ReadonlyMap<ResourceKey, Row>;
  readonly rules: CompiledIgnore;
  readonly jq: JqPort;
  readonly health: HealthScripts;
  readonly approved: (signal: AbortSignal) => Promise<void>;
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
      if (task.act !== 'apply' || alreadyTried(cluster, world.rows.get(task.key), task)) return;
      await writeObject(cluster, task, await desiredOf(world, task, signal), true, signal);
    },
    async apply(task, signal) {
      gate(world, task);
      const before = cluster.live(task.key)?.resourceVersion;
      const object = await writeObject(cluster, task, await desiredOf(world, task, signal), false, signal);
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
    health: (key, signal, since) => healthNow(cluster, key, world.health, signal, since),
    gone: async (key, uid) => cluster.live(key)?.uid !== uid,
    changed: (keys, signal) => changed(cluster, keys, signal),
    approved: world.approved,
    hooks: hookPorts(cluster, (task) => gate(world, task)),
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

/** Exactly what is sent. */
async function desiredOf(world: SyncWorld, task: SyncTask, signal: AbortSignal): Promise<KubeObject> {
  const { desired } = task.resource;
  if (!desired) throw new ArgosyError('InvalidArgument', `nothing to apply for ${task.key}`);
  if (!task.options.respectIgnoreDifferences || task.hook !== undefined) return desired;
  const { cluster } = world.gate.destination;
  const live = cluster.live(task.key) && (await cluster.whole(task.key, signal));
  if (!live) return desired;
  const rules = world.rules.rulesFor(desired);
  return withLiveValues(desired, live, rules, await cluster.schemaOf(gvkOf(desired), signal), world.jq, signal);
}

/** The comparison has just asked the server about exactly this change; the answer still holds (architecture §4). */
function alreadyTried(cluster: Cluster, row: Row | undefined, task: SyncTask): boolean {
  if (row?.dryRunAccepted !== true) return false;
  const { replace, validate, serverSideApply, respectIgnoreDifferences } = task.options;
  if (replace || !validate || !serverSideApply || respectIgnoreDifferences) return false;
  const now = cluster.live(row.key);
  return now?.uid === row.live?.uid && now?.resourceVersion === row.live?.resourceVersion;
}

function outcome(before: string | undefined, object: KubeObject): 'created' | 'unchanged' | 'configured' {
  if (before === undefined) return 'created';
  return before === object.metadata.resourceVersion ? 'unchanged' : 'configured';
}
