/** What every controller does: read objects, write their status, make and remove others, and leave an Event. */

import { deepEqual, isRecord, type KubeObject, type ObjectMeta } from '../../model/index.ts';
import { asVersion, type ClusterState, storageKey, timestamp } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Condition, Existing } from '../kinds/stored/existing.ts';
import type { MadeKinds, StoredKinds } from '../kinds/stored/index.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import { type DeleteOptions, PLAIN_DELETE, removeStored } from '../operations/remove.ts';
import { change, create } from '../operations/write.ts';
import { internal } from '../operations/write-options.ts';
import type { Stored } from '../storage/object-store.ts';
import { Owned } from './owned.ts';

/** Events are forgotten after an hour, as on a real server, and above this number. */
const MOST_EVENTS = 500;
const EVENT_MS = 3600_000;

export class Desk {
  readonly state: ClusterState;
  readonly owned: Owned;
  #events = 0;

  constructor(state: ClusterState) {
    this.state = state;
    this.owned = new Owned(state);
  }

  get now(): number {
    return this.state.clock.now();
  }

  timestamp(): string {
    return timestamp(this.state.clock);
  }

  kind(apiVersion: string, kind: string): Kind {
    const found = this.state.kinds.kind(apiVersion, kind);
    if (found === undefined) throw new Error(`the sandbox serves no ${kind} of ${apiVersion}`);
    return found;
  }

  get<S extends keyof StoredKinds>(storage: S, key: string): StoredKinds[S] | undefined;
  get(storage: string, key: string): Existing | undefined;
  get(storage: string, key: string): Existing | undefined {
    return this.state.store.get(storage, key)?.object as Existing | undefined;
  }

  /** All objects of a kind in a namespace. */
  in<S extends keyof StoredKinds>(storage: S, namespace: string | undefined): Iterable<StoredKinds[S]>;
  in(storage: string, namespace: string | undefined): Iterable<Existing>;
  *in(storage: string, namespace: string | undefined): Iterable<Existing> {
    for (const { object } of this.state.store.all(storage)) {
      if (namespace === undefined || object.metadata.namespace === namespace) yield object as Existing;
    }
  }

  /** What names an object as its owner, of one kind. */
  dependents<S extends keyof StoredKinds>(owner: Existing, storage: S): StoredKinds[S][] {
    return [...this.owned.of(owner.metadata.uid, storage)].map(({ object }) => object as StoredKinds[S]);
  }

  create<K extends keyof MadeKinds>(
    object: { apiVersion: string; kind: K; metadata: ObjectMeta; [field: string]: unknown },
    manager: string,
  ): MadeKinds[K] {
    const kind = this.kind(object.apiVersion, object.kind);
    const { namespace } = object.metadata;
    return create(this.state, kind, kind.namespaced ? namespace : undefined, object, internal(manager))
      .object as MadeKinds[K];
  }

  /** Writes a status when it differs from what is stored. */
  setStatus(object: KubeObject, status: object, manager: string): void {
    if (deepEqual(object['status'] ?? {}, status)) return;
    this.write(object, { ...object, status }, 'status', manager);
  }

  /** Replaces an object by another version of it, unless it has changed since it was read. */
  write(object: KubeObject, next: KubeObject, subresource: string, manager: string): void {
    const kind = this.kind(object.apiVersion, object.kind);
    const stored = this.#stored(kind, object);
    if (stored === undefined) return;
    change(this.state, kind, stored, subresource, next, internal(manager));
  }

  remove(object: KubeObject, options: Partial<DeleteOptions> = {}): void {
    const kind = this.kind(object.apiVersion, object.kind);
    const stored = this.#stored(kind, object);
    if (stored !== undefined)
      removeStored(this.state, kind, stored, { ...PLAIN_DELETE, propagation: 'Background', ...options });
  }

  #stored(kind: Kind, object: KubeObject): Stored | undefined {
    const stored = this.state.store.get(kind.storage, storageKey(kind, object));
    if (stored === undefined || stored.object.metadata.uid !== object.metadata.uid) return undefined;
    return { object: asVersion(kind, stored.object), revision: stored.revision, json: '' };
  }

  /** Repeated events are counted, not stored again. */
  event(about: Existing, type: 'Normal' | 'Warning', reason: string, message: string, component: string): void {
    const { store } = this.state;
    const namespace = about.metadata.namespace ?? 'default';
    const now = this.timestamp();
    const id = hash(`${about.metadata.uid}|${reason}|${message}`);
    const name = `${about.metadata.name.slice(0, 200)}.${id}`;
    const key = `${namespace}/${name}`;
    const known = this.get('/events', key);
    if (
      store.get('/namespaces', namespace)?.object.metadata.deletionTimestamp !== undefined ||
      store.get('/namespaces', namespace) === undefined
    )
      return;
    if (known !== undefined) {
      store.put('/events', key, { ...known, count: (known.count ?? 0) + 1, lastTimestamp: now });
      return;
    }
    this.create(
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: {
          apiVersion: about.apiVersion,
          kind: about.kind,
          name: about.metadata.name,
          ...(about.metadata.namespace === undefined ? {} : { namespace }),
          uid: about.metadata.uid,
          resourceVersion: about.metadata.resourceVersion,
        },
        reason,
        message,
        source: { component },
        reportingComponent: component,
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1,
        type,
      },
      component,
    );
    if (++this.#events % 50 === 0) this.#forgetEvents();
  }

  #forgetEvents(): void {
    const { store } = this.state;
    const all = [...store.all('/events')].sort((a, b) => a.revision - b.revision);
    all.forEach((stored, index) => {
      const object = stored.object as StoredKinds['/events'];
      const last = Date.parse(object.lastTimestamp ?? object.metadata.creationTimestamp);
      if (all.length - index > MOST_EVENTS || last < this.now - EVENT_MS)
        store.remove('/events', `${object.metadata.namespace}/${object.metadata.name}`);
    });
  }
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** A short name for a text, of letters that make no words: FNV-1a. */
export function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let n = 0; n < text.length; n++)
    value = ((value ^ BigInt(text.charCodeAt(n))) * 0x100000001b3n) & 0xffffffffffffffffn;
  let out = '';
  for (let n = 0; n < 10; n++) {
    out += LETTERS[Number(value % 27n)];
    value /= 27n;
  }
  return out;
}

/** Sets a condition; its time changes with its status only. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
  now: string,
): readonly Condition[] {
  const before = (conditions ?? []).find((each) => each.type === condition.type);
  const lastTransitionTime =
    before !== undefined && before.status === condition.status ? before.lastTransitionTime : now;
  const next = { ...condition, lastTransitionTime };
  if (before === undefined) return [...(conditions ?? []), next];
  return (conditions ?? []).map((each) => (each === before ? next : each));
}

export function isPodReady(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some((each) => each.type === 'Ready' && each.status === 'True');
}

/** Since when it is ready; milliseconds. */
export function readySince(pod: Pod): number {
  const condition = (pod.status?.conditions ?? []).find((each) => each.type === 'Ready');
  return condition?.status === 'True' ? Date.parse(condition.lastTransitionTime ?? '') : Number.POSITIVE_INFINITY;
}

export function isPodActive(pod: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined && pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded'
  );
}

/** JSON of a template, by which revisions are told apart. */
export function templateText(template: object): string {
  return JSON.stringify(sorted(template));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}
