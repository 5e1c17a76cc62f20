import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRepositories, createSystemBackend, findGit, type Repositories } from '../../main/git/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../contract/git/repository.ts';

const program = await findGit(process.env);

describe('a watched local repository', () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let repositories: Repositories;
  let moves: string[];

  beforeEach(async () => {
    temporary = temporaryFolder();
    const backend = await createSystemBackend({
      program: program!,
      folder: join(temporary.path, 'data'),
      clock: systemClock,
      log: silentLogger,
      env: process.env,
    });
    repositories = createRepositories({
      backend,
      accessFor: async (url) => ({ url }),
      clock: systemClock,
      log: silentLogger,
      random: Math.random,
    });
    moves = [];
    repositories.onRefsMoved((url) => moves.push(url));
  });

  afterEach(async () => {
    await repositories.close();
    temporary.remove();
  });

  const source = (name = 'source') => new TestRepository(join(temporary.path, name));
  const known = (url: string, revision = 'HEAD') =>
    repositories.resolve({ url, revision, freshness: 'cached' }).then(
      ({ commit }) => commit as string,
      (error: Error) => error.message,
    );
  /** Watches, and waits until the first reading has been made. */
  const watched = async (url: string) => {
    const release = repositories.watch(url);
    await vi.waitFor(() => expect(repositories.state(url).status).not.toBe('unknown'));
    return release;
  };
  const becomes = (url: string, revision: string, commit: string) =>
    vi.waitFor(async () => expect(await known(url, revision)).toBe(commit), { timeout: 5000, interval: 5 });

  it('shows a commit, a branch in a new folder, a tag, packing, a switch of HEAD and a deletion', async () => {
    const work = source();
    const one = work.commit('one', { a: 'a' });
    await watched(work.path);
    expect(await known(work.path)).toBe(one);

    const two = work.commit('two', { a: 'b' });
    await becomes(work.path, 'main', two);
    work.git('branch', 'team/x/topic', one);
    await becomes(work.path, 'team/x/topic', one);
    work.git('branch', '-f', 'team/x/topic', two);
    await becomes(work.path, 'team/x/topic', two);
    work.git('tag', '-a', '-m', 'x', 'v1');
    await becomes(work.path, 'v1', two);
    work.git('pack-refs', '--all');
    const three = work.commit('three', { a: 'c' });
    await becomes(work.path, 'main', three);
    work.git('symbolic-ref', 'HEAD', 'refs/heads/team/x/topic');
    await becomes(work.path, 'HEAD', two);
    work.git('branch', '-D', 'main');
    await becomes(work.path, 'main', "unable to resolve 'main' to a commit SHA");
    expect(new Set(moves)).toEqual(new Set([work.path]));
  });

  it('reads the objects of a new commit in place, by a process that runs already', async () => {
    const work = source();
    work.commit('one', { 'apps/a': 'a' });
    await watched(work.path);
    await repositories.treeAt(work.path, work.head(), 'apps');
    const before = repositories.counters();
    for (let n = 0; n < 5; n++) {
      const commit = work.commit(`more ${n}`, { 'apps/a': `${n}` });
      await becomes(work.path, 'HEAD', commit);
      expect(await repositories.treeAt(work.path, commit, 'apps')).toBe(work.git('rev-parse', 'HEAD:apps'));
    }
    work.git('gc', '-q', '--prune=now');
    const commit = work.commit('after a repack', { 'apps/b': 'b' });
    await becomes(work.path, 'HEAD', commit);
    expect(await repositories.treeAt(work.path, commit, 'apps')).toBe(work.git('rev-parse', 'HEAD:apps'));
    const after = repositories.counters();
    expect(after.spawned).toBe(before.spawned);
    expect(after.fetches).toBe(0);
  });

  it('sees a push into a bare repository, and a linked work tree', async () => {
    const work = source();
    work.commit('one', { a: 'a' });
    const bare = work.bare(join(temporary.path, 'bare.git'));
    const linked = join(temporary.path, 'linked');
    work.git('worktree', 'add', '-q', '-b', 'side', linked);
    await Promise.all([watched(bare), watched(linked)]);
    const two = work.commit('two', { a: 'b' });
    work.git('push', '-q', bare, 'main');
    await becomes(bare, 'main', two);
    await becomes(linked, 'main', two);
    work.git('-C', linked, 'checkout', '-q', '--detach', 'main');
    await becomes(linked, 'HEAD', two);
  });

  it('says that a repository has gone, and sees it come back', async () => {
    const work = source();
    const one = work.commit('one', { a: 'a' });
    await watched(work.path);
    rmSync(work.path, { recursive: true });
    await vi.waitFor(() => expect(repositories.state(work.path).status).toBe('failed'), { timeout: 5000 });
    expect(moves.length).toBeGreaterThan(0);
    await expect(repositories.resolve({ url: work.path, revision: 'HEAD', freshness: 'latest' })).rejects.toMatchObject(
      { code: 'NotFound' },
    );

    const again = source('elsewhere');
    const other = again.commit('other', { b: 'b' });
    expect(other).not.toBe(one);
    mkdirSync(join(temporary.path, 'source'));
    renameSync(join(again.path, '.git'), join(work.path, '.git'));
    await becomes(work.path, 'HEAD', other);
    const third = work.commit('third', { c: 'c' });
    await becomes(work.path, 'HEAD', third);
    expect(await repositories.treeAt(work.path, third, '.')).toBe(work.git('rev-parse', 'HEAD^{tree}'));
  });

  it('looks at a folder again that was replaced by one of the same name', async () => {
    const work = source();
    work.commit('one', { a: 'a' });
    await watched(work.path);
    const refs = join(work.path, '.git', 'refs');
    renameSync(refs, `${refs}.old`);
    cpSync(`${refs}.old`, refs, { recursive: true });
    await becomes(work.path, 'HEAD', work.commit('two', { a: 'b' }));
    // Events come in order: when this one has come, those of the replaced folder have.
    const other = source('other');
    other.commit('one');
    await watched(other.path);
    await becomes(other.path, 'HEAD', other.commit('two'));
    await becomes(work.path, 'HEAD', work.commit('three', { a: 'c' }));
  });

  it('waits for a repository that does not exist yet', async () => {
    const path = join(temporary.path, 'later', 'repo');
    await watched(path);
    expect(repositories.state(path)).toMatchObject({ status: 'failed' });
    const work = new TestRepository(path);
    const one = work.commit('one', { a: 'a' });
    await becomes(path, 'HEAD', one);
  });

  it('is quiet when nobody is interested any more', async () => {
    const work = source();
    work.commit('one', { a: 'a' });
    const first = await watched(work.path);
    const second = repositories.watch(work.path);
    first();
    first();
    await becomes(work.path, 'HEAD', work.commit('two'));
    second();
    const reads = repositories.counters().lsRemotes;
    work.commit('three');
    // Another repository's event comes through the same loop later, so ours would have come by then.
    const other = source('other');
    other.commit('one');
    await watched(other.path);
    await becomes(other.path, 'HEAD', other.commit('two'));
    expect(await known(work.path)).not.toBe(work.head());
    expect(repositories.counters().lsRemotes - reads).toBeLessThan(6);
  });
});
