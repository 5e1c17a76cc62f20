import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../main/model/index.ts';
import { configMap, deployment, hook, job, servers, type WatchEvent, World, wave, yaml } from './world/index.ts';

describe.each(servers)('waves and hooks, on $name', (server) => {
  let world: World;
  let namespace: string;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const jobs = () => `/apis/batch/v1/namespaces/${namespace}/jobs`;

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  /** The order in which objects came into being, as the API server tells it. */
  async function creations(paths: readonly string[]): Promise<{ readonly seen: KubeObject[]; stop(): void }> {
    const seen: KubeObject[] = [];
    const listen = ({ type, object }: WatchEvent) => {
      if (type === 'ADDED') seen.push(object);
    };
    const stops = await Promise.all(paths.map((path) => world.api.follow(path, listen)));
    const stop = () => {
      for (const one of stops) one();
    };
    return { seen, stop };
  }
  const version = ({ metadata }: KubeObject) => Number(metadata.resourceVersion);
  const names = (objects: readonly KubeObject[]) =>
    objects.toSorted((a, b) => version(a) - version(b)).map(({ metadata }) => metadata.name);

  it('applies wave by wave and waits for the health of each', async () => {
    const repository = world.repository({
      'app/first.yaml': yaml(configMap('first', {}, wave(-1))),
      'app/web.yaml': yaml(deployment('web', { annotations: wave(0), pod: { 'testcluster/outcome': 'hang' } })),
      'app/last.yaml': yaml(configMap('last', {}, wave(5))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncStart();
    await app.until(
      ({ operation }) => operation?.message === 'waiting for healthy state of apps/Deployment/web',
      'waits for the deployment',
    );
    expect(await world.api.get(`${configMaps()}/first`)).toBeDefined();
    expect(await world.api.get(`${configMaps()}/last`)).toBeUndefined();

    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const annotations = { 'testcluster/outcome': null };
    await world.api.patch(`${deployments}/web`, { spec: { template: { metadata: { annotations } } } });
    await app.ended();
    expect(app.operation?.phase).toBe('Succeeded');
    const created = await Promise.all(
      [`${configMaps()}/first`, `${configMaps()}/last`].map((path) => world.api.get(path)),
    );
    expect(version(created[0]!)).toBeLessThan(version(created[1]!));
  });

  it('fails when an object of an earlier wave is degraded, and does not go on', async () => {
    const failing = deployment('web', { annotations: wave(0), pod: { 'testcluster/outcome': 'hang' } });
    const repository = world.repository({
      'app/web.yaml': yaml({ ...failing, spec: { ...failing.spec, progressDeadlineSeconds: 1 } }),
      'app/last.yaml': yaml(configMap('last', {}, wave(1))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toContain('one or more synchronization tasks completed unsuccessfully');
    expect(app.operation?.message).toContain('exceeded its progress deadline');
    expect(await world.api.get(`${configMaps()}/last`)).toBeUndefined();
  });

  it('runs PreSync before, PostSync after, and deletes hooks by their policies', async () => {
    const repository = world.repository({
      'app/pre.yaml': yaml(job('pre', hook('PreSync', 'HookSucceeded'))),
      'app/a.yaml': yaml(configMap('a', {})),
      'app/post.yaml': yaml(job('post', hook('PostSync'), { 'testcluster/seconds': '1' })),
    });
    const app = await world.application({ repository, namespace });
    const watched = await creations([jobs(), configMaps()]);
    await app.syncNow();
    watched.stop();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(names(watched.seen).filter((name) => ['pre', 'a', 'post'].includes(name!))).toEqual(['pre', 'a', 'post']);
    expect(app.operation?.syncResult?.resources).toContainEqual(
      expect.objectContaining({ name: 'pre', hookType: 'PreSync', hookPhase: 'Succeeded', syncPhase: 'PreSync' }),
    );
    expect(await world.api.get(`${jobs()}/pre`)).toBeUndefined();
    const post = await world.api.get(`${jobs()}/post`);
    expect(post?.metadata.finalizers ?? []).not.toContain('argocd.argoproj.io/hook-finalizer');
    expect(post).toMatchObject({ status: { succeeded: 1 } });
    // Hooks are neither compared nor counted.
    expect(app.sync).toBe('Synced');
    expect(app.health).toBe('Healthy');

    const uid = post?.metadata.uid;
    await app.syncNow();
    expect((await world.api.get(`${jobs()}/post`))?.metadata.uid).not.toBe(uid);
  });

  it('gives generated names to hooks that ask for them, a new one at each sync', async () => {
    const repository = world.repository({
      'app/one.yaml': yaml(job('migrate-', hook('PreSync'))),
      'app/two.yaml': yaml(job('migrate-', hook('PostSync'))),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    const short = repository.head().slice(0, 7);
    const found = (await world.api.list(jobs())).map(({ metadata }) => metadata.name).sort();
    expect(found).toEqual([
      expect.stringMatching(`^migrate-${short}-postsync-\\d+$`),
      expect.stringMatching(`^migrate-${short}-presync-\\d+$`),
    ]);
  });

  it('fails with a failing PreSync hook before anything is applied, and runs SyncFail hooks', async () => {
    const repository = world.repository({
      'app/pre.yaml': yaml(job('pre', hook('PreSync', 'HookFailed'), { 'testcluster/outcome': 'fail' })),
      'app/a.yaml': yaml(configMap('a', {})),
      'app/rescue.yaml': yaml(job('rescue', hook('SyncFail'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toContain('one or more synchronization tasks completed unsuccessfully');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(await world.api.get(`${jobs()}/rescue`)).toMatchObject({ status: { succeeded: 1 } });
    expect(await world.api.get(`${jobs()}/pre`)).toBeUndefined();
    expect(app.history).toEqual([]);
  });

  it('deletes the running hook when it is terminated', async () => {
    const repository = world.repository({
      'app/pre.yaml': yaml(job('pre', hook('PreSync'), { 'testcluster/outcome': 'hang' })),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncStart();
    await app.until(
      ({ operation }) => operation?.message === 'waiting for completion of hook batch/Job/pre',
      'waits for the hook',
    );
    await world.engine.applications.terminate(app.key);
    await app.ended();
    expect(app.operation).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
    await world.api.until(jobs(), 'pre', (object) => object === undefined, 'the hook is gone');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  it('runs no hooks in a selective sync', async () => {
    const repository = world.repository({
      'app/pre.yaml': yaml(job('pre', hook('PreSync'))),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow({ resources: [{ group: '', kind: 'ConfigMap', name: 'a' }] });
    expect(app.sync).toBe('Synced');
    expect(await world.api.list(jobs())).toEqual([]);
  });

  it('creates in the order of kinds within one wave', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'c' }, spec: { ports: [{ port: 80 }] } },
        configMap('b', {}),
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } },
      ),
    });
    const app = await world.application({ repository, namespace });
    const core = `/api/v1/namespaces/${namespace}`;
    const watched = await creations([`${core}/services`, `${core}/configmaps`, `${core}/serviceaccounts`]);
    await app.syncNow();
    const created = await Promise.all(
      ['serviceaccounts/a', 'configmaps/b', 'services/c'].map((path) => world.api.get(`${core}/${path}`)),
    );
    watched.stop();
    const order = created.map((object) => version(object!));
    expect(order).toEqual(order.toSorted((x, y) => x - y));
  });
});
