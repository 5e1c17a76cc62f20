import { isRecord, type KubeObject } from '../../model/index.ts';
import { badRequest, conflict, notFound, StatusError } from '../api/status-error.ts';
import { asVersion, type ClusterState, getStored, storageKey, timestamp } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Stored } from '../storage/object-store.ts';

export interface DeleteOptions {
  readonly propagation: 'Orphan' | 'Background' | 'Foreground' | undefined;
  readonly graceSeconds: number | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly dryRun: boolean;
}

export const PLAIN_DELETE: DeleteOptions = {
  propagation: undefined,
  graceSeconds: undefined,
  uid: undefined,
  resourceVersion: undefined,
  dryRun: false,
};

/** From the body of a DELETE and its query. */
export function deleteOptions(body: unknown, query: URLSearchParams, dryRun: boolean): DeleteOptions {
  const given = isRecord(body) ? body : {};
  const preconditions = isRecord(given['preconditions']) ? given['preconditions'] : {};
  let propagation = (given['propagationPolicy'] ??
    query.get('propagationPolicy') ??
    undefined) as DeleteOptions['propagation'];
  const orphan =
    given['orphanDependents'] ?? (query.has('orphanDependents') ? query.get('orphanDependents') === 'true' : undefined);
  if (propagation === undefined && typeof orphan === 'boolean') propagation = orphan ? 'Orphan' : 'Background';
  if (propagation !== undefined && !['Orphan', 'Background', 'Foreground'].includes(propagation)) {
    throw new StatusError(
      422,
      'Invalid',
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(propagation)}: supported values: "Foreground", "Background", "Orphan"`,
      {
        group: 'meta.k8s.io',
        kind: 'DeleteOptions',
        causes: [
          {
            reason: 'FieldValueNotSupported',
            message: `Unsupported value: ${JSON.stringify(propagation)}`,
            field: 'propagationPolicy',
          },
        ],
      },
    );
  }
  const grace = given['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds') ?? undefined;
  const graceSeconds = grace === undefined ? undefined : Number(grace);
  if (graceSeconds !== undefined && !Number.isInteger(graceSeconds))
    throw badRequest('gracePeriodSeconds must be a whole number');
  return {
    propagation,
    graceSeconds: graceSeconds !== undefined && graceSeconds < 0 ? 1 : graceSeconds,
    uid: preconditions['uid'] as string | undefined,
    resourceVersion: preconditions['resourceVersion'] as string | undefined,
    dryRun: dryRun || (Array.isArray(given['dryRun']) && given['dryRun'].includes('All')),
  };
}

/** Kinds whose dependents were left alone by default when their API was young. */
const ORPHANED_BY_DEFAULT = new Set(['batch/Job', '/ReplicationController']);

export interface Removed {
  readonly object: KubeObject;
  /** False: it stays until its finalizers or its grace period have passed. */
  readonly gone: boolean;
  readonly warnings: readonly string[];
}

export function remove(
  state: ClusterState,
  kind: Kind,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions,
): Removed {
  const stored = getStored(state, kind, namespace, name);
  if (stored === undefined) throw notFound(kind, name);
  return removeStored(state, kind, stored, options);
}

export function removeStored(state: ClusterState, kind: Kind, stored: Stored, options: DeleteOptions): Removed {
  const { object } = stored;
  const { metadata } = object;
  const name = metadata.name!;
  if (options.uid !== undefined && options.uid !== metadata.uid) {
    throw conflict(
      { ...kind, plural: kind.kind },
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      { ...kind, plural: kind.kind },
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
  const warnings: string[] = [];
  const id = `${kind.group}/${kind.kind}`;
  const orphans =
    options.propagation === 'Orphan' || (options.propagation === undefined && ORPHANED_BY_DEFAULT.has(id));
  if (id === 'batch/Job' && options.propagation === undefined) {
    warnings.push(
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    );
  }
  const finalizers = new Set(metadata.finalizers ?? []);
  // The default leaves finalizers that were asked for before.
  if (options.propagation !== undefined || orphans) {
    finalizers.delete('orphan');
    finalizers.delete('foregroundDeletion');
  }
  if (orphans) finalizers.add('orphan');
  if (options.propagation === 'Foreground') finalizers.add('foregroundDeletion');

  if (id === '/Namespace') return removeNamespace(state, kind, object, options, warnings);
  const grace = graceOf(kind, object, options);
  const deleting = metadata.deletionTimestamp !== undefined;
  if (deleting && (metadata.deletionGracePeriodSeconds ?? 0) > 0 && grace === undefined) {
    // A graceful deletion is on its way already.
    return { object: asVersion(kind, object), gone: false, warnings };
  }
  const seconds = grace ?? 0;
  if (finalizers.size === 0 && seconds === 0) {
    if (options.dryRun) return { object: asVersion(kind, object), gone: true, warnings };
    const gone = state.store.remove(kind.storage, storageKey(kind, object));
    return { object: asVersion(kind, gone.object), gone: true, warnings };
  }
  const before = metadata.finalizers ?? [];
  const changed = before.length !== finalizers.size || before.some((each) => !finalizers.has(each));
  if (deleting && !changed && seconds === (metadata.deletionGracePeriodSeconds ?? 0)) {
    return { object: asVersion(kind, object), gone: false, warnings };
  }
  const next: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      ...(finalizers.size === 0 ? {} : { finalizers: [...finalizers] }),
      deletionTimestamp:
        deleting && seconds >= (metadata.deletionGracePeriodSeconds ?? 0)
          ? metadata.deletionTimestamp!
          : timestamp(state.clock, seconds),
      deletionGracePeriodSeconds: seconds,
      ...(metadata.generation === undefined || deleting ? {} : { generation: metadata.generation + 1 }),
    },
  };
  if (options.dryRun) return { object: asVersion(kind, next), gone: false, warnings };
  const kept = state.store.put(kind.storage, storageKey(kind, next), next);
  return { object: asVersion(kind, kept.object), gone: false, warnings };
}

/** Seconds for a Pod to end; undefined when a deletion that is on its way stays as it is. */
function graceOf(kind: Kind, object: KubeObject, options: DeleteOptions): number | undefined {
  if (kind.kind !== 'Pod' || kind.group !== '') return 0;
  const spec = object['spec'] as { nodeName?: string; terminationGracePeriodSeconds?: number };
  const phase = (object['status'] as { phase?: string } | undefined)?.phase;
  let seconds = options.graceSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
  if (spec.nodeName === undefined || phase === 'Failed' || phase === 'Succeeded') seconds = 0;
  if (object.metadata.deletionTimestamp === undefined) return seconds;
  const before = object.metadata.deletionGracePeriodSeconds ?? 0;
  if (before === 0) return 0;
  return options.graceSeconds !== undefined && options.graceSeconds < before ? options.graceSeconds : undefined;
}

function removeNamespace(
  state: ClusterState,
  kind: Kind,
  object: KubeObject,
  options: DeleteOptions,
  warnings: readonly string[],
): Removed {
  const spec = object['spec'] as { finalizers?: readonly string[] };
  if ((spec.finalizers ?? []).length === 0 && (object.metadata.finalizers ?? []).length === 0) {
    if (options.dryRun) return { object, gone: true, warnings };
    return { object: state.store.remove(kind.storage, storageKey(kind, object)).object, gone: true, warnings };
  }
  if (object.metadata.deletionTimestamp !== undefined) return { object, gone: false, warnings };
  const next: KubeObject = {
    ...object,
    metadata: { ...object.metadata, deletionTimestamp: timestamp(state.clock) },
    status: { ...(object['status'] as object), phase: 'Terminating' },
  };
  if (options.dryRun) return { object: next, gone: false, warnings };
  return { object: state.store.put(kind.storage, storageKey(kind, next), next).object, gone: false, warnings };
}
