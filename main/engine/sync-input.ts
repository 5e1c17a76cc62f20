import type { Verdict } from '../diff/index.ts';
import {
  type AppKey,
  type Application,
  contentHash,
  gvkOf,
  keyOf,
  parseResourceKey,
  type ResourceKey,
  type SyncOperation,
} from '../model/index.ts';
import type { PlanInput, SyncResource } from '../sync/index.ts';
import type { Target } from './assemble-target.ts';
import type { Comparison } from './compare.ts';
import { type GateFacts, refusalOf } from './gate.ts';
import type { AppRecord, Destination } from './record.ts';

/**
 * What the sync room plans from: the compared rows with their objects. Reads the destination namespace when it may have to be created. `othersOf`: the
 * other applications that declare an object.
 */
export async function planInput(
  record: AppRecord,
  gate: GateFacts,
  target: Target,
  comparison: Comparison,
  operation: SyncOperation,
  startedAt: number,
  signal: AbortSignal,
  othersOf: (key: ResourceKey) => readonly AppKey[] = () => [],
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
      ...driftOf(row.verdict),
      ...(desired ? {} : { declaredBy: othersOf(row.key) }),
      namespaced: served?.namespaced ?? parseResourceKey(row.key).namespace !== '',
      served: served !== undefined,
    });
  }
  return {
    app: record.app,
    operation,
    resources,
    destinationNamespace: destination.namespace,
    ...(await destinationNamespace(record.app, destination, operation, signal)),
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

/** What lives where it differs. What would become of it there is the manifest's business, and the server's defaults. */
function driftOf(verdict: Verdict): { readonly drift?: string } {
  if (verdict.kind !== 'differs') return {};
  return { drift: contentHash(verdict.paths.map(({ text, live }) => [text, live ?? null]).sort(byText)) };
}

function byText([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** Whether the destination namespace is there, where it may have to be made; and as it lives, where its metadata is managed. */
async function destinationNamespace(
  app: Application,
  destination: Destination,
  operation: SyncOperation,
  signal: AbortSignal,
): Promise<Pick<PlanInput, 'namespaceExists' | 'namespace'>> {
  const asked = operation.syncOptions?.includes('CreateNamespace=true') === true;
  if (!asked || destination.namespace === '') return { namespaceExists: true };
  const found = await destination.cluster.read(
    { group: '', version: 'v1', kind: 'Namespace', namespace: '', name: destination.namespace },
    signal,
  );
  const managed = app.spec.syncPolicy?.managedNamespaceMetadata !== undefined;
  return { namespaceExists: found !== undefined, ...(found && managed ? { namespace: found } : {}) };
}
