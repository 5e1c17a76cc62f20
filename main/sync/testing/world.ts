/** A cluster in memory that implements the ports of a sync, for specs: it remembers every call in order, and changes when told to. */

import {
  ArgosyError,
  type HealthStatus,
  type KubeObject,
  keyOf,
  parseResourceKey,
  type ResourceKey,
} from '../../model/index.ts';
import type { SyncPorts, SyncProgress, SyncRecord } from '../ports.ts';
import type { PlanInput, SyncResource, SyncTask } from '../task.ts';

interface Stored {
  readonly object: KubeObject;
  readonly uid: string;
  readonly resourceVersion: string;
  health: HealthStatus | undefined;
  deleting: boolean;
}

export class World {
  /** `dry x`, `apply x`, `prune x`, `remove x`, `finish x`, with the short key `Kind/name`. */
  readonly calls: string[] = [];
  readonly records: SyncRecord[] = [];
  readonly progress: SyncProgress[] = [];
  readonly objects = new Map<ResourceKey, Stored>();
  /** Text of the refusal by `dry Kind/name`, `apply Kind/name`, … */
  readonly refusals = new Map<string, string>();
  /** Health that an object of this short key has once it is applied; default none. */
  readonly healthOnApply = new Map<string, HealthStatus['status']>();
  /** Objects that linger after their deletion, by short key. */
  readonly lingering = new Set<string>();
  healthReads = 0;
  /** How many applies were under way at once, at most. */
  parallel = 0;
  /** Ends the program, as far as the sync is concerned, when it is called for the n-th record. */
  onRecord: ((count: number) => void) | undefined;
  onApply: ((short: string) => void) | undefined;
  approval: Promise<void> | undefined;
  #running = 0;
  #version = 0;
  #listeners = new Set<(which: readonly ResourceKey[] | undefined) => void>();

  readonly ports: SyncPorts = {
    dryRun: async (task) => this.#call('dry', task),
    apply: async (task) => {
      this.#mustBeIntended(task, task.act);
      this.#running += 1;
      this.parallel = Math.max(this.parallel, this.#running);
      await Promise.resolve();
      this.#running -= 1;
      this.#call('apply', task);
      this.onApply?.(short(task.key));
      const object = this.put(task.resource.desired!);
      return { message: `${short(task.key).toLowerCase()} applied`, object };
    },
    prune: async (task) => {
      this.#mustBeIntended(task, 'prune');
      this.#call('prune', task);
      return { message: 'pruned', gone: this.#delete(task.key) };
    },
    health: async (key) => {
      this.healthReads += 1;
      const stored = this.objects.get(key);
      return stored === undefined ? 'missing' : stored.health;
    },
    changed: (keys, signal) =>
      new Promise((resolve) => {
        const listener = (which: readonly ResourceKey[] | undefined) => {
          if (which !== undefined && !which.some((key) => keys.includes(key))) return;
          this.#listeners.delete(listener);
          resolve(which);
        };
        this.#listeners.add(listener);
        if (signal.aborted) listener(undefined);
        else signal.addEventListener('abort', () => listener(undefined), { once: true });
      }),
    approved: (signal) =>
      Promise.race([
        this.approval ?? new Promise<void>(() => undefined),
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
      ]),
    hooks: {
      finish: async (task) => {
        this.#call('finish', task);
        return { deleting: this.objects.get(task.key)?.deleting === true };
      },
      remove: async (task) => {
        this.#call('remove', task);
        return { gone: this.#delete(task.key) };
      },
    },
    record: async (entry) => {
      await Promise.resolve();
      this.records.push(entry);
      this.onRecord?.(this.records.length);
    },
    progress: (state) => {
      this.progress.push(state);
    },
  };

  put(object: KubeObject): KubeObject {
    const key = keyOf(object);
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const word = this.healthOnApply.get(short(key));
    const uid = this.objects.get(key)?.uid ?? `uid-${this.#version}`;
    const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion } };
    const health = word === undefined ? undefined : { status: word };
    this.objects.set(key, { object: stored, uid, resourceVersion, health, deleting: false });
    return stored;
  }

  /** Sets the health of a live object, as its controller would, and wakes whoever waits. */
  become(name: string, status: HealthStatus['status'], message?: string): void {
    const changed: ResourceKey[] = [];
    for (const [key, stored] of this.objects) {
      if (short(key) !== name) continue;
      stored.health = message === undefined ? { status } : { status, message };
      changed.push(key);
    }
    this.wake(changed);
  }

  /** A deletion comes to its end, or somebody deletes it behind our back. */
  vanish(name: string): void {
    for (const key of this.objects.keys()) if (short(key) === name) this.objects.delete(key);
    this.wake();
  }

  /** Without keys nobody says which objects changed. */
  wake(keys?: readonly ResourceKey[]): void {
    for (const listener of this.#listeners) listener(keys);
  }

  get messages(): readonly string[] {
    return this.progress.map((state) => state.message);
  }

  /** Calls of these verbs, in order. */
  made(...verbs: readonly string[]): readonly string[] {
    return this.calls.filter((call) => verbs.includes(call.slice(0, call.indexOf(' '))));
  }

  #call(verb: string, task: SyncTask): void {
    const call = `${verb} ${short(task.key)}`;
    this.calls.push(call);
    const refusal = this.refusals.get(call);
    if (refusal !== undefined) throw new ArgosyError('InvalidArgument', refusal);
  }

  #delete(key: ResourceKey): boolean {
    const stored = this.objects.get(key);
    if (stored === undefined) return true;
    if (this.lingering.has(short(key))) {
      stored.deleting = true;
      return false;
    }
    this.objects.delete(key);
    return true;
  }

  #mustBeIntended(task: SyncTask, act: string): void {
    const safe = this.records.some(
      (record) =>
        record.kind === 'intent' && record.key === task.key && record.act === act && record.phase === task.phase,
    );
    if (!safe) throw new Error(`${act} ${task.key} was not in the journal before it was done`);
  }
}

export function short(key: ResourceKey): string {
  const { kind, name } = parseResourceKey(key);
  return `${kind}/${name}`;
}

export interface Declared {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: unknown;
}

export function manifest({ kind = 'ConfigMap', apiVersion, namespace, name, annotations, spec }: Declared): KubeObject {
  const clusterScoped = CLUSTER_SCOPED.has(kind);
  return {
    apiVersion: apiVersion ?? API_VERSIONS[kind] ?? 'v1',
    kind,
    metadata: {
      name,
      ...(!clusterScoped && { namespace: namespace ?? 'default' }),
      ...(annotations !== undefined && { annotations }),
    },
    ...(spec !== undefined && { spec }),
  };
}

const CLUSTER_SCOPED = new Set(['Namespace', 'CustomResourceDefinition', 'ClusterRole']);
const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  Job: 'batch/v1',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
};

/** A resource as a comparison hands it over. `live`: also in the cluster; `only`: nothing else but live. */
export function resource(
  declared: Declared,
  state: 'new' | 'live' | 'same' | 'only' = 'new',
  more: Partial<SyncResource> = {},
): SyncResource {
  const object = manifest(declared);
  return {
    key: keyOf(object),
    desired: state === 'only' ? undefined : object,
    live:
      state === 'new'
        ? undefined
        : { uid: `uid-${declared.name}`, resourceVersion: '1', owners: [], object: () => object },
    modified: state !== 'same',
    namespaced: !CLUSTER_SCOPED.has(object.kind),
    served: true,
    ...more,
  };
}

export function planInput(resources: readonly SyncResource[], more: Partial<PlanInput> = {}): PlanInput {
  return {
    app: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop', namespace: 'argocd' },
      spec: { project: 'default', destination: { server: 'https://127.0.0.1:6443', namespace: 'default' } },
    },
    operation: { prune: true },
    resources,
    destinationNamespace: 'default',
    namespaceExists: true,
    refusal: () => undefined,
    revision: '0123456789abcdef0123456789abcdef01234567',
    startedAt: Date.UTC(2026, 0, 1),
    ...more,
  };
}
