import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AppUnderTest, configMap, hook, job, SkippingClock, servers, World, wave, yaml } from './world/index.ts';

/** PreDelete and PostDelete hooks (reference §1.6, §3.11). */

const PRE = 'pre-delete-finalizer.argocd.argoproj.io';
const POST = 'post-delete-finalizer.argocd.argoproj.io';
/** A watch tells of what has happened a moment later. */
const TOLD = { timeout: 30_000 };

describe.each(servers)('hooks of a deletion, on $name', (server) => {
  let world: World;
  let namespace: string;
  const clock = new SkippingClock();
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const jobs = () => `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const hang = { 'testcluster/outcome': 'hang' };
  const fail = { 'testcluster/outcome': 'fail' };
  /** Lets the Pod of a Job that hangs end well, as soon as there is one. */
  const release = async (name: string): Promise<void> => {
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const owned = (one: string | undefined): boolean => one?.startsWith(`${name}-`) === true;
    const pod = await new Promise<string>((resolve, reject) => {
      const followed = world.api.follow(pods, ({ object }) => {
        if (owned(object.metadata.name)) resolve(object.metadata.name ?? '');
      });
      // What was there before is not told about.
      followed
        .then(() => world.api.list(pods))
        .then((list) =>
          list
            .map((one) => one.metadata.name ?? '')
            .filter(owned)
            .forEach(resolve),
        )
        .catch(reject);
    });
    await world.api.patch(`${pods}/${pod}`, { metadata: { annotations: { 'testcluster/outcome': 'succeed' } } });
  };
  const finalizers = (app: AppUnderTest): readonly string[] => app.now.metadata.finalizers ?? [];
  /** Resolves when a task about the application has said this. */
  const said = (app: AppUnderTest, message: string) =>
    new Promise<void>((resolve) => {
      const { tasks } = world.engine;
      const look = (): boolean => tasks.list().some(([, task]) => task.app === app.key && task.message === message);
      if (look()) return resolve();
      const off = tasks.onChange(() => {
        if (!look()) return;
        off();
        resolve();
      });
    });
  const created = (name: string) => world.api.until(jobs(), name, (o) => o !== undefined, `${name} is created`);
  const names = async (path: string) =>
    (await world.api.list(path))
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')
      .sort();

  beforeAll(async () => {
    world = await new World(server, { clock }).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  it('are announced by finalizers as long as Git has them, and are no part of a sync', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/hooks.yaml': yaml(job('before', hook('PreDelete')), job('after', hook('PostDelete'))),
    });
    const app = await world.application({ repository, namespace, metadata: { finalizers: ['example.com/other'] } });
    await app.syncNow();
    expect(app.sync).toBe('Synced');
    expect(finalizers(app)).toEqual(['example.com/other', PRE, `${PRE}/cleanup`, POST, `${POST}/cleanup`]);
    expect(await names(jobs())).toEqual([]);
    expect(app.results.filter((result) => result.startsWith('Job/'))).toEqual([]);

    repository.git('rm', '-q', 'app/hooks.yaml');
    repository.commit('without hooks');
    await app.refresh();
    expect(finalizers(app)).toEqual(['example.com/other']);
  });

  it('run before anything goes and after all is gone, wave by wave, and are cleaned up by their policies', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(
        configMap('a', {}),
        configMap('settings', {}, { ...hook('PreDelete', 'HookSucceeded'), ...wave(-1) }),
        job('before', { ...hook('PreDelete', 'HookSucceeded'), ...wave(1) }, hang),
        job('after', hook('PostDelete'), hang),
      ),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove();
    await created('before');
    expect(await names(configMaps())).toEqual(['a', 'settings']);
    const tasks = world.engine.tasks.list().filter(([, { title }]) => title === `Delete ${app.key}`);
    expect(tasks).toMatchObject([[expect.any(String), { state: 'running', app: app.key }]]);
    await said(app, 'PreDelete: waiting for completion of hook batch/Job/before');
    expect((await world.api.get(`${configMaps()}/a`))?.metadata.deletionTimestamp).toBeUndefined();
    expect(app.conditions).toEqual([]);
    await release('before');

    await created('after');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(finalizers(app)).toEqual([`${PRE}/cleanup`, POST, `${POST}/cleanup`]);
    await release('after');
    await app.gone();
    // BeforeHookCreation is the default: the next deletion would take it away.
    expect(await names(jobs())).toEqual(['after']);
    expect(await names(configMaps())).toEqual([]);
    expect((await world.api.get(`${jobs()}/after`))?.metadata.finalizers ?? []).toEqual([]);
    expect(world.engine.tasks.get(tasks[0]![0])).toMatchObject({ state: 'succeeded', progress: 1 });
  });

  it('stop the deletion when a PreDelete hook fails, and go on when it is mended', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', {}), job('before', hook('PreDelete'), fail)),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove();
    await app.until(
      ({ conditions }) =>
        conditions.some((text) => text.startsWith(`DeletionError: PreDelete hook(s) failed: Job/${namespace}/before`)),
      'it says that the hook failed',
    );
    const { lastTransitionTime, message } = app.now.status!.conditions![0]!;
    expect(await names(configMaps())).toEqual(['a']);
    // Left for its log to be read, until it is tried again.
    const [failed] = await world.api.list(jobs());
    expect(failed?.metadata.name).toBe('before');

    clock.skip(10_000);
    await world.api.until(
      jobs(),
      'before',
      (o) => o !== undefined && o.metadata.uid !== failed?.metadata.uid,
      'it is tried again',
    );
    await app.until(({ conditions }) => conditions.length === 1, 'it failed again');
    expect(app.now.status!.conditions![0]).toMatchObject({ message, lastTransitionTime });
    expect(await names(configMaps())).toEqual(['a']);

    repository.commit('mend', { 'app/all.yaml': yaml(configMap('a', {}), job('before', hook('PreDelete'))) });
    clock.skip(200_000);
    await app.gone();
    expect(await names(configMaps())).toEqual([]);
  });

  it('go on after a restart, and none that has finished runs again', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(
        configMap('a', {}),
        job('one', { ...hook('PreDelete'), ...wave(1) }),
        job('two', { ...hook('PreDelete'), ...wave(2) }, hang),
        job('after', hook('PostDelete'), hang),
      ),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove();
    const two = await created('two');
    const one = await created('one');
    await world.restartEngine();
    await release('two');
    const after = await created('after');
    await world.restartEngine();
    await release('after');
    await app.gone();
    const uids = async (name: string) => (await world.api.get(`${jobs()}/${name}`))?.metadata.uid;
    expect(await uids('one')).toBe(one?.metadata.uid);
    expect(await uids('two')).toBe(two?.metadata.uid);
    expect(await uids('after')).toBe(after?.metadata.uid);
  });

  it('run anew in each deletion, also where one of an earlier life or of a sync still lies', async () => {
    const files = { 'app/all.yaml': yaml(configMap('a', {}), job('both', hook('PostSync,PreDelete,PostDelete'))) };
    const repository = world.repository(files);
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const synced = await created('both');
    await app.remove();
    await app.gone();
    const first = await world.api.get(`${jobs()}/both`);
    expect(first?.metadata.annotations?.['argosy.dev/deletion']).toMatch(/^PostDelete /);
    expect(first?.metadata.uid).not.toBe(synced?.metadata.uid);

    const again = await world.application({ repository, namespace, name: app.key });
    await again.refresh();
    await again.remove();
    await again.gone();
    const second = await world.api.get(`${jobs()}/both`);
    expect(second?.metadata.annotations?.['argosy.dev/deletion']).toMatch(/^PostDelete /);
    expect(second?.metadata.uid).not.toBe(first?.metadata.uid);
  });

  it('with generated names run once, whatever Git does meanwhile', async () => {
    const files = (note: string) => ({
      'app/all.yaml': yaml(configMap('a', { note }), job('before-', hook('PreDelete'), hang)),
    });
    const repository = world.repository(files('1'));
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const first = new Promise<string>((resolve) => {
      void world.api.follow(jobs(), ({ object }) => resolve(object.metadata.name ?? ''));
    });
    await app.remove();
    const name = await first;
    expect(name).toMatch(/^before-[0-9a-f]{7}-predelete-\d+$/);
    repository.commit('meanwhile', files('2'));
    await app.refresh();
    await world.restartEngine();
    await release(name);
    await app.gone();
    expect(await names(jobs())).toEqual([name]);
  });

  it('of a chart run by Helm’s weights and delete policies, and a PreDelete of it that never ends is said', async () => {
    const helm = (name: string, type: string, weight: number, policy: string, outcome = 'succeed') =>
      yaml({
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          name: `{{ .Release.Name }}-${name}`,
          annotations: {
            'helm.sh/hook': type,
            'helm.sh/hook-weight': String(weight),
            ...(policy === '' ? {} : { 'helm.sh/hook-delete-policy': policy }),
          },
        },
        spec: {
          backoffLimit: 0,
          template: {
            metadata: { annotations: { 'testcluster/outcome': outcome } },
            spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.invalid/hook:1' }] },
          },
        },
      });
    const repository = world.repository({
      'app/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'app/templates/a.yaml': yaml(configMap('a', { release: '{{ .Release.Name }}' })),
      'app/templates/early.yaml': helm('early', 'pre-delete', -5, 'hook-succeeded'),
      'app/templates/late.yaml': helm('late', 'pre-delete', 5, '', 'hang'),
      'app/templates/after.yaml': helm('after', 'post-delete', 0, 'hook-succeeded,hook-failed'),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect([await names(jobs()), await names(configMaps())]).toEqual([[], ['a']]);
    expect(finalizers(app)).toEqual(expect.arrayContaining([PRE, POST]));
    const releaseName = app.now.metadata.name!;
    const [early, late, after] = ['early', 'late', 'after'].map((name) => `${releaseName}-${name}`);
    const seen: string[] = [];
    await world.api.follow(jobs(), ({ type, object }) => {
      if (type === 'ADDED') seen.push(object.metadata.name ?? '');
    });
    await app.remove();
    await said(app, `PreDelete: waiting for completion of hook batch/Job/${late}`);
    // The lighter one has succeeded before the heavier began, and nothing else has gone yet.
    await expect.poll(() => seen, TOLD).toEqual([early, late]);
    expect(await names(configMaps())).toEqual(['a']);
    clock.skip(300_000);
    await app.until(({ conditions }) => conditions.length > 0, 'it says that the hook does not end');
    expect(app.conditions).toEqual([
      expect.stringMatching(
        new RegExp(`^DeletionError: PreDelete: waiting for completion of hook batch/Job/${late}, since \\S+Z: `),
      ),
    ]);
    await release(late!);
    await app.gone();
    await expect.poll(() => seen, TOLD).toEqual([early, late, after]);
    expect(await names(configMaps())).toEqual([]);
    // Helm's default policy leaves a hook for the next time; those that say so are gone.
    await world.api.until(jobs(), early!, (o) => o === undefined, 'the first is cleaned up');
    await world.api.until(jobs(), after!, (o) => o === undefined, 'the last is cleaned up');
    expect(await names(jobs())).toEqual([late]);
  });

  it('do not run without cascade, which takes every finalizer off', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', {}), job('before', hook('PreDelete')), job('after', hook('PostDelete'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove(false);
    await app.gone();
    expect(await names(jobs())).toEqual([]);
    expect(await names(configMaps())).toEqual(['a']);
  });

  it('can be given up by asking again without cascade: nothing more is touched', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', {}), job('before', hook('PreDelete'), hang)),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove();
    const before = await created('before');
    await app.remove(false);
    await app.gone();
    const now = await world.api.get(`${jobs()}/before`);
    expect(now?.metadata.uid).toBe(before?.metadata.uid);
    expect(now?.metadata.deletionTimestamp).toBeUndefined();
    expect(await names(configMaps())).toEqual(['a']);
    await world.api.patch(`${jobs()}/before`, { metadata: { finalizers: null } });
  });
});
