import { gvkOf, keyOf, parseResourceKey, type SyncOperation } from '../model/index.ts';
import type { PlanInput, SyncResource } from '../sync/index.ts';
import type { Target } from './assemble-target.ts';
import type { Comparison } from './compare.ts';
import { type GateFacts, refusalOf } from './gate.ts';
import type { AppRecord, Destination } from './record.ts';

/** What the sync room plans from: the compared rows with their objects. Reads the destination namespace when it may have to be created. */
export async function planInput(
  record: AppRecord,
  gate: GateFacts,
  target: Target,
  comparison: Comparison,
  operation: SyncOperation,
  startedAt: number,
  signal: AbortSignal,
): Promise<PlanInput> {
  const { destination } = gate;
  const resources: SyncResource[] = [];
  for (const row of comparison.rows.values()) {
    const desired = target.desired.get(row.key);
    if (desired?.skip) continue;
    const kind = desired ? gvkOf(desired.object) : row.ref;
    const served = await destination.cluster.resourceOf({ group: kind.group, kind: kind.kind }, signal);
    const { live } = row;
    resources.push({
      // Named by the plan, when it is to be generated.
      key: desired && !desired.object.metadata.name ? keyOf(desired.object) : row.key,
      desired: desired?.object,
      live: live && {
        uid: live.uid,
        resourceVersion: live.resourceVersion,
        owners: live.owners,
        object: () => live.object(),
      },
      modified: row.status !== 'Synced',
      namespaced: served?.namespaced ?? parseResourceKey(row.key).namespace !== '',
      served: served !== undefined,
    });
  }
  return {
    app: record.app,
    operation,
    resources,
    destinationNamespace: destination.namespace,
    namespaceExists: await namespaceExists(record, destination, operation, signal),
    refusal: (resource) =>
      refusalOf(gate, {
        verb: resource.desired ? 'apply' : 'prune',
        ref: parseResourceKey(resource.key),
        namespaced: resource.namespaced,
        live: resource.live?.object(),
      }),
    ...(target.revisions[0] === undefined ? {} : { revision: target.revisions[0] }),
    startedAt,
  };
}

async function namespaceExists(
  record: AppRecord,
  destination: Destination,
  operation: SyncOperation,
  signal: AbortSignal,
): Promise<boolean> {
  const options = operation.syncOptions ?? record.app.spec.syncPolicy?.syncOptions ?? [];
  if (!options.includes('CreateNamespace=true') || destination.namespace === '') return true;
  const found = await destination.cluster.read(
    { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: destination.namespace },
    signal,
  );
  return found !== undefined;
}
