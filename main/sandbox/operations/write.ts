/** Create and update: from a decoded request to what is stored. Synchronous, so a write is never half done. */

import { randomUUID } from 'node:crypto';
import { deepEqual, type KubeObject } from '../../model/index.ts';
import {
  alreadyExists,
  conflict,
  forbidden,
  invalid,
  invalidValue,
  MODIFIED,
  notFound,
  StatusError,
} from '../api/status-error.ts';
import { asVersion, type ClusterState, getStored, storageKey, timestamp } from '../cluster-state.ts';
import { admit, admitUpdate } from '../kinds/admission.ts';
import { allocate } from '../kinds/allocate.ts';
import { updateFaults } from '../kinds/immutable.ts';
import type { Kind } from '../kinds/kind.ts';
import { checkLimitRanges } from '../kinds/limit-ranges.ts';
import { generatedName } from '../kinds/names.ts';
import { checkQuotas } from '../kinds/quota.ts';
import type { Namespace } from '../kinds/stored/cluster.ts';
import type { DraftObject } from '../kinds/stored/existing.ts';
import { validate } from '../kinds/validation/index.ts';
import { metadataFaults } from '../kinds/validation/metadata.ts';
import { updateOwners } from '../merge/update.ts';
import type { Stored } from '../storage/object-store.ts';
import { prepareForCreate, prepareForUpdate, withoutManagedTimes } from './prepare.ts';
import { bodyFor, decodeBody } from './request-body.ts';
import { writeContext } from './write-context.ts';
import type { WriteOptions, Written } from './write-options.ts';

const NAMESPACES = { group: '', plural: 'namespaces', kind: 'Namespace' };

export function create(
  state: ClusterState,
  kind: Kind,
  namespace: string | undefined,
  body: unknown,
  options: WriteOptions,
  duplicates: readonly string[] = [],
): Written {
  const warnings: string[] = [];
  const given = bodyFor(kind, namespace, undefined, body);
  const object: DraftObject = decodeBody(kind, given, options, warnings, duplicates);
  if (object.metadata.resourceVersion !== undefined) {
    throw new StatusError(400, 'BadRequest', 'resourceVersion should not be set on objects to be created');
  }
  const tracked = updateOwners(writeContext(state, kind, undefined, '', options.manager), object);
  return insert(state, kind, { ...tracked }, options, warnings);
}

/** Stores an object that has its owners already. */
export function insert(
  state: ClusterState,
  kind: Kind,
  object: DraftObject,
  options: WriteOptions,
  warnings: string[],
): Written {
  const { metadata } = object;
  if (kind.namespaced) checkNamespace(state, kind, metadata.namespace ?? '', metadata.name ?? '');
  prepareForCreate(kind, object, timestamp(state.clock));
  if (!metadata.name && metadata.generateName) {
    do metadata.name = generatedName(metadata.generateName);
    while (getStored(state, kind, metadata.namespace, metadata.name) !== undefined);
  }
  metadata.uid = randomUUID();
  metadata.creationTimestamp = timestamp(state.clock);
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata['selfLink'];
  admit(state, kind, object);
  const faults = [...metadataFaults(kind, object), ...(kind.custom?.validate(object) ?? validate(kind, object))];
  if (faults.length > 0) throw invalid(kind, metadata.name ?? '', faults);
  if (kind.namespaced) {
    checkLimitRanges(state, kind, object);
    checkQuotas(state, kind, object);
  }
  const name = metadata.name ?? '';
  if (getStored(state, kind, metadata.namespace, name) !== undefined) throw alreadyExists(kind, name);
  allocate(state, kind, object, undefined);
  if (options.dryRun) return { object, created: true, warnings };
  const stored = state.store.put(kind.storage, storageKey(kind, object), inStorageVersion(kind, object));
  return { object: asVersion(kind, stored.object), created: true, warnings };
}

function inStorageVersion(kind: Kind, object: KubeObject): KubeObject {
  if (kind.conversion !== undefined) return kind.conversion.toStorage(object);
  if (kind.custom === undefined || kind.custom.storageVersion === kind.version) return object;
  return { ...object, apiVersion: `${kind.group}/${kind.custom.storageVersion}` };
}

function checkNamespace(state: ClusterState, kind: Kind, namespace: string, name: string): void {
  const stored = state.store.get('/namespaces', namespace);
  if (stored === undefined) throw notFound(NAMESPACES, namespace);
  if (stored.object.metadata.deletionTimestamp !== undefined) {
    throw forbidden(
      kind,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  }
}

/** A PUT. `subresource` is '' or 'status' (or another one that writes the object itself). */
export function update(
  state: ClusterState,
  kind: Kind,
  namespace: string | undefined,
  name: string,
  subresource: string,
  body: unknown,
  options: WriteOptions,
  duplicates: readonly string[] = [],
): Written {
  const given = bodyFor(kind, namespace, name, body);
  const stored = getStored(state, kind, namespace, name);
  if (stored === undefined) throw notFound(kind, name);
  return change(state, kind, stored, subresource, given, options, duplicates);
}

/** Replaces a stored object by what a PUT or a patch has made of it. */
export function change(
  state: ClusterState,
  kind: Kind,
  stored: Stored,
  subresource: string,
  body: KubeObject,
  options: WriteOptions,
  duplicates: readonly string[] = [],
): Written {
  const warnings: string[] = [];
  const next: DraftObject = decodeBody(kind, body, options, warnings, duplicates);
  const current = asVersion(kind, stored.object);
  checkVersion(kind, current, next.metadata);
  const tracked = updateOwners(writeContext(state, kind, current, subresource, options.manager), next);
  return replace(state, kind, current, subresource, { ...tracked }, options, warnings);
}

function checkVersion(kind: Kind, current: KubeObject, metadata: KubeObject['metadata']): void {
  const name = current.metadata.name!;
  if (metadata.uid !== undefined && metadata.uid !== '' && metadata.uid !== current.metadata.uid) {
    throw conflict(
      kind,
      name,
      `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
  const version = metadata.resourceVersion;
  if (version !== undefined && version !== '' && version !== '0' && version !== current.metadata.resourceVersion) {
    throw conflict(kind, name, MODIFIED);
  }
  if ((version === undefined || version === '') && kind.custom !== undefined) {
    throw invalid(kind, name, [invalidValue('metadata.resourceVersion', 0, 'must be specified for an update')]);
  }
}

/** Stores what a decoded object, with its owners, makes of another. */
export function replace(
  state: ClusterState,
  kind: Kind,
  current: KubeObject,
  subresource: string,
  next: DraftObject,
  options: WriteOptions,
  warnings: string[],
): Written {
  next.metadata = { ...next.metadata };
  if (subresource === '') admitUpdate(kind, next);
  prepareForUpdate(kind, subresource, next, current);
  next.metadata.resourceVersion = current.metadata.resourceVersion;
  // Nothing but times of owners has changed: the object stays as it is, and watchers hear nothing.
  if (deepEqual(withoutManagedTimes(next), withoutManagedTimes(current)))
    return { object: current, created: false, warnings };
  if (subresource === '') {
    const own =
      kind.custom === undefined
        ? [...validate(kind, next), ...updateFaults(kind, next, current)]
        : kind.custom.validate(next);
    const faults = [...metadataFaults(kind, next), ...own];
    if (current.metadata.deletionTimestamp !== undefined) {
      const added = (next.metadata.finalizers ?? []).filter(
        (each) => !(current.metadata.finalizers ?? []).includes(each),
      );
      if (added.length > 0) {
        faults.push({
          field: 'metadata.finalizers',
          reason: 'FieldValueForbidden',
          message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added).replaceAll(',', ', ')}`,
        });
      }
    }
    if (faults.length > 0) throw invalid(kind, current.metadata.name!, faults);
    allocate(state, kind, next, current);
  } else if (subresource === 'status' && kind.custom !== undefined) {
    const faults = kind.custom.validate(next);
    if (faults.length > 0) throw invalid(kind, current.metadata.name!, faults);
  }
  if (options.dryRun) return { object: next, created: false, warnings };
  const key = storageKey(kind, next);
  if (isReleased(kind, next)) {
    // The last finalizer has gone from an object that was deleted.
    state.store.put(kind.storage, key, inStorageVersion(kind, next));
    const gone = state.store.remove(kind.storage, key);
    return { object: asVersion(kind, gone.object), created: false, warnings };
  }
  const stored = state.store.put(kind.storage, key, inStorageVersion(kind, next));
  return { object: asVersion(kind, stored.object), created: false, warnings };
}

function isReleased(kind: Kind, object: DraftObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return false;
  if (kind.kind === 'Namespace' && kind.group === '')
    return ((object as Partial<Namespace>).spec?.finalizers ?? []).length === 0;
  return (deletionGracePeriodSeconds ?? 0) === 0;
}
