import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import { backoffDelay, type Clock, type Logger, Lru, SingleFlight } from '../runtime/index.ts';
import { parseAddress, type RepoAddress } from './address.ts';
import type { Author, BranchChange, LineageRequest, LineageStep } from './authoring.ts';
import type { CommitInfo, GitBackend, RemoteRefs, RepoAccess, TreeEntry } from './backend.ts';
import { sameRefs } from './remote-refs.ts';
import type { Repositories, RepositoryCounters, RepositoryState } from './repositories.ts';
import { isFullSha, type Resolution, type ResolvedRevision, resolveRevision, unresolved } from './resolve-revision.ts';
import { folders } from './tree-path.ts';
import { type TreeSource, Trees } from './trees.ts';
import { RefsWatch } from './watch-refs.ts';

export interface RepositoriesOptions {
  readonly backend: GitBackend;
  /** Record and vault, joined by the engine. Asked once for each repository until `forget`. */
  readonly accessFor: (url: string) => Promise<RepoAccess>;
  readonly clock: Clock;
  readonly log: Logger;
  /** In [0, 1): jitter of the back-off. */
  readonly random: () => number;
}

/** Milliseconds. A wrong password is not tried again and again: servers lock accounts for that. */
const BACKOFF = { base: 2_000, max: 120_000 };
const AUTH_BACKOFF = 300_000;
const UNKNOWN_COMMIT_BACKOFF = 30_000;
const MOST_RESOLUTIONS = 10_000;

export function createRepositories(options: RepositoriesOptions): Repositories {
  return new AllRepositories(options);
}

interface Failure {
  readonly error: ArgosyError;
  readonly until: number;
  readonly inARow: number;
}

interface Entry {
  readonly url: RepoAddress;
  /** Every spelling that was asked for: each is told when the references move. */
  readonly spellings: Set<string>;
  readonly source: TreeSource;
  access?: Promise<RepoAccess>;
  refs?: RemoteRefs;
  /** Monotonic milliseconds at which `refs` were asked for. */
  refsAskedAt: number;
  /** What revisions mean by `refs`. */
  readonly resolutions: Map<string, Resolution>;
  /** Set by `forget`: the references must be asked for again. */
  stale: boolean;
  /** Counts events; an answer that was asked for before an event is not given to who asks after it. */
  generation: number;
  asked: number;
  answered: number;
  failure?: Failure;
  state: RepositoryState;
  readonly present: Set<CommitSha>;
  watch?: { readonly watch: RefsWatch; interested: number; dirty: boolean; busy?: Promise<void> };
}

class AllRepositories implements Repositories {
  readonly #options: RepositoriesOptions;
  readonly #entries = new Map<string, Entry>();
  /** Parsing a URL for each of 500 applications at each refresh is work that never changes. */
  readonly #parsed = new Lru<string, Entry>({ maxEntries: 10_000 });
  readonly #refFlights = new SingleFlight<string, RemoteRefs>();
  readonly #fetchFlights = new SingleFlight<string, void>();
  readonly #expandFlights = new SingleFlight<string, readonly CommitSha[]>();
  readonly #expanded = new Lru<string, CommitSha>({ maxEntries: 1000 });
  readonly #unknown = new Lru<string, { readonly error: ArgosyError; readonly until: number }>({ maxEntries: 1000 });
  readonly #trees = new Trees();
  readonly #listeners = new Set<(url: string) => void>();
  readonly #closing = new AbortController();

  constructor(options: RepositoriesOptions) {
    this.#options = options;
  }

  async resolve(request: Parameters<Repositories['resolve']>[0], signal?: AbortSignal): Promise<ResolvedRevision> {
    const { url, revision, tagPrefix, force } = request;
    const entry = this.#entry(url);
    if (isFullSha(revision.trim())) return { commit: revision.trim().toLowerCase() as CommitSha };
    const refs = await this.#refs(entry, request, force === true, signal);
    const resolution = this.#resolved(entry, refs, revision, tagPrefix);
    switch (resolution.kind) {
      case 'found':
        return resolution.revision;
      case 'unknown':
        throw unresolved(revision, url);
      case 'prefix':
        return { commit: await this.#expand(entry, resolution.prefix, revision, url, signal) };
    }
  }

  async commit(url: string, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo> {
    const entry = this.#entry(url);
    return this.#withCommit(entry, commit, () => this.#trees.commit(entry.source, commit, signal), signal);
  }

  async treeAt(url: string, commit: CommitSha, path: string, signal?: AbortSignal): Promise<TreeId | undefined> {
    const parts = folders(path);
    const entry = this.#entry(url);
    return this.#withCommit(entry, commit, () => this.#trees.find(entry.source, commit, parts, signal), signal);
  }

  async tree(url: string, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]> {
    return this.#trees.tree(this.#entry(url).source, tree, signal);
  }

  async blob(url: string, blob: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const entry = this.#entry(url);
    return this.#options.backend.blob(await this.#access(entry), blob, maxBytes, signal);
  }

  async lineage(url: string, request: LineageRequest, signal?: AbortSignal): Promise<readonly LineageStep[]> {
    return this.#options.backend.lineage(await this.#access(this.#entry(url)), request, signal);
  }

  async push(url: string, change: BranchChange, signal?: AbortSignal): Promise<void> {
    const entry = this.#entry(url);
    const { backend } = this.#options;
    await backend.push(await this.#access(entry), change, signal);
    // What was asked for before the push is out of date, whenever its answer comes.
    entry.generation++;
    entry.stale = true;
    await this.#askRefs(entry, this.#closing.signal).catch((error: unknown) => {
      // The commit is there; that the remote does not answer now is found out by who asks next.
      if (!(error instanceof ArgosyError)) throw error;
    });
  }

  async author(url: string, signal?: AbortSignal): Promise<Author> {
    return this.#options.backend.author(await this.#access(this.#entry(url)), signal);
  }

  onRefsMoved(listener: (url: string) => void): () => void {
    // Wrapped, so that the same function given twice is told twice and let go of one by one.
    const own = (url: string) => listener(url);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  watch(url: string): () => void {
    const entry = this.#entry(url);
    if (entry.url.kind !== 'local') return () => {};
    if (entry.watch === undefined) {
      const watch = new RefsWatch(entry.url.path, () => this.#stirred(entry), this.#options.log);
      entry.watch = { watch, interested: 0, dirty: false };
      this.#stirred(entry);
    }
    entry.watch.interested++;
    let held = true;
    return () => {
      if (!held || entry.watch === undefined) return;
      held = false;
      if (--entry.watch.interested > 0) return;
      entry.watch.watch.close();
      delete entry.watch;
    };
  }

  async test(access: RepoAccess, signal?: AbortSignal): Promise<void> {
    await this.#options.backend.listRefs(access, signal);
  }

  forget(url: string): void {
    const entry = this.#entry(url);
    delete entry.access;
    delete entry.failure;
    entry.stale = true;
    entry.generation++;
    entry.state = { status: 'unknown' };
  }

  state(url: string): RepositoryState {
    return this.#entry(url).state;
  }

  counters(): RepositoryCounters {
    return this.#options.backend.counters();
  }

  async close(): Promise<void> {
    this.#closing.abort(new ArgosyError('Aborted', 'the repositories are closed'));
    const busy: Promise<void>[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.watch?.busy !== undefined) busy.push(entry.watch.busy);
      entry.watch?.watch.close();
      delete entry.watch;
    }
    this.#listeners.clear();
    await Promise.all(busy);
    await this.#options.backend.close();
  }

  #entry(given: string): Entry {
    const known = this.#parsed.get(given);
    if (known !== undefined) return known;
    const url = parseAddress(given);
    let entry = this.#entries.get(url.key);
    if (entry === undefined) {
      entry = this.#newEntry(url, given);
      this.#entries.set(url.key, entry);
    }
    entry.spellings.add(given);
    this.#parsed.set(given, entry);
    return entry;
  }

  #newEntry(url: RepoAddress, given: string): Entry {
    const { backend } = this.#options;
    const entry: Entry = {
      url,
      spellings: new Set([given]),
      source: {
        key: url.key,
        commit: async (commit, signal) => backend.commit(await this.#access(entry), commit, signal),
        tree: async (tree, signal) => backend.tree(await this.#access(entry), tree, signal),
      },
      refsAskedAt: Number.NEGATIVE_INFINITY,
      resolutions: new Map(),
      stale: false,
      generation: 0,
      asked: 0,
      answered: 0,
      state: { status: 'unknown' },
      present: new Set(),
    };
    return entry;
  }

  #access(entry: Entry): Promise<RepoAccess> {
    if (entry.access === undefined) {
      const [given] = entry.spellings;
      const asked = this.#options.accessFor(given!);
      entry.access = asked;
      asked.catch(() => {
        if (entry.access === asked) delete entry.access;
      });
    }
    return entry.access;
  }

  #refs(
    entry: Entry,
    wish: { readonly freshness: 'cached' | 'latest'; readonly since?: number | undefined },
    force: boolean,
    signal: AbortSignal | undefined,
  ): Promise<RemoteRefs> | RemoteRefs {
    const since = wish.freshness === 'cached' ? Number.NEGATIVE_INFINITY : (wish.since ?? Number.POSITIVE_INFINITY);
    if (entry.refs !== undefined && !entry.stale && !force && entry.refsAskedAt >= since) return entry.refs;
    const { failure } = entry;
    if (failure !== undefined && !force && this.#options.clock.monotonic() < failure.until) throw failure.error;
    return this.#askRefs(entry, signal);
  }

  /** 500 applications of one repository ask for few revisions, and a constraint reads every tag: remembered for these refs. */
  #resolved(entry: Entry, refs: RemoteRefs, revision: string, tagPrefix: string | undefined): Resolution {
    if (refs !== entry.refs) return resolveRevision(refs, revision, tagPrefix);
    const key = `${tagPrefix ?? ''}\n${revision}`;
    let resolution = entry.resolutions.get(key);
    if (resolution === undefined) {
      resolution = resolveRevision(refs, revision, tagPrefix);
      if (entry.resolutions.size >= MOST_RESOLUTIONS) entry.resolutions.clear();
      entry.resolutions.set(key, resolution);
    }
    return resolution;
  }

  #askRefs(entry: Entry, signal: AbortSignal | undefined): Promise<RemoteRefs> {
    const work = async (shared: AbortSignal) => {
      const turn = ++entry.asked;
      const { generation } = entry;
      const askedAt = this.#options.clock.monotonic();
      try {
        const refs = await this.#options.backend.listRefs(await this.#access(entry), this.#until(shared));
        this.#learn(entry, turn, askedAt, refs);
        return refs;
      } catch (error) {
        if (generation === entry.generation && !shared.aborted) this.#failed(entry, error);
        throw error;
      }
    };
    return this.#refFlights.run(`${entry.generation} ${entry.url.key}`, work, signal);
  }

  #learn(entry: Entry, turn: number, askedAt: number, refs: RemoteRefs): void {
    // Two questions can be under way around an event; the answer to the later one holds.
    if (turn < entry.answered) return;
    entry.answered = turn;
    const moved = entry.refs !== undefined && !sameRefs(entry.refs, refs);
    const recovered = entry.failure !== undefined;
    entry.refs = refs;
    entry.refsAskedAt = askedAt;
    entry.resolutions.clear();
    entry.stale = false;
    delete entry.failure;
    entry.state = { status: 'ok', at: this.#options.clock.now() };
    if (moved || recovered) this.#tell(entry);
  }

  /** Remembers a failure of the repository (not of one revision), so that 500 applications do not all find it out. */
  #failed(entry: Entry, error: unknown): void {
    if (!(error instanceof ArgosyError)) return;
    const inARow = (entry.failure?.inARow ?? 0) + 1;
    const { clock, random } = this.#options;
    const refused = error.code === 'Unauthenticated' || error.code === 'PermissionDenied';
    // A local repository is asked in a millisecond, so it is asked each time.
    const wait =
      entry.url.kind === 'local'
        ? 0
        : refused
          ? AUTH_BACKOFF
          : BACKOFF.base / 2 + backoffDelay(inARow - 1, { ...BACKOFF, random });
    entry.failure = { error, until: clock.monotonic() + wait, inARow };
    entry.state = { status: 'failed', message: error.message, at: clock.now() };
  }

  #tell(entry: Entry): void {
    for (const url of entry.spellings) for (const listener of this.#listeners) listener(url);
  }

  /** Something moved in a watched repository: read it, and once more if it moved again meanwhile. */
  #stirred(entry: Entry): void {
    const { watch } = entry;
    if (watch === undefined || this.#closing.signal.aborted) return;
    entry.generation++;
    watch.dirty = true;
    if (watch.busy !== undefined) return;
    watch.busy = (async () => {
      while (watch.dirty && entry.watch === watch) {
        watch.dirty = false;
        const failedBefore = entry.failure !== undefined;
        await watch.watch.sync();
        await this.#askRefs(entry, this.#closing.signal).catch((error: unknown) => {
          if (!(error instanceof ArgosyError)) throw error;
          if (!failedBefore && entry.failure !== undefined) this.#tell(entry);
        });
      }
    })()
      .catch((error: unknown) => {
        this.#options.log.error('the watch of a repository failed', { url: entry.url.key, error });
      })
      .finally(() => {
        delete watch.busy;
      });
  }

  async #expand(
    entry: Entry,
    prefix: string,
    revision: string,
    url: string,
    signal: AbortSignal | undefined,
  ): Promise<CommitSha> {
    const key = `${prefix} ${entry.url.key}`;
    const known = this.#expanded.get(key);
    if (known !== undefined) return known;
    this.#refuseUnknown(key);
    const work = async (shared: AbortSignal) =>
      this.#options.backend.expand(await this.#access(entry), prefix, this.#until(shared));
    const found = await this.#expandFlights.run(key, work, signal);
    const [only] = found;
    if (only !== undefined && found.length === 1) {
      this.#expanded.set(key, only);
      return only;
    }
    const cause = only === undefined ? undefined : new Error(`short SHA ${prefix} is ambiguous`);
    const error = unresolved(revision, url, cause);
    this.#rememberUnknown(entry, key, error);
    throw error;
  }

  /** Runs a reading of a commit after it was fetched; once more when the cache has dropped it since. */
  async #withCommit<T>(
    entry: Entry,
    commit: CommitSha,
    read: () => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (!entry.present.has(commit)) {
      await this.#fetch(entry, commit, signal);
      return read();
    }
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ArgosyError) || error.code !== 'NotFound') throw error;
      entry.present.delete(commit);
      await this.#fetch(entry, commit, signal);
      return read();
    }
  }

  async #fetch(entry: Entry, commit: CommitSha, signal: AbortSignal | undefined): Promise<void> {
    const key = `${commit} ${entry.url.key}`;
    this.#refuseUnknown(key);
    const { failure } = entry;
    if (failure !== undefined && this.#options.clock.monotonic() < failure.until) throw failure.error;
    const work = async (shared: AbortSignal) => {
      try {
        await this.#options.backend.fetch(
          await this.#access(entry),
          commit,
          refOf(entry.refs, commit),
          this.#until(shared),
        );
        entry.present.add(commit);
      } catch (error) {
        if (error instanceof ArgosyError && !shared.aborted) {
          if (error.code === 'NotFound') this.#rememberUnknown(entry, key, error);
          else this.#failed(entry, error);
        }
        throw error;
      }
    };
    await this.#fetchFlights.run(key, work, signal);
  }

  #refuseUnknown(key: string): void {
    const known = this.#unknown.get(key);
    if (known !== undefined && this.#options.clock.monotonic() < known.until) throw known.error;
  }

  #rememberUnknown(entry: Entry, key: string, error: ArgosyError): void {
    if (entry.url.kind === 'local') return;
    this.#unknown.set(key, { error, until: this.#options.clock.monotonic() + UNKNOWN_COMMIT_BACKOFF });
  }

  #until(shared: AbortSignal): AbortSignal {
    return AbortSignal.any([shared, this.#closing.signal]);
  }
}

function refOf(refs: RemoteRefs | undefined, commit: CommitSha): string | undefined {
  for (const [name, target] of refs?.refs ?? []) if (target === commit) return name;
  return undefined;
}
