import type { KubeObject, OwnerReference } from '../../model/index.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Change, StorageId, Stored } from '../storage/object-store.ts';

/** Which objects name which owner, kept up to date with the store. */
export class Owned {
  readonly #byOwner = new Map<string, Map<string, { storage: StorageId; key: string }>>();
  readonly #state: ClusterState;
  readonly #unlisten: () => void;

  constructor(state: ClusterState) {
    this.#state = state;
    for (const storage of state.store.storages()) {
      for (const { object } of state.store.all(storage)) this.#add(storage, keyOf(object), object);
    }
    this.#unlisten = state.store.listenToAll((change) => this.#follow(change));
  }

  stop(): void {
    this.#unlisten();
  }

  *of(ownerUid: string, storage?: StorageId): Iterable<Stored> {
    for (const entry of this.#byOwner.get(ownerUid)?.values() ?? []) {
      if (storage !== undefined && entry.storage !== storage) continue;
      const stored = this.#state.store.get(entry.storage, entry.key);
      if (stored !== undefined) yield stored;
    }
  }

  /** With their storage. */
  *entries(ownerUid: string): Iterable<{ storage: StorageId; stored: Stored }> {
    for (const { storage, key } of this.#byOwner.get(ownerUid)?.values() ?? []) {
      const stored = this.#state.store.get(storage, key);
      if (stored !== undefined) yield { storage, stored };
    }
  }

  #follow(change: Change): void {
    const before = change.previous?.object.metadata.ownerReferences;
    const after = change.type === 'DELETED' ? undefined : change.stored.object.metadata.ownerReferences;
    if (before === after) return;
    for (const owner of before ?? []) {
      const held = this.#byOwner.get(owner.uid);
      held?.delete(`${change.storage} ${change.key}`);
      if (held?.size === 0) this.#byOwner.delete(owner.uid);
    }
    if (after !== undefined) this.#add(change.storage, change.key, change.stored.object);
  }

  #add(storage: StorageId, key: string, object: KubeObject): void {
    for (const owner of object.metadata.ownerReferences ?? []) {
      let held = this.#byOwner.get(owner.uid);
      if (held === undefined) {
        held = new Map();
        this.#byOwner.set(owner.uid, held);
      }
      held.set(`${storage} ${key}`, { storage, key });
    }
  }
}

function keyOf(object: KubeObject): string {
  return object.metadata.namespace === undefined
    ? object.metadata.name!
    : `${object.metadata.namespace}/${object.metadata.name}`;
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

export function ownedBy(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name!,
    uid: owner.metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}
