/** A cluster in memory and one application that is being deleted, for specs: every request is remembered, objects go when told to. */

import { defaultProject } from '../../access/index.ts';
import {
  type Cluster,
  ClusterError,
  type ConnectionState,
  type KindState,
  type LiveChange,
  type LiveResource,
} from '../../cluster/index.ts';
import {
  type AppKey,
  type Application,
  type AppProject,
  ArgosyError,
  annotation,
  type GroupKind,
  type HealthStatus,
  isHook,
  type KubeObject,
  keyOf,
  keyOfRef,
  parseResourceKey,
  parseTrackingId,
  type ResourceKey,
  type ResourceRef,
  syncWave,
  TRACKING_ANNOTATION,
} from '../../model/index.ts';
import { ManualClock, silentLogger } from '../../runtime/index.ts';
import type { Store } from '../../store/index.ts';
import type { Target } from '../assemble-target.ts';
import type { AppRecord } from '../record.ts';
import { Records } from '../records.ts';
import { Removal, type RemovalPorts } from '../remove-application.ts';
import type { EngineSettings } from '../settings.ts';
import { Tasks } from '../tasks.ts';

export const APP = 'web' as AppKey;
const STAMP = '2026-01-01T00:00:00Z';

export interface Parts {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly generateName?: string;
}

/** An object of the application as Git has it; `name` is its generateName when it ends with a dash. */
export function manifest(name: string, parts: Parts = {}): KubeObject {
  const { kind = 'ConfigMap', apiVersion = kind === 'Job' ? 'batch/v1' : 'v1', namespace = 'n' } = parts;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const generated = name.endsWith('-');
  const mark = `${APP}:${group}/${kind}:${namespace}/${generated ? '' : name}`;
  return {
    apiVersion,
    kind,
    metadata: {
      ...(generated ? { generateName: name } : { name }),
      namespace,
      annotations: { [TRACKING_ANNOTATION]: mark, ...parts.annotations },
      ...(parts.finalizers && { finalizers: parts.finalizers }),
    },
  };
}

export class MemoryCluster {
  /** `delete ConfigMap/a Foreground uid-1`, `create Job/x`, `release Job/x`, in order. */
  readonly writes: string[] = [];
  readonly objects = new Map<ResourceKey, KubeObject>();
  /** Health that objects of this name have. */
  readonly health = new Map<string, HealthStatus['status']>();
  /** Objects of this name stay after they were deleted. */
  readonly lingering = new Set<string>();
  /** Thrown by the next requests about objects of this name. */
  readonly refusals = new Map<string, ClusterError>();
  state: KindState = { kind: 'synced' };
  #uid = 0;
  readonly #changes = new Set<(changes: readonly LiveChange[]) => void>();
  readonly #kinds = new Set<(kind: GroupKind, state: KindState) => void>();
  readonly #connections = new Set<(state: ConnectionState) => void>();

  get listeners(): number {
    return this.#changes.size + this.#kinds.size + this.#connections.size;
  }

  readonly cluster = {
    name: 'c',
    server: 'https://c',
    watch: async () => this.state,
    kindState: () => this.state,
    trackedBy: (app: string) => this.#lives().filter((live) => parseTrackingId(live.trackingId)?.app === app),
    live: (key: ResourceKey) => this.#live(key),
    whole: async (key: ResourceKey) => this.objects.get(key),
    read: async (ref: ResourceRef) => this.objects.get(keyOfRef(ref)),
    resourceOf: async ({ group, kind }: GroupKind) => ({ group, kind, namespaced: true }),
    onChange: (listener: (changes: readonly LiveChange[]) => void) => listen(this.#changes, listener),
    onKindState: (listener: (kind: GroupKind, state: KindState) => void) => listen(this.#kinds, listener),
    onConnection: (listener: (state: ConnectionState) => void) => listen(this.#connections, listener),
    create: async (object: KubeObject) => {
      this.#ask('create', object.kind, object.metadata.name ?? '');
      if (this.objects.has(keyOf(object))) throw refusal(409, 'AlreadyExists');
      return this.put(object);
    },
    patch: async (ref: ResourceRef, patch: readonly { op: string; path: string; value?: string }[]) => {
      this.#ask('release', ref.kind, ref.name);
      const object = this.objects.get(keyOfRef(ref))!;
      const index = Number(patch[1]!.path.split('/').pop());
      const finalizers = (object.metadata.finalizers ?? []).filter((_, at) => at !== index);
      return this.put({ ...object, metadata: { ...object.metadata, finalizers } });
    },
    delete: async (ref: ResourceRef, { propagation, uid }: { propagation: string; uid?: string }) => {
      this.#ask('delete', ref.kind, ref.name, `${propagation} ${uid}`);
      const object = this.objects.get(keyOfRef(ref));
      if (!object || object.metadata.uid !== uid) return true;
      this.put({ ...object, metadata: { ...object.metadata, deletionTimestamp: STAMP } });
      if ((object.metadata.finalizers ?? []).length > 0 || this.lingering.has(ref.name)) return false;
      this.vanish(ref.name);
      return true;
    },
  };

  put(object: KubeObject): KubeObject {
    const key = keyOf(object);
    const uid = object.metadata.uid ?? `uid-${++this.#uid}`;
    const stored = { ...object, metadata: { ...object.metadata, uid } };
    this.objects.set(key, stored);
    this.#tell(key);
    return stored;
  }

  /** An object is gone, whatever held it. */
  vanish(name: string): void {
    for (const [key, { metadata }] of this.objects) {
      if (metadata.name !== name) continue;
      this.objects.delete(key);
      this.#tell(key);
    }
  }

  become(state: KindState): void {
    this.state = state;
    for (const listener of this.#kinds) listener({ group: '', kind: 'ConfigMap' }, state);
  }

  reached(): void {
    for (const listener of this.#connections) listener({ kind: 'live', since: 0 });
  }

  /** The named object says that it is like this now. */
  say(name: string, health: HealthStatus['status']): void {
    this.health.set(name, health);
    for (const [key, { metadata }] of this.objects) if (metadata.name === name) this.#tell(key);
  }

  get left(): readonly string[] {
    return [...this.objects.values()].map(({ metadata }) => metadata.name ?? '').sort();
  }

  #ask(verb: string, kind: string, name: string, more = ''): void {
    this.writes.push(`${verb} ${kind}/${name} ${more}`.trim());
    const refused = this.refusals.get(name);
    if (refused) throw refused;
  }

  #tell(key: ResourceKey): void {
    const changes = [{ key, before: undefined, after: this.#live(key), at: 0 }];
    for (const listener of this.#changes) listener(changes);
  }

  #lives(): LiveResource[] {
    return [...this.objects.keys()].map((key) => this.#live(key)!);
  }

  #live(key: ResourceKey): LiveResource | undefined {
    const object = this.objects.get(key);
    if (!object) return undefined;
    const { uid = '', ownerReferences = [] } = object.metadata;
    return {
      key,
      uid,
      apiVersion: object.apiVersion,
      resourceVersion: '',
      owners: ownerReferences,
      trackingId: annotation(object, TRACKING_ANNOTATION) ?? '',
      instance: '',
      createdAt: STAMP,
      whole: true,
      object: () => object,
    };
  }
}

export function refusal(code: number, reason: string, message = reason): ClusterError {
  return new ClusterError('Unknown', { code, reason, message });
}

function listen<T>(listeners: Set<T>, listener: T): () => boolean {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface DeletionWorldOptions {
  readonly finalizers: readonly string[];
  /** What Git has. */
  readonly target?: readonly KubeObject[];
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly destination?: 'unknown' | 'unusable';
  readonly project?: AppProject;
}

/** One application whose deletion was asked for, with the machinery that carries it out. */
export class DeletionWorld {
  readonly clock = new ManualClock();
  readonly tasks = new Tasks(this.clock);
  readonly memory = new MemoryCluster();
  readonly records: Records;
  readonly record: AppRecord;
  readonly removal: Removal;
  /** What Git has; `undefined`: it cannot be reached. */
  target: readonly KubeObject[] | undefined;
  loads = 0;
  looks = 0;
  /** Puts that were made durable before the next write. */
  flushes = 0;
  #due = false;

  constructor(options: DeletionWorldOptions) {
    this.target = options.target ?? [];
    const store = { putApplication: () => undefined, deleteApplication: () => undefined, applications: () => [] };
    this.records = new Records(store as unknown as Store);
    const kinds = ['ConfigMap', 'Namespace'].map((kind) => ({ kind, name: 'x' }));
    this.record = this.records.create({
      metadata: {
        name: APP,
        namespace: 'argocd',
        deletionTimestamp: STAMP,
        finalizers: options.finalizers,
        ...options.metadata,
      },
      spec: { project: 'default', destination: { name: 'c', namespace: 'n' } },
      status: { resources: [...kinds, { group: 'batch', kind: 'Job', name: 'x' }] },
    } as unknown as Application);
    const ports: RemovalPorts = {
      clock: this.clock,
      logger: silentLogger,
      records: this.records,
      tasks: this.tasks,
      health: {
        has: () => true,
        run: async (object: KubeObject) => {
          const status = this.memory.health.get(object.metadata.name ?? '');
          return { status: status ?? 'Healthy' } as HealthStatus;
        },
      } as unknown as RemovalPorts['health'],
      settings: () => ({ tracking: {} }) as EngineSettings,
      project: () => options.project ?? defaultProject(),
      connections: {
        resolve: () => {
          if (options.destination === 'unknown') throw new ArgosyError('NotFound', 'cluster "c" not found');
          return { server: 'https://c', name: 'c' };
        },
        open: () => {
          if (options.destination === 'unusable') throw new ArgosyError('FailedPrecondition', 'no kubeconfig');
          return this.memory.cluster as unknown as Cluster;
        },
      },
      reconciler: {
        inputsOf: () => 'inputs',
        loadTarget: async () => {
          this.loads += 1;
          if (this.target === undefined) throw new ArgosyError('Unavailable', 'the repository is away');
          return targetOf(this.target);
        },
      },
      durable: async () => {
        this.flushes += 1;
      },
      again: () => {
        this.#due = true;
      },
    };
    this.removal = new Removal(ports);
  }

  /** Looks as often as it wants to, until it waits. */
  async settle(): Promise<void> {
    this.#due = true;
    while (this.#due) {
      this.#due = false;
      this.looks += 1;
      if (this.looks > 500) throw new Error('it looks again and again');
      await this.removal.look(this.record, new AbortController().signal);
    }
  }

  /** After something that should have woken it. */
  async woken(): Promise<boolean> {
    if (!this.#due) return false;
    await this.settle();
    return true;
  }

  async pass(ms: number): Promise<boolean> {
    this.clock.advance(ms);
    return this.woken();
  }

  get gone(): boolean {
    return this.records.find(APP) === undefined;
  }

  get finalizers(): readonly string[] {
    return this.record.app.metadata.finalizers ?? [];
  }

  get conditions(): readonly string[] {
    return (this.record.app.status?.conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
  }

  get task() {
    return this.tasks.list()[0]?.[1];
  }

  /** Somebody writes the application meanwhile. */
  edit(metadata: Readonly<Record<string, unknown>>): void {
    const { app } = this.record;
    this.records.put(this.record, { ...app, metadata: { ...app.metadata, ...metadata } });
    this.#due = true;
  }
}

function targetOf(objects: readonly KubeObject[]): Target {
  const desired = objects.map((object) => {
    const key = keyOf(object);
    return [key, { key, object, hash: '', hook: isHook(object), skip: false, wave: syncWave(object) }] as const;
  });
  const kinds = desired.map(([key]) => parseResourceKey(key));
  const revisions = ['0123456789abcdef0123456789abcdef01234567'];
  return {
    id: '',
    revisions,
    sourceTypes: [],
    desired: new Map(desired),
    kinds,
    namespaced: new Set(),
    conditions: [],
  };
}
