import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppProject } from '../../main/model/index.ts';
import { configMap, hook, job, SkippingClock, servers, World, yaml } from './world/index.ts';

describe.each(servers)('shared objects and projects, on $name', (server) => {
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

  function project(name: string, spec: Partial<AppProject['spec']>): string {
    const put = { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }], ...spec };
    world.engine.projects.put(
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name }, spec: put } as AppProject,
      { upsert: true },
    );
    return name;
  }

  it('warns of an object that two applications declare, and refuses it where asked to', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const first = await world.application({ repository, namespace });
    await first.syncNow();
    const second = await world.application({ repository, namespace });
    await second.until(({ conditions }) => conditions.length > 0, 'the second is warned');
    expect(second.conditions).toEqual([
      `SharedResourceWarning: ConfigMap/a is part of applications ${second.key} and ${first.key}`,
    ]);

    await second.syncNow({ syncOptions: ['FailOnSharedResource=true'] });
    expect(second.operation).toMatchObject({
      phase: 'Failed',
      message: `Shared resource found: ConfigMap/a is part of applications ${second.key} and ${first.key}`,
    });
    const tracked = async () =>
      (await world.api.get(`${configMaps()}/a`))?.metadata.annotations?.['argocd.argoproj.io/tracking-id'];
    expect(await tracked()).toMatch(new RegExp(`^${first.key}:`));

    await second.syncNow();
    expect(await tracked()).toMatch(new RegExp(`^${second.key}:`));
    await first.until(({ conditions }) => conditions.length > 0, 'now the first is warned');
  });

  it('does not delete an object that went to another application', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const first = await world.application({ repository, namespace });
    await first.syncNow();
    const second = await world.application({ repository, namespace });
    await second.syncNow();
    await first.remove();
    await first.gone();
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();
  });

  it('refuses a source, a destination and a project that are not allowed', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const elsewhere = project(world.name('elsewhere'), { sourceRepos: ['https://example.invalid/*'] });
    const wish = { repository, namespace };
    await expect(world.application({ ...wish, spec: { project: elsewhere } })).rejects.toThrow(
      /application repo .* is not permitted in project/,
    );
    const narrow = project(world.name('narrow'), { destinations: [{ server: '*', namespace: 'other' }] });
    await expect(world.application({ ...wish, spec: { project: narrow } })).rejects.toThrow(
      /application destination .* do(es)? not match any of the allowed destinations/,
    );
    await expect(world.application({ ...wish, spec: { project: 'nobody' } })).rejects.toThrow(
      'Application referencing project nobody which does not exist',
    );
    const stored = await world.application({ ...wish, spec: { project: narrow }, validate: false });
    await stored.until(({ conditions }) => conditions.length > 0, 'it says why');
    expect(stored.sync).toBe('Unknown');
    expect(stored.health).toBe('Unknown');
    await stored.syncNow();
    expect(stored.operation?.phase).toBe('Error');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    // Allowed now: it goes on by itself.
    project(narrow, { destinations: [{ server: '*', namespace }] });
    await stored.until(({ sync, conditions }) => sync === 'OutOfSync' && conditions.length === 0, 'allowed now');
  });

  it('refuses kinds for objects and for hooks before anything is written', async () => {
    const denied = project(world.name('denied'), { namespaceResourceBlacklist: [{ group: 'batch', kind: 'Job' }] });
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/pre.yaml': yaml(job('pre', hook('PreSync'))),
    });
    const app = await world.application({ repository, namespace, spec: { project: denied } });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toContain(`resource batch:Job is not permitted in project ${denied}`);
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(await world.api.list(`/apis/batch/v1/namespaces/${namespace}/jobs`)).toEqual([]);
  });

  it('refuses cluster-scoped kinds that are not listed, and other namespaces', async () => {
    const other = await world.namespace();
    const narrow = project(world.name('place'), { destinations: [{ server: '*', namespace }] });
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: world.name('r') },
    };
    const away = { ...configMap('away', {}), metadata: { name: 'away', namespace: other } };
    const repository = world.repository({ 'app/a.yaml': yaml(role, away) });
    const app = await world.application({ repository, namespace, spec: { project: narrow } });
    await app.syncNow();
    expect(app.operation?.message).toContain(
      `resource rbac.authorization.k8s.io:ClusterRole is not permitted in project ${narrow}`,
    );
    expect(app.operation?.message).toContain(`namespace ${other} is not permitted in project '${narrow}'`);
    expect(await world.api.get(`/api/v1/namespaces/${other}/configmaps/away`)).toBeUndefined();
  });

  it('neither prunes nor deletes what the project forbids meanwhile', async () => {
    const name = project(world.name('later'), {});
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { k: 'v' } };
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})), 'app/s.yaml': yaml(secret) });
    const app = await world.application({ repository, namespace, spec: { project: name } });
    await app.syncNow();
    project(name, { namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] });
    repository.git('rm', '-q', 'app/s.yaml');
    repository.commit('remove the secret');
    await app.syncNow({ prune: true });
    const path = `/api/v1/namespaces/${namespace}/secrets/s`;
    expect(await world.api.get(path)).toBeDefined();
    await app.remove();
    await app.gone();
    expect(await world.api.get(path)).toBeDefined();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  it('counts who refers to a project before it goes', async () => {
    const name = project(world.name('used'), {});
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    await world.application({ repository, namespace, spec: { project: name } });
    expect(() => world.engine.projects.remove(name)).toThrow('project is referenced by 1 applications');
  });

  it('does not prune what another application declares, nor what went to another', async () => {
    const both = yaml(configMap('a', {}), configMap('shared', { k: '1' }));
    const repository = world.repository({ 'app/all.yaml': both });
    const other = world.repository({ 'app/all.yaml': yaml(configMap('shared', { k: '1' })) });
    const first = await world.application({ repository, namespace });
    await first.syncNow();
    const second = await world.application({ repository: other, namespace });
    await second.until(({ conditions }) => conditions.length > 0, 'the second is warned');
    repository.commit('no more', { 'app/all.yaml': yaml(configMap('a', {})) });
    await first.refresh();

    const told = await world.engine.applications.plan(first.key, { sync: { prune: true } });
    expect(told.rows.find(({ ref }) => ref.name === 'shared')).toMatchObject({
      change: 'keep',
      note: `ignored (declared by ${second.key})`,
      sharedWith: [second.key],
    });
    await first.syncNow({ prune: true });
    expect(first.operation?.phase).toBe('Succeeded');
    expect(first.results).toContain(`ConfigMap/shared PruneSkipped ignored (declared by ${second.key})`);
    const { uid } = (await world.api.get(`${configMaps()}/shared`))!.metadata;

    await second.syncNow();
    await first.until(({ statuses }) => statuses['ConfigMap/shared'] === undefined, 'it is the other’s now');
    await first.syncNow({ prune: true });
    expect((await world.api.get(`${configMaps()}/shared`))?.metadata.uid).toBe(uid);
  });

  it('neither makes a hook outside the project nor clears its way there', async () => {
    const other = await world.namespace();
    await world.api.create(
      `/apis/batch/v1/namespaces/${other}/jobs`,
      job('victim', {}, { 'testcluster/outcome': 'hang' }),
    );
    const before = (await world.api.get(`/apis/batch/v1/namespaces/${other}/jobs/victim`))!;
    const narrow = project(world.name('hooks'), { destinations: [{ server: '*', namespace }] });
    const victim = job('victim', hook('PreSync', 'BeforeHookCreation'));
    const generated = job('victim-', hook('SyncFail'));
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/victim.yaml': yaml({ ...victim, metadata: { ...victim.metadata, namespace: other } }),
      'app/generated.yaml': yaml({ ...generated, metadata: { ...generated.metadata, namespace: other } }),
      'app/role.yaml': yaml({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: world.name('hook'), annotations: hook('PostSync') },
      }),
    });
    const app = await world.application({ repository, namespace, spec: { project: narrow } });
    const told = await world.engine.applications.plan(app.key, { sync: {} });
    expect(told.rows.map(({ change, ref }) => `${change} ${ref.kind}/${ref.name}`).sort()).toEqual([
      'create ConfigMap/a',
      `refused ClusterRole/${world.name('hook')}`,
      'refused Job/victim',
      'refused Job/victim-',
    ]);
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toContain(`namespace ${other} is not permitted in project '${narrow}'`);
    expect(app.operation?.message).toContain(`ClusterRole is not permitted in project ${narrow}`);
    const jobs = await world.api.list(`/apis/batch/v1/namespaces/${other}/jobs`);
    expect(jobs.map(({ metadata }) => [metadata.uid, metadata.deletionTimestamp])).toEqual([
      [before.metadata.uid, undefined],
    ]);
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  const always = { schedule: '0 0 * * *', duration: '24h', applications: ['*'] };

  it('syncs neither by hand nor by itself while a window is shut, and by itself as soon as it is not', async () => {
    const name = project(world.name('window'), { syncWindows: [{ kind: 'deny', ...always }] });
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const syncPolicy = { automated: {} };
    const app = await world.application({ repository, namespace, spec: { project: name, syncPolicy } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'compared');
    await expect(app.syncStart()).rejects.toThrow('cannot sync: blocked by sync window');
    const told = await world.engine.applications.plan(app.key, { sync: {} });
    expect(told.notes).toEqual(['A sync is blocked now: closed by sync window "deny 0 0 * * * for 24h"']);
    await app.refresh();
    expect(app.operation).toBeUndefined();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    project(name, { syncWindows: [{ kind: 'allow', ...always }] });
    await app.settled();
  });

  it('lets a person sync where the window says so', async () => {
    const windows = [{ kind: 'deny', ...always, manualSync: true }];
    const name = project(world.name('by-hand'), { syncWindows: windows });
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const syncPolicy = { automated: {} };
    const app = await world.application({ repository, namespace, spec: { project: name, syncPolicy } });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();
  });
});

describe.each(servers)('an operation that meets a shut window, on $name', (server) => {
  it('waits, can be ended, and goes on when the window is not there any more', async () => {
    const clock = new SkippingClock();
    const world = await new World(server, { clock }).start();
    try {
      const namespace = await world.namespace();
      const name = world.name('window');
      const put = (syncWindows: readonly object[]) =>
        world.engine.projects.put(
          {
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'AppProject',
            metadata: { name },
            spec: { sourceRepos: ['*'], destinations: [{ server: '*', namespace: '*' }], syncWindows },
          } as AppProject,
          { upsert: true },
        );
      put([]);
      const broken = { ...configMap('a', {}), data: { k: { not: 'a string' } } };
      const repository = world.repository({ 'app/a.yaml': yaml(broken) });
      const app = await world.application({ repository, namespace, spec: { project: name } });
      const blocked = async () => {
        await app.syncStart({}, { retry: { limit: 1 } });
        await app.until(({ operation }) => operation?.retryCount === 1, 'the retry is planned');
        put([{ kind: 'deny', schedule: '0 0 * * *', duration: '24h', applications: ['*'] }]);
        clock.skip(60_000);
        await app.until(
          ({ operation }) => operation?.message === 'Sync operation blocked by sync window',
          'it is blocked',
        );
        expect(app.operation?.phase).toBe('Running');
      };
      await blocked();
      await world.engine.applications.terminate(app.key);
      await app.ended();
      expect(app.operation).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
      put([]);
      await blocked();
      put([]);
      clock.skip(60_000);
      await app.ended();
      expect(app.operation?.message).toMatch(/failed to apply.* \(retried 1 times\)\.$/);
    } finally {
      await world.stop();
    }
  });
});
