import type { CompiledIgnore, JqPort } from '../diff/index.ts';
import type { HealthScripts } from '../health/index.ts';
import { type KubeObject, parseResourceKey, type ResourceKey } from '../model/index.ts';
import {
  applyMessage,
  clusterHooks,
  type SyncPorts,
  type SyncProgress,
  type SyncRecord,
  type SyncTask,
} from '../sync/index.ts';
import { FIELD_MANAGER } from './compare.ts';
import { type GateFacts, passGate } from './gate.ts';
import { changed, healthNow } from './live-changes.ts';
import type { Row } from './record.ts';
import { sentObject, unchangedBy } from './sent-object.ts';
import { NOTHING_TRIED, type Trials } from './trials.ts';
import { tryObject } from './try-object.ts';
import { writeObject } from './write-object.ts';

export interface SyncWorld {
  readonly gate: GateFacts;
  readonly rows: ReadonlyMap<ResourceKey, Row>;
  readonly rules: CompiledIgnore;
  readonly jq: JqPort;
  readonly health: HealthScripts;
  /** What was tried already, by a plan for example. */
  readonly trials?: Trials;
  readonly approved: (signal: AbortSignal) => Promise<void>;
  /** Undefined unless a sync window keeps the next step from being done. */
  readonly held?: (signal: AbortSignal) => Promise<void> | undefined;
  readonly record: (entry: SyncRecord) => Promise<void>;
  readonly progress: (state: SyncProgress) => void;
  /** Told after each object that was really changed. */
  readonly wrote: (task: SyncTask) => void;
}

/** Executes sync tasks against a cluster. Everything that changes the cluster goes through the gate first. */
export function syncPorts(world: SyncWorld): SyncPorts {
  const { cluster } = world.gate.destination;
  const sent = { cluster, rules: world.rules, jq: world.jq };
  return {
    async dryRun(task, signal) {
      gate(world, task);
      if (task.act !== 'apply') return;
      await tryObject(
        {
          ...sent,
          gate: world.gate,
          row: world.rows.get(task.key),
          trials: world.trials ?? NOTHING_TRIED,
          planning: false,
        },
        task,
        signal,
      );
    },
    async apply(task, signal) {
      gate(world, task);
      const desired = await sentObject(sent, task, signal);
      const unchanged = await unchangedBy(cluster, task, world.rows.get(task.key), desired, signal);
      if (unchanged) return { object: unchanged, message: applyMessage(task, 'unchanged') };
      const before = cluster.live(task.key)?.resourceVersion;
      const object = await writeObject(cluster, task, desired, false, signal);
      world.wrote(task);
      return {
        object,
        message: applyMessage(task, outcome(before ?? (task.resource.exists ? '' : undefined), object)),
      };
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
    exists: async (key, signal) => (await cluster.read(parseResourceKey(key), signal)) !== undefined,
    gone: async (key, uid) => cluster.live(key)?.uid !== uid,
    changed: (keys, signal) => changed(cluster, keys, signal),
    approved: world.approved,
    ...(world.held === undefined ? {} : { held: world.held }),
    hooks: clusterHooks(cluster, FIELD_MANAGER, (task, live) => gate(world, task, live)),
    record: world.record,
    progress: world.progress,
  };
}

/** `live`: as it was just read, where that is newer than what was planned with. */
function gate(world: SyncWorld, task: SyncTask, live = task.resource.live?.object()): void {
  passGate(world.gate, {
    verb: task.act === 'apply' && task.hook !== undefined ? 'hook' : task.act,
    ref: parseResourceKey(task.key),
    namespaced: task.resource.namespaced,
    live,
  });
}

function outcome(before: string | undefined, object: KubeObject): 'created' | 'unchanged' | 'configured' {
  if (before === undefined) return 'created';
  return before === object.metadata.resourceVersion ? 'unchanged' : 'configured';
}
