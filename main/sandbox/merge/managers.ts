/** managedFields as a map of owners, read and written as the API server does. */

import { type FieldsV1, isRecord, type ManagedFieldsEntry } from '../../model/index.ts';
import { canonicalElement } from './path-element.ts';
import { FieldSet } from './set.ts';

export interface Owner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly set: FieldSet;
  readonly time: string | undefined;
}

/** By identity: name, operation and subresource, and for updates the version. */
export type Owners = Map<string, Owner>;

export function ownerId(owner: Pick<Owner, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string {
  const version = owner.operation === 'Apply' ? '' : owner.apiVersion;
  return JSON.stringify([owner.manager, owner.operation, version, owner.subresource]);
}

/** Undefined for entries that no server would accept. */
export function readOwners(entries: readonly ManagedFieldsEntry[] | undefined): Owners | undefined {
  const owners: Owners = new Map();
  for (const entry of entries ?? []) {
    if (entry.operation !== 'Apply' && entry.operation !== 'Update') return undefined;
    if (entry.apiVersion === undefined || entry.apiVersion === '' || entry.fieldsType !== 'FieldsV1') return undefined;
    const owner: Owner = {
      manager: entry.manager ?? '',
      operation: entry.operation,
      apiVersion: entry.apiVersion,
      subresource: entry.subresource ?? '',
      set: readSet(entry.fieldsV1),
      time: entry.time,
    };
    owners.set(ownerId(owner), owner);
  }
  return owners;
}

export function writeOwners(owners: Owners): readonly ManagedFieldsEntry[] | undefined {
  if (owners.size === 0) return undefined;
  return [...owners.values()].sort(byOrder).map((owner) => ({
    manager: owner.manager,
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    ...(owner.time === undefined ? {} : { time: owner.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: writeSet(owner.set),
    ...(owner.subresource === '' ? {} : { subresource: owner.subresource }),
  }));
}

function byOrder(a: Owner, b: Owner): number {
  return (
    order(a.operation, b.operation) ||
    order(seconds(a.time), seconds(b.time)) ||
    order(a.manager, b.manager) ||
    order(a.apiVersion, b.apiVersion) ||
    order(a.subresource, b.subresource)
  );
}

function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function seconds(time: string | undefined): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}

const setCache = new WeakMap<object, FieldSet>();

function readSet(fields: FieldsV1 | undefined): FieldSet {
  if (fields === undefined || !isRecord(fields)) return new FieldSet();
  // The trees of stored objects are never changed and are read at each write of the object.
  const known = setCache.get(fields);
  if (known !== undefined) return known;
  const { set } = readTree(fields);
  setCache.set(fields, set);
  return set;
}

function readTree(tree: FieldsV1): { set: FieldSet; member: boolean } {
  const set = new FieldSet();
  let member = false;
  let some = false;
  for (const key in tree) {
    if (key === '.') {
      member = true;
      continue;
    }
    const element = canonicalElement(key);
    if (element === undefined) continue;
    const below = isRecord(tree[key]) ? readTree(tree[key]) : { set: new FieldSet(), member: true };
    if (below.member) {
      set.members.add(element);
      some = true;
    }
    if (below.set.members.size > 0 || below.set.children.size > 0) {
      set.children.set(element, below.set);
      some = true;
    }
  }
  return { set, member: member || !some };
}

function writeSet(set: FieldSet): FieldsV1 {
  const tree = writeTree(set, false);
  setCache.set(tree, set);
  return tree;
}

function writeTree(set: FieldSet, self: boolean): FieldsV1 {
  const tree: Record<string, FieldsV1> = {};
  if (self && !set.empty) tree['.'] = {};
  const elements = new Set(set.members);
  for (const [element, child] of set.children) if (!child.empty) elements.add(element);
  for (const element of [...elements].sort()) {
    const child = set.children.get(element);
    tree[element] = child === undefined ? {} : writeTree(child, set.members.has(element));
  }
  return tree;
}
