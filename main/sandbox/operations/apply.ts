/** Server-side apply: from a configuration to what is stored. */

import { isRecord, type KubeObject } from '../../model/index.ts';
import {
  badRequest,
  conflict,
  internal as internalError,
  MODIFIED,
  notFound,
  StatusError,
} from '../api/status-error.ts';
import { asVersion, type ClusterState, getStored } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { DraftObject } from '../kinds/stored/existing.ts';
import { applyConfiguration, MergeError } from '../merge/update.ts';
import { bodyFor, decodeBody } from './request-body.ts';
import { insert, replace } from './write.ts';
import { writeContext } from './write-context.ts';
import type { WriteOptions, Written } from './write-options.ts';

export function apply(
  state: ClusterState,
  kind: Kind,
  namespace: string | undefined,
  name: string,
  subresource: string,
  body: unknown,
  force: boolean,
  options: WriteOptions,
  duplicates: readonly string[] = [],
): Written {
  if (
    isRecord(body) &&
    body['kind'] !== undefined &&
    (body['kind'] !== kind.kind || body['apiVersion'] !== kind.apiVersion)
  ) {
    const [version, group] = String(body['apiVersion']).split('/').reverse();
    throw badRequest(`invalid object type: ${group ?? ''}/${version}, Kind=${String(body['kind'])}`);
  }
  const checked = bodyFor(kind, namespace, name, body);
  // As it was sent: a namespace that only the URL names is no part of what is applied.
  const { namespace: _url, ...bare } = checked.metadata;
  const own = isRecord(body) && isRecord(body['metadata']) ? body['metadata']['namespace'] : undefined;
  const configuration: KubeObject = {
    ...checked,
    metadata: typeof own === 'string' ? { ...bare, namespace: own } : bare,
  };
  const stored = getStored(state, kind, namespace, name);
  const current = stored === undefined ? undefined : asVersion(kind, stored.object);
  if (current === undefined && subresource !== '') throw notFound(kind, name);
  if (current !== undefined) checkApplied(kind, current, configuration.metadata);
  let outcome: ReturnType<typeof applyConfiguration>;
  try {
    outcome = applyConfiguration(
      writeContext(state, kind, current, subresource, options.manager),
      withoutVersion(configuration),
      force,
    );
  } catch (error) {
    if (error instanceof MergeError) throw error.bad ? badRequest(error.message) : internalError(error.message);
    throw error;
  }
  if (outcome.object === undefined) {
    throw new StatusError(409, 'Conflict', outcome.message, {
      causes: outcome.conflicts.map(({ field, manager }) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${manager}`,
        field,
      })),
    });
  }
  const warnings: string[] = [];
  // Unknown fields of the configuration were refused by the merge; what it made of them needs no second look.
  const next: DraftObject = decodeBody(kind, outcome.object, options, warnings, duplicates);
  if (kind.namespaced) next.metadata.namespace = namespace;
  next.metadata.managedFields = outcome.object.metadata.managedFields;
  if (next.metadata.managedFields === undefined) delete next.metadata.managedFields;
  if (current === undefined) {
    if (configuration.metadata.uid !== undefined) {
      throw conflict(
        kind,
        name,
        `uid mismatch: the provided object specified uid ${configuration.metadata.uid}, and no existing object was found`,
      );
    }
    delete next.metadata.resourceVersion;
    return insert(state, kind, { ...next }, options, warnings);
  }
  return replace(state, kind, current, subresource, { ...next }, options, warnings);
}

function checkApplied(kind: Kind, current: KubeObject, metadata: KubeObject['metadata']): void {
  if (metadata.uid !== undefined && metadata.uid !== current.metadata.uid) {
    throw conflict(
      kind,
      current.metadata.name!,
      `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== current.metadata.resourceVersion) {
    throw conflict(kind, current.metadata.name!, MODIFIED);
  }
}

/** The version was checked; merged in, it would only be taken for a field. */
function withoutVersion(object: KubeObject): KubeObject {
  if (object.metadata.resourceVersion === undefined) return object;
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}
