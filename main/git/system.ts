import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { cacheFolder, parseAddress, type RepoAddress } from './address.ts';
import type { Author, BranchChange, LineageRequest, LineageStep } from './authoring.ts';
import type { BackendCounters, CommitInfo, GitBackend, RemoteRefs, RepoAccess, TreeEntry } from './backend.ts';
import { type BareCache, needsRepack, openBareCache, touchMark } from './bare-cache.ts';
import { CatFile } from './cat-file.ts';
import { tellingDiskFailures } from './disk-failure.ts';
import type { GitProgram } from './git-program.ts';
import { readAuthor } from './identity.ts';
import { lineage } from './lineage.ts';
import { pushInPlace } from './local-push.ts';
import { type LocalRepository, locateRepository, readLocalRefs } from './local-repository.ts';
import { isObjectId, parseCommit, parseTagTarget, parseTree } from './objects.ts';
import { parseLsRemote } from './remote-refs.ts';
import { checkId, missing, notOurRef, tooLarge } from './system-failure.ts';
import { FETCH, fetchHistory, historyReader } from './system-history.ts';
import { pushFromCache } from './system-push.ts';
import { createTransport, type Transport } from './transport.ts';

export interface SystemOptions {
  readonly program: GitProgram;
  /** Data folder of this adapter; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Variables of this process: PATH, proxies and temporary folders are taken from it (environment.ts). */
  readonly env: NodeJS.ProcessEnv;
  readonly limits?: Partial<SystemLimits>;
}

export interface SystemLimits {
  /** Milliseconds for a command, and without a sign of progress (reference §10.1: 90 s and 15 s). */
  readonly command: number;
  readonly stall: number;
  /** Milliseconds until an unused reader ends. */
  readonly idle: number;
  /** Commands at the same time, all repositories together. */
  readonly parallel: number;
  /** Commits of a remote that stay in its cache. */
  readonly commits: number;
  /** Packs of a cache before they are joined. */
  readonly packs: number;
}

const LIMITS: SystemLimits = { command: 90_000, stall: 15_000, idle: 30_000, parallel: 6, commits: 200, packs: 30 };
const LARGEST_TREE = 16 * 2 ** 20;
const LARGEST_COMMIT = 2 ** 20;
const MOST_PEELS = 5;

export async function createSystemBackend(options: SystemOptions): Promise<GitBackend> {
  const limits = { ...LIMITS, ...options.limits };
  const counters = { lsRemotes: 0, fetches: 0, spawned: 0, treesRead: 0, blobsRead: 0 };
  const { program, folder, clock, env } = options;
  const onSpawn = () => void counters.spawned++;
  const transport = await createTransport({ program: program.path, folder, clock, env, ...limits, onSpawn });
  return tellingDiskFailures(new SystemBackend(options, limits, counters, transport));
}

interface Repository {
  readonly folder: string;
  /** Where a local repository was found when its cache was opened. */
  source?: LocalRepository;
  cache?: BareCache;
  reader?: CatFile;
  opening?: Promise<Opened>;
  /** Fetches of one repository follow each other: they share lock files. */
  turn: Promise<unknown>;
}

interface Opened {
  readonly cache: BareCache;
  readonly reader: CatFile;
}

type Counters = { -readonly [K in keyof BackendCounters]: number };

class SystemBackend implements GitBackend {
  readonly name = 'system';
  readonly #options: SystemOptions;
  readonly #limits: SystemLimits;
  readonly #counters: Counters;
  readonly #transport: Transport;
  readonly #repositories = new Map<string, Repository>();
  readonly #chores = new Set<Promise<void>>();

  constructor(options: SystemOptions, limits: SystemLimits, counters: Counters, transport: Transport) {
    this.#options = options;
    this.#limits = limits;
    this.#counters = counters;
    this.#transport = transport;
  }

  counters(): BackendCounters {
    return { ...this.#counters };
  }

  async listRefs(access: RepoAccess, signal?: AbortSignal): Promise<RemoteRefs> {
    signal?.throwIfAborted();
    const url = parseAddress(access.url);
    this.#counters.lsRemotes++;
    if (url.kind !== 'local') {
      const args = (address: string) => ['ls-remote', '--symref', '--end-of-options', address];
      return parseLsRemote(await this.#transport.remote(url, access, args, signal));
    }
    const source = await locateRepository(url.path);
    const repository = this.#repository(url);
    return readLocalRefs(source, (ids) => this.#peelAll(repository, source, ids, signal));
  }

  async fetch(access: RepoAccess, commit: CommitSha, ref: string | undefined, signal?: AbortSignal): Promise<void> {
    const url = parseAddress(access.url);
    checkId(commit);
    const repository = this.#repository(url);
    if (url.kind === 'local') {
      const source = await locateRepository(url.path);
      const { reader } = await this.#openLocal(repository, source, commit.length === 64 ? 32 : 20);
      if ((await reader.info(commit, signal)) === undefined) throw notOurRef(commit, access.url);
      return;
    }
    const { cache } = await this.#open(repository, commit.length === 64 ? 32 : 20);
    if (cache.has(commit)) return touchMark(cache, commit, this.#options.clock.now());
    await this.#inTurn(repository, () => this.#download(repository, url, access, commit, ref, signal));
  }

  async expand(access: RepoAccess, prefix: string, signal?: AbortSignal): Promise<readonly CommitSha[]> {
    if (!/^[0-9a-f]{4,64}$/.test(prefix)) throw new ArgosyError('InvalidArgument', `'${prefix}' is not a short SHA`);
    const url = parseAddress(access.url);
    const repository = this.#repository(url);
    if (url.kind === 'local') {
      const source = await locateRepository(url.path);
      const { cache, reader } = await this.#openLocal(repository, source, await idBytesOf(source));
      return this.#disambiguate(cache.folder, reader, prefix, signal);
    }
    const { cache, reader } = await this.#open(repository, 20);
    const near = await this.#disambiguate(cache.folder, reader, prefix, signal);
    if (near.length > 0) return near;
    return this.#inTurn(repository, () => this.#searchHistory(repository, url, access, prefix, signal));
  }

  async commit(access: RepoAccess, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo> {
    const { reader } = await this.#openAny(access, commit);
    let id = commit;
    for (let peels = 0; peels < MOST_PEELS; peels++) {
      const frame = await reader.contents(id, LARGEST_COMMIT, signal);
      if (frame === undefined) throw missing('commit', id, access.url);
      if (frame.bytes === undefined) throw tooLarge('commit', id, frame.size, LARGEST_COMMIT);
      if (frame.type === 'commit') return parseCommit(id, frame.bytes);
      const target = frame.type === 'tag' ? parseTagTarget(frame.bytes) : undefined;
      if (target === undefined) break;
      id = target;
    }
    throw new ArgosyError('NotFound', `${commit} is not a commit`, { subject: access.url });
  }

  async tree(access: RepoAccess, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]> {
    const { reader } = await this.#openAny(access, tree);
    this.#counters.treesRead++;
    const frame = await reader.contents(tree, LARGEST_TREE, signal);
    if (frame === undefined || frame.type !== 'tree') throw missing('tree', tree, access.url);
    if (frame.bytes === undefined) throw tooLarge('tree', tree, frame.size, LARGEST_TREE);
    return parseTree(frame.bytes, tree.length / 2);
  }

  async blob(access: RepoAccess, blob: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { reader } = await this.#openAny(access, blob);
    this.#counters.blobsRead++;
    // The size first: git would read the whole of a large blob only for us to pass it over.
    const info = await reader.info(blob, signal);
    if (info === undefined || info.type !== 'blob') throw missing('blob', blob, access.url);
    if (info.size > maxBytes) throw tooLarge('blob', blob, info.size, maxBytes);
    const frame = await reader.contents(blob, maxBytes, signal);
    if (frame?.bytes === undefined) throw missing('blob', blob, access.url);
    return frame.bytes;
  }

  async lineage(access: RepoAccess, request: LineageRequest, signal?: AbortSignal): Promise<readonly LineageStep[]> {
    const url = parseAddress(access.url);
    checkId(request.tip);
    checkId(request.since);
    if (url.kind === 'local') {
      const { reader } = await this.#openAny(access, request.tip);
      return lineage(historyReader(reader), request, signal);
    }
    const repository = this.#repository(url);
    const folder = join(repository.folder, 'lineage');
    const fetching = () => void this.#counters.fetches++;
    const cache = await this.#inTurn(repository, () =>
      fetchHistory(this.#transport, folder, { url, access }, request, fetching, signal),
    );
    const reader = this.#reader(cache);
    try {
      return await lineage(historyReader(reader), request, signal);
    } finally {
      reader.close();
    }
  }

  async push(access: RepoAccess, change: BranchChange, signal?: AbortSignal): Promise<void> {
    const url = parseAddress(access.url);
    const { cache } = await this.#openAny(access, change.base);
    await this.#inTurn(this.#repository(url), async () => {
      signal?.throwIfAborted();
      if (url.kind === 'local') return pushInPlace(this, access, url.path, change);
      return pushFromCache(this.#transport, cache, { url, access }, change, signal);
    });
  }

  async author(access: RepoAccess): Promise<Author> {
    const url = parseAddress(access.url);
    const gitDir = url.kind === 'local' ? (await locateRepository(url.path)).gitDir : undefined;
    return readAuthor(this.#options.env, this.#options.program.path, gitDir);
  }

  async close(): Promise<void> {
    for (const repository of this.#repositories.values()) repository.reader?.close();
    await Promise.all([...this.#repositories.values()].map((one) => one.turn.catch(() => {})));
    await Promise.all(this.#chores);
    await this.#transport.close();
  }

  #repository(url: RepoAddress): Repository {
    let repository = this.#repositories.get(url.key);
    if (repository === undefined) {
      const folder = join(this.#options.folder, 'repositories', cacheFolder(url));
      repository = { folder, turn: Promise.resolve() };
      this.#repositories.set(url.key, repository);
    }
    return repository;
  }

  async #openAny(access: RepoAccess, id: string): Promise<Opened> {
    checkId(id);
    const url = parseAddress(access.url);
    const repository = this.#repository(url);
    const idBytes = id.length === 64 ? 32 : 20;
    if (repository.cache !== undefined) return { cache: repository.cache, reader: repository.reader! };
    if (url.kind !== 'local') return this.#open(repository, idBytes);
    return this.#openLocal(repository, await locateRepository(url.path), idBytes);
  }

  #openLocal(repository: Repository, source: LocalRepository, idBytes: 20 | 32): Promise<Opened> {
    // The same path can come to hold another repository: deleted and made again, or a work tree instead of a bare one.
    if (repository.source?.objects !== source.objects || repository.cache?.idBytes !== idBytes) {
      repository.reader?.close();
      delete repository.cache;
      delete repository.opening;
      repository.source = source;
    }
    return this.#open(repository, idBytes);
  }

  #open(repository: Repository, idBytes: 20 | 32): Promise<Opened> {
    repository.opening ??= this.#start(repository, idBytes).catch((error: unknown) => {
      delete repository.opening;
      throw error;
    });
    return repository.opening;
  }

  async #start(repository: Repository, idBytes: 20 | 32): Promise<Opened> {
    const cache = await openBareCache(repository.folder, idBytes, repository.source?.objects);
    const reader = this.#reader(cache);
    repository.cache = cache;
    repository.reader = reader;
    return { cache, reader };
  }

  #reader(cache: BareCache): CatFile {
    const { program, clock } = this.#options;
    return new CatFile({
      program: program.path,
      args: [...this.#transport.fixed, '--git-dir', cache.folder],
      env: this.#transport.env,
      batchCommand: program.batchCommand,
      clock,
      idle: this.#limits.idle,
      deadline: this.#limits.command,
      onSpawn: () => void this.#counters.spawned++,
    });
  }

  async #peelAll(
    repository: Repository,
    source: LocalRepository,
    ids: readonly CommitSha[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<CommitSha, CommitSha>> {
    const { reader } = await this.#openLocal(repository, source, ids[0]!.length === 64 ? 32 : 20);
    const peeled = new Map<CommitSha, CommitSha>();
    await Promise.all(
      ids.map(async (id) => {
        let target: CommitSha = id;
        for (let peels = 0; peels < MOST_PEELS; peels++) {
          const info = await reader.info(target, signal);
          if (info?.type !== 'tag') break;
          const frame = await reader.contents(target, LARGEST_COMMIT, signal);
          const next = frame?.bytes === undefined ? undefined : parseTagTarget(frame.bytes);
          if (next === undefined) break;
          target = next;
        }
        peeled.set(id, target);
      }),
    );
    return peeled;
  }

  #inTurn<T>(repository: Repository, work: () => Promise<T>): Promise<T> {
    const result = repository.turn.then(work, work);
    repository.turn = result.catch(() => {});
    return result;
  }

  /** Exactly this commit where the server allows it, else the branch it was seen on, else everything. */
  async #download(
    repository: Repository,
    url: RepoAddress,
    access: RepoAccess,
    commit: CommitSha,
    ref: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const cache = repository.cache!;
    if (cache.has(commit)) return;
    this.#counters.fetches++;
    const fetch = (specs: readonly string[], depth: readonly string[]) =>
      this.#transport.remote(
        url,
        access,
        (address) => ['--git-dir', cache.folder, ...FETCH, ...depth, '--end-of-options', address, ...specs],
        signal,
      );
    try {
      await fetch([`${commit}:refs/argosy/${commit}`], ['--depth=1']);
      await cache.mark(commit, false);
    } catch (error) {
      if (!(error instanceof ArgosyError) || !canAskOtherwise(error.message)) throw error;
      const found = async () => (await repository.reader!.info(commit, signal)) !== undefined;
      const depth = /dumb http|shallow/i.test(error.message) ? [] : ['--depth=1'];
      if (ref !== undefined) await fetch([`+${ref}:refs/argosy-branch`], depth);
      if (!(await found())) await fetch(EVERYTHING, existsSync(join(cache.folder, 'shallow')) ? ['--unshallow'] : []);
      if (!(await found())) throw notOurRef(commit, access.url, error);
      await cache.mark(commit, true);
    }
    this.#tidyLater(repository, cache);
  }

  /** Commits without their trees, in a repository of their own: a partial clone must not become the cache that is read. */
  async #searchHistory(
    repository: Repository,
    url: RepoAddress,
    access: RepoAccess,
    prefix: string,
    signal: AbortSignal | undefined,
  ): Promise<readonly CommitSha[]> {
    const folder = join(repository.folder, 'history');
    await openBareCache(folder, 20);
    this.#counters.fetches++;
    await this.#transport.remote(
      url,
      access,
      (address) => ['--git-dir', folder, ...FETCH, '--filter=tree:0', '--end-of-options', address, ...EVERYTHING],
      signal,
    );
    const found = await this.#revParse(folder, prefix, signal);
    const types = await this.#transport.local(folder, ['rev-list', '--no-walk', '--ignore-missing', ...found], signal);
    if (found.length === 0 || types.ended !== 'exit' || types.code !== 0) return [];
    return types.stdout.split('\n').filter((id): id is CommitSha => id.startsWith(prefix) && isObjectId(id));
  }

  async #disambiguate(folder: string, reader: CatFile, prefix: string, signal?: AbortSignal): Promise<CommitSha[]> {
    const ids = await this.#revParse(folder, prefix, signal);
    const infos = await Promise.all(ids.map((id) => reader.info(id, signal)));
    return ids.filter((_, index) => infos[index]?.type === 'commit');
  }

  async #revParse(folder: string, prefix: string, signal?: AbortSignal): Promise<CommitSha[]> {
    const result = await this.#transport.local(folder, ['rev-parse', `--disambiguate=${prefix}`], signal);
    if (result.ended !== 'exit' || result.code !== 0) return [];
    return result.stdout.split('\n').filter(isObjectId) as CommitSha[];
  }

  /** Git's own automatic housekeeping is off, because it would run at a moment of its choosing; this is ours. */
  #tidyLater(repository: Repository, cache: BareCache): void {
    const chore = this.#inTurn(repository, async () => {
      if (!(await needsRepack(cache, this.#limits.packs))) return;
      await cache.keepNewest(this.#limits.commits);
      const packed = await this.#transport.local(cache.folder, ['repack', '-a', '-d', '-q']);
      const pruned = await this.#transport.local(cache.folder, ['prune', '--expire=now']);
      if (packed.ended !== 'exit' || packed.code !== 0 || pruned.ended !== 'exit' || pruned.code !== 0) {
        this.#options.log.warn('a Git cache could not be tidied', { folder: cache.folder, said: packed.stderr });
      }
    }).catch((error: unknown) => this.#options.log.warn('a Git cache could not be tidied', { error }));
    this.#chores.add(chore);
    void chore.finally(() => this.#chores.delete(chore));
  }
}

const EVERYTHING = ['+refs/heads/*:refs/argosy-heads/*', '+refs/tags/*:refs/argosy-tags/*'] as const;

/** The server will not give a commit by its id, or has no shallow clones; it may still have the commit. */
function canAskOtherwise(words: string): boolean {
  return /unadvertised object|shallow|dumb http/i.test(words);
}

async function idBytesOf(source: LocalRepository): Promise<20 | 32> {
  const refs = await readLocalRefs(source, async () => new Map());
  const [first] = refs.refs.values();
  return first?.length === 64 ? 32 : 20;
}
