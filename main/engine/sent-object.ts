import type { Cluster } from '../cluster/index.ts';
import { appliesNothing, type CompiledIgnore, type JqPort } from '../diff/index.ts';
import { ArgosyError, gvkOf, type KubeObject } from '../model/index.ts';
import type { SyncTask } from '../sync/index.ts';
import { FIELD_MANAGER } from './compare.ts';
import type { Row } from './record.ts';
import { withLiveValues } from './respect-ignored.ts';

export interface SentWorld {
  readonly cluster: Cluster;
  readonly rules: CompiledIgnore;
  readonly jq: JqPort;
}

/** Exactly what is sent for a task; the manifest itself where nothing is ignored in it. */
export async function sentObject(
  { cluster, rules, jq }: SentWorld,
  task: SyncTask,
  signal: AbortSignal,
): Promise<KubeObject> {
  const { desired } = task.resource;
  if (!desired) throw new ArgosyError('InvalidArgument', `nothing to apply for ${task.key}`);
  if (!task.options.respectIgnoreDifferences || task.hook !== undefined) return desired;
  const live = cluster.live(task.key) && (await cluster.whole(task.key, signal));
  if (!live) return desired;
  const schema = await cluster.schemaOf(gvkOf(desired), signal);
  return withLiveValues(desired, live, rules.rulesFor(desired), schema, jq, signal);
}

/**
 * The live object, where sending `object` would leave it just as it is: then nothing is asked and nothing is written, as `kubectl apply` sends no
 * empty patch. Only what the cache holds whole and may be believed is judged; everything else is sent.
 */
export async function unchangedBy(
  cluster: Cluster,
  task: SyncTask,
  row: Row | undefined,
  object: KubeObject,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  // What was just found to differ would only be found to differ again.
  if (row !== undefined && row.status !== 'Synced') return undefined;
  const { replace, serverSideApply } = task.options;
  if (replace || !serverSideApply || task.hook !== undefined) return undefined;
  const found = cluster.live(task.key);
  if (!found?.whole || found.apiVersion !== object.apiVersion) return undefined;
  if (cluster.kindState(gvkOf(object)).kind !== 'synced') return undefined;
  const schema = await cluster.schemaOf(gvkOf(object), signal);
  const live = found.object();
  if (live.metadata.deletionTimestamp !== undefined) return undefined;
  return appliesNothing({ desired: object, live, schema, manager: FIELD_MANAGER }) ? live : undefined;
}
