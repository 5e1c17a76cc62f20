/** From the body of a request to an object of the kind that the URL names. */

import { isRecord, type KubeObject } from '../../model/index.ts';
import { badRequest } from '../api/status-error.ts';
import type { Kind } from '../kinds/kind.ts';
import type { WriteOptions } from './write-options.ts';

/** Checks that a body is of the kind and names the place that the URL names. Returns it with its namespace. */
export function bodyFor(
  kind: Kind,
  namespace: string | undefined,
  name: string | undefined,
  body: unknown,
): KubeObject {
  if (!isRecord(body)) throw badRequest('the object provided is unrecognized (must be an object)');
  const given = { apiVersion: body['apiVersion'], kind: body['kind'] };
  if (given.kind !== undefined && (given.kind !== kind.kind || given.apiVersion !== kind.apiVersion)) {
    if (kind.custom !== undefined || given.apiVersion === undefined) {
      throw badRequest(
        `the API version in the data (${String(given.apiVersion)}) does not match the expected API version (${kind.apiVersion})`,
      );
    }
    const version = String(given.apiVersion).slice(String(given.apiVersion).indexOf('/') + 1);
    throw badRequest(
      `${String(given.kind)} in version "${version}" cannot be handled as a ${kind.kind}: converting (${String(given.apiVersion)}.${String(given.kind)}) to (${kind.group === '' ? 'core' : kind.group.split('.')[0]}.${kind.kind}): unknown conversion`,
    );
  }
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {};
  if (kind.namespaced) {
    const own = metadata['namespace'];
    if (own !== undefined && own !== null && own !== '' && own !== namespace) {
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
  }
  if (name !== undefined) {
    const own = metadata['name'];
    if (own === undefined || own === '' || own === null) {
      throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
    }
    if (own !== name)
      throw badRequest(`the name of the object (${String(own)}) does not match the name on the URL (${name})`);
  }
  const { namespace: _own, ...rest } = metadata;
  return {
    ...body,
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: kind.namespaced ? { ...rest, namespace } : rest,
  } as KubeObject;
}

export function decodeBody(
  kind: Kind,
  body: KubeObject,
  options: WriteOptions,
  warnings: string[],
  extra: readonly string[] = [],
): KubeObject {
  const { object, unknown } = kind.decode(body);
  const all = [...unknown, ...extra];
  if (all.length > 0 && options.validation === 'Strict') {
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${all.join(', ')}`,
    );
  }
  if (options.validation === 'Warn') warnings.push(...all);
  return object;
}
