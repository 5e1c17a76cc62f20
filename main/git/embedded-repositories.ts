import * as fs from 'node:fs';
import { open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInflate } from 'node:zlib';
import * as git from 'isomorphic-git';
import { ArgosyError, type CommitSha } from '../model/index.ts';
import { cacheFolder, parseAddress, type RepoAddress } from './address.ts';
import type { BranchChange, LineageRequest } from './authoring.ts';
import type { CommitInfo, RemoteRefs, RepoAccess, TreeEntry } from './backend.ts';
import { type BareCache, openBareCache } from './bare-cache.ts';
import { missing, noSsh, notOurRef, objectTooLarge, oldServer, sha256, tooLarge } from './embedded-failure.ts';
import type { Answers, ThreadSetup } from './embedded-protocol.ts';
import { HttpSession } from './http.ts';
import { type HistoryReader, lineage } from './lineage.ts';
import { pushInPlace } from './local-push.ts';
import { locateRepository, readLocalRefs } from './local-repository.ts';
import { writeLoose } from './loose-object.ts';
import { isObjectId, parseCommit, parseTagTarget, parseTree } from './objects.ts';
import { checkPack } from './pack-limits.ts';
import { pushFailure } from './push-failure.ts';
import { pushOverHttp } from './receive-pack.ts';
import { discover, fetchPack, listRefs, type PackWish, type Service } from './smart-http.ts';

interface Repository {
  /** Where objects are read: a cache of ours, or a local repository in place. */
  readonly gitdir: string;
  /** isomorphic-git keeps pack indexes and packs here; without it every read opens them again (toolchain-facts §8). */
  readonly cache: object;
  readonly bare?: BareCache;
  turn: Promise<unknown>;
}

/** Haves beyond these save little and lengthen each request. */
const MOST_HAVES = 16;
/** Each fetch leaves a pack and nothing repacks them: past this many the cache starts anew. */
const MOST_PACKS = 60;
const LARGEST_TREE = 16 * 2 ** 20;
const MOST_PEELS = 5;

/** Git through isomorphic-git: reading, and indexing of what our own protocol client downloads. Runs in a thread. */
export class EmbeddedRepositories {
  readonly #setup: ThreadSetup;
  readonly #repositories = new Map<string, Promise<Repository>>();

  constructor(setup: ThreadSetup) {
    this.#setup = setup;
  }

  async listRefs(access: RepoAccess, signal: AbortSignal): Promise<RemoteRefs> {
    const url = parseAddress(access.url);
    if (url.kind === 'local') {
      const source = await locateRepository(url.path);
      return readLocalRefs(source, async (ids) => {
        const repository = await this.#repository(url);
        return new Map(await Promise.all(ids.map(async (id) => [id, await this.#peel(repository, id)] as const)));
      });
    }
    return this.#online(access, url, async (http, service) => listRefs(http, service, signal), signal);
  }

  async fetch(access: RepoAccess, commit: CommitSha, signal: AbortSignal): Promise<{ downloaded: boolean }> {
    if (commit.length === 64) throw sha256(access);
    const url = parseAddress(access.url);
    const repository = await this.#repository(url);
    if (repository.bare === undefined) {
      await this.#refuseLargePacks(repository.gitdir, access);
      if ((await this.#read(repository, commit)) === undefined) throw notOurRef(commit, access.url);
      return { downloaded: false };
    }
    if (repository.bare.has(commit)) return { downloaded: false };
    return inTurn(repository, async () => {
      const current = await this.#roomy(url, repository);
      const { bare } = current;
      if (bare!.has(commit)) return { downloaded: false };
      const have = await marks(bare!.folder);
      await this.#download(access, url, current.gitdir, { want: [commit], have, shallow: true }, signal);
      await bare!.mark(commit, true);
      return { downloaded: true };
    });
  }

  async expand(access: RepoAccess, prefix: string, signal: AbortSignal): Promise<readonly CommitSha[]> {
    const url = parseAddress(access.url);
    const repository = await this.#repository(url);
    const near = await this.#startingWith(repository, prefix);
    if (near.length > 0 || repository.bare === undefined) return near;
    return inTurn(repository, async () => {
      const bare = await openBareCache(join(repository.gitdir, 'history'), 20);
      const history: Repository = { gitdir: bare.folder, cache: {}, turn: Promise.resolve() };
      const { refs } = await this.listRefs(access, signal);
      const want = [...new Set(refs.values())];
      if (want.length === 0) return [];
      await this.#download(access, url, bare.folder, { want, have: [], shallow: false, filter: 'tree:0' }, signal);
      return this.#startingWith(history, prefix);
    });
  }

  async commit(access: RepoAccess, id: CommitSha): Promise<CommitInfo> {
    const repository = await this.#repository(parseAddress(access.url));
    const target = await this.#peel(repository, id);
    const object = await this.#read(repository, target);
    if (object === undefined) throw missing('commit', target, access.url);
    if (object.type !== 'commit') throw new ArgosyError('NotFound', `${id} is not a commit`, { subject: access.url });
    return parseCommit(target, object.bytes);
  }

  async tree(access: RepoAccess, id: string): Promise<readonly TreeEntry[]> {
    const repository = await this.#repository(parseAddress(access.url));
    const object = await this.#read(repository, id, LARGEST_TREE);
    if (object?.type !== 'tree') throw missing('tree', id, access.url);
    return parseTree(object.bytes, 20);
  }

  async blob(access: RepoAccess, id: string, maxBytes: number): Promise<Uint8Array> {
    const repository = await this.#repository(parseAddress(access.url));
    const object = await this.#read(repository, id, maxBytes);
    if (object?.type !== 'blob') throw missing('blob', id, access.url);
    return object.bytes;
  }

  async lineage(access: RepoAccess, request: LineageRequest, signal: AbortSignal): Promise<Answers['lineage']> {
    if (request.tip.length === 64) throw sha256(access);
    const url = parseAddress(access.url);
    const repository = await this.#repository(url);
    if (repository.bare === undefined) {
      return { steps: await lineage(this.#history(repository), request, signal), downloaded: false };
    }
    return inTurn(repository, async () => {
      const bare = await openBareCache(join(repository.gitdir, 'lineage'), 20);
      const downloaded = !bare.has(request.tip);
      if (downloaded) {
        const have = await marks(bare.folder);
        const wish = { want: [request.tip], have, shallow: false, filter: 'blob:none' };
        await this.#download(access, url, bare.folder, wish, signal);
        await bare.mark(request.tip, true);
        await bare.keepNewest(MOST_HAVES);
      }
      const history = this.#history({ gitdir: bare.folder, cache: {}, turn: Promise.resolve() });
      return { steps: await lineage(history, request, signal), downloaded };
    });
  }

  async push(access: RepoAccess, change: BranchChange, signal: AbortSignal): Promise<undefined> {
    const url = parseAddress(access.url);
    const repository = await this.#repository(url);
    await inTurn(repository, async () => {
      const { bare } = repository;
      if (url.kind === 'local') return pushInPlace(this, access, url.path, change);
      if (url.kind !== 'http') throw noSsh(access.url);
      const http = new HttpSession(access, url, this.#setup.proxies, this.#setup.stall);
      try {
        await pushOverHttp(http, url.address, change, signal);
      } catch (error) {
        throw pushFailure(error, change.branch, change.expected, access.url);
      } finally {
        await http.close();
      }
      if (bare?.has(change.base) !== true) return;
      await writeLoose(join(bare.folder, 'objects'), change.objects);
      await bare.mark(change.commit, true);
    });
    return undefined;
  }

  #history(repository: Repository): HistoryReader {
    return {
      commit: async (id) => {
        const object = await this.#read(repository, id);
        return object?.type === 'commit' ? parseCommit(id, object.bytes) : undefined;
      },
      tree: async (id) => {
        const object = await this.#read(repository, id, LARGEST_TREE);
        if (object?.type !== 'tree') throw missing('tree', id, repository.gitdir);
        return parseTree(object.bytes, 20);
      },
    };
  }

  #repository(url: RepoAddress): Promise<Repository> {
    if (url.kind === 'ssh') throw noSsh(url.address);
    let repository = this.#repositories.get(url.key);
    if (repository === undefined) {
      repository = this.#open(url);
      this.#repositories.set(url.key, repository);
      repository.catch(() => this.#repositories.delete(url.key));
    }
    return repository;
  }

  async #open(url: RepoAddress): Promise<Repository> {
    if (url.kind === 'local') {
      const source = await locateRepository(url.path);
      return { gitdir: source.commonDir, cache: {}, turn: Promise.resolve() };
    }
    const folder = join(this.#setup.folder, 'repositories', cacheFolder(url));
    return { gitdir: folder, cache: {}, bare: await openBareCache(folder, 20), turn: Promise.resolve() };
  }

  async #online<T>(
    access: RepoAccess,
    url: RepoAddress,
    work: (http: HttpSession, service: Service) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    if (url.kind !== 'http') throw noSsh(access.url);
    const http = new HttpSession(access, url, this.#setup.proxies, this.#setup.stall);
    try {
      return await work(http, await discover(http, url.address, signal));
    } finally {
      await http.close();
    }
  }

  async #download(
    access: RepoAccess,
    url: RepoAddress,
    gitdir: string,
    wish: PackWish,
    signal: AbortSignal,
  ): Promise<void> {
    const pack = await this.#online(
      access,
      url,
      async (http, service) => {
        if (service.version === 1) throw oldServer(access.url);
        return this.#collect(fetchPack(http, service, wish, signal), access.url);
      },
      signal,
    );
    checkPack(pack, this.#setup.maxRepository, this.#setup.maxRepository * 8);
    // An empty pack: the server found that all of it is here.
    if (pack.readUInt32BE(8) === 0) return;
    const name = `pack-${pack.subarray(-20).toString('hex')}.pack`;
    const folder = join(gitdir, 'objects', 'pack');
    await fs.promises.mkdir(folder, { recursive: true });
    // isomorphic-git finds packs by their index, so the pack is in place before it.
    await writeFile(join(folder, `${name}.new`), pack, { mode: 0o600 });
    await rename(join(folder, `${name}.new`), join(folder, name));
    await git.indexPack({ fs, dir: folder, gitdir, filepath: name });
  }

  async #collect(chunks: AsyncIterable<Uint8Array>, subject: string): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > this.#setup.maxRepository) throw tooLarge(subject, this.#setup.maxRepository);
      parts.push(chunk);
    }
    return Buffer.concat(parts);
  }

  /** Starts the cache anew when it holds too many packs. */
  async #roomy(url: RepoAddress, repository: Repository): Promise<Repository> {
    const packs = await readdir(join(repository.gitdir, 'objects', 'pack')).catch(() => []);
    if (packs.length < MOST_PACKS * 2) return repository;
    await rm(repository.gitdir, { recursive: true, force: true });
    this.#repositories.delete(url.key);
    return this.#repository(url);
  }

  async #refuseLargePacks(gitdir: string, access: RepoAccess): Promise<void> {
    const folder = join(gitdir, 'objects', 'pack');
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.pack'));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > this.#setup.maxRepository) throw tooLarge(access.url, this.#setup.maxRepository);
  }

  async #peel(repository: Repository, id: CommitSha): Promise<CommitSha> {
    let target = id;
    for (let peels = 0; peels < MOST_PEELS; peels++) {
      const object = await this.#read(repository, target);
      const next = object?.type === 'tag' ? parseTagTarget(object.bytes) : undefined;
      if (next === undefined) break;
      target = next;
    }
    return target;
  }

  async #read(
    repository: Repository,
    id: string,
    maxBytes = this.#setup.maxRepository,
  ): Promise<{ readonly type: string; readonly bytes: Uint8Array } | undefined> {
    if (!isObjectId(id)) throw new ArgosyError('InvalidArgument', `'${id.slice(0, 80)}' is not an object id`);
    if (id.length === 64) throw sha256({ url: repository.gitdir });
    const { gitdir, cache } = repository;
    const loose = await looseSize(join(gitdir, 'objects', id.slice(0, 2), id.slice(2)));
    if (loose !== undefined && loose > maxBytes) throw objectTooLarge(id, loose, maxBytes);
    try {
      const { type, object } = (await git.readObject({ fs, gitdir, oid: id, format: 'content', cache })) as {
        readonly type: string;
        readonly object: Uint8Array;
      };
      if (object.length > maxBytes) throw objectTooLarge(id, object.length, maxBytes);
      return { type, bytes: object };
    } catch (error) {
      if ((error as { code?: string }).code === 'NotFoundError') return undefined;
      throw error;
    }
  }

  async #startingWith(repository: Repository, prefix: string): Promise<CommitSha[]> {
    const { gitdir, cache } = repository;
    let ids: readonly string[];
    try {
      ids = [await git.expandOid({ fs, gitdir, oid: prefix, cache })];
    } catch (error) {
      const { code, data } = error as { code?: string; data?: { matches?: readonly string[] } };
      if (code !== 'NotFoundError' && code !== 'AmbiguousError') throw error;
      ids = data?.matches ?? [];
    }
    const commits: CommitSha[] = [];
    for (const id of ids) if ((await this.#read(repository, id))?.type === 'commit') commits.push(id as CommitSha);
    return commits;
  }
}

function inTurn<T>(repository: Repository, work: () => Promise<T>): Promise<T> {
  const result = repository.turn.then(work, work);
  repository.turn = result.catch(() => {});
  return result;
}

async function marks(folder: string): Promise<CommitSha[]> {
  const path = join(folder, 'refs', 'argosy');
  const names = (await readdir(path)).filter(isObjectId);
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(path, name))).mtimeMs })));
  dated.sort((a, b) => b.at - a.at);
  return dated.slice(0, MOST_HAVES).map(({ name }) => name as CommitSha);
}

/** Size that a loose object declares, read from its first bytes: it may inflate to anything. */
async function looseSize(path: string): Promise<number | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0);
    const head = await new Promise<Buffer>((resolve, reject) => {
      const inflate = createInflate();
      inflate.once('data', (chunk: Buffer) => {
        inflate.destroy();
        resolve(chunk);
      });
      inflate.once('error', reject);
      inflate.once('end', () => resolve(Buffer.alloc(0)));
      inflate.write(buffer.subarray(0, bytesRead));
    });
    const match = /^[a-z]+ (\d+)\0/.exec(head.toString('latin1', 0, 64));
    if (match === null) {
      throw new ArgosyError('FailedPrecondition', `the object file ${basename(path)} is damaged`, { subject: path });
    }
    return Number(match[1]);
  } finally {
    await file.close();
  }
}
