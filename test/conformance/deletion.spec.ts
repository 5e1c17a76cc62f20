import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeleteResourceRequest } from '../../main/engine/index.ts';
import {
  configMap,
  deployment,
  FaultyServer,
  options,
  SkippingClock,
  servers,
  World,
  wave,
  yaml,
} from './world/index.ts';

describe.each(servers)('deleting applications, on $name', (server) => {
  let world: World;
  let namespace: string;
  const clock = new SkippingClock();
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;

  beforeAll(async () => {
    world = await new World(server, { clock }).start();
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

  it('says what holds it, and is ended by asking again without cascade', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('held', {}, wave(1)), configMap('later', {}, wave(0))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/held`, { metadata: { finalizers: ['example.com/hold'] } });
    await app.remove();
    await world.api.until(configMaps(), 'held', (o) => o?.metadata.deletionTimestamp !== undefined, 'it is going');
    expect(app.conditions).toEqual([]);
    clock.skip(10_000);
    await app.until(({ conditions }) => conditions.length > 0, 'it says what holds it');
    expect(app.conditions).toEqual([
      expect.stringMatching(
        new RegExp(
          `^DeletionError: waiting for deletion of ConfigMap/${namespace}/held \\(held by its finalizer example.com/hold\\), since \\S+Z: .*--cascade=false`,
        ),
      ),
    ]);
    await app.remove(false);
    await app.gone();
    expect((await world.api.get(`${configMaps()}/later`))?.metadata.deletionTimestamp).toBeUndefined();
    expect((await world.api.get(`${configMaps()}/held`))?.metadata.finalizers).toContain('example.com/hold');
    await world.api.patch(`${configMaps()}/held`, { metadata: { finalizers: null } });
  });

  it('obeys finalizers that somebody edits, but takes no new ones while it is deleted', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('held', {}, wave(1)), configMap('later', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/held`, { metadata: { finalizers: ['example.com/hold'] } });
    await app.remove(true, 'background');
    await world.api.until(configMaps(), 'held', (o) => o?.metadata.deletionTimestamp !== undefined, 'it is going');
    const edit = (finalizers: readonly string[]) =>
      world.engine.applications.update(
        { ...app.now, metadata: { ...app.now.metadata, finalizers } },
        { validate: false },
      );
    const background = 'resources-finalizer.argocd.argoproj.io/background';
    await edit([background, 'example.com/new', 'post-delete-finalizer.argocd.argoproj.io']);
    expect(app.now.metadata.finalizers).toEqual([background]);
    await edit([]);
    await app.gone();
    expect((await world.api.get(`${configMaps()}/later`))?.metadata.deletionTimestamp).toBeUndefined();
    await world.api.patch(`${configMaps()}/held`, { metadata: { finalizers: null } });
  });

  it('goes on with a deletion and with a prune as soon as they are approved', async () => {
    const asking = yaml(configMap('a', {}, options('Delete=confirm,Prune=confirm')));
    const repository = world.repository({ 'app/a.yaml': asking, 'app/b.yaml': yaml(configMap('b', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/a.yaml');
    repository.commit('without a');
    await app.refresh();
    await app.syncStart({ prune: true });
    await app.until(
      ({ operation }) =>
        operation?.message === 'waiting for pruning confirmation of v1/ConfigMap/a' &&
        operation.reason === 'AwaitsConfirmation',
      'asks',
    );
    const approved = await world.engine.applications.confirmDeletion(app.key);
    expect(approved.metadata.annotations?.['argocd.argoproj.io/deletion-approved']).toMatch(/^\d{4}-.*Z$/);
    await app.ended();
    expect(app.operation?.phase).toBe('Succeeded');
    // The last wave is not waited for (reference §3.6, 11): the garbage collector takes the object away in a moment.
    await app.until(({ sync }) => sync === 'Synced', 'the engine has seen the pruned object go');
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();

    repository.commit('back', { 'app/a.yaml': asking });
    await app.syncNow();
    // The approval from before is older than the deletion.
    clock.skip(2_000);
    await app.remove();
    await app.until(({ conditions }) => conditions.some((text) => text.includes('confirmation of')), 'asks again');
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();
    await world.engine.applications.confirmDeletion(app.key);
    await app.gone();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
  });

  it('deletes single objects of the tree, and nothing else', async () => {
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), deployment('web')) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.settled();
    const { applications } = world.engine;
    const remove = (group: string, kind: string, name: string, over: Partial<DeleteResourceRequest> = {}) =>
      applications.deleteResource(app.key, {
        ref: { group, kind, namespace, name },
        propagation: 'foreground',
        force: false,
        ...over,
      });
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const [pod] = await world.api.list(pods);
    await remove('', 'Pod', pod!.metadata.name!, { propagation: 'background', force: true });
    await world.api.until(pods, pod!.metadata.name!, (o) => o === undefined, 'the Pod goes at once');
    const line = world.logs
      .map((one) => JSON.parse(one) as Record<string, unknown>)
      .find(({ msg }) => msg === 'an object was deleted by hand');
    expect(line).toMatchObject({ app: app.key, object: `/Pod/${namespace}/${pod!.metadata.name}`, force: true });

    await remove('', 'ConfigMap', 'a');
    await world.api.until(configMaps(), 'a', (o) => o === undefined, 'the ConfigMap goes');
    await app.until(({ sync }) => sync === 'OutOfSync', 'it is missed');
    await expect(remove('', 'ConfigMap', 'a')).rejects.toMatchObject({
      code: 'NotFound',
      message: 'ConfigMap a was not found in the cluster',
    });
    await expect(remove('', 'ConfigMap', 'kube-root-ca.crt')).rejects.toMatchObject({
      code: 'NotFound',
      message: `ConfigMap  kube-root-ca.crt not found as part of application ${app.now.metadata.name}`,
    });
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    await remove('apps', 'Deployment', 'web', { propagation: 'orphan' });
    await world.api.until(deployments, 'web', (o) => o === undefined, 'it is deleted');
    expect(await world.api.list(`/apis/apps/v1/namespaces/${namespace}/replicasets`)).toHaveLength(1);
  });
});

describe.each(servers)('deleting applications in a cluster that is away, on $name', (server) => {
  let world: World;
  let faulty: FaultyServer;

  beforeAll(async () => {
    world = await new World(server).start();
    faulty = await new FaultyServer(world.kubeconfigPath, world.folder).start();
  });
  afterAll(async () => {
    await world.stop();
    await faulty.close();
  });

  it('waits for a cluster that is away, says so with its age, asks it for nothing meanwhile, and goes on', async () => {
    const namespace = await world.namespace();
    const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
    const name = world.name('faulty');
    await world.addCluster(name, faulty.kubeconfigPath);
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {}), configMap('b', {}, wave(1))) });
    const app = await world.application({ repository, namespace, spec: { destination: { name, namespace } } });
    await app.syncNow();
    await faulty.close();
    await app.until(({ sync }) => sync === 'Unknown', 'the cluster is away');
    await app.remove();
    await app.until(({ conditions }) => conditions.some((text) => text.startsWith('DeletionError')), 'it says so');
    const said = () => app.now.status?.conditions?.find(({ type }) => type === 'DeletionError');
    const first = said();
    expect(first?.message).toMatch(
      /^the objects of .* cannot be read in cluster .*: ConfigMap: .* \(last read \d{4}-.*Z\)$/,
    );
    const { requests } = world.engine.counters();
    const plan = await world.engine.applications.deletionPlan(app.key, { cascade: true, propagation: 'foreground' });
    expect(plan.unreachable).toEqual([name]);
    expect(plan.deletes.map(({ ref }) => ref.name)).toEqual(['b', 'a']);
    expect(plan.guards).toContainEqual(expect.stringContaining('cannot be read now'));
    await world.engine.idle();
    expect(said()).toEqual(first);
    // Probes of the connection, and no more.
    expect(world.engine.counters().requests - requests).toBeLessThan(5);
    expect(await world.api.get(`${configMaps}/a`)).toBeDefined();

    await faulty.start();
    await app.gone();
    expect(await world.api.get(`${configMaps}/a`)).toBeUndefined();
  });
});
