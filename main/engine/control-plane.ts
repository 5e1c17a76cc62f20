import type {
  ApiResource,
  Capabilities,
  Cluster,
  ClusterCounters,
  ConnectionState,
  KindState,
  LiveChange,
  LiveResource,
} from '../cluster/index.ts';
import { ClusterError } from '../cluster/index.ts';
import {
  API_VERSION,
  type Application,
  type AppProject,
  annotation,
  type ClusterServer,
  CONTROL_PLANE_NAMESPACE,
  contentHash,
  type GroupKind,
  type KubeObject,
  keyOf,
  LAST_APPLIED,
  mergePatch,
  normalizeApplication,
  parseApplication,
  parseProject,
  parseResourceKey,
  parseTrackingId,
  type ResourceKey,
  type ResourceRef,
  TRACKING_ANNOTATION,
} from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { IN_CLUSTER_SERVER } from './connections.ts';
import { admittedFinalizers } from './hook-finalizers.ts';

const GROUP = 'argoproj.io';
const VERSION = 'v1alpha1';

/** What the control plane does with the objects that an Application declares: the engine's own applications and projects. */
export interface ControlPlanePorts {
  readonly clock: Clock;
  readonly applications: () => Iterable<Application>;
  readonly application: (namespace: string, name: string) => Application | undefined;
  /** Creates, or replaces spec, labels, annotations and finalizers. */
  readonly putApplication: (application: Application) => Application;
  /** Asks for its deletion; its own finalizers decide about its objects. True when it is gone at once. */
  readonly deleteApplication: (namespace: string, name: string) => boolean;
  readonly onApplication: (listener: (namespace: string, name: string) => void) => () => void;
  readonly projects: () => readonly AppProject[];
  readonly putProject: (project: AppProject) => AppProject;
  readonly deleteProject: (name: string) => void;
}

/**
 * Argosy's own store of Applications and AppProjects, seen as a cluster: `https://kubernetes.default.svc` as long as no real cluster was
 * added under that name. It makes App-of-Apps ordinary: a child is an object that is compared, applied and pruned like any other
 * (reference §7), by the same code.
 */
export class ControlPlane implements Cluster {
  readonly server = IN_CLUSTER_SERVER as ClusterServer;
  readonly name = 'in-cluster';
  readonly #ports: ControlPlanePorts;
  readonly #listeners = new Set<(changes: readonly LiveChange[]) => void>();
  readonly #known = new Map<ResourceKey, LiveResource>();
  readonly #stop: () => void;
  readonly #since: number;

  constructor(ports: ControlPlanePorts) {
    this.#ports = ports;
    this.#since = ports.clock.now();
    for (const app of ports.applications()) this.#remember(app);
    this.#stop = ports.onApplication((namespace, name) => {
      const found = ports.application(namespace, name);
      this.#tell(
        `${GROUP}/Application/${namespace}/${name}` as ResourceKey,
        found as unknown as KubeObject | undefined,
      );
    });
  }

  connection(): ConnectionState {
    return { kind: 'live', since: this.#since };
  }

  onConnection(): () => void {
    return () => undefined;
  }

  reconnect(): void {
    // There is nothing between here and the store.
  }

  async capabilities(): Promise<Capabilities> {
    const apiVersions = [API_VERSION, `${API_VERSION}/Application`, `${API_VERSION}/AppProject`];
    return { kubeVersion: 'v1.36.0', apiVersions, digest: contentHash(apiVersions) };
  }

  async resourceOf(kind: GroupKind & { readonly version?: string }): Promise<ApiResource | undefined> {
    if (!isOurs(kind) || (kind.version !== undefined && kind.version !== VERSION)) return undefined;
    const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
    const plural = kind.kind === 'Application' ? 'applications' : 'appprojects';
    return { group: GROUP, version: VERSION, kind: kind.kind, plural, namespaced: true, verbs };
  }

  async schemaOf(): Promise<undefined> {
    return undefined;
  }

  async watch(kind: GroupKind): Promise<KindState> {
    return this.kindState(kind);
  }

  kindState(kind: GroupKind): KindState {
    return isOurs(kind) ? { kind: 'synced' } : { kind: 'absent' };
  }

  live(key: ResourceKey): LiveResource | undefined {
    const object = this.#find(parseResourceKey(key));
    return object && liveResource(object);
  }

  trackedBy(app: string): readonly LiveResource[] {
    return [...this.#all()].map(liveResource).filter((live) => parseTrackingId(live.trackingId)?.app === app);
  }

  childrenOf(): readonly LiveResource[] {
    return [];
  }

  setInterest(): void {
    // Everything is held whole.
  }

  async whole(key: ResourceKey): Promise<KubeObject | undefined> {
    return this.#find(parseResourceKey(key));
  }

  onChange(listener: (changes: readonly LiveChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onKindState(): () => void {
    return () => undefined;
  }

  async read(ref: ResourceRef): Promise<KubeObject | undefined> {
    return this.#find(ref);
  }

  /**
   * What is declared replaces what was declared, as a client-side apply does: `last-applied-configuration` says what that was, so that a
   * field which Git no longer names is seen as a difference and goes.
   */
  async apply(object: KubeObject, options: { readonly dryRun?: boolean }): Promise<KubeObject> {
    const existing = this.#find(refOf(object));
    const applied = withLastApplied(object);
    const { labels: _, ...kept } = existing?.metadata ?? {};
    const wanted = existing
      ? {
          ...existing,
          ...applied,
          metadata: {
            ...kept,
            ...applied.metadata,
            annotations: { ...keptAnnotations(existing), ...applied.metadata.annotations },
          },
        }
      : applied;
    return this.#write(wanted as KubeObject, options.dryRun === true);
  }

  async create(object: KubeObject, options: { readonly dryRun?: boolean }): Promise<KubeObject> {
    if (this.#find(refOf(object)))
      throw refusal(409, 'AlreadyExists', `${object.kind} ${object.metadata.name} already exists`);
    return this.#write(withLastApplied(object), options.dryRun === true);
  }

  async replace(object: KubeObject, options: { readonly dryRun?: boolean }): Promise<KubeObject> {
    return this.#write(withLastApplied(object), options.dryRun === true);
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    type: 'json' | 'merge' | 'strategic',
    options: { readonly dryRun?: boolean },
  ): Promise<KubeObject> {
    const existing = this.#find(ref);
    if (!existing) throw refusal(404, 'NotFound', `${ref.kind} ${ref.name} not found`);
    if (type !== 'merge') throw refusal(415, 'UnsupportedMediaType', 'only merge patches change an Application here');
    return this.#write(mergePatch(existing, patch) as KubeObject, options.dryRun === true);
  }

  async delete(ref: ResourceRef, options: { readonly dryRun?: boolean }): Promise<boolean> {
    if (!this.#find(ref)) return true;
    if (options.dryRun) return false;
    if (ref.kind === 'Application') return this.#ports.deleteApplication(ref.namespace, ref.name);
    this.#ports.deleteProject(ref.name);
    this.#tell(`${GROUP}/AppProject/${ref.namespace}/${ref.name}` as ResourceKey, undefined);
    return true;
  }

  logs(): AsyncIterable<string> {
    const next = () => Promise.reject(refusal(404, 'NotFound', 'there are no Pods among applications'));
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }

  async events(): Promise<readonly KubeObject[]> {
    return [];
  }

  counters(): ClusterCounters {
    const none = { bytesIn: 0, bytesOut: 0, cacheBytes: 0, throttled: 0, connectionsOpened: 0, watches: 0 };
    return { ...none, requests: 0, requestsByVerb: {}, objects: 0 };
  }

  async close(): Promise<void> {
    this.#stop();
    this.#listeners.clear();
  }

  *#all(): Iterable<KubeObject> {
    for (const app of this.#ports.applications()) yield app as unknown as KubeObject;
    for (const project of this.#ports.projects()) yield project as unknown as KubeObject;
  }

  #find({ kind, namespace, name }: Pick<ResourceRef, 'kind' | 'namespace' | 'name'>): KubeObject | undefined {
    if (kind === 'Application') return this.#ports.application(namespace, name) as unknown as KubeObject | undefined;
    if (kind !== 'AppProject') return undefined;
    return this.#ports.projects().find((one) => one.metadata.name === name) as unknown as KubeObject | undefined;
  }

  #write(object: KubeObject, dryRun: boolean): KubeObject {
    if (object.kind === 'Application') {
      const application = parseApplication(object);
      return (dryRun ? this.#asStored(application) : this.#ports.putApplication(application)) as unknown as KubeObject;
    }
    if (object.kind !== 'AppProject')
      throw refusal(404, 'NotFound', `the server could not find the requested resource (${object.kind})`);
    const project = parseProject(object);
    if (dryRun) return object;
    const stored = this.#ports.putProject(project) as unknown as KubeObject;
    this.#tell(keyOf(stored), stored);
    return stored;
  }

  /** A dry run tells no difference that an apply would not leave: not the engine's own finalizers either. */
  #asStored(application: Application): Application {
    const normalized = normalizeApplication(application);
    const { namespace = CONTROL_PLANE_NAMESPACE, name } = application.metadata;
    const existing = this.#ports.application(namespace, name);
    if (existing === undefined) return normalized;
    const finalizers = admittedFinalizers(existing, normalized.metadata.finalizers);
    return finalizers === undefined ? normalized : { ...normalized, metadata: { ...normalized.metadata, finalizers } };
  }

  #remember(app: Application): void {
    const object = app as unknown as KubeObject;
    this.#known.set(keyOf(object), liveResource(object));
  }

  #tell(key: ResourceKey, object: KubeObject | undefined): void {
    const before = this.#known.get(key);
    const after = object && liveResource(object);
    if (after) this.#known.set(key, after);
    else this.#known.delete(key);
    // Most of the status of a child changes all the time and says nothing to its parent.
    if (before?.resourceVersion === after?.resourceVersion && before !== undefined) return;
    const change = { key, before, after, at: this.#ports.clock.monotonic() };
    for (const listener of this.#listeners) listener([change]);
  }
}

function isOurs({ group, kind }: GroupKind): boolean {
  return group === GROUP && (kind === 'Application' || kind === 'AppProject');
}

function refOf(object: KubeObject): Pick<ResourceRef, 'kind' | 'namespace' | 'name'> {
  return { kind: object.kind, namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' };
}

function withLastApplied(object: KubeObject): KubeObject {
  const text = JSON.stringify(object);
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [LAST_APPLIED]: text } },
  };
}

/** Annotations that the engine or a person put there, not the last apply. */
function keptAnnotations(existing: KubeObject): Readonly<Record<string, string>> {
  const text = annotation(existing, LAST_APPLIED);
  const declared = text === undefined ? {} : ((JSON.parse(text) as KubeObject).metadata.annotations ?? {});
  return Object.fromEntries(
    Object.entries(existing.metadata.annotations ?? {}).filter(([name]) => !(name in declared)),
  );
}

/** Its version changes with what is declared, with its health and with what its conditions say, never with a time. */
function liveResource(object: KubeObject): LiveResource {
  const { metadata } = object;
  const { spec, status } = object as {
    spec?: unknown;
    status?: {
      health?: { status?: unknown };
      sync?: { status?: unknown };
      conditions?: readonly { readonly type?: unknown; readonly message?: unknown }[];
    };
  };
  // A parent that waits for this one says what holds it.
  const conditions = status?.conditions?.map(({ type, message }) => [type, message]) ?? [];
  return {
    key: keyOf(object),
    apiVersion: object.apiVersion,
    uid: metadata.uid ?? `${object.kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`,
    resourceVersion: contentHash([spec, metadata, status?.health?.status, status?.sync?.status, conditions]),
    owners: metadata.ownerReferences ?? [],
    trackingId: annotation(object, TRACKING_ANNOTATION) ?? '',
    instance: '',
    createdAt: metadata.creationTimestamp ?? '',
    whole: true,
    object: () => object,
  };
}

function refusal(code: number, reason: string, message: string): ClusterError {
  return new ClusterError(code === 404 ? 'NotFound' : 'InvalidArgument', { code, reason, message });
}
