import {
  ArgosyError,
  formatApiVersion,
  type GroupKind,
  type GroupVersionKind,
  type KubeObject,
  parseApiVersion,
  parseResourceKey,
  type ResourceKey,
  type ResourceRef,
} from '../model/index.ts';
import { type Clock, createLimiter, type Logger, sleep } from '../runtime/index.ts';
import { query, resourcePath } from './api-path.ts';
import { Budget, type Priority } from './budget.ts';
import { Cache } from './cache.ts';
import { Connection } from './connection.ts';
import { CredentialReader } from './credentials.ts';
import { DefinitionWatch } from './definition-watch.ts';
import { Discovery } from './discovery.ts';
import { ClusterError, isNotFound } from './errors.ts';
import type { ApiResource, Cluster, ClusterCounters, DeleteOptions, KindState, LiveResource } from './face.ts';
import { Kinds } from './kinds.ts';
import type { ClusterAccess, ExecPlugin } from './kubeconfig.ts';
import type { KubeconfigSource } from './kubeconfig-source.ts';
import { type LiveObject, wholeObject } from './live-object.ts';
import { Liveness } from './liveness.ts';
import { readLogs } from './logs.ts';
import type { OidcTokens } from './oidc.ts';
import { OpenApi } from './openapi.ts';
import { type ApiAnswer, type ApiRequest, Requests } from './requests.ts';

export interface ClusterLimits {
  /** Requests on their way at once; default 50. */
  readonly inFlight: number;
  /** Milliseconds for one request; default 30,000. */
  readonly deadline: number;
  /** Milliseconds to make a connection; default 10,000. */
  readonly connectTimeout: number;
  /** Milliseconds for a sign-in program; default 30,000. */
  readonly execDeadline: number;
  /** Connection failures in a row that open the circuit; default 3. */
  readonly failures: number;
  /** Lists at once; default 4. */
  readonly lists: number;
}

export interface ClusterOptions {
  readonly name: string;
  readonly kubeconfig: KubeconfigSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The environment of sign-in programs and where proxies are named; default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** In [0, 1), for jitter; default Math.random. */
  readonly random?: () => number;
  /** Whether a program that the kubeconfig names may run; default: none may. The refusal says what would have run. */
  readonly allowExec?: (plugin: ExecPlugin, access: ClusterAccess) => boolean | Promise<boolean>;
  readonly saveTokens?: (access: ClusterAccess, tokens: OidcTokens) => void | Promise<void>;
  readonly limits?: Partial<ClusterLimits>;
  /** Limits the cluster to these namespaces (reference §10.1). */
  readonly namespaces?: readonly string[];
  readonly clusterResources?: boolean;
  /** Where to list a kind that may not be listed cluster-wide: the destination namespaces of the applications. */
  readonly fallbackNamespaces?: () => readonly string[];
  /** Reference §1.7; default annotation and app.kubernetes.io/instance. */
  readonly tracking?: {
    readonly method?: 'annotation' | 'annotation+label' | 'label';
    readonly instanceLabel?: string;
  };
  /** Objects that are wanted whole besides tracked ones and their descendants. */
  readonly wants?: (resource: LiveResource) => boolean;
  /** Warning headers of answers: deprecations, dropped fields. */
  readonly onWarning?: (text: string, subject: string | undefined) => void;
}

const DEFAULTS: ClusterLimits = {
  inFlight: 50,
  deadline: 30_000,
  connectTimeout: 10_000,
  execDeadline: 30_000,
  failures: 3,
  lists: 4,
};

/**
 * Milliseconds. Discovery follows a new definition with a delay: who writes an object of a kind that came a moment ago waits for it,
 * instead of being told that there is no such kind.
 */
const DISCOVERY_FOLLOWS = [200, 400, 800, 1_600, 3_200];
const DEFINED_LATELY = 15_000;

/** Milliseconds until an object that could not be read whole is tried again. */
const READ_AGAIN = 10_000;

/** Throws an ArgosyError when the kubeconfig is missing or broken; nothing is sent before the first question. */
export function createCluster(options: ClusterOptions): Cluster {
  return new KubeCluster(options);
}

class KubeCluster implements Cluster {
  readonly name: string;
  readonly #options: ClusterOptions;
  readonly #clock: Clock;
  readonly #credentials: CredentialReader;
  readonly #connection: Connection;
  readonly #requests: Requests;
  readonly #discovery: Discovery;
  readonly #openApi: OpenApi;
  readonly #cache: Cache;
  readonly #kinds: Kinds;
  readonly #liveness: Liveness;
  readonly #kindListeners = new Set<(kind: GroupKind, state: KindState) => void>();
  readonly #reading = new Set<ResourceKey>();
  readonly #readers = createLimiter(4);
  readonly #closing = new AbortController();
  #definitions: DefinitionWatch | undefined;
  /** Monotonic milliseconds of the last sign that kinds come or go. */
  #definedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ClusterOptions) {
    const { clock, logger, env = {}, random = Math.random } = options;
    const limits = { ...DEFAULTS, ...options.limits };
    this.name = options.name;
    this.#options = options;
    this.#clock = clock;
    this.#credentials = new CredentialReader({
      source: options.kubeconfig,
      clock,
      env,
      allowExec: options.allowExec ?? (() => false),
      execDeadline: limits.execDeadline,
      ...(options.saveTokens === undefined ? {} : { saveTokens: options.saveTokens }),
    });
    this.#connection = new Connection({
      clock,
      random,
      threshold: limits.failures,
      probe: () => void this.#probe(),
      subject: options.name,
    });
    this.#requests = new Requests({
      clock,
      logger,
      random,
      credentials: this.#credentials,
      connection: this.#connection,
      budget: new Budget(limits.inFlight),
      transport: { env, connectTimeout: limits.connectTimeout },
      deadline: limits.deadline,
      userAgent: 'argosy',
      onWarning: (text, subject) => {
        logger.debug('warning of the API server', { warning: text, subject });
        options.onWarning?.(text, subject);
      },
    });
    this.#discovery = new Discovery(this.#requests, clock, logger);
    this.#openApi = new OpenApi(this.#requests, clock, (kind) => this.#discovery.known(kind) !== undefined);
    this.#discovery.onChange(() => this.#openApi.invalidate());
    this.#cache = new Cache({
      clock,
      instanceLabel: options.tracking?.instanceLabel ?? 'app.kubernetes.io/instance',
      byLabel: options.tracking?.method === 'label',
      wants: options.wants ?? (() => false),
      missing: (object) => this.#readInBackground(object),
      soon: (run) => setImmediate(run),
    });
    this.#kinds = new Kinds({
      cache: this.#cache,
      logger,
      discovery: this.#discovery,
      requests: this.#requests,
      connection: this.#connection,
      clock,
      random,
      lists: createLimiter(limits.lists),
      turn: () => new Promise((resolve) => setImmediate(resolve)),
      namespaces: options.namespaces ?? [],
      clusterResources: options.clusterResources ?? false,
      fallbackNamespaces: options.fallbackNamespaces ?? (() => []),
      onKindState: (kind, state) => {
        for (const listener of this.#kindListeners) listener(kind, state);
      },
    });
    this.#liveness = new Liveness({
      clock,
      connection: this.#connection,
      lastByte: () => this.#requests.lastByte,
      probe: () => this.#probe(),
    });
    let away = false;
    this.#connection.onChange((state) => {
      if (state.kind === 'live') this.#kinds.retryNow();
      // A server that was away may come back as another version.
      if (state.kind === 'live' && away) this.#discovery.reconnected(this.#closing.signal);
      away = state.kind !== 'live' && state.kind !== 'connecting';
      if (state.kind === 'unreachable' || state.kind === 'auth-needed') this.#kinds.connectionLost(state.message);
    });
  }

  get server() {
    return this.#credentials.access.server;
  }

  connection() {
    return this.#connection.state;
  }

  onConnection(listener: Parameters<Cluster['onConnection']>[0]) {
    return this.#connection.onChange(listener);
  }

  reconnect(): void {
    this.#credentials.invalidate();
    this.#connection.retryNow();
  }

  capabilities(signal?: AbortSignal) {
    return this.#discovery.capabilities(signal);
  }

  resourceOf(kind: GroupKind & { readonly version?: string }, signal?: AbortSignal) {
    return this.#discovery.resourceOf(kind, signal);
  }

  schemaOf(kind: GroupVersionKind, signal?: AbortSignal) {
    return this.#openApi.schemaOf(kind, signal);
  }

  watch(kind: GroupKind, signal?: AbortSignal): Promise<KindState> {
    this.#liveness.start();
    this.#definitions ??= new DefinitionWatch({
      requests: this.#requests,
      connection: this.#connection,
      clock: this.#clock,
      random: this.#options.random ?? Math.random,
      changed: () => {
        this.#definedAt = this.#clock.monotonic();
        this.#openApi.invalidate();
        void this.#discovery.refresh(this.#closing.signal).catch(() => undefined);
      },
    });
    return this.#kinds.watch(kind, signal);
  }

  kindState(kind: GroupKind) {
    return this.#kinds.state(kind);
  }

  live(key: ResourceKey) {
    return this.#cache.get(key);
  }

  trackedBy(appKey: string) {
    return this.#cache.trackedBy(appKey);
  }

  childrenOf(uid: string) {
    return this.#cache.childrenOf(uid);
  }

  setInterest(keys: Iterable<ResourceKey>): void {
    this.#cache.setInterest(keys);
  }

  async whole(key: ResourceKey, signal?: AbortSignal): Promise<KubeObject | undefined> {
    const held = this.#cache.get(key);
    if (held?.whole === true) return held.object();
    return this.read(parseResourceKey(key), signal);
  }

  onChange(listener: Parameters<Cluster['onChange']>[0]) {
    return this.#cache.onChange(listener);
  }

  onKindState(listener: (kind: GroupKind, state: KindState) => void) {
    this.#kindListeners.add(listener);
    return () => this.#kindListeners.delete(listener);
  }

  async read(ref: ResourceRef & { readonly version?: string }, signal?: AbortSignal): Promise<KubeObject | undefined> {
    const resource = await this.#discovery.resourceOf(ref, signal);
    if (resource === undefined) return undefined;
    const answer = await this.#get(resource, ref, 'read', signal);
    return answer === undefined ? undefined : bodyOf(answer, resource);
  }

  async apply(object: KubeObject, options: Parameters<Cluster['apply']>[1], signal?: AbortSignal): Promise<KubeObject> {
    const resource = await this.#resourceFor(object, signal);
    const { dryRun = false, force = false } = options;
    const parameters = query({
      fieldManager: options.fieldManager,
      force,
      fieldValidation: options.fieldValidation ?? 'Strict',
      dryRun: dryRun ? 'All' : undefined,
    });
    return this.#write(
      resource,
      object,
      {
        verb: dryRun ? 'dry-run' : 'apply',
        method: 'PATCH',
        path: resourcePath(resource, namespaceOf(object), nameOf(object)) + parameters,
        contentType: 'application/apply-patch+yaml', // JSON is YAML
        body: JSON.stringify(withoutManagedFields(placed(object, resource))),
        // The same manager declaring the same fields twice declares them once.
        idempotent: true,
      },
      dryRun,
      signal,
    );
  }

  async create(
    object: KubeObject,
    options: Parameters<Cluster['create']>[1],
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const resource = await this.#resourceFor(object, signal);
    const dryRun = options.dryRun ?? false;
    return this.#write(
      resource,
      object,
      {
        verb: dryRun ? 'dry-run' : 'create',
        method: 'POST',
        path: resourcePath(resource, namespaceOf(object)) + writeQuery(options),
        contentType: 'application/json',
        body: JSON.stringify(placed(object, resource)),
        idempotent: false,
      },
      dryRun,
      signal,
    );
  }

  async replace(
    object: KubeObject,
    options: Parameters<Cluster['replace']>[1],
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const resource = await this.#resourceFor(object, signal);
    const dryRun = options.dryRun ?? false;
    return this.#write(
      resource,
      object,
      {
        verb: dryRun ? 'dry-run' : 'replace',
        method: 'PUT',
        path: resourcePath(resource, namespaceOf(object), nameOf(object)) + writeQuery(options),
        contentType: 'application/json',
        body: JSON.stringify(placed(object, resource)),
        // With a resourceVersion the second of two fails as a conflict although the first succeeded.
        idempotent: object.metadata.resourceVersion === undefined,
      },
      dryRun,
      signal,
    );
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    type: 'json' | 'merge' | 'strategic',
    options: Parameters<Cluster['patch']>[3],
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const resource = await this.#needResource(ref, signal);
    const dryRun = options.dryRun ?? false;
    const types = { json: 'json-patch', merge: 'merge-patch', strategic: 'strategic-merge-patch' } as const;
    return this.#write(
      resource,
      undefined,
      {
        verb: dryRun ? 'dry-run' : 'patch',
        method: 'PATCH',
        path: resourcePath(resource, ref.namespace, ref.name, options.subresource) + writeQuery(options),
        contentType: `application/${types[type]}+json`,
        body: JSON.stringify(patch),
        idempotent: type !== 'json',
        subject: subjectOf(ref),
      },
      dryRun,
      signal,
    );
  }

  async delete(ref: ResourceRef, options: DeleteOptions, signal?: AbortSignal): Promise<boolean> {
    const resource = await this.#discovery.resourceOf(ref, signal);
    if (resource === undefined) return true;
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: options.propagation,
      ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
      ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
    };
    try {
      const answer = await this.#requests.send(
        {
          verb: options.dryRun === true ? 'dry-run' : 'delete',
          method: 'DELETE',
          path: resourcePath(resource, ref.namespace, ref.name),
          contentType: 'application/json',
          body: JSON.stringify(body),
          priority: 'write',
          idempotent: true,
          subject: subjectOf(ref),
          secret: isSecret(ref),
        },
        signal,
      );
      // A Status means that it is gone; the object itself that it goes later, when finalizers or its grace period are done.
      const said = JSON.parse(answer.body.toString('utf8')) as { kind?: string; metadata?: { uid?: string } };
      return said.kind === 'Status';
    } catch (error) {
      if (isNotFound(error)) return true;
      // Another object has its name now: the one that was meant is gone.
      const status = error instanceof ClusterError ? error.status : undefined;
      if (options.uid !== undefined && status?.code === 409 && /UID in (the )?precondition/.test(status.message))
        return true;
      throw error;
    }
  }

  logs(request: Parameters<Cluster['logs']>[0], signal?: AbortSignal) {
    return readLogs(this.#requests, request, signal);
  }

  async events(involved: { readonly uid: string; readonly namespace: string }, signal?: AbortSignal) {
    // Events of cluster-scoped objects are written to `default`.
    const namespace = encodeURIComponent(involved.namespace === '' ? 'default' : involved.namespace);
    const parameters = query({ fieldSelector: `involvedObject.uid=${involved.uid}`, limit: 500 });
    const answer = await this.#requests.send(
      {
        verb: 'list',
        method: 'GET',
        path: `/api/v1/namespaces/${namespace}/events${parameters}`,
        priority: 'read',
        idempotent: true,
      },
      signal,
    );
    const list = JSON.parse(answer.body.toString('utf8')) as { items?: readonly KubeObject[] };
    return (list.items ?? []).map((event) => ({ ...event, apiVersion: 'v1', kind: 'Event' }));
  }

  counters(): ClusterCounters {
    const { byVerb, bytesIn, bytesOut, throttled, connectionsOpened } = this.#requests.counters;
    return {
      requests: [...byVerb.values()].reduce((sum, count) => sum + count, 0),
      requestsByVerb: Object.fromEntries(byVerb),
      bytesIn,
      bytesOut,
      watches: this.#kinds.feeds,
      objects: this.#cache.size,
      cacheBytes: this.#cache.bytes,
      throttled,
      connectionsOpened,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort(new ArgosyError('Aborted', `cluster ${this.name} was closed`));
    this.#liveness.stop();
    this.#definitions?.stop();
    this.#connection.close();
    this.#cache.close();
    await Promise.all([this.#kinds.close(), this.#requests.close()]);
  }

  /** One cheap request whose outcome the connection hears of by itself. */
  async #probe(): Promise<void> {
    if (this.#credentials.sourceChanged() || this.#connection.state.kind === 'auth-needed')
      this.#credentials.invalidate();
    try {
      await this.#requests.send(
        {
          verb: 'probe',
          method: 'GET',
          path: '/version',
          priority: 'write',
          idempotent: false,
          deadline: 10_000,
          probe: true,
        },
        this.#closing.signal,
      );
    } catch (error) {
      // A deadline is no broken connection to the transport, but here it is the answer to the question.
      if (error instanceof ClusterError && error.code === 'DeadlineExceeded' && !this.#closing.signal.aborted) {
        this.#connection.failed(error.message, true);
      }
    }
  }

  /** An object became needed whole after it was listed: read once, with the lowest priority. */
  #readInBackground(object: LiveObject): void {
    if (this.#reading.has(object.key)) return;
    this.#reading.add(object.key);
    const ref = parseResourceKey(object.key);
    const { signal } = this.#closing;
    const read = async () => {
      await this.#connection.usable(signal);
      const resource = await this.#discovery.resourceOf(ref, signal);
      const answer = resource === undefined ? undefined : await this.#get(resource, ref, 'background', signal);
      const current = this.#cache.get(object.key);
      if (answer === undefined || current === undefined) return;
      this.#cache.put(answer.body, current.of, answer.at);
    };
    this.#readers
      .run(read)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        this.#options.logger.debug('object could not be read whole', { key: object.key, error });
        this.#clock.after(READ_AGAIN, () => {
          const current = this.#cache.get(object.key);
          if (!signal.aborted && current?.wanted === true && !current.whole) this.#readInBackground(current);
        });
      })
      .finally(() => this.#reading.delete(object.key));
  }

  async #get(
    resource: ApiResource,
    ref: ResourceRef,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<ApiAnswer | undefined> {
    try {
      return await this.#requests.send(
        {
          verb: 'get',
          method: 'GET',
          path: resourcePath(resource, ref.namespace, ref.name),
          priority,
          idempotent: true,
          subject: subjectOf(ref),
        },
        signal,
      );
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #write(
    resource: ApiResource,
    object: KubeObject | undefined,
    request: Omit<ApiRequest, 'priority' | 'secret'>,
    dryRun: boolean,
    signal: AbortSignal | undefined,
  ): Promise<KubeObject> {
    const answer = await this.#requests.send(
      {
        ...request,
        priority: 'write',
        secret: isSecret(resource),
        ...(object === undefined
          ? {}
          : { subject: `${resource.kind}/${object.metadata.name ?? object.metadata.generateName ?? ''}` }),
      },
      signal,
    );
    if (!dryRun) {
      if (isDefinition(resource)) this.#definedAt = this.#clock.monotonic();
      this.#kinds.feedFor(resource, formatApiVersion(resource.group, resource.version))?.offer(answer.body, answer.at);
    }
    return bodyOf(answer, resource);
  }

  #resourceFor(object: KubeObject, signal?: AbortSignal): Promise<ApiResource> {
    return this.#needResource({ ...parseApiVersion(object.apiVersion), kind: object.kind }, signal);
  }

  async #needResource(kind: GroupKind & { readonly version?: string }, signal?: AbortSignal): Promise<ApiResource> {
    const resource = this.#discovery.known(kind) ?? (await this.#discovery.resourceOf(kind, signal));
    if (resource !== undefined) return resource;
    for (const wait of DISCOVERY_FOLLOWS) {
      if (this.#clock.monotonic() - this.#definedAt > DEFINED_LATELY) break;
      await sleep(this.#clock, wait, signal);
      const late = await this.#discovery.resourceOf(kind, signal);
      if (late !== undefined) return late;
    }
    const version = kind.version === undefined ? '' : `/${kind.version}`;
    const message = `the API server has no kind ${kind.kind} in ${kind.group === '' ? 'core' : kind.group}${version}`;
    throw new ClusterError(
      'NotFound',
      { code: 404, reason: 'NotFound', message },
      {
        subject: kind.kind,
        advice: 'install its CustomResourceDefinition in this cluster, or correct apiVersion and kind',
      },
    );
  }
}

function bodyOf(answer: ApiAnswer, resource: ApiResource): KubeObject {
  const { group, kind, version } = resource;
  return wholeObject(answer.body, { group, kind, apiVersion: formatApiVersion(group, version) });
}

/** The server refuses an apply that carries it. */
function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Cluster-scoped objects lose a namespace, which the server would refuse; namespaced ones must have one. */
function placed(object: KubeObject, resource: ApiResource): KubeObject {
  const namespace = namespaceOf(object);
  if (resource.namespaced === (namespace !== '')) return object;
  if (resource.namespaced) {
    throw new ArgosyError('InvalidArgument', `${object.kind} ${object.metadata.name ?? ''} has no namespace`, {
      subject: object.kind,
    });
  }
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function nameOf(object: KubeObject): string {
  const name = object.metadata.name;
  if (name !== undefined && name !== '') return name;
  throw new ArgosyError('InvalidArgument', `${object.kind} has no name`, { subject: object.kind });
}

function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? '';
}

function writeQuery(options: { readonly fieldManager: string; readonly dryRun?: boolean }): string {
  return query({ fieldManager: options.fieldManager, dryRun: options.dryRun === true ? 'All' : undefined });
}

function subjectOf(ref: ResourceRef): string {
  return ref.namespace === '' ? `${ref.kind}/${ref.name}` : `${ref.kind}/${ref.namespace}/${ref.name}`;
}

function isDefinition(kind: GroupKind): boolean {
  return (
    (kind.group === 'apiextensions.k8s.io' && kind.kind === 'CustomResourceDefinition') ||
    (kind.group === 'apiregistration.k8s.io' && kind.kind === 'APIService')
  );
}

function isSecret(kind: GroupKind): boolean {
  return kind.group === '' && kind.kind === 'Secret';
}
