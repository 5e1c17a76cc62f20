import type { KubeObject } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import type { BuiltIn } from './kinds/built-in.ts';
import type { GroupVersionResource, Kind } from './kinds/kind.ts';
import { keyOf, type ObjectStore, type Stored } from './storage/object-store.ts';

/** What the operations on a cluster need. */
export interface ClusterState {
  readonly name: string;
  readonly store: ObjectStore;
  readonly kinds: Kinds;
  readonly builtIn: BuiltIn;
  readonly clock: Clock;
  readonly logger: Logger;
  /** PEM, what ServiceAccounts' Pods would trust. */
  readonly ca: string;
}

/** The kinds that a cluster serves now: the built-in ones and those of its CustomResourceDefinitions. */
export class Kinds {
  readonly #byResource = new Map<string, Kind>();
  readonly #byKind = new Map<string, Kind>();
  readonly #builtIn: readonly Kind[];
  readonly #custom = new Map<string, readonly Kind[]>();
  /** Grows with each change of what is served. */
  generation = 0;

  constructor(builtIn: readonly Kind[]) {
    this.#builtIn = builtIn;
    this.#index();
  }

  /** Sets what a definition serves; an empty list takes it away. */
  define(definition: string, kinds: readonly Kind[]): void {
    if (kinds.length === 0) this.#custom.delete(definition);
    else this.#custom.set(definition, kinds);
    this.generation++;
    this.#index();
  }

  resource({ group, version, plural }: GroupVersionResource): Kind | undefined {
    return this.#byResource.get(`${group}/${version}/${plural}`);
  }

  kind(apiVersion: string, kind: string): Kind | undefined {
    return this.#byKind.get(`${apiVersion} ${kind}`);
  }

  all(): Iterable<Kind> {
    return this.#byResource.values();
  }

  customKinds(): Iterable<Kind> {
    return [...this.#custom.values()].flat();
  }

  hasGroup(group: string): boolean {
    for (const kind of this.#byResource.values()) if (kind.group === group) return true;
    return false;
  }

  hasVersion(group: string, version: string): boolean {
    for (const kind of this.#byResource.values()) if (kind.group === group && kind.version === version) return true;
    return false;
  }

  #index(): void {
    this.#byResource.clear();
    this.#byKind.clear();
    for (const kind of [...this.#builtIn, ...this.customKinds()]) {
      this.#byResource.set(`${kind.group}/${kind.version}/${kind.plural}`, kind);
      this.#byKind.set(`${kind.apiVersion} ${kind.kind}`, kind);
    }
  }
}

/** RFC 3339 without fractions, as metav1.Time. */
export function timestamp(clock: Clock, plusSeconds = 0): string {
  return new Date(clock.now() + plusSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function getStored(
  state: ClusterState,
  kind: Kind,
  namespace: string | undefined,
  name: string,
): Stored | undefined {
  return state.store.get(kind.storage, keyOf(kind.namespaced ? namespace : undefined, name));
}

/** The object as one of its kind's versions shows it. */
export function asVersion(kind: Kind, object: KubeObject): KubeObject {
  if (object.apiVersion === kind.apiVersion) return object;
  return kind.conversion?.fromStorage(object) ?? { ...object, apiVersion: kind.apiVersion };
}

export function storageKey(kind: Kind, object: KubeObject): string {
  return keyOf(kind.namespaced ? object.metadata.namespace : undefined, object.metadata.name!);
}
