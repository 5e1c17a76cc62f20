import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configMap, deployment, hook, job, options, servers, World, yaml } from './world/index.ts';

describe.each(servers)('a sync by hand, on $name', (server) => {
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

  it('does nothing before it is asked, then makes the cluster match', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const app = await world.application({ repository, namespace });
    await app.until(({ sync }) => sync === 'OutOfSync', 'compared');
    expect(app.health).toBe('Missing');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(app.operation).toBeUndefined();

    await app.syncNow();
    expect(app.sync).toBe('Synced');
    expect(app.results).toEqual(['ConfigMap/a Synced configmap/a created']);
    expect(app.operation?.operation.initiatedBy).toEqual({ username: 'tester' });
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: '1' } });
  });

  it('changes nothing in a dry run and leaves no history', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' }), deployment('web')) });
    const app = await world.application({ repository, namespace });
    const writes = world.engine.counters().writes;
    await app.syncNow({ dryRun: true, prune: true });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.results.map((text) => text.split(' ')[0]).sort()).toEqual(['ConfigMap/a', 'Deployment/web']);
    expect(app.sync).toBe('OutOfSync');
    expect(app.history).toEqual([]);
    expect(world.engine.counters().writes).toBe(writes);
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  it('syncs only the objects that were named, and leaves no history', async () => {
    const repository = world.repository({
      'app/ab.yaml': yaml(configMap('a', { k: '1' }), configMap('b', { k: '1' })),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow({ resources: [{ group: '', kind: 'ConfigMap', name: 'b' }] });
    expect(app.statuses).toEqual({ 'ConfigMap/a': 'OutOfSync', 'ConfigMap/b': 'Synced' });
    expect(app.history).toEqual([]);
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  it('prunes only when it is asked to, and never what says no', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', { k: '1' })),
      'app/b.yaml': yaml(configMap('b', { k: '1' })),
      'app/kept.yaml': yaml(configMap('kept', { k: '1' }, options('Prune=false'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/b.yaml', 'app/kept.yaml');
    repository.commit('remove two');
    await app.refresh();
    expect(app.sync).toBe('OutOfSync');
    expect(app.now.status?.resources).toContainEqual(
      expect.objectContaining({ name: 'b', status: 'OutOfSync', requiresPruning: true }),
    );

    await app.syncNow();
    expect(app.results).toContain('ConfigMap/b PruneSkipped ignored (requires pruning)');
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();

    await app.syncNow({ prune: true });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.results).toContain('ConfigMap/b Pruned pruned');
    expect(app.results).toContain('ConfigMap/kept PruneSkipped ignored (no prune)');
    await world.api.until(configMaps(), 'b', (b) => b === undefined, 'b is gone');
    expect(await world.api.get(`${configMaps()}/kept`)).toBeDefined();
    await app.until(({ statuses }) => statuses['ConfigMap/b'] === undefined, 'the engine has seen it go');
    expect(app.statuses).toEqual({ 'ConfigMap/a': 'Synced', 'ConfigMap/kept': 'OutOfSync' });
  });

  it('says in a dry run what it would prune', async () => {
    const repository = world.repository({ 'app/ab.yaml': yaml(configMap('a', {}), configMap('b', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('remove b', { 'app/ab.yaml': yaml(configMap('a', {})) });
    await app.syncNow({ prune: true, dryRun: true });
    expect(app.results).toContain('ConfigMap/b Pruned pruned (dry run)');
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();
  });

  it('prunes with the propagation that the application asks for', async () => {
    const repository = world.repository({
      'app/web.yaml': yaml(deployment('web')),
      'app/a.yaml': yaml(configMap('a', {})),
    });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { syncOptions: ['PrunePropagationPolicy=orphan'] } },
    });
    await app.syncNow();
    await app.settled();
    repository.git('rm', '-q', 'app/web.yaml');
    repository.commit('remove the deployment');
    await app.syncNow({ prune: true });
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    await world.api.until(deployments, 'web', (object) => object === undefined, 'the deployment is gone');
    const left = await world.api.list(`/apis/apps/v1/namespaces/${namespace}/replicasets`);
    expect(left).toHaveLength(1);
  });

  it('waits for a confirmation where a prune asks for one', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/b.yaml': yaml(configMap('b', {}, options('Prune=confirm'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/b.yaml');
    repository.commit('remove b');
    await app.refresh();
    await app.syncStart({ prune: true });
    await app.until(
      ({ operation }) => operation?.message === 'waiting for pruning confirmation of v1/ConfigMap/b',
      'asks for a confirmation',
    );
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();
    const { now } = app;
    const annotations = { 'argocd.argoproj.io/deletion-approved': new Date().toISOString() };
    await world.engine.applications.update({ ...now, metadata: { ...now.metadata, annotations } }, { validate: false });
    await app.ended();
    expect(app.operation?.phase).toBe('Succeeded');
    await world.api.until(configMaps(), 'b', (b) => b === undefined, 'b is gone');
  });

  it('refuses a second operation, and ends one when it is terminated', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(
        deployment('stuck', {
          annotations: { 'argocd.argoproj.io/sync-wave': '0' },
          pod: { 'testcluster/outcome': 'hang' },
        }),
      ),
      'app/b.yaml': yaml(configMap('after', {}, { 'argocd.argoproj.io/sync-wave': '1' })),
    });
    const app = await world.application({ repository, namespace });
    await app.syncStart();
    await app.until(
      ({ operation }) => operation?.message === 'waiting for healthy state of apps/Deployment/stuck',
      'waits for the first wave',
    );
    await expect(app.syncStart()).rejects.toThrow('another operation is already in progress');
    await world.engine.applications.terminate(app.key);
    await app.ended();
    expect(app.operation).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
    expect(await world.api.get(`${configMaps()}/after`)).toBeUndefined();
    await expect(world.engine.applications.terminate(app.key)).rejects.toThrow('No operation is in progress');
  });

  it('numbers its history from 0, keeps as much as it may, and never uses a number again', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '0' })) });
    const app = await world.application({ repository, namespace, spec: { revisionHistoryLimit: 2 } });
    const revisions: string[] = [];
    for (const k of ['0', '1', '2', '3']) {
      revisions.push(repository.commit(`k ${k}`, { 'app/a.yaml': yaml(configMap('a', { k })) }));
      await app.syncNow();
    }
    expect(app.history.map(({ id, revision }) => [id, revision])).toEqual([
      [2, revisions[2]],
      [3, revisions[3]],
    ]);
    expect(app.history[1]).toMatchObject({
      source: { path: 'app', targetRevision: 'main' },
      initiatedBy: { username: 'tester' },
    });
  });

  it('syncs to a revision of its own choice, which is then not what is wanted', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'old' })) });
    const old = repository.head();
    repository.commit('new', { 'app/a.yaml': yaml(configMap('a', { k: 'new' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow({ revision: old });
    expect(app.operation?.syncResult?.revision).toBe(old);
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'old' } });
    expect(app.sync).toBe('OutOfSync');
  });

  it('syncs local manifests and keeps no history of them', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow({ manifests: [JSON.stringify(configMap('a', { k: 'local' }))] });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'local' } });
    expect(app.history).toEqual([]);
  });

  it('replaces, and with Force makes anew what cannot be changed', async () => {
    const web = (label: string, annotations?: Record<string, string>) => ({
      ...deployment(label, { ...(annotations && { annotations }) }),
      metadata: { name: 'web', ...(annotations && { annotations }) },
    });
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', { k: '1' }, options('Replace=true'))),
      'app/web.yaml': yaml(web('one')),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const before = await world.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    await world.api.patch(`${configMaps()}/a`, { data: { foreign: 'x' } });
    repository.commit('change the unchangeable', {
      'app/a.yaml': yaml(configMap('a', { k: '2' }, options('Replace=true'))),
      'app/web.yaml': yaml(web('two')),
    });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toContain('one or more objects failed to apply');
    expect(app.operation?.syncResult?.resources?.find(({ name }) => name === 'web')?.message).toContain('immutable');

    repository.commit('by force', { 'app/web.yaml': yaml(web('two', options('Force=true'))) });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect((await world.api.get(`${configMaps()}/a`))?.['data']).toEqual({ k: '2' });
    const after = await world.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  });

  it('refuses to leave the tracked revision, and local manifests, while automation is on; not to try them', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const old = repository.head();
    repository.commit('new', { 'app/a.yaml': yaml(configMap('a', { k: '2' })) });
    const spec = { syncPolicy: { automated: {} } };
    const app = await world.application({ repository, namespace, spec });
    await app.settled();
    await expect(app.syncStart({ revision: old })).rejects.toThrow(
      `Cannot sync to ${old}: auto-sync currently set to main`,
    );
    await expect(app.syncStart({ manifests: [JSON.stringify(configMap('a', {}))] })).rejects.toThrow(
      'Cannot use local sync when Automatic Sync Policy is enabled',
    );
    await app.syncNow({ revision: old, dryRun: true });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: '2' } });
  });

  it('runs no hooks with strategy apply, and keeps a history of it', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/pre.yaml': yaml(configMap('pre', {}, hook('PreSync'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow({ syncStrategy: { apply: {} } });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.history).toHaveLength(1);
    expect(await world.api.get(`${configMaps()}/pre`)).toBeUndefined();
    await app.syncNow({ syncStrategy: { hook: {} } });
    expect(await world.api.get(`${configMaps()}/pre`)).toBeDefined();
  });

  it('takes the namespace of a selection where one is given, and leaves out what is excluded', async () => {
    const other = await world.namespace();
    const there = configMap('twin', { k: 'there' });
    const repository = world.repository({
      'app/here.yaml': yaml(configMap('twin', { k: 'here' }), configMap('third', {})),
      'app/there.yaml': yaml({ ...there, metadata: { ...there.metadata, namespace: other } }),
    });
    const app = await world.application({ repository, namespace });
    const twin = { group: '', kind: 'ConfigMap', name: 'twin' };
    await app.syncNow({ resources: [{ ...twin, namespace: other }] });
    expect(await world.api.get(`/api/v1/namespaces/${other}/configmaps/twin`)).toBeDefined();
    expect(await world.api.get(`${configMaps()}/twin`)).toBeUndefined();
    await app.syncNow({ resources: [{ ...twin, exclude: true }] });
    expect(await world.api.get(`${configMaps()}/third`)).toBeDefined();
    expect(await world.api.get(`${configMaps()}/twin`)).toBeUndefined();
  });

  it('makes everything anew by force of the strategy, and knows afterwards what it declared', async () => {
    const named = (label: string, more: object = {}) => ({
      ...deployment(label),
      metadata: { name: 'web', ...more },
    });
    const repository = world.repository({ 'app/web.yaml': yaml(named('one')) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
    const { uid } = (await world.api.get(path))!.metadata;
    repository.commit('another selector', { 'app/web.yaml': yaml(named('two', { labels: { team: 'blue' } })) });
    await app.syncNow({ syncStrategy: { apply: { force: true } } });
    expect(app.operation?.phase).toBe('Succeeded');
    const anew = (await world.api.get(path))!.metadata;
    expect(anew.uid).not.toBe(uid);
    expect(anew.labels).toEqual({ team: 'blue' });
    repository.commit('no label', { 'app/web.yaml': yaml(named('two')) });
    await app.syncNow();
    expect((await world.api.get(path))!.metadata.labels).toBeUndefined();
  });

  it('updates Namespaces in place, whatever is forced', async () => {
    const name = await world.namespace(false);
    const object = (team: string) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { team }, annotations: options('Replace=true,Force=true') },
    });
    const repository = world.repository({ 'app/namespace.yaml': yaml(object('blue')) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const before = await world.api.get(`/api/v1/namespaces/${name}`);
    repository.commit('green', { 'app/namespace.yaml': yaml(object('green')) });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    const after = await world.api.get(`/api/v1/namespaces/${name}`);
    expect(after?.metadata.labels).toMatchObject({ team: 'green' });
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
  });

  it('writes nothing and tries nothing when there is nothing to change', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [{ port: 80 }] } };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, data: { k: 'dmFsdWU=' } };
    const cronJob = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'c' },
      spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: job('x', {}).spec } },
    };
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa' } };
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    };
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', { k: '1' }), deployment('web'), service, secret, cronJob, account, role),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.settled();
    const before = world.engine.counters();
    await app.syncNow();
    const after = world.engine.counters();
    const times = (verb: string) => (after.requestsByVerb[verb] ?? 0) - (before.requestsByVerb[verb] ?? 0);
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.results.toSorted()).toEqual(
      [
        'ConfigMap/a Synced configmap/a unchanged',
        'CronJob/c Synced cronjob.batch/c unchanged',
        'Deployment/web Synced deployment.apps/web unchanged',
        'Role/r Synced role.rbac.authorization.k8s.io/r unchanged',
        'Secret/x Synced secret/x unchanged',
        'Service/s Synced service/s unchanged',
        'ServiceAccount/sa Synced serviceaccount/sa unchanged',
      ].sort(),
    );
    expect([after.writes - before.writes, times('apply'), times('dry-run')]).toEqual([0, 0, 0]);
  });

  it('takes what others set to the same value for its own when it is declared', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/a`, { data: { other: 'same' } }, 'somebody');
    repository.commit('declare it', { 'app/a.yaml': yaml(configMap('a', { k: '1', other: 'same' })) });
    await app.syncNow();
    repository.commit('and no more', { 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    await app.syncNow();
    const owners = (await world.api.get(`${configMaps()}/a`))?.metadata.managedFields;
    expect(owners?.map(({ manager }) => manager)).toContain('argosy');
    expect(app.sync).toBe('Synced');
    // It is still the other's: he had set it before.
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: '1', other: 'same' } });
  });

  it('asks for a confirmation, or forbids pruning, for the whole application; an object may say otherwise', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/b.yaml': yaml(configMap('b', {})),
      'app/free.yaml': yaml(configMap('free', {}, options('Prune=true'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/b.yaml', 'app/free.yaml');
    repository.commit('remove two');
    await app.refresh();
    await app.syncNow({ prune: true, syncOptions: ['Prune=false'] });
    expect(app.results).toContain('ConfigMap/b PruneSkipped ignored (no prune)');
    expect(app.results).toContain('ConfigMap/free Pruned pruned');
    await app.syncStart({ prune: true, syncOptions: ['Prune=confirm'] });
    await app.until(
      ({ operation }) => operation?.message === 'waiting for pruning confirmation of v1/ConfigMap/b',
      'asks for a confirmation',
    );
    await world.engine.applications.terminate(app.key);
    await app.ended();
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();
  });
});
