import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveGit } from '../contract/git/server.ts';
import { type AppUnderTest, configMap, servers, World, yaml } from './world/index.ts';

/** Asked once, for both servers. */
const MOUNTS = canMount();

describe.each(servers)('bad input, on $name', (server) => {
  let world: World;
  let namespace: string;
  let healthy: AppUnderTest;

  beforeAll(async () => {
    world = await new World(server).start();
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('healthy', {})) });
    namespace = await world.namespace();
    healthy = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await healthy.settled();
  });
  afterAll(async () => {
    // Whatever happened to the others: this one was never touched by it.
    expect(healthy.sync).toBe('Synced');
    expect(healthy.health).toBe('Healthy');
    expect(healthy.history).toHaveLength(1);
    await world.stop();
  });
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  /** Unknown with this condition, nothing written, nothing pruned. */
  async function isUnknown(app: AppUnderTest, condition: RegExp): Promise<void> {
    await app.until(({ conditions }) => conditions.length > 0, 'it says what is wrong');
    expect(app.conditions).toEqual([expect.stringMatching(condition)]);
    expect(app.sync).toBe('Unknown');
    await app.syncNow({ prune: true });
    expect(app.operation?.phase).toBe('Error');
    expect(app.operation?.message).toMatch(condition);
  }

  const sourceOf = (repoURL: string, rest: Record<string, unknown> = {}) => ({
    source: { repoURL, path: 'app', targetRevision: 'main', ...rest },
  });

  it('a repository that is missing', async () => {
    const missing = join(world.folder, 'no-such-repository');
    await expect(world.application({ namespace, spec: sourceOf(missing) })).rejects.toThrow(
      /^application spec for .* is invalid: InvalidSpecError: repository not accessible: /,
    );
    const app = await world.application({ namespace, spec: sourceOf(missing), validate: false });
    await isUnknown(
      app,
      /^ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: /,
    );
    expect(world.engine.applications.reasons(app.key)[0]?.actions).toContainEqual(
      expect.objectContaining({ kind: 'fix-repository', url: missing }),
    );
  });

  it('wrong credentials, until they are corrected', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const root = join(world.folder, 'served');
    mkdirSync(root, { recursive: true });
    repository.bare(join(root, 'private.git'));
    const user = { name: 'ada', password: 'first' };
    const git = await serveGit({ root, user });
    const url = `${git.url}/private.git`;
    const add = (password: string) =>
      world.engine.repositories.add({ url, type: 'git', username: 'ada', password }, { upsert: true });
    await expect(add('wrong')).rejects.toMatchObject({ code: 'Unauthenticated' });
    await add('first');
    const app = await world.application({ namespace, spec: sourceOf(url) });
    await app.until(({ sync }) => sync === 'OutOfSync', 'it is let in');
    user.password = 'second';
    await app.refresh();
    await isUnknown(
      app,
      /^ComparisonError: Failed to load target state: .*(authentication|authenticate|Authentication|401)/,
    );
    await add('second');
    await app.until(({ sync, conditions }) => sync === 'OutOfSync' && conditions.length === 0, 'it is let in');
    await git.close();
  });

  it('a revision that nobody knows', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const spec = sourceOf(repository.path, { targetRevision: 'no-such-branch' });
    const app = await world.application({ namespace, spec, validate: false });
    await isUnknown(app, /^ComparisonError: .*unable to resolve 'no-such-branch' to a commit SHA/);
    repository.git('branch', 'no-such-branch');
    await app.until(({ sync }) => sync === 'OutOfSync', 'the branch exists now');
  });

  it('a path that does not exist', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const spec = sourceOf(repository.path, { path: 'elsewhere' });
    await expect(world.application({ namespace, spec })).rejects.toThrow(/elsewhere: app path does not exist/);
    const app = await world.application({ namespace, spec, validate: false });
    await isUnknown(app, /^ComparisonError: .*elsewhere: app path does not exist/);
  });

  it('YAML that cannot be read, by file and line, while what lives stays', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/b.yaml': yaml(configMap('b', {})),
    });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { prune: true } } },
    });
    await app.settled();
    repository.commit('break', { 'app/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n bad: [\n' });
    await app.until(({ sync }) => sync === 'Unknown', 'it cannot be rendered', 30_000);
    expect(app.conditions).toEqual([
      expect.stringMatching(/^ComparisonError: Failed to load target state: .*b\.yaml.*5/),
    ]);
    expect(app.health).toBe('Healthy');
    await world.engine.idle();
    expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/b`)).toBeDefined();
    repository.commit('mend', { 'app/b.yaml': yaml(configMap('b', { k: '2' })) });
    await app.settled();
  });

  it('a namespace that is missing', async () => {
    const missing = `${namespace}-missing`;
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace: missing });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.syncResult?.resources?.[0]).toMatchObject({ status: 'SyncFailed' });
    expect(app.results.join()).toContain(`namespaces "${missing}" not found`);
  });

  it('a namespaced object for which nobody names a namespace', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace: '' });
    await app.until(({ conditions }) => conditions.length > 0, 'it is named');
    expect(app.conditions).toEqual(['InvalidSpecError: Namespace for a /v1, Kind=ConfigMap is missing.']);
    await app.syncNow();
    expect(app.operation?.phase).not.toBe('Succeeded');
  });

  it('an object that the API server rejects, in its own words', async () => {
    const port = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [{ port: 99_999 }] } };
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), port) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.results.join()).toContain('must be between 1 and 65535');
    expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`)).toBeUndefined();
  });

  it('a field that does not exist, unless validation is off', async () => {
    const odd = { ...configMap('a', {}), oddField: 1 };
    const repository = world.repository({ 'app/a.yaml': yaml(odd) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.results.join()).toContain('oddField');
    expect(app.operation?.phase).toBe('Failed');
    await app.syncNow({ syncOptions: ['Validate=false'] });
    expect(app.operation?.phase).toBe('Succeeded');
  });

  it('a kubeconfig that is broken, and a context that is not in it', async () => {
    const broken = join(world.folder, 'broken-kubeconfig');
    writeFileSync(broken, 'clusters: [\n');
    const add = (kubeconfigPath: string, context: string) =>
      world.engine.clusters.add({ context, kubeconfigPath, name: 'x' });
    await expect(add(broken, 'any')).rejects.toThrow(/broken-kubeconfig/);
    await expect(add(join(world.folder, 'absent'), 'any')).rejects.toThrow(/absent/);
    await expect(add(world.kubeconfigPath, 'no-such')).rejects.toThrow('Context no-such does not exist in kubeconfig');
  });

  it('a repository that goes away later: nothing changes within the grace period, then it is said, then it comes back', async () => {
    world.engine.config.set(
      new Map([
        ['controller.repo.error.grace.period.seconds', '1'],
        ['timeout.reconciliation', '1s'],
        ['timeout.reconciliation.jitter', '0s'],
      ]),
    );
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { prune: true } } },
    });
    await app.settled();
    await world.engine.idle();
    const away = `${repository.path}-away`;
    renameSync(repository.path, away);
    await app.until(({ sync }) => sync === 'Unknown', 'it is said', 30_000);
    expect(app.conditions).toEqual([expect.stringMatching(/^ComparisonError: Failed to load target state: /)]);
    expect(app.health).toBe('Healthy');
    expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`)).toBeDefined();
    renameSync(away, repository.path);
    await app.refresh();
    await app.settled();
    expect(app.conditions).toEqual([]);
    const keys = [
      'controller.repo.error.grace.period.seconds',
      'timeout.reconciliation',
      'timeout.reconciliation.jitter',
    ];
    world.engine.config.set(new Map(keys.map((key) => [key, undefined])));
  });

  it('a store that another engine holds: it is named', async () => {
    const second = new World(server);
    Object.defineProperty(second, 'home', { value: world.home });
    await expect(second.startEngine()).rejects.toThrow(
      new RegExp(`the store is in use by another Argosy engine: pid ${process.pid} on .* \\(cli\\), since `),
    );
  });

  it.skipIf(!MOUNTS)('a disk that is full: said at the store, and written when there is room again', async () => {
    const disk = join(world.folder, 'tiny');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
    const full = new World(server);
    Object.defineProperty(full, 'home', { value: disk });
    try {
      await full.start();
      const repository = full.repository({ 'app/a.yaml': yaml(configMap('a', { k: '0' })) });
      const app = await full.application({ repository, namespace });
      await app.syncNow();
      const filler = join(disk, 'filler');
      try {
        writeFileSync(filler, Buffer.alloc(20_000_000));
      } catch {
        // as full as it gets
      }
      // The log of the database still has some room of its own.
      let n = 0;
      while (app.operation?.phase === 'Succeeded' && n < 500) {
        n += 1;
        repository.commit('another', { 'app/a.yaml': yaml(configMap('a', { k: String(n) })) });
        await app.syncStart();
        await app.ended();
      }
      expect(app.operation?.phase).toBe('Error');
      expect(app.operation?.message).toMatch(/disk is full|no space left/i);
      // Nothing goes to a cluster that the journal does not know of.
      const live = await full.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`);
      expect(live).toMatchObject({ data: { k: String(n - 1) } });
      expect(full.store.health().kind).toBe('failing');
      writeFileSync(filler, '');
      await app.syncNow();
      expect(app.operation?.phase).toBe('Succeeded');
    } finally {
      await full.stop().catch(() => undefined);
      execFileSync('umount', ['--lazy', disk]);
    }
  });
});

/** A small file system of one's own needs a privilege that not every machine gives. */
function canMount(): boolean {
  const probe = join(process.env['TMPDIR'] ?? '/tmp', `argosy-mount-${process.pid}`);
  try {
    mkdirSync(probe);
    chmodSync(probe, 0o700);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
