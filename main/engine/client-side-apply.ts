/**
 * What `kubectl apply` without `--server-side` does (reference §3.7), for `ServerSideApply=false`: the manifest is kept in the annotation
 * last-applied-configuration, and the next apply removes what that one declared and this one does not.
 */

import type { SchemaNode } from '../cluster/index.ts';
import {
  annotation,
  deepEqual,
  diffMergePatch,
  isRecord,
  type KubeObject,
  LAST_APPLIED,
  parseApiVersion,
  setField,
} from '../model/index.ts';

/** Groups whose types kubectl knows: their lists are merged by key. Every other kind gets a JSON merge, in which a list is one value. */
const BUILT_IN: ReadonlySet<string> = new Set([
  '',
  'admissionregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** Fields of which only the declared keys may stay: switching a union's member drops the other member (patch strategy retainKeys). */
const RETAIN_KEYS = /(^|\.)(spec\.strategy|volumes\[\])$/;

type Fields = Record<string, unknown>;

/** The manifest as it is created: with itself in the annotation. */
export function withLastApplied(desired: KubeObject): KubeObject {
  const { annotations = {}, managedFields: _, ...metadata } = desired.metadata;
  const { [LAST_APPLIED]: __, ...others } = annotations;
  // kubectl writes the annotations even when there are none, and ends with a line feed.
  const declared = { ...desired, metadata: { ...metadata, annotations: others } };
  const text = `${JSON.stringify(sorted(declared))}\n`;
  return { ...desired, metadata: { ...metadata, annotations: { ...others, [LAST_APPLIED]: text } } };
}

/**
 * The JSON merge patch that a client-side apply of `desired` comes to, on just this `live` (its resourceVersion is part of the patch, so that lists that
 * were merged here cannot undo what somebody wrote meanwhile). Undefined: nothing changes.
 */
export function clientSidePatch(
  desired: KubeObject,
  live: KubeObject,
  schema: SchemaNode | undefined,
): Fields | undefined {
  const wanted = withLastApplied(desired);
  const last = lastAppliedOf(live);
  const { group } = parseApiVersion(desired.apiVersion);
  const node = BUILT_IN.has(group) ? schema : undefined;
  const merged = mergeFields(last ?? {}, wanted as unknown as Fields, live as unknown as Fields, node, '');
  const patch = diffMergePatch(live, merged);
  if (!isRecord(patch)) return undefined;
  const metadata = isRecord(patch['metadata']) ? patch['metadata'] : {};
  return { ...patch, metadata: { ...metadata, resourceVersion: live.metadata.resourceVersion } };
}

function lastAppliedOf(live: KubeObject): Fields | undefined {
  const text = annotation(live, LAST_APPLIED);
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined; // not written by an apply: merged two-way, as kubectl does
  }
}

function mergeFields(last: Fields, wanted: Fields, live: Fields, node: SchemaNode | undefined, path: string): Fields {
  const merged: Fields = {};
  const retained = RETAIN_KEYS.test(path);
  for (const [name, value] of Object.entries(live)) {
    const declared = Object.hasOwn(wanted, name) && wanted[name] !== null;
    if (!declared && (Object.hasOwn(last, name) || retained || wanted[name] === null)) continue;
    setField(merged, name, value);
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (value === null) continue;
    const child = path === '' ? name : `${path}.${name}`;
    const before = Object.hasOwn(live, name) ? live[name] : undefined;
    setField(merged, name, mergeValue(last[name], value, before, fieldNode(node, name), child));
  }
  return merged;
}

function mergeValue(
  last: unknown,
  wanted: unknown,
  live: unknown,
  node: SchemaNode | undefined,
  path: string,
): unknown {
  if (isRecord(wanted) && isRecord(live) && node?.mapType !== 'atomic') {
    return mergeFields(isRecord(last) ? last : {}, wanted, live, node, path);
  }
  if (Array.isArray(wanted) && Array.isArray(live) && node?.type === 'list') {
    const before = Array.isArray(last) ? last : [];
    if (node.listType === 'map') return mergeItems(before, wanted, live, node, path);
    if (node.listType === 'set') return mergeSet(before, wanted, live);
  }
  return wanted;
}

/** Items by key: declared ones in the manifest's order, then what others have put there. */
function mergeItems(
  last: readonly unknown[],
  wanted: readonly unknown[],
  live: readonly unknown[],
  node: SchemaNode,
  path: string,
): unknown[] {
  const lastByKey = byKey(last, node);
  const liveByKey = byKey(live, node);
  const wantedByKey = byKey(wanted, node);
  const merged: unknown[] = [];
  for (const [key, item] of wantedByKey) {
    const before = liveByKey.get(key);
    merged.push(before === undefined ? item : mergeValue(lastByKey.get(key), item, before, node.items, `${path}[]`));
  }
  for (const [key, item] of liveByKey) {
    if (!wantedByKey.has(key) && !lastByKey.has(key)) merged.push(item);
  }
  return inLiveOrder(merged, live, node);
}

/** An order that differs from live only for new items writes nothing when nothing changed. */
function inLiveOrder(merged: unknown[], live: readonly unknown[], node: SchemaNode): unknown[] {
  if (merged.length !== live.length) return merged;
  const places = new Map(live.map((item, index) => [keyOfItem(item, node), index]));
  const places2 = merged.map((item) => places.get(keyOfItem(item, node)));
  if (places2.some((place) => place === undefined)) return merged;
  return merged.toSorted((a, b) => places.get(keyOfItem(a, node))! - places.get(keyOfItem(b, node))!);
}

function mergeSet(last: readonly unknown[], wanted: readonly unknown[], live: readonly unknown[]): unknown[] {
  const has = (list: readonly unknown[], item: unknown) => list.some((one) => deepEqual(one, item));
  const kept = live.filter((item) => has(wanted, item) || !has(last, item));
  return [...kept, ...wanted.filter((item) => !has(kept, item))];
}

function byKey(items: readonly unknown[], node: SchemaNode): Map<string, unknown> {
  return new Map(items.map((item) => [keyOfItem(item, node), item]));
}

/** `protocol` of a port is TCP where it is not said: defaults belong to the identity. */
function keyOfItem(item: unknown, node: SchemaNode): string {
  const fields = isRecord(item) ? item : {};
  return JSON.stringify((node.listKeys ?? []).map((name) => fields[name] ?? node.items?.fields?.get(name)?.default));
}

function fieldNode(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  return node?.type === 'map' ? node.items : node?.fields?.get(name);
}

/** With sorted keys, as kubectl writes the annotation. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const result: Fields = {};
  for (const name of Object.keys(value).toSorted()) setField(result, name, sorted(value[name]));
  return result;
}
