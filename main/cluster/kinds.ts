import type { GroupKind } from '../model/index.ts';
import type { Limiter, Logger } from '../runtime/index.ts';
import type { Cache } from './cache.ts';
import { reasonOf } from './connection.ts';
import type { Discovery } from './discovery.ts';
import type { ApiResource, KindState } from './face.ts';
import { type FeedOptions, KindFeed } from './kind-feed.ts';

export interface KindsOptions
  extends Omit<FeedOptions, 'resource' | 'namespace' | 'onState' | 'onGone' | 'lists' | 'cache' | 'logger'> {
  readonly cache: Cache;
  readonly logger: Logger;
  readonly discovery: Discovery;
  readonly lists: Limiter;
  /** Namespaces to which this cluster is limited by its settings; empty = all. */
  readonly namespaces: readonly string[];
  /** Whether cluster-scoped kinds may be used although namespaces are limited (reference §10.1). */
  readonly clusterResources: boolean;
  /** Asked when a kind may not be listed cluster-wide: where else to try. */
  readonly fallbackNamespaces: () => readonly string[];
  readonly onKindState: (kind: GroupKind, state: KindState) => void;
}

interface Watched {
  readonly kind: GroupKind;
  resource: ApiResource | undefined;
  state: KindState;
  feeds: KindFeed[];
  waiters: (() => void)[];
  looking: boolean;
}

/** The kinds that somebody asked to watch, each with its feeds: one for the cluster, or one a namespace where no more is permitted. */
export class Kinds {
  readonly #options: KindsOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #closing = new AbortController();

  constructor(options: KindsOptions) {
    this.#options = options;
    options.discovery.onChange(() => this.#servedChanged());
  }

  get feeds(): number {
    let count = 0;
    for (const watched of this.#watched.values()) count += watched.feeds.length;
    return count;
  }

  get loading(): boolean {
    for (const watched of this.#watched.values()) if (watched.state.kind === 'loading') return true;
    return false;
  }

  state(kind: GroupKind): KindState {
    return this.#watched.get(id(kind))?.state ?? { kind: 'loading' };
  }

  /** Starts once; resolves when the state is no longer 'loading'. */
  watch(kind: GroupKind, signal?: AbortSignal): Promise<KindState> {
    let watched = this.#watched.get(id(kind));
    if (watched === undefined) {
      watched = { kind, resource: undefined, state: { kind: 'loading' }, feeds: [], waiters: [], looking: false };
      this.#watched.set(id(kind), watched);
      void this.#look(watched);
    }
    const entry = watched;
    if (entry.state.kind !== 'loading') return Promise.resolve(entry.state);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const leave = () => {
        entry.waiters = entry.waiters.filter((waiter) => waiter !== arrive);
        reject(signal!.reason as Error);
      };
      const arrive = () => {
        signal?.removeEventListener('abort', leave);
        resolve(entry.state);
      };
      entry.waiters.push(arrive);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** The feed into which the answer to a write belongs. */
  feedFor(kind: GroupKind, apiVersion: string): KindFeed | undefined {
    const feed = this.#watched.get(id(kind))?.feeds[0];
    return feed?.of.apiVersion === apiVersion ? feed : undefined;
  }

  connectionLost(message: string): void {
    for (const watched of this.#watched.values()) {
      for (const feed of watched.feeds) feed.connectionLost(message);
      if (watched.feeds.length === 0 && watched.state.kind === 'loading') {
        this.#set(watched, { kind: 'stale', since: this.#options.clock.now(), message });
      }
    }
  }

  /** Connection or credentials are new: what was refused or never found out is tried at once. */
  retryNow(): void {
    for (const watched of this.#watched.values()) {
      if (watched.resource === undefined && watched.state.kind !== 'absent') void this.#look(watched);
      for (const feed of watched.feeds) feed.retryNow();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException('the cluster was closed', 'AbortError'));
    await Promise.all([...this.#watched.values()].flatMap((watched) => watched.feeds.map((feed) => feed.stop())));
  }

  /** Asks discovery which resource the kind is, and starts or ends its feeds accordingly. */
  async #look(watched: Watched): Promise<void> {
    if (watched.looking) return;
    watched.looking = true;
    try {
      const found = await this.#options.discovery.resourceOf(watched.kind, this.#closing.signal);
      await this.#follow(watched, found);
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.#set(watched, { kind: 'stale', since: this.#options.clock.now(), message: reasonOf(error) });
      this.#options.clock.after(LOOK_AGAIN, () => {
        if (!this.#closing.signal.aborted && watched.resource === undefined) void this.#look(watched);
      });
    } finally {
      watched.looking = false;
    }
  }

  #servedChanged(): void {
    for (const watched of this.#watched.values()) {
      const found = this.#options.discovery.known(watched.kind);
      // A group whose own server is silent serves nothing now, which does not mean that its kinds are gone.
      if (found === undefined && this.#options.discovery.silent(watched.kind.group)) continue;
      if (found !== undefined || watched.resource !== undefined) void this.#follow(watched, found);
    }
  }

  async #follow(watched: Watched, found: ApiResource | undefined): Promise<void> {
    const before = watched.resource;
    if (found !== undefined && found.version === before?.version && found.plural === before.plural) return;
    watched.resource = found;
    const ended = watched.feeds;
    watched.feeds = [];
    await Promise.all(ended.map((feed) => feed.stop()));
    if (found === undefined) {
      // Its objects went with the definition: nothing will tell about each of them.
      const { cache, clock } = this.#options;
      for (const key of cache.keysOf(watched.kind.group, watched.kind.kind))
        cache.remove(key, undefined, clock.monotonic());
      this.#set(watched, { kind: 'absent' });
      return;
    }
    if (!found.verbs.includes('list') || !found.verbs.includes('watch')) {
      this.#set(watched, { kind: 'forbidden', message: `the API server offers no list and watch of ${found.plural}` });
      return;
    }
    if (ended.length > 0 || watched.state.kind === 'absent') this.#set(watched, { kind: 'loading' });
    const { namespaces, clusterResources } = this.#options;
    if (namespaces.length === 0) return this.#start(watched, found, ['']);
    if (found.namespaced) return this.#start(watched, found, namespaces);
    if (clusterResources) return this.#start(watched, found, ['']);
    this.#set(watched, {
      kind: 'forbidden',
      message: `${found.plural} are cluster-scoped, and this cluster is limited to namespaces`,
    });
  }

  #start(watched: Watched, resource: ApiResource, namespaces: readonly string[]): void {
    watched.feeds = namespaces.map((namespace) => {
      const feed: KindFeed = new KindFeed({
        ...this.#options,
        resource,
        namespace,
        onState: () => this.#feedChanged(watched, resource),
        onGone: () => void this.#options.discovery.refresh(this.#closing.signal).catch(() => undefined),
      });
      return feed;
    });
    const { state } = this.#options.connection;
    if (state.kind === 'unreachable' || state.kind === 'auth-needed') {
      for (const feed of watched.feeds) feed.connectionLost(state.message);
    }
  }

  #feedChanged(watched: Watched, resource: ApiResource): void {
    if (watched.resource !== resource) return;
    const [only] = watched.feeds;
    if (only?.namespace === '' && only.state.kind === 'forbidden' && resource.namespaced) {
      const fallback = this.#options.fallbackNamespaces();
      if (fallback.length > 0) {
        void only.stop();
        this.#start(watched, resource, fallback);
        return;
      }
    }
    this.#set(watched, worst(watched.feeds.map((feed) => feed.state)));
  }

  #set(watched: Watched, state: KindState): void {
    if (watched.state.kind === state.kind && (state.kind === 'synced' || state.kind === 'absent')) return;
    watched.state = state;
    if (state.kind !== 'loading') {
      const waiters = watched.waiters;
      watched.waiters = [];
      for (const waiter of waiters) waiter();
    }
    this.#options.onKindState(watched.kind, state);
  }
}

/** Milliseconds. A kind whose API group did not answer is looked for again. */
const LOOK_AGAIN = 30_000;

/** Of several namespaces the one that may be believed least speaks for the kind: verdicts need all of them. */
function worst(states: readonly KindState[]): KindState {
  for (const kind of ['forbidden', 'stale', 'loading'] as const) {
    const found = states.find((state) => state.kind === kind);
    if (found !== undefined) return found;
  }
  return { kind: 'synced' };
}

function id(kind: GroupKind): string {
  return `${kind.group}/${kind.kind}`;
}
