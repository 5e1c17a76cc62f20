import {
  type JsonValue,
  parseDuration,
  parseQuantity,
  parseYaml,
  quantityToNumber,
  type ResourceIgnoreDifferences,
} from '../model/index.ts';
import type { KnownTypeField, ResourceFilter } from './argocd-settings.ts';

/** Values of Argo CD's ConfigMaps from their texts. Each throws an Error whose message says what is wrong; the caller names the key. */

/** A ConfigMap holds at most 1 MiB. */
const LIMITS = { maxLength: 1024 * 1024, maxDepth: 30, maxAliases: 100, maxExpanded: 4 * 1024 * 1024 } as const;

export function boolean(text: string): boolean {
  // What Go's strconv.ParseBool takes.
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw new Error(`expected "true" or "false", got ${show(text)}`);
}

/** Milliseconds of a Go duration, not negative. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms < 0) throw new Error(`expected a duration that is not negative, got ${show(text)}`);
  return ms;
}

/** Milliseconds of a whole number of seconds. */
export function seconds(text: string): number {
  return integer(text, 0, 10 * 365 * 86_400) * 1_000;
}

export function integer(text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new Error(`expected a whole number from ${least} to ${most}, got ${show(text)}`);
  return value;
}

/** Bytes of a Kubernetes quantity. */
export function bytes(text: string): number {
  const quantity = parseQuantity(text);
  const value = quantity === undefined ? Number.NaN : quantityToNumber(quantity);
  if (!(value > 0 && value <= 2 ** 40)) throw new Error(`expected a size such as 10M or 64Mi, got ${show(text)}`);
  return Math.floor(value);
}

export function oneOf<T extends string>(text: string, ...choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Error(`expected one of ${choices.join(', ')}, got ${show(text)}`);
  return found;
}

export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The name part of a Kubernetes label key with an optional DNS prefix. */
export function labelKey(text: string): string {
  if (!/^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text)) {
    throw new Error(`expected a label key, got ${show(text)}`);
  }
  return text;
}

export function yamlOf(text: string): JsonValue {
  return parseYaml(text, LIMITS);
}

export function resourceFilters(text: string): readonly ResourceFilter[] {
  return list(yamlOf(text), 'a list of {apiGroups, kinds, clusters}').map((item) => {
    const map = mapping(item, 'an entry with apiGroups, kinds or clusters');
    return {
      apiGroups: strings(map, 'apiGroups'),
      kinds: strings(map, 'kinds'),
      clusters: strings(map, 'clusters'),
    };
  });
}

/** The value of `…ignoreDifferences.<group>_<kind>` and `…ignoreResourceUpdates.<group>_<kind>`. */
export function ignoreRule(text: string, key: string): ResourceIgnoreDifferences {
  const map = mapping(yamlOf(text), 'jsonPointers, jqPathExpressions or managedFieldsManagers');
  const { group, kind } = splitKindKey(key);
  return {
    group,
    kind,
    jsonPointers: strings(map, 'jsonPointers'),
    jqPathExpressions: strings(map, 'jqPathExpressions'),
    managedFieldsManagers: strings(map, 'managedFieldsManagers'),
  };
}

export function knownTypeFields(text: string): readonly KnownTypeField[] {
  return knownTypeFieldsOf(yamlOf(text));
}

export function knownTypeFieldsOf(value: JsonValue): readonly KnownTypeField[] {
  return list(value, 'a list of {field, type}').map((item) => {
    const map = mapping(item, 'an entry with field and type');
    const field = map.get('field');
    const type = map.get('type');
    if (typeof field !== 'string' || typeof type !== 'string')
      throw new Error('expected a field and a type in each entry');
    return { field, type };
  });
}

/** `apps_Deployment` → apps, Deployment; `Service` → core; `*` → everything. */
export function splitKindKey(key: string): { readonly group: string; readonly kind: string } {
  if (key === '*') return { group: '*', kind: '*' };
  const at = key.lastIndexOf('_');
  return at < 0 ? { group: '', kind: key } : { group: key.slice(0, at), kind: key.slice(at + 1) };
}

/** As a Map: a key of foreign text is never looked up in a plain object. */
export function mapping(value: JsonValue, what: string): ReadonlyMap<string, JsonValue> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`expected ${what}`);
  return new Map(Object.entries(value as Readonly<Record<string, JsonValue>>));
}

function list(value: JsonValue, what: string): readonly JsonValue[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new Error(`expected ${what}`);
  return value as readonly JsonValue[];
}

function strings(map: ReadonlyMap<string, JsonValue>, name: string): readonly string[] {
  const value = map.get(name) ?? null;
  return list(value, `a list of texts in ${name}`).map((item) => {
    if (typeof item !== 'string') throw new Error(`expected a list of texts in ${name}`);
    return item;
  });
}

function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
