import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestRepository } from '../contract/git/repository.ts';
import { serveGit } from '../contract/git/server.ts';
import { type AppUnderTest, configMap, servers, World, yaml } from './world/index.ts';

describe.each(servers)('a revert in Git, on $name', (server) => {
  let world: World;
  let namespace: string;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  /** Deployed good, then bad; the bad commit also touched a file of another application. */
  async function deployedTwice(): Promise<{
    app: AppUnderTest;
    repository: TestRepository;
    good: string;
    bad: string;
  }> {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'good' })), 'other/x.txt': 'x\n' });
    repository.git('config', 'user.name', 'Person');
    repository.git('config', 'user.email', 'person@example.org');
    const good = repository.head();
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const bad = repository.commit('Break it', {
      'app/a.yaml': yaml(configMap('a', { k: 'bad' })),
      'app/b.yaml': yaml(configMap('b', { k: 'bad' })),
      'other/x.txt': 'y\n',
    });
    await app.refresh();
    await app.syncNow();
    return { app, repository, good, bad };
  }
  const choice = { id: undefined, source: 0, branch: undefined, prune: false };

  it('shows the commit, makes just that one as the person, and syncs to it', async () => {
    const { app, repository, bad } = await deployedTwice();
    const { applications } = world.engine;
    const plan = await applications.revertPlan(app.key, choice);
    expect(plan).toMatchObject({
      branch: 'main',
      base: bad,
      author: 'Person <person@example.org>',
      message: `Revert "Break it"\n\nThis reverts commit ${bad}.\n`,
      undoes: [{ sha: bad, author: 'Ada Example' }],
    });
    expect(plan.files.map(({ path, change, inside }) => [path, change, inside])).toEqual([
      ['app/a.yaml', 'changed', true],
      ['app/b.yaml', 'removed', true],
      ['other/x.txt', 'changed', false],
    ]);
    expect(plan.files[0]).toMatchObject({
      before: yaml(configMap('a', { k: 'bad' })),
      after: yaml(configMap('a', { k: 'good' })),
    });
    expect(plan.warnings).toEqual([
      expect.stringContaining("'other/x.txt'"),
      expect.stringMatching(/^ConfigMap b will not be in Git any more, but stay in the cluster/),
    ]);
    expect(plan.objects.map(({ ref, before, after }) => [ref.name, before?.['data'], after?.['data']])).toEqual([
      ['a', { k: 'bad' }, { k: 'good' }],
      ['b', { k: 'bad' }, undefined],
    ]);
    expect(repository.head()).toBe(bad);

    const pushed = await applications.revert(app.key, { ...choice, hash: plan.hash });
    expect(repository.head()).toBe(pushed.commit);
    expect(repository.git('log', '-1', '--format=%an <%ae>|%cn|%P')).toBe(`Person <person@example.org>|Person|${bad}`);
    expect(repository.git('status', '--porcelain')).toBe('');
    await app.until(({ operation }) => operation?.phase === 'Succeeded' && app.history.length === 3, 'synced');
    expect(app.operation?.operation.initiatedBy).toEqual({ username: 'Person' });
    expect(app.history.at(-1)?.revision).toBe(pushed.commit);
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'good' } });
  });

  it('deletes what the undone commit brought where that is wished, also where automation would not', async () => {
    for (const automated of [undefined, { prune: false, selfHeal: false }]) {
      namespace = await world.namespace();
      const { app, repository, good } = await deployedTwice();
      const { applications } = world.engine;
      if (automated !== undefined) {
        const { spec } = app.now;
        await applications.update({ ...app.now, spec: { ...spec, syncPolicy: { automated } } }, { validate: true });
      }
      const plan = await applications.revertPlan(app.key, { ...choice, prune: true });
      expect(plan.prunes.map(({ ref, note }) => [ref.name, note])).toEqual([['b', '']]);
      expect(plan.warnings).not.toContainEqual(expect.stringContaining('stay in the cluster'));
      await applications.revert(app.key, { ...choice, prune: true, hash: plan.hash });
      await app.until(({ operation }) => operation?.phase === 'Succeeded' && app.history.length === 3, 'synced');
      expect(repository.git('diff', '--name-only', good)).toBe('');
      await world.api.until(configMaps(), 'b', (object) => object === undefined, 'what the commit brought goes');
      expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'good' } });
    }
    const { app } = await deployedTwice();
    await expect(
      world.engine.applications.revertPlan(app.key, { ...choice, branch: 'x', prune: true }),
    ).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  it('goes on when somebody pushed something else, and not when it was the same file', async () => {
    const { app, repository } = await deployedTwice();
    const { applications } = world.engine;
    const plan = await applications.revertPlan(app.key, choice);
    const between = repository.commit('Elsewhere', { 'third/z.txt': 'z\n' });
    const pushed = await applications.revert(app.key, { ...choice, hash: plan.hash });
    expect(repository.git('rev-parse', `${pushed.commit}^`)).toBe(between);
    expect(repository.git('show', 'main:third/z.txt')).toBe('z');
    expect(repository.git('show', 'main:other/x.txt')).toBe('x');

    const again = await deployedTwice();
    const planned = await applications.revertPlan(again.app.key, choice);
    const meddled = again.repository.commit('Same file', { 'app/a.yaml': yaml(configMap('a', { k: 'mine' })) });
    await expect(applications.revert(again.app.key, { ...choice, hash: planned.hash })).rejects.toMatchObject({
      code: 'Conflict',
      message: expect.stringContaining('Ada Example'),
      advice: expect.stringContaining('Look at the plan again'),
    });
    expect(again.repository.head()).toBe(meddled);
  });

  it('refuses conflicts, dirty work trees, moved plans and targets that are no branch, and changes nothing', async () => {
    const { app, repository, good } = await deployedTwice();
    const { applications } = world.engine;
    const plan = await applications.revertPlan(app.key, choice);
    writeFileSync(join(repository.path, 'other/x.txt'), 'begun\n');
    await expect(applications.revert(app.key, { ...choice, hash: plan.hash })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('other/x.txt'),
    });
    repository.git('checkout', '-q', '.');
    await expect(applications.revert(app.key, { ...choice, hash: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'Conflict',
    });

    const conflicting = repository.commit('Elsewhere, the same lines', { 'other/x.txt': 'z\n' });
    await expect(applications.revertPlan(app.key, choice)).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringMatching(/"Break it".*other\/x\.txt \(both changed the same lines\)/),
    });
    expect(repository.head()).toBe(conflicting);
    repository.git('reset', '-q', '--hard', 'HEAD^');

    repository.git('tag', 'v1');
    const tagged = { ...app.now, spec: { ...app.now.spec, source: { ...app.now.spec.source!, targetRevision: 'v1' } } };
    await applications.update(tagged, { validate: true });
    await expect(applications.revertPlan(app.key, choice)).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining("'v1', which is no branch"),
    });
    const branched = await applications.revertPlan(app.key, { ...choice, branch: 'undo' });
    const pushed = await applications.revert(app.key, { ...choice, branch: 'undo', hash: branched.hash });
    expect(repository.git('rev-parse', 'undo')).toBe(pushed.commit);
    expect(repository.git('diff', '--name-only', good, 'undo')).toBe('');
    expect(app.history).toHaveLength(2);
    await expect(applications.revertPlan(app.key, { ...choice, branch: 'undo' })).rejects.toMatchObject({
      code: 'AlreadyExists',
    });
  });

  it('says that there is nothing to undo, and hands on what hooks would forbid', async () => {
    const { app, repository, good } = await deployedTwice();
    const { applications } = world.engine;
    const hook = join(repository.path, '.git/hooks/pre-receive');
    writeFileSync(hook, '#!/bin/sh\nexit 1\n');
    chmodSync(hook, 0o755);
    const plan = await applications.revertPlan(app.key, choice);
    await expect(applications.revert(app.key, { ...choice, hash: plan.hash })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('pre-receive'),
    });
    await expect(applications.revertPlan(app.key, { ...choice, id: 1 })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringMatching(/no commit since .* touched 'app'/),
    });
    await expect(applications.revertPlan(app.key, { ...choice, id: 9 })).rejects.toMatchObject({ code: 'NotFound' });
    repository.git('revert', '--no-edit', 'HEAD');
    await expect(applications.revertPlan(app.key, choice)).rejects.toMatchObject({
      message: expect.stringContaining('undo each other'),
    });
    expect(repository.git('diff', '--name-only', good)).toBe('');
  });

  it('shows no value of a Secret, neither in files nor in objects', async () => {
    const secret = (value: string) =>
      yaml({ ...configMap('s', {}), kind: 'Secret', data: undefined, stringData: { p: value } });
    const repository = world.repository({ 'app/s.yaml': secret('hunter-one'), 'app/a.yaml': yaml(configMap('a', {})) });
    repository.git('config', 'user.name', 'Person');
    repository.git('config', 'user.email', 'person@example.org');
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('Rotate', { 'app/s.yaml': secret('hunter-two') });
    await app.refresh();
    await app.syncNow();
    const plan = await world.engine.applications.revertPlan(app.key, choice);
    expect(plan.files).toEqual([
      { path: 'app/s.yaml', change: 'changed', before: undefined, after: undefined, inside: true },
    ]);
    expect(plan.objects).toHaveLength(1);
    expect(JSON.stringify(plan)).not.toMatch(/hunter|aHVudGVy/);
    expect(plan.warnings).toContainEqual(expect.stringContaining("'app/s.yaml' is not shown"));
  });

  it('leaves the sync to automation, and to the person where a hold keeps automation away', async () => {
    const { app, repository, good } = await deployedTwice();
    const { applications } = world.engine;
    const automated = { ...app.now, spec: { ...app.now.spec, syncPolicy: { automated: { prune: true } } } };
    await applications.update(automated, { validate: true });
    const hold = { reason: 'it broke', releaseOnNewCommit: false };
    await applications.rollback(app.key, {
      id: undefined,
      prune: true,
      hooks: false,
      hold,
      refuse: true,
      planHash: undefined,
    });
    await app.until(({ operation }) => operation?.phase === 'Succeeded' && app.history.length === 3, 'rolled back');

    // Without an id: Git follows where the rollback went.
    const plan = await applications.revertPlan(app.key, choice);
    await applications.revert(app.key, { ...choice, hash: plan.hash });
    expect(repository.git('diff', '--name-only', good)).toBe('');
    await app.until(({ sync }) => sync === 'Synced', 'compared with the new commit');
    expect(app.now.status?.hold).toMatchObject({ reason: 'it broke' });
    expect(app.history).toHaveLength(3);
    await applications.release(app.key, { allow: false });
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'good' } });
  });

  it('undoes one of several sources', async () => {
    const { app, repository, good } = await deployedTwice();
    const second = world.repository({ 'more/m.yaml': yaml(configMap('m', { k: '1' })) });
    const { applications } = world.engine;
    const { source, ...spec } = app.now.spec;
    const sources = [
      { ...source!, targetRevision: 'main' },
      { repoURL: second.path, path: 'more', targetRevision: 'main' },
    ];
    await applications.update({ ...app.now, spec: { ...spec, sources } }, { validate: true });
    repository.git('revert', '--no-edit', 'HEAD');
    await app.refresh();
    await app.syncNow();
    const bad = repository.commit('Break it again', { 'app/a.yaml': yaml(configMap('a', { k: 'worse' })) });
    await app.refresh();
    await app.syncNow();
    const plan = await applications.revertPlan(app.key, choice);
    expect(plan.undoes.map(({ sha }) => sha)).toEqual([bad]);
    await expect(applications.revertPlan(app.key, { ...choice, source: 1 })).rejects.toMatchObject({
      message: expect.stringContaining("touched 'more'"),
    });
    const pushed = await applications.revert(app.key, { ...choice, hash: plan.hash });
    await app.until(({ operation }) => operation?.phase === 'Succeeded' && app.history.length === 5, 'synced');
    expect(app.history.at(-1)?.revisions).toEqual([pushed.commit, second.head()]);
    expect(repository.git('diff', '--name-only', good)).toBe('');
  });
});

describe.each(servers)('a revert on a Git server, on $name', (server) => {
  it.each(['system', 'embedded'])(
    'pushes with credentials and knows the commit at once, with %s Git',
    async (backend) => {
      const world = new World(server, { config: { 'git.backend': backend } });
      const root = join(world.folder, 'served');
      const user = { name: 'ada', password: 'pass word' };
      const git = await serveGit({ root, user });
      try {
        await world.start();
        await world.restartEngine();
        writeFileSync(join(world.folder, '.gitconfig'), '[user]\n\tname = Person\n\temail = person@example.org\n');
        const source = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'good' })), 'README.md': 'x\n' });
        for (let n = 0; n < 5; n++) source.commit(`Elsewhere ${n}`, { 'README.md': `${n}\n` });
        const good = source.head();
        source.bare(join(root, 'fleet.git'));
        const served = (...args: readonly string[]) => source.git('--git-dir', join(root, 'fleet.git'), ...args);
        served('config', 'http.receivepack', 'true');
        const url = `${git.url}/fleet.git`;
        const record = { url, type: 'git', username: user.name, password: user.password } as const;
        await world.engine.repositories.add(record as never, { upsert: true });
        const namespace = await world.namespace();
        const app = await world.application({
          namespace,
          spec: { source: { repoURL: url, path: 'app', targetRevision: 'main' } },
        });
        await app.syncNow();
        const bad = source.commit('Break it', {
          'app/a.yaml': yaml(configMap('a', { k: 'bad' })),
          'app/sub/b.yaml': 'x: 1\n',
        });
        source.git('push', '-q', join(root, 'fleet.git'), 'main');
        await app.refresh();
        await app.syncNow();

        const { applications } = world.engine;
        const choice = { id: undefined, source: 0, branch: undefined, prune: false };
        const plan = await applications.revertPlan(app.key, choice);
        expect(plan).toMatchObject({ author: 'Person <person@example.org>', undoes: [{ sha: bad }] });
        const between = source.commit('Elsewhere again', { 'README.md': 'y\n' });
        source.git('push', '-q', join(root, 'fleet.git'), 'main');
        const pushed = await applications.revert(app.key, { ...choice, hash: plan.hash });
        expect(served('rev-parse', 'main', 'main^')).toBe(`${pushed.commit}\n${between}`);
        expect(served('diff', '--name-only', good, 'main')).toBe('README.md');
        served('fsck', '--strict');
        await app.until(({ operation }) => operation?.phase === 'Succeeded' && app.history.length === 3, 'synced');
        expect(app.history.at(-1)?.revision).toBe(pushed.commit);
        expect(world.logs.join('\n')).not.toContain(user.password);
      } finally {
        await world.stop();
        await git.close();
      }
    },
  );
});
