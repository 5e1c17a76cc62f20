import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AppKey, appKey } from '../../main/model/index.ts';
import { AppUnderTest, configMap, hook, job, options, servers, World, wave, yaml } from './world/index.ts';

/** Applications of applications: what deleting one takes with it, and that it takes just that (reference §7). */

describe.each(servers)('deleting an App-of-Apps, on $name', (server) => {
  let world: World;
  let namespace: string;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const names = async () =>
    (await world.api.list(configMaps()))
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')
      .sort();

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  const CASCADE = 'resources-finalizer.argocd.argoproj.io';

  function child(name: string, repository: { readonly path: string }, over: Record<string, unknown> = {}) {
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd', ...over },
      spec: {
        project: 'default',
        source: { repoURL: repository.path, path: 'app', targetRevision: 'main' },
        destination: { name: world.cluster, namespace },
        syncPolicy: { automated: {} },
      },
    };
  }

  /** A parent of two: one cascades and has hooks and something that stays, the other has no finalizer. */
  async function family() {
    const [first, second, parent] = ['first', 'second', 'parent'].map((name) =>
      world.name(`${name}-${namespace.split('-').pop()}`),
    );
    const one = world.repository({
      'app/all.yaml': yaml(
        configMap('one', {}),
        configMap('kept', {}, options('Delete=false')),
        job('before', hook('PreDelete', 'HookSucceeded')),
      ),
    });
    const two = world.repository({ 'app/all.yaml': yaml(configMap('two', {})) });
    const repository = world.repository({
      'app/all.yaml': yaml(
        child(first!, one, { finalizers: [CASCADE], annotations: wave(1) }),
        child(second!, two, { annotations: wave(0) }),
      ),
    });
    const app = await world.application({
      repository,
      namespace: 'argocd',
      name: parent!,
      spec: { destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' } },
    });
    await app.syncNow();
    const children = [first!, second!].map((name) => new AppUnderTest(world, appKey(name)));
    for (const each of children) await each.settled();
    return { app, repository, first: children[0]!, second: children[1]! };
  }

  it('lists what goes, with the children and by their finalizers, and asks for the name', async () => {
    const { app, first, second } = await family();
    const plan = await world.engine.applications.deletionPlan(app.key, { cascade: true, propagation: 'foreground' });
    const shown = (rows: readonly { ref: { kind: string; name: string }; application: AppKey }[]) =>
      rows.map(({ ref, application }) => `${application}: ${ref.kind}/${ref.name}`);
    expect(plan.applications).toEqual([app.key, first.key, second.key]);
    expect(shown(plan.deletes)).toEqual([
      `${app.key}: Application/${first.key}`,
      `${first.key}: ConfigMap/one`,
      `${app.key}: Application/${second.key}`,
    ]);
    expect(plan.keeps.map(({ ref, because }) => `${ref.name}: ${because}`)).toEqual([
      'kept: Delete=false',
      `two: application ${second.key} has no finalizer that would delete its objects`,
    ]);
    expect(plan.hooks).toEqual([
      { ref: { group: 'batch', kind: 'Job', namespace, name: 'before' }, phase: 'PreDelete' },
    ]);
    expect(plan.guards).toEqual([`2 other applications would be deleted with it: ${first.key}, ${second.key}`]);
    expect(plan.unreachable).toEqual([]);

    const alone = await world.engine.applications.deletionPlan(app.key, { cascade: false, propagation: 'foreground' });
    expect(alone).toMatchObject({ deletes: [], applications: [app.key], hooks: [], guards: [] });
    expect(alone.keeps.map(({ ref }) => ref.name).sort()).toEqual([first.key, second.key].sort());
    // Nothing was done.
    expect(await names()).toEqual(['kept', 'one', 'two']);
  });

  it('deletes just that, child by child, and each child by its own finalizers', async () => {
    const { app, first, second } = await family();
    await world.api.patch(`${configMaps()}/one`, { metadata: { finalizers: ['example.com/hold'] } });
    await app.remove();
    await world.api.until(
      configMaps(),
      'one',
      (o) => o?.metadata.deletionTimestamp !== undefined,
      'the first child goes',
    );
    expect(second.now.metadata.deletionTimestamp).toBeUndefined();
    await app.until(
      ({ conditions }) => conditions.some((text) => text.includes('held by its finalizer example.com/hold')),
      'the parent says what holds its child',
    );
    expect(app.conditions[0]).toMatch(
      new RegExp(`^DeletionError: waiting for deletion of Application/argocd/${first.key} `),
    );
    await world.api.patch(`${configMaps()}/one`, { metadata: { finalizers: null } });
    await app.gone();
    for (const key of [first.key, second.key]) expect(world.engine.applications.find(key)).toBeUndefined();
    expect(await names()).toEqual(['kept', 'two']);
  });

  it('keeps the finalizers of a child’s hooks, and does not take them for a difference', async () => {
    const { app, first } = await family();
    expect(first.now.metadata.finalizers).toContain('pre-delete-finalizer.argocd.argoproj.io');
    await app.refresh();
    expect(app.sync).toBe('Synced');
    await app.syncNow();
    await first.refresh();
    expect(first.now.metadata.finalizers).toEqual([
      CASCADE,
      'pre-delete-finalizer.argocd.argoproj.io',
      'pre-delete-finalizer.argocd.argoproj.io/cleanup',
    ]);
    expect(app.sync).toBe('Synced');
    await app.remove();
    await app.gone();
  });

  it('deletes a single child as it is asked to in its tree', async () => {
    const { app, first, second } = await family();
    await world.engine.applications.deleteResource(app.key, {
      ref: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: first.key },
      propagation: 'background',
      force: false,
    });
    await first.gone();
    expect(await names()).toEqual(['kept', 'two']);
    expect(world.engine.applications.find(second.key)).toBeDefined();
    await app.until(({ sync }) => sync === 'OutOfSync', 'it is missed');
    await app.remove();
    await app.gone();
  });
});
