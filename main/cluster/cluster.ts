import {
  ArgosyError,
  formatApiVersion,
  type GroupKind,
  type GroupVersionKind,
  type KubeObject,
  parseResourceKey,
  type ResourceKey,
  type ResourceRef,
} from '../model/index.ts';
import { type Clock, createLimiter } from '../runtime/index.ts';
import { query, resourcePath } from './api-path.ts';
import { Budget, type Priority } from './budget.ts';
import { Cache } from './cache.ts';
import { type ClusterOptions, DEFAULT_LIMITS } from './cluster-options.ts';
import { Connection } from './connection.ts';
import { credentialView } from './credential-expiry.ts';
import { CredentialReader } from './credentials.ts';
import { DefinitionWatch } from './definition-watch.ts';
import { Discovery } from './discovery.ts';
import { ClusterError, isNotFound } from './errors.ts';
import type { ApiAnswer } from './exchange.ts';
import type { ApiResource, Cluster, ClusterCounters, KindState } from './face.ts';
import { Kinds } from './kinds.ts';
import type { LiveObject } from './live-object.ts';
import { Liveness } from './liveness.ts';
import { readLogs } from './logs.ts';
import { OpenApi } from './openapi.ts';
import { Requests } from './requests.ts';
import { bodyOf, subjectOf, Writes } from './writes.ts';

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
  readonly #budget: Budget;
  readonly #discovery: Discovery;
  readonly #openApi: OpenApi;
  readonly #cache: Cache;
  readonly #kinds: Kinds;
  readonly #liveness: Liveness;
  readonly #writes: Writes;
  readonly #kindListeners = new Set<(kind: GroupKind, state: KindState) => void>();
  readonly #reading = new Set<ResourceKey>();
  readonly #readers = createLimiter(4);
  readonly #closing = new AbortController();
  #definitions: DefinitionWatch | undefined;

  constructor(options: ClusterOptions) {
    const { clock, logger, env = {}, random = Math.random } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
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
    this.#budget = new Budget(limits.inFlight);
    this.#requests = new Requests({
      clock,
      logger,
      random,
      credentials: this.#credentials,
      connection: this.#connection,
      budget: this.#budget,
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
    this.#writes = new Writes({
      requests: this.#requests,
      discovery: this.#discovery,
      clock,
      written: (resource, answer) => {
        this.#kinds
          .feedFor(resource, formatApiVersion(resource.group, resource.version))
          ?.offer(answer.body, answer.at);
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
        this.#writes.definitionsChanged();
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
    return this.#cache.ask(key);
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

  apply(...[object, options, signal]: Parameters<Cluster['apply']>) {
    return this.#writes.apply(object, options, signal);
  }

  create(...[object, options, signal]: Parameters<Cluster['create']>) {
    return this.#writes.create(object, options, signal);
  }

  replace(...[object, options, signal]: Parameters<Cluster['replace']>) {
    return this.#writes.replace(object, options, signal);
  }

  patch(...[ref, patch, type, options, signal]: Parameters<Cluster['patch']>) {
    return this.#writes.patch(ref, patch, type, options, signal);
  }

  delete(...[ref, options, signal]: Parameters<Cluster['delete']>) {
    return this.#writes.delete(ref, options, signal);
  }

  logs(request: Parameters<Cluster['logs']>[0], signal?: AbortSignal) {
    return readLogs(this.#requests, request, signal);
  }

  async events(involved: { readonly uid?: string; readonly namespace: string }, signal?: AbortSignal) {
    // Events of cluster-scoped objects are written to `default`.
    const namespace = encodeURIComponent(involved.namespace === '' ? 'default' : involved.namespace);
    const parameters = query({
      ...(involved.uid === undefined ? {} : { fieldSelector: `involvedObject.uid=${involved.uid}` }),
      limit: involved.uid === undefined ? 5000 : 500,
    });
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
      budget: this.#budget.view(),
    };
  }

  credentials() {
    const { last } = this.#credentials;
    return last === undefined ? undefined : credentialView(last);
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
}
