import { type KubeObject, type OwnerReference, parseApiVersion } from '../../model/index.ts';
import type { Existing } from '../kinds/stored/existing.ts';
import type { Desk } from './desk.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

/**
 * Owners and what they own: dependents of an owner that has gone go too; with `orphan` they are let go of, with
 * `foregroundDeletion` the owner waits for those that block it.
 */
export function startGarbageCollector(desk: Desk): Reconciler {
  const id = (storage: string, key: string) => `${storage} ${key}`;
  return new Reconciler(desk.state, {
    name: 'GarbageCollector',
    *concerns(change) {
      const { metadata } = change.stored.object;
      if (change.type === 'DELETED') {
        for (const { storage, stored } of desk.owned.entries(metadata.uid!)) yield id(storage, keyOf(stored.object));
        // An owner that waits for this one.
        for (const owner of metadata.ownerReferences ?? []) {
          const found = ownerOf(desk, change.stored.object, owner);
          if (found !== undefined && found.metadata.deletionTimestamp !== undefined)
            yield id(storageOf(desk, owner), keyOf(found));
        }
      } else if (metadata.deletionTimestamp !== undefined || metadata.ownerReferences !== undefined)
        yield id(change.storage, change.key);
    },
    sync(text) {
      const space = text.indexOf(' ');
      const storage = text.slice(0, space);
      const key = text.slice(space + 1);
      const object = desk.get(storage, key);
      if (object === undefined) return undefined;
      if (object.metadata.deletionTimestamp !== undefined) return finish(desk, object);
      collect(desk, object);
      return undefined;
    },
  });
}

function keyOf(object: KubeObject): string {
  return object.metadata.namespace === undefined
    ? object.metadata.name!
    : `${object.metadata.namespace}/${object.metadata.name}`;
}

function storageOf(desk: Desk, owner: { readonly apiVersion: string; readonly kind: string }): string {
  const kind = desk.state.kinds.kind(owner.apiVersion, owner.kind);
  if (kind !== undefined) return kind.storage;
  // Another version of the kind may be served.
  const { group } = parseApiVersion(owner.apiVersion);
  for (const each of desk.state.kinds.all()) if (each.group === group && each.kind === owner.kind) return each.storage;
  return '';
}

function ownerOf(desk: Desk, dependent: KubeObject, owner: OwnerReference): Existing | undefined {
  const storage = storageOf(desk, owner);
  if (storage === '') return undefined;
  const found = desk.get(storage, `${dependent.metadata.namespace}/${owner.name}`) ?? desk.get(storage, owner.name);
  return found?.metadata.uid === owner.uid ? found : undefined;
}

function collect(desk: Desk, object: Existing): void {
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return;
  // An owner of a kind that is not served cannot be looked up: nothing is concluded.
  if (owners.some((owner) => storageOf(desk, owner) === '')) return;
  const living = owners.filter((owner) => {
    const found = ownerOf(desk, object, owner);
    return found !== undefined && !(found.metadata.finalizers ?? []).includes('foregroundDeletion');
  });
  const waiting = owners.some((owner) =>
    (ownerOf(desk, object, owner)?.metadata.finalizers ?? []).includes('foregroundDeletion'),
  );
  if (living.length === 0) {
    const blocks = [...desk.owned.of(object.metadata.uid)].length > 0;
    desk.remove(object, { propagation: waiting && blocks ? 'Foreground' : 'Background' });
  } else if (living.length < owners.length) {
    desk.write(object, { ...object, metadata: { ...object.metadata, ownerReferences: living } }, '', MANAGER);
  }
}

function finish(desk: Desk, owner: Existing): number | undefined {
  const finalizers = owner.metadata.finalizers ?? [];
  if (finalizers.includes('orphan')) {
    for (const { stored } of Array.from(desk.owned.entries(owner.metadata.uid))) {
      const { object } = stored;
      const left = (object.metadata.ownerReferences ?? []).filter((each) => each.uid !== owner.metadata.uid);
      const { ownerReferences: _all, ...metadata } = object.metadata;
      desk.write(
        object,
        { ...object, metadata: left.length === 0 ? metadata : { ...metadata, ownerReferences: left } },
        '',
        MANAGER,
      );
    }
    drop(desk, owner, 'orphan');
  } else if (finalizers.includes('foregroundDeletion')) {
    let blocked = false;
    for (const { stored } of Array.from(desk.owned.entries(owner.metadata.uid))) {
      const { object } = stored;
      if (object.metadata.deletionTimestamp === undefined) collect(desk, object as Existing);
      const now = desk.get(storageOf(desk, object), keyOf(object));
      const reference = (object.metadata.ownerReferences ?? []).find((each) => each.uid === owner.metadata.uid);
      if (now !== undefined && reference?.blockOwnerDeletion === true) blocked = true;
    }
    if (!blocked) drop(desk, owner, 'foregroundDeletion');
  }
  return undefined;
}

function drop(desk: Desk, object: Existing, name: string): void {
  const rest = (object.metadata.finalizers ?? []).filter((each) => each !== name);
  const { finalizers: _all, ...metadata } = object.metadata;
  desk.write(
    object,
    { ...object, metadata: rest.length === 0 ? metadata : { ...metadata, finalizers: rest } },
    '',
    MANAGER,
  );
}
