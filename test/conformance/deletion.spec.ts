import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configMap, deployment, options, servers, World, wave, yaml } from './world/index.ts';

describe.each(servers)('deleting applications, on $name', (server) => {
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

  it('takes its objects with it, dependents first', async () => {
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), deployment('web')) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.settled();
    await app.remove();
    await app.gone();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(await world.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`)).toBeUndefined();
    expect(await world.api.list(`/apis/apps/v1/namespaces/${namespace}/replicasets`)).toEqual([]);
  });

  it('leaves them alone without cascade', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({
      repository,
      namespace,
      metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] },
    });
    await app.syncNow();
    await app.remove(false);
    await app.gone();
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();
  });

  it('keeps what asks to be kept', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(
        configMap('a', {}),
        configMap('kept', {}, options('Delete=false')),
        configMap('helm-kept', {}, { 'helm.sh/resource-policy': 'keep' }),
      ),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove();
    await app.gone();
    const left = (await world.api.list(configMaps())).map(({ metadata }) => metadata.name);
    expect(left.filter((name) => name !== 'kube-root-ca.crt').sort()).toEqual(['helm-kept', 'kept']);
  });

  it('goes from the highest wave to the lowest and waits for each to vanish', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('first', {}, wave(1)), configMap('last', {}, wave(2))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/last`, { metadata: { finalizers: ['example.com/hold'] } });
    await app.remove(true, 'background');
    await world.api.until(configMaps(), 'last', (o) => o?.metadata.deletionTimestamp !== undefined, 'last is going');
    expect(app.now.metadata.deletionTimestamp).toBeDefined();
    expect((await world.api.get(`${configMaps()}/first`))?.metadata.deletionTimestamp).toBeUndefined();
    await world.api.patch(`${configMaps()}/last`, { metadata: { finalizers: null } });
    await app.gone();
    expect(await world.api.get(`${configMaps()}/first`)).toBeUndefined();
  });

  it('waits for a confirmation where one is asked for', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {}, options('Delete=confirm'))) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.remove();
    await app.until(
      ({ conditions }) => conditions.some((text) => text.startsWith('DeletionError: ') && text.includes('confirm')),
      'asks for a confirmation',
    );
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();
    const { now } = app;
    const annotations = { 'argocd.argoproj.io/deletion-approved': new Date().toISOString() };
    await world.engine.applications.update({ ...now, metadata: { ...now.metadata, annotations } }, { validate: false });
    await app.gone();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  it('ends a running sync first, and nothing comes back afterwards', async () => {
    const hang = { 'testcluster/outcome': 'hang' };
    const repository = world.repository({
      'app/all.yaml': yaml(
        configMap('early', {}, wave(0)),
        deployment('stuck', { annotations: wave(1), pod: hang }),
        configMap('late', {}, wave(2)),
      ),
    });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.until(
      ({ operation }) => operation?.message === 'waiting for healthy state of apps/Deployment/stuck',
      'the sync waits',
    );
    await app.remove(true, 'background');
    await app.gone();
    await world.engine.idle();
    for (const name of ['early', 'late']) expect(await world.api.get(`${configMaps()}/${name}`)).toBeUndefined();
    expect(await world.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/stuck`)).toBeUndefined();
    await world.restartEngine();
    expect(world.engine.applications.find(app.key)).toBeUndefined();
  });

  it('goes on after a restart', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/a`, { metadata: { finalizers: ['example.com/hold'] } });
    await app.remove();
    await world.api.until(configMaps(), 'a', (o) => o?.metadata.deletionTimestamp !== undefined, 'it is going');
    await world.restartEngine();
    expect(app.now.metadata.deletionTimestamp).toBeDefined();
    await world.api.patch(`${configMaps()}/a`, { metadata: { finalizers: null } });
    await app.gone();
  });

  it('refuses to sync what is being deleted', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/a`, { metadata: { finalizers: ['example.com/hold'] } });
    await app.remove();
    await expect(app.syncStart()).rejects.toThrow('application is deleting');
    await world.api.patch(`${configMaps()}/a`, { metadata: { finalizers: null } });
    await app.gone();
  });

  it('deletes an application whose destination is unknown without touching anything', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({
      repository,
      namespace,
      validate: false,
      spec: { destination: { name: 'nowhere', namespace } },
    });
    await app.until(({ conditions }) => conditions.length > 0, 'the destination is unknown');
    await app.remove();
    await app.gone();
  });
});
