/** The annotation of `kubectl apply` without --server-side, for the move from it to server-side apply and back. */

import { isRecord, type KubeObject } from '../../model/index.ts';
import type { Atom } from './atom.ts';
import { goJson } from './path-element.ts';
import { difference, type FieldSet } from './set.ts';
import { typeError } from './validate.ts';
import { compare, fieldSetOf } from './walks.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The fields that the last client-side apply set and nobody has changed since: they may be taken over without a conflict. */
export function lastAppliedSet(atom: Atom, live: KubeObject): FieldSet | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined || text === '') return undefined;
  let last: unknown;
  try {
    last = JSON.parse(text);
  } catch {
    return undefined; // an annotation that a person wrote allows nothing
  }
  if (!isRecord(last) || last['apiVersion'] !== live.apiVersion) return undefined;
  if (typeError(atom, last, false) !== undefined || typeError(atom, live, false) !== undefined) return undefined;
  const { added, modified, removed } = compare(atom, last, live);
  return difference(difference(difference(fieldSetOf(atom, last), modified), added), removed);
}

export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _old, ...annotations } = applied.metadata.annotations ?? {};
  const metadata: Record<string, unknown> = { ...applied.metadata };
  if (applied.metadata.annotations !== undefined) metadata['annotations'] = annotations;
  const text = `${goJson(sortKeys({ ...applied, metadata }))}\n`;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: text } },
  };
}

/** Whether an object carries the annotation, so that it is kept true. */
export function hasLastApplied(object: KubeObject): boolean {
  return (object.metadata.annotations?.[LAST_APPLIED] ?? '') !== '';
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sortKeys(value[name])]),
  );
}
