/**
 * Server-side apply and the ownership of plain writes, as apimachinery's field manager and structured-merge-diff do them.
 * The `apply` engine is the official code; a property test holds this one to it. It exists because a cluster writes
 * thousands of small objects, each of which would cost the engine's process a round trip.
 */

import { deepEqual, type KubeObject, type ManagedFieldsEntry } from '../../model/index.ts';
import { joinOldest } from './ancient-changes.ts';
import type { Atom } from './atom.ts';
import { type Conflict, conflictOutcome, type FoundConflict } from './conflicts.ts';
import { hasLastApplied, lastAppliedSet, withLastApplied } from './last-applied.ts';
import { type Owner, type Owners, ownerId, readOwners, writeOwners } from './managers.ts';
import { prune } from './prune.ts';
import { difference, FieldSet, intersection, recursiveDifference, union } from './set.ts';
import { typeError } from './validate.ts';
import { type Comparison, compare, fieldSetOf, merge } from './walks.ts';

export interface WriteContext {
  readonly atom: Atom;
  /** Undefined: the object is created. */
  readonly live: KubeObject | undefined;
  /** What an object of the kind is before anything is set: typed kinds always have their structs. */
  readonly empty: KubeObject;
  readonly manager: string;
  readonly subresource: string;
  /** Paths of names that this endpoint does not write. */
  readonly resetFields: readonly (readonly string[])[];
  /** RFC 3339. */
  readonly time: string;
}

export class MergeError extends Error {
  readonly bad: boolean;
  constructor(message: string, bad: boolean) {
    super(message);
    this.bad = bad;
  }
}

export type ApplyOutcome =
  | { readonly object: KubeObject; readonly conflicts?: undefined }
  | { readonly object?: undefined; readonly conflicts: readonly Conflict[]; readonly message: string };

const STRIPPED = (() => {
  const set = new FieldSet();
  for (const name of ['apiVersion', 'kind', 'metadata']) set.insert([`f:${name}`]);
  for (const name of [
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ]) {
    set.insert(['f:metadata', `f:${name}`]);
  }
  return set;
})();

/** `updated` with managedFields as the server would keep them after a PUT, a POST or a patch. */
export function updateOwners(context: WriteContext, updated: KubeObject): KubeObject {
  const given = updated.metadata.managedFields;
  const live = context.live?.metadata.managedFields;
  let owners: Owners;
  if (context.subresource !== '') owners = readOwners(live) ?? new Map();
  else if (isReset(given)) owners = new Map();
  else {
    const own = readOwners(given);
    owners = own === undefined || own.size === 0 ? (readOwners(live) ?? new Map()) : own;
  }
  const bare = withManagedFields(updated, undefined);
  // Nobody is tracked on an object whose tracking was given up.
  if (owners.size === 0 && context.live?.metadata.uid !== undefined) return bare;
  const before = context.live === undefined ? context.empty : withManagedFields(context.live, undefined);
  return withManagedFields(bare, writeOwners(trackUpdate(context, owners, before, bare, context.manager)));
}

function trackUpdate(
  context: WriteContext,
  owners: Owners,
  before: KubeObject,
  after: KubeObject,
  manager: string,
): Owners {
  const version = after.apiVersion;
  const settled = settle(context, owners, before, version, after, undefined, true);
  if (settled.conflicts !== undefined) throw new Error('a forced write has no conflicts');
  const { comparison } = settled;
  let set = union(comparison.modified, comparison.added);
  if (context.resetFields.length > 0) set = recursiveDifference(set, resetSet(context));
  set = difference(set, STRIPPED);
  const result = settled.owners;
  if (!set.empty) {
    const owner = {
      manager: manager === '' ? 'unknown' : manager,
      operation: 'Update',
      apiVersion: version,
      subresource: context.subresource,
    } as const;
    const id = ownerId(owner);
    const previous = result.get(id);
    result.set(id, { ...owner, set: previous === undefined ? set : union(set, previous.set), time: context.time });
  }
  return joinOldest(result);
}

/** What a write takes from the other owners. */
function settle(
  context: WriteContext,
  owners: Owners,
  before: KubeObject,
  version: string,
  after: KubeObject,
  self: string | undefined,
  force: boolean,
):
  | { readonly owners: Owners; readonly comparison: Comparison; readonly conflicts?: undefined }
  | { readonly conflicts: ReadonlyMap<string, FieldSet> } {
  const whole = compare(context.atom, before, after);
  const filtered = filter(whole, context);
  const changed = union(filtered.modified, filtered.added);
  // The filter speaks of one version; owners through another one see the whole.
  const changedElsewhere = context.resetFields.length === 0 ? changed : union(whole.modified, whole.added);
  const conflicts = new Map<string, FieldSet>();
  for (const [id, owner] of owners) {
    if (id === self) continue;
    const taken = intersection(owner.set, owner.apiVersion === version ? changed : changedElsewhere);
    if (!taken.empty) conflicts.set(id, taken);
  }
  if (!force && conflicts.size > 0) return { conflicts };
  const result: Owners = new Map();
  for (const [id, owner] of owners) {
    let set = owner.set;
    if (id !== self) {
      const taken = conflicts.get(id);
      if (taken !== undefined) set = difference(set, taken);
      const removed = owner.apiVersion === version ? filtered.removed : whole.removed;
      if (!removed.empty) set = difference(set, removed);
    }
    if (!set.empty) result.set(id, set === owner.set ? owner : { ...owner, set });
  }
  return { owners: result, comparison: whole };
}

function filter(comparison: Comparison, context: WriteContext): Comparison {
  if (context.resetFields.length === 0) return comparison;
  const reset = resetSet(context);
  return {
    added: recursiveDifference(comparison.added, reset),
    modified: recursiveDifference(comparison.modified, reset),
    removed: recursiveDifference(comparison.removed, reset),
  };
}

function resetSet(context: WriteContext): FieldSet {
  const set = new FieldSet();
  for (const names of context.resetFields) set.insert(names.map((name) => `f:${name}`));
  return set;
}

/** Server-side apply. The object that results is as the server would store it, before defaulting and admission. */
export function applyConfiguration(context: WriteContext, applied: KubeObject, force: boolean): ApplyOutcome {
  if (applied.metadata.managedFields !== undefined) throw new MergeError('metadata.managedFields must be nil', true);
  const live = context.live === undefined ? context.empty : withManagedFields(context.live, undefined);
  let owners = readOwners(context.live?.metadata.managedFields);
  if (owners === undefined) throw new MergeError('failed to decode managed fields', false);
  if (owners.size === 0 && context.live !== undefined) {
    owners = trackUpdate({ ...context, live: undefined }, owners, context.empty, live, 'before-first-apply');
  }
  const problem = typeError(context.atom, applied, false);
  if (problem !== undefined) {
    throw new MergeError(`failed to create typed patch object (${nameOf(applied)}): ${problem}`, false);
  }
  const outcome = applyOnce(context, owners, live, applied, force);
  if (outcome.conflicts === undefined) return outcome;
  if (context.manager !== 'kubectl') return outcome;
  const allowed = lastAppliedSet(context.atom, live);
  if (allowed === undefined) return outcome;
  const left = outcome.paths.filter((conflict) => !allowed.has(conflict.path));
  if (left.length > 0) return conflictOutcome(left);
  return applyOnce(context, owners, live, applied, true);
}

function applyOnce(
  context: WriteContext,
  owners: Owners,
  live: KubeObject,
  applied: KubeObject,
  force: boolean,
):
  | { object: KubeObject; conflicts?: undefined }
  | { object?: undefined; conflicts: readonly Conflict[]; message: string; paths: readonly FoundConflict[] } {
  const { atom } = context;
  const version = applied.apiVersion;
  const owner = {
    manager: context.manager === '' ? 'unknown' : context.manager,
    operation: 'Apply',
    apiVersion: version,
    subresource: context.subresource,
  } as const;
  const id = ownerId(owner);
  const last = owners.get(id);
  let set = fieldSetOf(atom, applied);
  if (context.resetFields.length > 0) set = recursiveDifference(set, resetSet(context));
  const mine: Owner = { ...owner, set, time: last?.time };
  const next: Owners = new Map(owners);
  next.set(id, mine);
  const merged = merge(atom, live, applied) as KubeObject;
  const object = last === undefined || last.set.empty ? merged : (prune(atom, merged, next, last.set) as KubeObject);
  const settled = settle(context, next, live, version, object, id, force);
  if (settled.conflicts !== undefined) {
    const paths: FoundConflict[] = [];
    for (const [other, taken] of settled.conflicts) {
      for (const path of taken.paths()) paths.push({ owner: next.get(other)!, path });
    }
    return conflictOutcome(paths);
  }
  const result = settled.owners;
  const kept = result.get(id);
  // Nothing changed: the owner's time stays as it was.
  const same = deepEqual(live, object);
  if (kept !== undefined) {
    const stripped = difference(kept.set, STRIPPED);
    if (stripped.empty) result.delete(id);
    else result.set(id, { ...kept, set: stripped, time: same ? last?.time : context.time });
  }
  const entries = writeOwners(result);
  let out = withManagedFields(same ? live : object, entries);
  if (context.manager === 'kubectl' && hasLastApplied(out)) {
    out = withLastApplied(out, applied);
  }
  return { object: out };
}

function nameOf(object: KubeObject): string {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  const gv = slash < 0 ? `/${object.apiVersion}` : `${group}/${object.apiVersion.slice(slash + 1)}`;
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}; ${gv}, Kind=${object.kind}`;
}

export function withManagedFields(object: KubeObject, entries: readonly ManagedFieldsEntry[] | undefined): KubeObject {
  const { managedFields: _old, ...metadata } = object.metadata;
  return { ...object, metadata: entries === undefined ? metadata : { ...metadata, managedFields: entries } };
}

function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries === undefined) return false;
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0]!).length === 0);
}
