/** What the three kinds of patch that change an object make of it; applying is another matter. */

import {
  ArgosyError,
  applyJsonPatch,
  isRecord,
  type KubeObject,
  mergePatch,
  parseJsonPatch,
} from '../../model/index.ts';
import type { Kind } from '../kinds/kind.ts';
import { parseAnyYaml, parseJson } from './body.ts';
import { badRequest, StatusError } from './status-error.ts';
import type { StrategicMerge } from './strategic-merge.ts';

export const JSON_PATCH = 'application/json-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
export const APPLY = 'application/apply-patch+yaml';
const MERGE = 'application/merge-patch+json';

/** The types of patch that a kind takes. */
export function patchTypes(kind: Kind): readonly string[] {
  return kind.custom === undefined ? [JSON_PATCH, MERGE, STRATEGIC, APPLY] : [JSON_PATCH, MERGE, APPLY];
}

/** `text` as a patch of any value, such as a Scale. */
export function patchedValue(current: unknown, type: string, text: string): unknown {
  if (type === JSON_PATCH) return applyJsonPatch(current, parseJsonPatch(parsePatch(text)));
  return mergePatch(current, type === APPLY ? parseAnyYaml(text) : parsePatch(text));
}

function parsePatch(text: string): unknown {
  return parseJson(text, (error) => `error decoding patch: ${error}`);
}

export function patched(
  strategic: StrategicMerge,
  kind: Kind,
  current: KubeObject,
  type: string,
  text: string,
): KubeObject {
  const patch = parsePatch(text);
  let result: unknown;
  if (type === JSON_PATCH) {
    try {
      result = applyJsonPatch(current, parseJsonPatch(patch));
    } catch (error) {
      if (!(error instanceof ArgosyError)) throw error;
      throw new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    }
  } else {
    if (!isRecord(patch))
      throw badRequest(
        `json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`,
      );
    result = type === STRATEGIC ? strategic.merge(kind.schema, current, patch) : mergePatch(current, patch);
  }
  if (!isRecord(result) || !isRecord(result['metadata'])) throw badRequest('the patched object has no metadata');
  const { metadata } = result as unknown as KubeObject;
  if (metadata.name !== current.metadata.name)
    throw badRequest(
      `the name of the object (${String(metadata.name)}) does not match the name on the URL (${current.metadata.name})`,
    );
  if ((metadata.namespace ?? '') !== (current.metadata.namespace ?? ''))
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (result['kind'] !== kind.kind || result['apiVersion'] !== kind.apiVersion) {
    throw badRequest(
      `${String(result['kind'])} in version ${JSON.stringify(result['apiVersion'])} cannot be handled as a ${kind.kind}: no kind ${JSON.stringify(result['kind'])} is registered for version ${JSON.stringify(result['apiVersion'])}`,
    );
  }
  return result as unknown as KubeObject;
}
