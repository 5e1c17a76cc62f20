/** `RespectIgnoreDifferences=true` (reference §2.6): what is ignored keeps its live value when the manifest is applied. */

import type { SchemaNode } from '../cluster/index.ts';
import type { JqPort, ObjectRules } from '../diff/index.ts';
import { type FieldsV1, isRecord, type KubeObject, listIndex, setField } from '../model/index.ts';

type Path = readonly (string | number)[];

/**
 * The manifest with the live values of all ignored fields; the manifest itself when nothing is ignored in it. A list item that an ignored path leads
 * through is found by its key, or by its place in a list without keys; items that Git does not declare are not brought in half.
 */
export async function withLiveValues(
  desired: KubeObject,
  live: KubeObject,
  rules: ObjectRules,
  schema: SchemaNode | undefined,
  jq: JqPort,
  signal: AbortSignal,
): Promise<KubeObject> {
  const root = structuredClone(desired) as KubeObject;
  const ignored = await ignoredPaths(root, live, rules, jq, signal);
  if (ignored.desired.length + ignored.live.length === 0) return desired;
  // Deepest and last first, so that removing a list item does not shift another path.
  for (const path of ignored.desired.toSorted(backwards)) removeAt(root, path);
  for (const path of ignored.live) copyAt(root, live, path, schema);
  return root;
}

interface Ignored {
  readonly desired: readonly Path[];
  readonly live: readonly Path[];
}

async function ignoredPaths(
  desired: KubeObject,
  live: KubeObject,
  rules: ObjectRules,
  jq: JqPort,
  signal: AbortSignal,
): Promise<Ignored> {
  const inDesired: Path[] = [];
  const inLive: Path[] = [];
  for (const pointer of rules.pointers) {
    // `status` is ignored for every kind by the system; it is never applied.
    if (pointer[0] === 'status') continue;
    if (leads(desired, pointer)) inDesired.push(pointer);
    if (leads(live, pointer)) inLive.push(pointer);
  }
  for (const expression of rules.jq) {
    inDesired.push(...(await jqPaths(expression, desired, jq, signal)));
    inLive.push(...(await jqPaths(expression, live, jq, signal)));
  }
  for (const entry of live.metadata.managedFields ?? []) {
    if (!rules.managers.has(entry.manager ?? '') || entry.subresource === 'status') continue;
    if (!isRecord(entry.fieldsV1)) continue;
    const owned: Path[] = [];
    ownedLeaves(entry.fieldsV1 as FieldsV1, live, [], owned);
    inLive.push(...owned);
    // What the trusted manager owns and Git declares as well: the manager's value wins.
    inDesired.push(...owned.filter((path) => leads(desired, path)));
  }
  return { desired: inDesired, live: inLive };
}

async function jqPaths(expression: string, object: KubeObject, jq: JqPort, signal: AbortSignal): Promise<Path[]> {
  try {
    const [paths] = await jq(`[path(${expression})]`, object, signal);
    return Array.isArray(paths) ? paths.filter((path): path is Path => Array.isArray(path) && path.length > 0) : [];
  } catch {
    signal.throwIfAborted();
    return []; // a rule that fails is skipped in the comparison too, where it is told (reference §2.6)
  }
}

/** Leaves of a field set as paths into the live object. List items are found by their keys. */
function ownedLeaves(tree: FieldsV1, value: unknown, path: Path, out: Path[]): void {
  const children = Object.entries(tree).filter(([name]) => name !== '.');
  if (children.length === 0) {
    if (path.length > 0) out.push(path);
    return;
  }
  for (const [name, subtree] of children) {
    if (name.startsWith('f:') && isRecord(value) && Object.hasOwn(value, name.slice(2))) {
      ownedLeaves(subtree, value[name.slice(2)], [...path, name.slice(2)], out);
    } else if (name.startsWith('k:') && Array.isArray(value)) {
      const keys = parsed(name.slice(2));
      const index = value.findIndex(
        (item) =>
          isRecord(item) && isRecord(keys) && Object.entries(keys).every(([key, wanted]) => item[key] === wanted),
      );
      if (index >= 0) ownedLeaves(subtree, value[index], [...path, index], out);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function backwards(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [left, right] = [a[i]!, b[i]!];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return right - left;
    return String(left) < String(right) ? 1 : -1;
  }
  return b.length - a.length;
}

function leads(root: unknown, path: Path): boolean {
  return path.length > 0 && at(root, path) !== undefined;
}

function at(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) value = step(value, part);
  return value;
}

function step(value: unknown, part: string | number): unknown {
  if (Array.isArray(value)) {
    const index = typeof part === 'number' ? part : listIndex(part);
    return index === undefined ? undefined : value[index];
  }
  return isRecord(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function removeAt(root: unknown, path: Path): void {
  const holder = at(root, path.slice(0, -1));
  const last = path.at(-1)!;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (isRecord(holder)) delete (holder as Record<string, unknown>)[last];
}

/** Sets the live value at the place in the manifest that the live path means. */
function copyAt(root: unknown, live: unknown, path: Path, schema: SchemaNode | undefined): void {
  let target = root;
  let source = live;
  let node = schema;
  for (const [depth, part] of path.entries()) {
    const last = depth === path.length - 1;
    const next = step(source, part);
    if (Array.isArray(source)) {
      if (!Array.isArray(target)) return;
      const index = placeOf(target, next, Number(part), node);
      if (last) {
        if (index === undefined) target.push(structuredClone(next));
        else target[index] = structuredClone(next);
        return;
      }
      if (index === undefined) return;
      target = target[index];
      node = node?.items;
    } else {
      if (!isRecord(target)) return;
      const name = String(part);
      if (last) {
        setField(target, name, structuredClone(next));
        return;
      }
      if (!Object.hasOwn(target, name)) {
        // Through a list that Git does not declare nothing can be brought: an item of it would be half an item.
        if (Array.isArray(next)) return;
        setField(target, name, {});
      }
      target = target[name];
      node = node?.type === 'map' ? node.items : node?.fields?.get(name);
    }
    source = next;
  }
}

function placeOf(
  target: readonly unknown[],
  item: unknown,
  index: number,
  node: SchemaNode | undefined,
): number | undefined {
  const keys = node?.listType === 'map' ? node.listKeys : undefined;
  if (keys && isRecord(item)) {
    const value = (one: unknown, key: string) =>
      (isRecord(one) ? one[key] : undefined) ?? node?.items?.fields?.get(key)?.default;
    const found = target.findIndex((one) => keys.every((key) => value(one, key) === value(item, key)));
    return found < 0 ? undefined : found;
  }
  return index < target.length ? index : undefined;
}
