import type { ResourceKey } from '../model/index.ts';
import { backoffCeiling, type Clock, type Limiter, type Logger, sleep, type Timer } from '../runtime/index.ts';
import { query, resourcePath } from './api-path.ts';
import type { Cache } from './cache.ts';
import { type Connection, reasonOf } from './connection.ts';
import { ClusterError } from './errors.ts';
import type { ApiResource, KindState } from './face.ts';
import { parseListPage } from './list-page.ts';
import { isNewer, type LiveKind, readSlim } from './live-object.ts';
import type { Requests } from './requests.ts';
import { errorOf, statusOf } from './status.ts';
import { LineSplitter, parseWatchFrame } from './watch-frames.ts';

export interface FeedOptions {
  readonly resource: ApiResource;
  /** '' = the whole cluster, else one namespace. */
  readonly namespace: string;
  readonly cache: Cache;
  readonly requests: Requests;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** Bounds the lists that run at once: each holds a page of 500 objects. */
  readonly lists: Limiter;
  /** Another turn of the event loop for others, when much was worked through. */
  readonly turn: () => Promise<void>;
  readonly onState: (state: KindState) => void;
  /** The server answered 404 for the collection: discovery has to say whether the kind is gone. */
  readonly onGone: () => void;
}

const PAGE = 500;
/** Milliseconds of work after which the event loop gets a turn. */
const SLICE = 8;
/** Bytes. etcd holds 1.5 MB an object, the JSON of which may be twice as long. */
const LONGEST_FRAME = 16 << 20;
/** Seconds that a watch may last; the API server ends it then and it goes on from where it was. */
const WATCH_SECONDS = { least: 300, most: 600 };
/** A watch that is away for less is nobody's business, milliseconds. */
const QUIET_GAP = 5_000;
const RETRY = { base: 500, max: 30_000 };
const FORBIDDEN_RETRY = { base: 10_000, max: 300_000 };

/** List and watch of one kind (in one namespace or all): keeps the cache true, and says how far it may be believed. */
export class KindFeed {
  readonly #options: FeedOptions;
  readonly #of: LiveKind;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #state: KindState = { kind: 'loading' };
  #resourceVersion = '';
  #failures = 0;
  #refusals = 0;
  #gap: Timer | undefined;
  #wake = new AbortController();

  constructor(options: FeedOptions) {
    this.#options = options;
    const { group, kind, version } = options.resource;
    this.#of = { group, kind, apiVersion: group === '' ? version : `${group}/${version}` };
    this.#done = this.#run();
  }

  get state(): KindState {
    return this.#state;
  }

  get of(): LiveKind {
    return this.#of;
  }

  get namespace(): string {
    return this.#options.namespace;
  }

  /** Ends it; the cache keeps what it has. */
  stop(): Promise<void> {
    this.#stop.abort(new DOMException('the watch was stopped', 'AbortError'));
    this.#gap?.cancel();
    return this.#done;
  }

  /** Tries now what it waits to try: the credentials or the connection are new. */
  retryNow(): void {
    this.#wake.abort(new DOMException('retry now', 'AbortError'));
  }

  /** The connection is lost: what the cache holds may be old from now on. */
  connectionLost(message: string): void {
    if (this.#state.kind === 'synced' || this.#state.kind === 'loading') this.#stale(message);
  }

  /**
   * The answer to a write, as an event that comes before the watch's own. Only while the watch has not seen that version
   * itself: afterwards the object may already be gone again, and would stay as a ghost.
   */
  offer(json: Buffer, at: number): void {
    const { resourceVersion } = readSlim(json, this.#of, '');
    if (this.#state.kind === 'synced' && isNewer(resourceVersion, this.#resourceVersion)) {
      this.#options.cache.put(json, this.#of, at);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { connection, clock, random } = this.#options;
    while (!signal.aborted) {
      try {
        await connection.usable(signal);
        if (this.#resourceVersion === '') await this.#options.lists.run(() => this.#list(signal), signal);
        await this.#watch(signal);
        this.#interrupted('the watch ended');
      } catch (error) {
        if (signal.aborted) return;
        const wait = this.#afterFailure(error);
        if (wait === 'end') return;
        try {
          this.#wake = new AbortController();
          if (wait > 0) await sleep(clock, wait * (0.5 + random() / 2), AbortSignal.any([signal, this.#wake.signal]));
        } catch {
          if (signal.aborted) return;
        }
      }
    }
  }

  /** Milliseconds to wait before the next try, or 'end'. */
  #afterFailure(error: unknown): number | 'end' {
    const { logger, onGone } = this.#options;
    const code = error instanceof ClusterError ? error.status.code : -1;
    const message = reasonOf(error);
    if (code === 410) {
      this.#resourceVersion = ''; // everything is listed again; what is known stays until that list is complete
      this.#interrupted(message);
      return this.#failures++ === 0 ? 0 : backoffCeiling(this.#failures, RETRY);
    }
    if (code === 403) {
      this.#set({ kind: 'forbidden', message });
      return backoffCeiling(this.#refusals++, FORBIDDEN_RETRY);
    }
    if (code === 404 || code === 405) {
      onGone();
      this.#interrupted(message);
      return backoffCeiling(this.#failures++, RETRY);
    }
    if (code < 0) {
      // Bytes that are no JSON: nothing after them can be believed, so it starts anew.
      logger.warn('watch answered with what is no frame', { kind: this.#of.kind, group: this.#of.group, error });
      this.#resourceVersion = '';
    }
    if (this.#options.connection.open || this.#resourceVersion === '') this.#stale(message);
    else this.#interrupted(message);
    return backoffCeiling(this.#failures++, RETRY);
  }

  /** Pages of 500, put into the cache as they come; what was not among them is gone when the last has come. */
  async #list(signal: AbortSignal): Promise<void> {
    for (let paged = true; ; paged = false) {
      try {
        await this.#listPages(paged, signal);
        return;
      } catch (error) {
        // A list that takes longer than etcd keeps history loses its place: once more, in one piece.
        const expired = error instanceof ClusterError && error.status.code === 410;
        if (!expired || !paged) throw error;
      }
    }
  }

  async #listPages(paged: boolean, signal: AbortSignal): Promise<void> {
    const { resource, namespace, requests, cache, clock, turn } = this.#options;
    const seen = new Set<ResourceKey>();
    const path = resourcePath(resource, namespace);
    let continueToken = '';
    for (;;) {
      const parameters = paged ? { limit: PAGE, ...(continueToken === '' ? {} : { continue: continueToken }) } : {};
      const answer = await requests.send(
        {
          verb: 'list',
          method: 'GET',
          path: path + query(parameters),
          priority: 'read',
          idempotent: true,
          deadline: 60_000,
          subject: resource.plural,
        },
        signal,
      );
      const page = parseListPage(answer.body);
      await turn();
      let since = clock.monotonic();
      for (const item of page.items) {
        seen.add(cache.put(item, this.#of, answer.at).key);
        if (clock.monotonic() - since > SLICE) {
          await turn();
          signal.throwIfAborted();
          since = clock.monotonic();
        }
      }
      continueToken = page.continueToken;
      if (continueToken === '') {
        this.#removeUnseen(seen, page.resourceVersion, answer.at);
        this.#resourceVersion = page.resourceVersion;
        this.#synced();
        return;
      }
    }
  }

  #removeUnseen(seen: ReadonlySet<ResourceKey>, listed: string, at: number): void {
    const { cache, namespace } = this.#options;
    for (const key of cache.keysOf(this.#of.group, this.#of.kind)) {
      if (seen.has(key)) continue;
      const object = cache.get(key)!;
      if (namespace !== '' && key.split('/')[2] !== namespace) continue;
      // Made by a write of ours after the list was taken: its own event is still to come.
      if (isNewer(object.resourceVersion, listed)) continue;
      cache.remove(key, undefined, at);
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { resource, namespace, requests, clock, random } = this.#options;
    const seconds = Math.round(WATCH_SECONDS.least + random() * (WATCH_SECONDS.most - WATCH_SECONDS.least));
    const parameters = {
      watch: 1,
      resourceVersion: this.#resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds: seconds,
    };
    let at = 0;
    const lines = new LineSplitter(LONGEST_FRAME, (line) => this.#frame(line, at));
    const started = clock.monotonic();
    let bytes = 0;
    await requests.stream(
      {
        verb: 'watch',
        method: 'GET',
        path: resourcePath(resource, namespace) + query(parameters),
        priority: 'read',
        idempotent: true,
        subject: resource.plural,
      },
      {
        start: () => {
          this.#refusals = 0;
          this.#synced();
        },
        chunk: (chunk, arrived) => {
          this.#failures = 0;
          bytes += chunk.length;
          at = arrived;
          lines.push(chunk);
        },
      },
      signal,
    );
    // A server (or a proxy before it) that ends watches at once must not be asked in a tight loop.
    if (bytes === 0 && clock.monotonic() - started < 1_000) {
      await sleep(clock, backoffCeiling(this.#failures++, RETRY), signal);
    }
  }

  #frame(line: Buffer, at: number): void {
    const { cache } = this.#options;
    const frame = parseWatchFrame(line);
    if (frame.type === 'ERROR') {
      const status = statusOf(500, frame.object);
      throw errorOf(status, this.#options.resource.plural);
    }
    if (frame.type === 'BOOKMARK' || frame.type === 'DELETED') {
      const slim = readSlim(frame.object, this.#of, '');
      if (frame.type === 'DELETED') cache.remove(slim.key, slim.uid, at);
      if (slim.resourceVersion !== '') this.#resourceVersion = slim.resourceVersion;
      return;
    }
    this.#resourceVersion = cache.put(frame.object, this.#of, at).resourceVersion || this.#resourceVersion;
  }

  #synced(): void {
    this.#gap?.cancel();
    this.#gap = undefined;
    this.#set({ kind: 'synced' });
  }

  #interrupted(message: string): void {
    if (this.#state.kind !== 'synced') return;
    if (this.#options.connection.open) {
      this.#stale(message);
      return;
    }
    this.#gap ??= this.#options.clock.after(QUIET_GAP, () => {
      this.#gap = undefined;
      this.#stale(message);
    });
  }

  #stale(message: string): void {
    if (this.#state.kind === 'stale') return;
    this.#set({ kind: 'stale', since: this.#options.clock.now(), message });
  }

  #set(state: KindState): void {
    if (this.#stop.signal.aborted) return;
    if (this.#state.kind === state.kind && (state.kind === 'synced' || state.kind === 'loading')) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
