import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../main/model/index.ts';
import {
  ARGO,
  configMap,
  deployment,
  hook,
  job,
  SkippingClock,
  servers,
  type WatchEvent,
  World,
  wave,
  yaml,
} from './world/index.ts';

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
    // Deleted in the foreground, as prunes are by default: first its Pod goes.
    await world.api.until(jobs(), 'pre', (object) => object === undefined, 'the hook goes');
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

  it('deletes hooks with generated names together with their application', async () => {
    const repository = world.repository({
      'app/one.yaml': yaml(job('migrate-', hook('PreSync'))),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const [one] = await world.api.list(jobs());
    // Stamped before it had a name, as Argo CD does.
    expect(one?.metadata.annotations?.['argocd.argoproj.io/tracking-id']).toBe(`${app.key}:batch/Job:${namespace}/`);
    await world.api.create(jobs(), { ...job('other', {}), metadata: { name: 'other' } });
    await app.remove();
    await app.gone();
    expect((await world.api.list(jobs())).map(({ metadata }) => metadata.name)).toEqual(['other']);
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
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

  it('ends at once after the last wave, whatever the health of its objects', async () => {
    const repository = world.repository({
      'app/first.yaml': yaml(configMap('first', {})),
      'app/web.yaml': yaml(deployment('web', { annotations: wave(1), pod: { 'testcluster/outcome': 'hang' } })),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation).toMatchObject({ phase: 'Succeeded', message: 'successfully synced (all tasks run)' });
    expect(app.health).toBe('Progressing');
  });

  it('runs a hook of several phases once in each, at every sync', async () => {
    const repository = world.repository({
      'app/both.yaml': yaml(job('both', hook('PreSync,PostSync'))),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    const watched = await creations([jobs()]);
    for (const runs of [2, 4]) {
      await app.syncNow();
      expect(app.operation?.phase).toBe('Succeeded');
      const phases = app.operation?.syncResult?.resources?.filter(({ name }) => name === 'both');
      expect(phases?.map(({ syncPhase, hookPhase }) => `${syncPhase} ${hookPhase}`)).toEqual([
        'PreSync Succeeded',
        'PostSync Succeeded',
      ]);
      expect(new Set(watched.seen.map(({ metadata }) => metadata.uid)).size).toBe(runs);
    }
    watched.stop();
  });

  it('keeps hooks in phase Sync among the ordinary objects, by wave', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {}, wave(1))),
      'app/mid.yaml': yaml(job('mid', { ...hook('Sync'), ...wave(2) })),
      'app/z.yaml': yaml(configMap('z', {}, wave(3))),
    });
    const app = await world.application({ repository, namespace });
    const watched = await creations([jobs(), configMaps()]);
    await app.syncNow();
    watched.stop();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(names(watched.seen).filter((name) => ['a', 'mid', 'z'].includes(name!))).toEqual(['a', 'mid', 'z']);
  });

  it('deletes hooks after a failure only by HookFailed, and keeps those of HookSucceeded', async () => {
    const repository = world.repository({
      'app/one.yaml': yaml(job('succeeds', { ...hook('PreSync', 'HookSucceeded'), ...wave(0) })),
      'app/two.yaml': yaml(job('both', { ...hook('PreSync', 'HookSucceeded,HookFailed'), ...wave(0) })),
      'app/three.yaml': yaml(
        job('fails', { ...hook('PreSync', 'HookSucceeded'), ...wave(1) }, { 'testcluster/outcome': 'fail' }),
      ),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    await world.api.until(jobs(), 'both', (object) => object === undefined, 'the hook of HookFailed is gone');
    expect(await world.api.get(`${jobs()}/succeeds`)).toBeDefined();
    const failed = await world.api.get(`${jobs()}/fails`);
    expect(failed).toBeDefined();
    expect(failed?.metadata.finalizers ?? []).not.toContain(`${ARGO}/hook-finalizer`);
  });

  it('says which SyncFail hook failed as well', async () => {
    const fails = { 'testcluster/outcome': 'fail' };
    const repository = world.repository({
      'app/pre.yaml': yaml(job('pre', hook('PreSync'), fails)),
      'app/rescue.yaml': yaml(job('rescue', hook('SyncFail'), fails)),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const [first, second] = (app.operation?.message ?? '').split('\n');
    expect(first).toContain('one or more synchronization tasks completed unsuccessfully, reason: ');
    expect(second).toContain('one or more SyncFail hooks failed, reason: ');
  });

  it('never makes hooks of no phase, skipped objects, and hooks of a deletion', async () => {
    const repository = world.repository({
      'app/garbage.yaml': yaml(configMap('garbage', {}, hook('Nonsense'))),
      'app/skip.yaml': yaml(configMap('skip', {}, hook('Skip'))),
      'app/skip-too.yaml': yaml(configMap('both', { k: '1' }, hook('Skip,PostSync'))),
      'app/delete.yaml': yaml(configMap('delete', {}, hook('PreDelete'))),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.sync).toBe('Synced');
    const made = (await world.api.list(configMaps())).map(({ metadata }) => metadata.name);
    expect(made.filter((name) => name !== 'kube-root-ca.crt').sort()).toEqual(['a', 'both']);
  });

  it('takes the hooks, weights and policies of Helm where Argo CD has none of its own', async () => {
    const helm = (type: string, more: Record<string, string> = {}) => ({ 'helm.sh/hook': type, ...more });
    const repository = world.repository({
      'app/early.yaml': yaml(job('early', helm('pre-install,pre-upgrade', { 'helm.sh/hook-weight': '-5' }))),
      'app/later.yaml': yaml(
        job(
          'later',
          helm('pre-upgrade', { 'helm.sh/hook-weight': '5', 'helm.sh/hook-delete-policy': 'hook-succeeded' }),
        ),
      ),
      'app/after.yaml': yaml(job('after', helm('post-install'))),
      'app/own.yaml': yaml(job('own', { ...helm('pre-install'), ...hook('PostSync') })),
      'app/test.yaml': yaml(job('test', helm('test'))),
      'app/rollback.yaml': yaml(job('rollback', helm('pre-rollback'))),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    const watched = await creations([jobs(), configMaps()]);
    await app.syncNow();
    watched.stop();
    expect(app.operation?.phase).toBe('Succeeded');
    const order = names(watched.seen).filter((name) => name !== 'kube-root-ca.crt');
    expect(order.slice(0, 3)).toEqual(['early', 'later', 'a']);
    expect(order.slice(3).sort()).toEqual(['after', 'own']);
    await world.api.until(jobs(), 'later', (object) => object === undefined, 'hook-succeeded deletes it');
    expect(await world.api.get(`${jobs()}/early`)).toBeDefined();
  });

  it('makes a namespace in the phase and wave of the first hook that lives in it', async () => {
    const other = await world.namespace(false);
    const pre = job('pre', hook('PreSync'));
    const repository = world.repository({
      'app/namespace.yaml': yaml({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: other, annotations: wave(5) },
      }),
      'app/pre.yaml': yaml({ ...pre, metadata: { ...pre.metadata, namespace: other } }),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.operation?.syncResult?.resources?.map(({ name, syncPhase }) => `${name} ${syncPhase}`)).toEqual([
      `${other} PreSync`,
      'pre PreSync',
      'a Sync',
    ]);
    expect(await world.api.get(`/apis/batch/v1/namespaces/${other}/jobs/pre`)).toMatchObject({
      status: { succeeded: 1 },
    });
  });

  it('can be ended while a hook cannot be deleted, for a finalizer that nobody takes off', async () => {
    const stuck = job('stuck', hook('PreSync'), { 'testcluster/outcome': 'hang' });
    const finalizers = ['example.com/never'];
    const repository = world.repository({
      'app/stuck.yaml': yaml({ ...stuck, metadata: { ...stuck.metadata, finalizers } }),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({ repository, namespace });
    const terminate = async (waiting: string) => {
      await app.syncStart();
      await app.until(({ operation }) => operation?.message === waiting, waiting);
      await world.engine.applications.terminate(app.key);
      await app.ended();
      expect(app.operation).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
    };
    await terminate('waiting for completion of hook batch/Job/stuck');
    const left = await world.api.get(`${jobs()}/stuck`);
    expect(left?.metadata).toMatchObject({
      finalizers: expect.arrayContaining(finalizers),
      deletionTimestamp: expect.any(String),
    });
    // The next sync has to wait for it to vanish, and can be ended too.
    await terminate('waiting for deletion of batch/Job/stuck');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    await world.api.patch(`${jobs()}/stuck`, { metadata: { finalizers: null } });
  });

  it('waits for what is pruned before the next wave, and can be ended then', async () => {
    const kept = configMap('kept', {}, wave(0));
    const finalizers = ['example.com/never'];
    const repository = world.repository({
      'app/kept.yaml': yaml({ ...kept, metadata: { ...kept.metadata, finalizers } }),
      'app/a.yaml': yaml(configMap('a', { k: '1' })),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/kept.yaml');
    repository.commit('prune it', { 'app/z.yaml': yaml(configMap('z', {}, wave(1))) });
    await app.refresh();
    await app.syncStart({ prune: true });
    await app.until(({ operation }) => operation?.message === 'waiting for deletion of /ConfigMap/kept', 'waits');
    expect(await world.api.get(`${configMaps()}/z`)).toBeUndefined();
    await world.engine.applications.terminate(app.key);
    await app.ended();
    expect(app.operation?.message).toBe('Operation terminated');
    await world.api.patch(`${configMaps()}/kept`, { metadata: { finalizers: null } });
  });
});

describe.each(servers)('the pause between waves, on $name', (server) => {
  it('lasts as long as the setting says, and there is none after the last', async () => {
    const clock = new SkippingClock();
    const world = await new World(server, { clock, config: { 'sync.wave-delay': '30m' } }).start();
    try {
      const namespace = await world.namespace();
      const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
      const repository = world.repository({
        'app/ab.yaml': yaml(configMap('a', {}, wave(0)), configMap('b', {}, wave(1))),
      });
      const app = await world.application({ repository, namespace });
      await app.syncStart();
      await world.api.until(configMaps, 'a', (object) => object !== undefined, 'the first wave is there');
      await app.until(({ results }) => results.length === 1, 'it is told');
      clock.skip(29 * 60_000);
      expect(app.operation?.phase).toBe('Running');
      expect(await world.api.get(`${configMaps}/b`)).toBeUndefined();
      clock.skip(60_000);
      await app.ended();
      expect(app.operation?.message).toBe('successfully synced (all tasks run)');
      expect(await world.api.get(`${configMaps}/b`)).toBeDefined();
    } finally {
      await world.stop();
    }
  });
});
