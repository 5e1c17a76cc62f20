import { mkdirSync, readdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRepositories, createSystemBackend, findGit, type GitBackend } from '../../main/git/index.ts';
import type { CommitSha } from '../../main/model/index.ts';
import { type Clock, ManualClock, silentLogger, systemClock } from '../../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../contract/git/repository.ts';
import { serveGit } from '../contract/git/server.ts';

const program = (await findGit(process.env))!;

describe('the system adapter', () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let root: string;
  const open: GitBackend[] = [];

  beforeEach(() => {
    temporary = temporaryFolder();
    root = join(temporary.path, 'served');
    mkdirSync(root);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((backend) => backend.close()));
    temporary.remove();
  });

  const create = async (over: { clock?: Clock; batchCommand?: boolean; commits?: number } = {}) => {
    const { batchCommand = true, clock = systemClock, commits = 200 } = over;
    const backend = await createSystemBackend({
      program: { ...program, batchCommand },
      folder: join(temporary.path, 'data'),
      clock,
      log: silentLogger,
      env: process.env,
      limits: { commits, packs: 5 },
    });
    open.push(backend);
    return backend;
  };

  it('fetches any commit from a server that gives only what it advertises', async () => {
    const work = new TestRepository(join(temporary.path, 'work'));
    const commits = Array.from({ length: 4 }, (_, n) => work.commit(`${n}`, { f: `${n}` }));
    work.bare(join(root, 'repo.git'));
    const server = await serveGit({ root, old: true });
    const access = { url: `${server.url}/repo.git` };
    const backend = await create();
    await backend.fetch(access, commits[3]!, 'refs/heads/main');
    await backend.fetch(access, commits[1]!, 'refs/heads/main');
    expect((await backend.commit(access, commits[1]!)).message).toBe('1\n');
    await expect(backend.fetch(access, 'e'.repeat(40) as CommitSha, 'refs/heads/main')).rejects.toMatchObject({
      code: 'NotFound',
      message: expect.stringContaining('e'.repeat(40)),
    });
    await server.close();
  });

  it('reads a SHA-256 repository, local and over http', async () => {
    const work = new TestRepository(join(temporary.path, 'work'), ['--object-format=sha256']);
    const head = work.commit('one', { 'apps/a': 'a' });
    work.git('tag', '-a', '-m', 'x', 'v1');
    work.bare(join(root, 'repo.git'));
    const server = await serveGit({ root });
    const backend = await create();
    for (const url of [work.path, `${server.url}/repo.git`]) {
      expect((await backend.listRefs({ url })).refs.get('refs/tags/v1')).toBe(head);
      await backend.fetch({ url }, head, 'refs/heads/main');
      const [apps] = await backend.tree({ url }, (await backend.commit({ url }, head)).tree);
      expect(apps).toMatchObject({ name: 'apps', kind: 'tree', id: work.git('rev-parse', 'HEAD:apps') });
    }
    await server.close();
  });

  it.each([true, false])(
    'ends its reader when idle and starts it when asked (batch-command: %s)',
    async (batchCommand) => {
      const work = new TestRepository(join(temporary.path, 'work'));
      const head = work.commit('one', { a: 'a' });
      const clock = new ManualClock();
      const backend = await create({ clock, batchCommand });
      const access = { url: work.path };
      const { tree } = await backend.commit(access, head);
      const [entry] = await backend.tree(access, tree);
      await backend.blob(access, entry!.id as never, 10);
      const processes = batchCommand ? 1 : 2;
      expect(backend.counters().spawned).toBe(processes);
      await backend.blob(access, entry!.id as never, 10);
      expect(backend.counters().spawned).toBe(processes);
      clock.advance(30_000);
      expect(Buffer.from(await backend.blob(access, entry!.id as never, 10)).toString()).toBe('a');
      expect(backend.counters().spawned).toBe(processes * 2);
    },
  );

  it('ends a command that makes no progress', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const clock = new ManualClock();
    const backend = await create({ clock });
    const asked = backend.listRefs({ url: `http://127.0.0.1:${port}/x` });
    asked.catch(() => {});
    await vi.waitFor(() => expect(sockets.length).toBe(1));
    clock.advance(14_999);
    clock.advance(1);
    await expect(asked).rejects.toMatchObject({ code: 'DeadlineExceeded', retry: true });
    silent.close();
    for (const socket of sockets) socket.destroy();
  });

  it('keeps its cache small, and fetches again what it has dropped', async () => {
    const work = new TestRepository(join(temporary.path, 'work'));
    const bare = join(root, 'repo.git');
    work.commit('start');
    work.bare(bare);
    const server = await serveGit({ root });
    const url = `${server.url}/repo.git`;
    const backend = await create({ commits: 3 });
    const repositories = createRepositories({
      backend,
      accessFor: async () => ({ url }),
      clock: systemClock,
      log: silentLogger,
      random: Math.random,
    });
    // More than a hundred objects each time, so that Git keeps the pack as it came.
    const change = (n: number) =>
      work.commit(`${n}`, Object.fromEntries(Array.from({ length: 110 }, (_, f) => [`d/f${f}`, `${n} ${f}`])));
    const commits = Array.from({ length: 8 }, (_, n) => change(n));
    work.git('push', '-q', bare, 'main');
    for (const commit of commits) expect(await repositories.treeAt(url, commit, 'd')).toBeDefined();
    const [folder] = readdirSync(join(temporary.path, 'data', 'repositories'));
    const cache = join(temporary.path, 'data', 'repositories', folder!);
    const packs = () => readdirSync(join(cache, 'objects', 'pack')).filter((name) => name.endsWith('.pack')).length;
    await vi.waitFor(() => expect(packs()).toBeLessThan(5), { timeout: 20_000 });
    expect(await repositories.treeAt(url, commits[7]!, 'd')).toBe(work.git('rev-parse', 'HEAD:d'));
    // A running reader still holds the packs that are gone; a new one does not.
    await repositories.close();
    const oldest = commits[0]!;
    const again = await create({ commits: 3 });
    await expect(again.commit({ url }, oldest)).rejects.toMatchObject({ code: 'NotFound' });
    const fresh = createRepositories({
      backend: again,
      accessFor: async () => ({ url }),
      clock: systemClock,
      log: silentLogger,
      random: Math.random,
    });
    expect(await fresh.treeAt(url, oldest, 'd')).toBe(work.git('rev-parse', `${oldest}:d`));
    await server.close();
  });
});
