import type { Cluster, LiveChange, LiveResource } from '../../cluster/index.ts';
import { type KubeObject, keyOf, type ResourceKey } from '../../model/index.ts';

/** The live cache of a cluster, played by the case: objects are put and removed, and every change is told at once. */
export class LiveCluster {
  readonly objects = new Map<ResourceKey, LiveResource>();
  readonly watched: string[] = [];
  /** Texts that were parsed. */
  parsed = 0;
  readonly #listeners = new Set<(changes: readonly LiveChange[]) => void>();
  #version = 1;

  get listeners(): number {
    return this.#listeners.size;
  }

  get cluster(): Cluster {
    return {
      watch: async ({ group, kind }: { group: string; kind: string }) => {
        this.watched.push(`${group}/${kind}`);
        return { kind: 'synced' };
      },
      live: (key: ResourceKey) => this.objects.get(key),
      childrenOf: (uid: string) => [...this.objects.values()].filter(({ owners }) => owners.some((o) => o.uid === uid)),
      onChange: (listener: (changes: readonly LiveChange[]) => void) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    } as unknown as Cluster;
  }

  put(object: KubeObject, whole = true): LiveResource {
    const key = keyOf(object);
    const before = this.objects.get(key);
    const after: LiveResource = {
      key,
      apiVersion: object.apiVersion,
      uid: object.metadata.uid ?? `uid-${object.metadata.name}`,
      resourceVersion: String(this.#version++),
      owners: object.metadata.ownerReferences ?? [],
      trackingId: '',
      instance: '',
      createdAt: '2026-01-01T00:00:00Z',
      whole,
      object: () => {
        if (!whole) throw new Error('not held whole');
        this.parsed += 1;
        return object;
      },
    };
    this.objects.set(key, after);
    this.#tell({ key, before, after, at: 0 });
    return after;
  }

  remove(key: ResourceKey): void {
    const before = this.objects.get(key);
    this.objects.delete(key);
    this.#tell({ key, before, after: undefined, at: 0 });
  }

  #tell(change: LiveChange): void {
    for (const listener of this.#listeners) listener([change]);
  }
}
