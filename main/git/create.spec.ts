import { describe, expect, it } from 'vitest';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import type { Author, BranchChange, LineageStep } from './authoring.ts';
import type { BackendCounters, GitBackend, RemoteRefs, RepoAccess, TreeEntry } from './backend.ts';
import { createRepositories } from './create.ts';

const URL = 'https://example.org/fleet.git';
const COMMIT = 'c'.repeat(40) as CommitSha;
const ROOT = '0'.repeat(40) as TreeId;
const APPS = '1'.repeat(40) as TreeId;

/** One repository in memory that counts what it is asked. */
class FakeBackend implements GitBackend {
  readonly name = 'system';
  readonly asked: string[] = [];
  refs: RemoteRefs = { head: { ref: 'refs/heads/main', commit: COMMIT }, refs: new Map([['refs/heads/main', COMMIT]]) };
  failure: ArgosyError | undefined;
  /** Holds the answer of `listRefs` back. */
  gate: Promise<void> | undefined;
  /** Commits that a cache has dropped behind the back of the room. */
  readonly dropped = new Set<string>();
  access: RepoAccess | undefined;

  async listRefs(access: RepoAccess): Promise<RemoteRefs> {
    this.#note('list-refs', access);
    const { refs } = this;
    await this.gate;
    return refs;
  }
  async fetch(access: RepoAccess, commit: CommitSha, ref: string | undefined): Promise<void> {
    this.#note(`fetch ${commit[0]} ${ref}`, access);
    if (commit !== COMMIT) throw new ArgosyError('NotFound', `not our ref ${commit}`);
    this.dropped.clear();
  }
  async expand(access: RepoAccess, prefix: string): Promise<readonly CommitSha[]> {
    this.#note(`expand ${prefix}`, access);
    return COMMIT.startsWith(prefix) ? [COMMIT] : [];
  }
  async commit(access: RepoAccess, sha: CommitSha) {
    this.#note('commit', access);
    return { sha, tree: ROOT, author: '', email: '', date: 0, message: '', parents: [] };
  }
  async tree(access: RepoAccess, tree: TreeId): Promise<readonly TreeEntry[]> {
    this.#note(`tree ${tree[0]}`, access);
    if (this.dropped.has(tree)) throw new ArgosyError('NotFound', 'no tree');
    if (tree === ROOT) {
      return [
        { name: 'apps', kind: 'tree', id: APPS },
        { name: 'link', kind: 'link', id: '2'.repeat(40) as BlobId },
        { name: 'module', kind: 'submodule', id: COMMIT },
      ];
    }
    return Array.from({ length: 500 }, (_, n) => ({
      name: `app-${n}`,
      kind: 'tree' as const,
      id: n.toString(16).padStart(40, '0') as TreeId,
    }));
  }
  async blob(access: RepoAccess): Promise<Uint8Array> {
    this.#note('blob', access);
    return new Uint8Array();
  }
  async lineage(access: RepoAccess): Promise<readonly LineageStep[]> {
    this.#note('lineage', access);
    return [];
  }
  async push(access: RepoAccess, change: BranchChange): Promise<void> {
    this.#note(`push ${change.branch}`, access);
    this.refs = { refs: new Map([[`refs/heads/${change.branch}`, change.commit]]) };
  }
  async author(access: RepoAccess): Promise<Author> {
    this.#note('author', access);
    return { name: 'Ada Example', email: 'ada@example.org', signs: false };
  }
  counters(): BackendCounters {
    return { lsRemotes: 0, fetches: 0, spawned: 0, treesRead: 0, blobsRead: 0 };
  }
  async close(): Promise<void> {}

  #note(what: string, access: RepoAccess): void {
    this.asked.push(what);
    this.access = access;
    if (this.failure !== undefined) throw this.failure;
  }
}

function setUp() {
  const backend = new FakeBackend();
  const clock = new ManualClock(1000);
  const record = { password: 'one', asked: 0 };
  const repositories = createRepositories({
    backend,
    clock,
    log: silentLogger,
    random: () => 1,
    accessFor: async (url) => {
      record.asked++;
      return { url, credentials: { kind: 'basic', username: 'ada', password: record.password } };
    },
  });
  const latest = (url = URL, force = false) =>
    repositories.resolve({ url, revision: 'main', freshness: 'latest', force });
  const cached = (revision = 'main') => repositories.resolve({ url: URL, revision, freshness: 'cached' });
  return { backend, clock, record, repositories, latest, cached };
}

describe('Repositories', () => {
  it('asks the remote once for all who ask at the same time, whatever their spelling', async () => {
    const { backend, latest, cached } = setUp();
    await Promise.all([...Array.from({ length: 500 }, () => latest()), latest('https://EXAMPLE.org/fleet'), cached()]);
    expect(backend.asked).toEqual(['list-refs']);
    await cached();
    expect(backend.asked).toEqual(['list-refs']);
    await latest();
    expect(backend.asked).toEqual(['list-refs', 'list-refs']);
  });

  it('finds 500 folders of a new commit with one fetch and three reads', async () => {
    const { backend, repositories, latest } = setUp();
    const { commit } = await latest();
    const paths = Array.from({ length: 500 }, (_, n) => `apps/app-${n}`);
    const trees = await Promise.all(paths.map((path) => repositories.treeAt(URL, commit, path)));
    expect(new Set(trees).size).toBe(500);
    expect(backend.asked).toEqual(['list-refs', 'fetch c refs/heads/main', 'commit', 'tree 0', 'tree 1']);
  });

  it('knows the root, and no folder behind a file, a link or a submodule', async () => {
    const { repositories } = setUp();
    expect(await repositories.treeAt(URL, COMMIT, '.')).toBe(ROOT);
    for (const path of ['nothing', 'link', 'module', 'link/x', 'module/x', 'apps/app-1000', '__proto__']) {
      expect(await repositories.treeAt(URL, COMMIT, path), path).toBeUndefined();
    }
    await expect(repositories.treeAt(URL, COMMIT, '../x')).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  it('fetches again when the cache has dropped a commit', async () => {
    const { backend, repositories } = setUp();
    await repositories.commit(URL, COMMIT);
    backend.dropped.add(ROOT);
    backend.asked.length = 0;
    expect(await repositories.treeAt(URL, COMMIT, 'apps')).toBe(APPS);
    expect(backend.asked).toEqual(['tree 0', 'fetch c undefined', 'tree 0']);
  });

  it('takes a full SHA without asking anybody', async () => {
    const { backend, cached } = setUp();
    expect(await cached('A'.repeat(40))).toEqual({ commit: 'a'.repeat(40) });
    expect(backend.asked).toEqual([]);
  });

  it('asks for a short SHA once, and for an unknown one not again for a while', async () => {
    const { backend, clock, cached } = setUp();
    const other = { ...backend.refs, refs: new Map([['refs/heads/main', 'd'.repeat(40) as CommitSha]]) };
    backend.refs = other;
    expect(await cached('ccccccc')).toEqual({ commit: COMMIT });
    expect(await cached('ccccccc')).toEqual({ commit: COMMIT });
    const unknown = { code: 'NotFound', message: "unable to resolve 'deadbee' to a commit SHA" };
    await expect(cached('deadbee')).rejects.toMatchObject(unknown);
    await expect(cached('deadbee')).rejects.toMatchObject(unknown);
    expect(backend.asked).toEqual(['list-refs', 'expand ccccccc', 'expand deadbee']);
    clock.advance(30_000);
    await expect(cached('deadbee')).rejects.toMatchObject(unknown);
    expect(backend.asked.at(-1)).toBe('expand deadbee');
    expect(backend.asked.length).toBe(4);
  });

  it('does not repeat the fetch of a commit that does not exist, but of others', async () => {
    const { backend, repositories } = setUp();
    const missing = 'e'.repeat(40) as CommitSha;
    for (let n = 0; n < 3; n++) {
      await expect(repositories.treeAt(URL, missing, '.')).rejects.toMatchObject({ code: 'NotFound' });
    }
    expect(await repositories.treeAt(URL, COMMIT, '.')).toBe(ROOT);
    expect(backend.asked).toEqual(['fetch e undefined', 'fetch c undefined', 'commit']);
  });

  it('remembers a refused password until it changes, a person asks, or five minutes have passed', async () => {
    const { backend, clock, record, repositories, latest, cached } = setUp();
    backend.failure = new ArgosyError('Unauthenticated', 'Authentication failed');
    const refused = { code: 'Unauthenticated', message: 'Authentication failed' };
    for (let n = 0; n < 100; n++) await expect(latest()).rejects.toMatchObject(refused);
    await expect(cached()).rejects.toMatchObject(refused);
    await expect(repositories.treeAt(URL, COMMIT, '.')).rejects.toMatchObject(refused);
    expect(backend.asked.length).toBe(1);
    expect(repositories.state(URL)).toEqual({ status: 'failed', message: 'Authentication failed', at: 1000 });
    await expect(latest(URL, true)).rejects.toMatchObject(refused);
    expect(backend.asked.length).toBe(2);
    clock.advance(299_999);
    await expect(latest()).rejects.toMatchObject(refused);
    expect(backend.asked.length).toBe(2);
    clock.advance(1);
    await expect(latest()).rejects.toMatchObject(refused);
    expect(backend.asked.length).toBe(3);

    record.password = 'two';
    delete backend.failure;
    repositories.forget(URL);
    expect(repositories.state(URL)).toEqual({ status: 'unknown' });
    await cached();
    expect(backend.access?.credentials).toMatchObject({ password: 'two' });
    expect(record.asked).toBe(2);
    expect(repositories.state(URL).status).toBe('ok');
  });

  it('waits longer after each failure of the network, and serves what it knows meanwhile', async () => {
    const { backend, clock, latest, cached } = setUp();
    await latest();
    backend.failure = new ArgosyError('Unavailable', 'no route', { retry: true });
    const gaps: number[] = [];
    for (let failures = 0, last = clock.now(); failures < 8; ) {
      const before = backend.asked.length;
      await expect(latest()).rejects.toMatchObject({ code: 'Unavailable', retry: true });
      if (backend.asked.length > before) {
        failures++;
        gaps.push(clock.now() - last);
        last = clock.now();
      }
      expect((await cached()).commit).toBe(COMMIT);
      clock.advance(1000);
    }
    expect(gaps).toEqual([0, 3000, 5000, 9000, 17_000, 33_000, 65_000, 121_000]);
  });

  it('asks again after forget, although it knows references', async () => {
    const { backend, repositories, cached } = setUp();
    await cached();
    repositories.forget(URL);
    await cached();
    expect(backend.asked).toEqual(['list-refs', 'list-refs']);
  });

  it('takes an answer that was asked for since the refresh was requested', async () => {
    const { backend, clock, repositories } = setUp();
    const ask = (since: number | undefined) =>
      repositories.resolve({ url: URL, revision: 'main', freshness: 'latest', since });
    const requested = clock.monotonic();
    // One by one, as a queue does it, and over a long time.
    for (let n = 0; n < 500; n++) {
      await ask(requested);
      clock.advance(10);
    }
    expect(backend.asked).toEqual(['list-refs']);
    await ask(requested + 1);
    await ask(undefined);
    expect(backend.asked.length).toBe(3);
  });

  it('gives nobody an answer that was asked for before the credentials changed', async () => {
    const { backend, repositories, latest, cached } = setUp();
    const slow = Promise.withResolvers<void>();
    backend.gate = slow.promise;
    const before = latest();
    await expect.poll(() => backend.asked.length).toBe(1);
    backend.gate = undefined;
    const moved = 'd'.repeat(40) as CommitSha;
    backend.refs = { refs: new Map([['refs/heads/main', moved]]) };
    repositories.forget(URL);
    expect((await latest()).commit).toBe(moved);
    slow.resolve();
    expect((await before).commit).toBe(COMMIT);
    expect((await cached()).commit).toBe(moved);
    expect(backend.asked).toEqual(['list-refs', 'list-refs']);
  });

  it('tells who listens when references moved, in every spelling, and only then', async () => {
    const { backend, repositories, latest } = setUp();
    const told: string[] = [];
    const stop = repositories.onRefsMoved((url) => told.push(url));
    await latest();
    await latest('https://example.org/fleet');
    expect(told).toEqual([]);
    backend.refs = { ...backend.refs, refs: new Map([['refs/heads/main', 'd'.repeat(40) as CommitSha]]) };
    await latest();
    expect(told).toEqual([URL, 'https://example.org/fleet']);
    stop();
    backend.refs = { refs: new Map() };
    await expect(latest()).rejects.toMatchObject({ message: "unable to resolve 'main' to a commit SHA" });
    expect(told.length).toBe(2);
  });

  it('tests credentials without remembering anything', async () => {
    const { backend, repositories } = setUp();
    backend.failure = new ArgosyError('Unauthenticated', 'no');
    await expect(repositories.test({ url: URL })).rejects.toMatchObject({ code: 'Unauthenticated' });
    expect(repositories.state(URL).status).toBe('unknown');
  });
});
