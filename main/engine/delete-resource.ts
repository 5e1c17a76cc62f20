import type { Cluster } from '../cluster/index.ts';
import { ArgosyError, keyOfRef, type PropagationPolicy, type ResourceRef } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { DeleteResourceRequest } from './engine.ts';
import { gateFacts, passGate } from './gate.ts';
import type { AppRecord } from './record.ts';
import { buildTree } from './tree.ts';

const PROPAGATION: Readonly<Record<DeleteResourceRequest['propagation'], PropagationPolicy>> = {
  foreground: 'Foreground',
  background: 'Background',
  orphan: 'Orphan',
};

/**
 * Deletes one object of the application's tree, and just the one that is there now: the project permits it, nobody else owns it. Of a child Application its
 * own finalizers decide what goes with it (reference §7).
 */
export async function deleteResource(
  ports: Pick<ApplicationsPorts, 'health' | 'settings' | 'reconciler' | 'logger'>,
  record: AppRecord,
  { ref, propagation, force }: DeleteResourceRequest,
  signal: AbortSignal,
): Promise<void> {
  const key = keyOfRef(ref);
  const { destination, project } = record;
  if (!destination || !project) {
    throw new ArgosyError('FailedPrecondition', `the destination of ${record.key} is not known`, {
      subject: record.key,
    });
  }
  const { cluster } = destination;
  if (!(await isInTree(record, cluster, ref, ports.health, signal))) {
    const { name } = record.app.metadata;
    throw new ArgosyError('NotFound', `${ref.kind} ${ref.group} ${ref.name} not found as part of application ${name}`, {
      subject: key,
      advice: `List its resources with \`argosy app resources ${name} --output tree\`.`,
    });
  }
  const live = await cluster.read(ref, signal);
  if (!live) {
    throw new ArgosyError('NotFound', `${ref.kind} ${ref.name} was not found in the cluster`, { subject: key });
  }
  const { uid } = live.metadata;
  const seen = cluster.live(key)?.uid;
  if (seen !== undefined && uid !== undefined && seen !== uid) {
    throw new ArgosyError('Conflict', `${ref.kind} ${ref.name} was replaced by another object of that name`, {
      subject: key,
      advice: 'Look at it again before you delete it.',
      retry: true,
    });
  }
  const served = await cluster.resourceOf(ref, signal);
  const namespaced = served?.namespaced ?? ref.namespace !== '';
  passGate(gateFacts(record, { destination, project }, ports.settings()), { verb: 'delete', ref, namespaced, live });
  const options = {
    propagation: PROPAGATION[propagation],
    ...(uid === undefined ? {} : { uid }),
    ...(force ? { gracePeriodSeconds: 0 } : {}),
  };
  const gone = await cluster.delete(ref, options, signal);
  ports.logger.info('an object was deleted by hand', { app: record.key, object: key, uid, propagation, force, gone });
}

async function isInTree(
  record: AppRecord,
  cluster: Cluster,
  ref: ResourceRef,
  health: ApplicationsPorts['health'],
  signal: AbortSignal,
): Promise<boolean> {
  const key = keyOfRef(ref);
  if (record.rows.has(key)) return true;
  const nodes = await buildTree(cluster, record.rows.values(), health, signal);
  return nodes.some((node) => keyOfRef(node.ref) === key);
}
