import type { KubeObject } from '../../model/index.ts';
import type { ClusterDatabase } from './database.ts';

/** One kind's objects by `namespace/name`; the same for all versions of the kind: `apps/deployments`. */
export type StorageId = string;

/** What is stored is never changed: a write stores another object. */
export interface Stored {
  readonly object: KubeObject;
  readonly revision: number;
  /** The object's JSON, made at most once. */
  readonly json: string;
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly storage: StorageId;
  readonly key: string;
  readonly revision: number;
  readonly stored: Stored;
  /** Before the change. */
  readonly previous: Stored | undefined;
}

export type Listener = (change: Change) => void;

/** How many changes a watch may be behind before it must list again. */
const KEPT_CHANGES = 1_500;

export function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;
}

/** All objects of a cluster under one growing revision, as etcd holds them. */
export class ObjectStore {
  readonly #tables = new Map<StorageId, Map<string, Stored>>();
  readonly #listeners = new Map<StorageId, Set<Listener>>();
  readonly #all = new Set<Listener>();
  readonly #changes: Change[] = [];
  readonly #database: ClusterDatabase;
  #revision: number;
  #compacted: number;

  constructor(database: ClusterDatabase) {
    this.#database = database;
    let revision = Number(database.fact('revision') ?? '0');
    for (const { storage, key, revision: at, json } of database.objects()) {
      this.#table(storage).set(key, new StoredObject(JSON.parse(json) as KubeObject, at, json));
      revision = Math.max(revision, at);
    }
    this.#revision = revision;
    this.#compacted = revision;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Changes up to and including this revision are forgotten. */
  get compacted(): number {
    return this.#compacted;
  }

  get(storage: StorageId, key: string): Stored | undefined {
    return this.#tables.get(storage)?.get(key);
  }

  /** In no order. */
  all(storage: StorageId): Iterable<Stored> {
    return this.#tables.get(storage)?.values() ?? [];
  }

  count(storage: StorageId): number {
    return this.#tables.get(storage)?.size ?? 0;
  }

  *storages(): Iterable<StorageId> {
    yield* this.#tables.keys();
  }

  put(storage: StorageId, key: string, object: KubeObject): Stored {
    const revision = ++this.#revision;
    const table = this.#table(storage);
    const previous = table.get(key);
    const stored = new StoredObject(withRevision(object, revision), revision);
    table.set(key, stored);
    this.#database.put(storage, key, revision, stored.json);
    this.#record({ type: previous === undefined ? 'ADDED' : 'MODIFIED', storage, key, revision, stored, previous });
    return stored;
  }

  remove(storage: StorageId, key: string): Stored {
    const table = this.#table(storage);
    const previous = table.get(key)!;
    const revision = ++this.#revision;
    table.delete(key);
    this.#database.remove(storage, key);
    this.#database.setFact('revision', String(revision));
    const stored = new StoredObject(withRevision(previous.object, revision), revision);
    this.#record({ type: 'DELETED', storage, key, revision, stored, previous });
    return stored;
  }

  /** Drops a whole kind, when its definition is gone and its objects are. */
  drop(storage: StorageId): void {
    this.#tables.delete(storage);
  }

  listen(storage: StorageId, listener: Listener): () => void {
    let listeners = this.#listeners.get(storage);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(storage, listeners);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(storage);
    };
  }

  listenToAll(listener: Listener): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  /** Changes of a kind after a revision; undefined when some of them are forgotten. */
  since(storage: StorageId, revision: number): readonly Change[] | undefined {
    if (revision < this.#compacted) return undefined;
    // From the end: a watch is nearly always a few changes behind.
    let from = this.#changes.length;
    while (from > 0 && this.#changes[from - 1]!.revision > revision) from--;
    return this.#changes.slice(from).filter((change) => change.storage === storage);
  }

  #table(storage: StorageId): Map<string, Stored> {
    let table = this.#tables.get(storage);
    if (table === undefined) {
      table = new Map();
      this.#tables.set(storage, table);
    }
    return table;
  }

  #record(change: Change): void {
    this.#changes.push(change);
    if (this.#changes.length > KEPT_CHANGES * 1.25) {
      const dropped = this.#changes.splice(0, this.#changes.length - KEPT_CHANGES);
      this.#compacted = dropped[dropped.length - 1]!.revision;
    }
    for (const listener of this.#listeners.get(change.storage) ?? []) listener(change);
    for (const listener of this.#all) listener(change);
  }
}

class StoredObject implements Stored {
  readonly object: KubeObject;
  readonly revision: number;
  #json: string | undefined;

  constructor(object: KubeObject, revision: number, json?: string) {
    this.object = object;
    this.revision = revision;
    this.#json = json;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.object);
    return this.#json;
  }
}

function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
