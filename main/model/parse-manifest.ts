/** From documents of unknown content to Kubernetes objects: several documents, Lists flattened, each with its place. */

import { type Check, invalid, type Origin } from './field-check.ts';
import { isRecord } from './json.ts';
import type { KubeObject } from './object.ts';
import { parseYamlDocuments, type YamlOptions } from './yaml.ts';

export interface Placed<T> {
  readonly value: T;
  readonly origin: Origin;
}

const DEEPEST_LIST = 8;

/** Every object of a text, Lists written out. Throws for a document that is no object or has no apiVersion or kind. */
export function parseManifests(source: string, options: YamlOptions = {}): readonly Placed<KubeObject>[] {
  const found: Placed<KubeObject>[] = [];
  for (const { value, line } of parseYamlDocuments(source, options)) {
    flatten(value, { ...(options.file === undefined ? {} : { file: options.file }), line }, 0, found);
  }
  return found;
}

/** One value, a List, or a list of values. */
export function flattenManifests(value: unknown, origin: Origin = {}): readonly Placed<KubeObject>[] {
  const found: Placed<KubeObject>[] = [];
  flatten(value, origin, 0, found);
  return found;
}

function flatten(value: unknown, origin: Origin, depth: number, found: Placed<KubeObject>[]): void {
  if (value === null || value === undefined) return;
  if (depth > DEEPEST_LIST) throw invalid(`Lists nested deeper than ${DEEPEST_LIST}`, origin);
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) flatten(item, origin, depth + 1, found);
    return;
  }
  if (!isRecord(value)) throw invalid(`expected an object, got ${JSON.stringify(value)?.slice(0, 60)}`, origin);
  const { apiVersion, kind, items } = value;
  if (typeof kind !== 'string' || kind === '') throw invalid('kind: Required value', origin);
  if (typeof apiVersion !== 'string' || apiVersion === '') throw invalid('apiVersion: Required value', origin);
  if (kind.endsWith('List') && Array.isArray(items)) {
    for (const item of items as readonly unknown[]) flatten(item, origin, depth + 1, found);
    return;
  }
  if (!isRecord(value['metadata'])) throw invalid(`metadata: Required value (${kind})`, origin);
  found.push({ value: value as unknown as KubeObject, origin });
}

/** One object of a kind of Argo CD's group, its known fields checked. */
export function parseKind(value: unknown, kind: string, check: Check, origin: Origin): KubeObject {
  if (!isRecord(value)) throw invalid(`expected an object of kind ${kind}`, origin);
  if (value['kind'] !== kind)
    throw invalid(`kind: expected ${kind}, got ${JSON.stringify(value['kind'])?.slice(0, 60)}`, origin);
  const { apiVersion } = value;
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith('argoproj.io/')) {
    throw invalid(`apiVersion: expected argoproj.io/v1alpha1, got ${JSON.stringify(apiVersion)?.slice(0, 60)}`, origin);
  }
  check(value, '', origin);
  return value as unknown as KubeObject;
}
