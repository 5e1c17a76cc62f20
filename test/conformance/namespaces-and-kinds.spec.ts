import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMap, options, servers, World, yaml } from './world/index.ts';

describe.each(servers)('namespaces, kinds and tracking, on $name', (server) => {
  let world: World;

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());

  it('creates the namespace with the metadata that the application manages, and keeps it so', async () => {
    const namespace = await world.namespace(false);
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const syncPolicy = (team: string) => ({
      automated: { selfHeal: true },
      syncOptions: ['CreateNamespace=true'],
      managedNamespaceMetadata: { labels: { team }, annotations: { 'example.com/owner': team } },
    });
    const app = await world.application({ repository, namespace, spec: { syncPolicy: syncPolicy('blue') } });
    await app.settled();
    const created = await world.api.get(`/api/v1/namespaces/${namespace}`);
    expect(created?.metadata).toMatchObject({ labels: { team: 'blue' }, annotations: { 'example.com/owner': 'blue' } });
    expect(created?.metadata.annotations).not.toHaveProperty('argocd.argoproj.io/tracking-id');

    const { now } = app;
    await world.engine.applications.update(
      { ...now, spec: { ...now.spec, syncPolicy: syncPolicy('green') } },
      { validate: true },
    );
    await world.api.until(
      '/api/v1/namespaces',
      namespace,
      (object) => object?.metadata.labels?.['team'] === 'green',
      'the namespace is green',
    );
    await app.settled();
    await app.remove();
    await app.gone();
    expect(await world.api.get(`/api/v1/namespaces/${namespace}`)).toBeDefined();
  });

  it('installs a definition and an object of its kind in one sync', async () => {
    const namespace = await world.namespace();
    const group = `${world.id}.example.com`;
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
              },
            },
          },
        ],
      },
    };
    const gadget = { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'one' }, spec: { size: 3 } };
    const repository = world.repository({ 'app/all.yaml': yaml(gadget, definition) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.message).toBe('successfully synced (all tasks run)');
    expect(app.operation?.phase).toBe('Succeeded');
    await app.settled();
    expect(await world.api.get(`/apis/${group}/v1/namespaces/${namespace}/gadgets/one`)).toMatchObject({
      spec: { size: 3 },
    });
    expect(app.statuses).toEqual({ 'Gadget/one': 'Synced', [`CustomResourceDefinition/gadgets.${group}`]: 'Synced' });

    await world.api.patch(`/apis/${group}/v1/namespaces/${namespace}/gadgets/one`, { spec: { size: 4 } });
    await app.until(({ statuses }) => statuses['Gadget/one'] === 'OutOfSync', 'the drift of a custom object is seen');

    await app.remove(true, 'background');
    await app.gone();
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.${group}`;
    expect(await world.api.get(path), 'a cascade leaves definitions alone').toBeDefined();
    await world.api.delete(path);
  });

  it('says of an unknown kind that it is unknown, and applies nothing', async () => {
    const namespace = await world.namespace();
    const stranger = { apiVersion: 'nowhere.example.com/v1', kind: 'Stranger', metadata: { name: 'who' } };
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), stranger) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation).toMatchObject({
      phase: 'Failed',
      message:
        'one or more synchronization tasks are not valid: The Kubernetes API could not find nowhere.example.com/Stranger for requested ' +
        `resource ${namespace}/who. Make sure the "Stranger" CRD is installed on the destination cluster.`,
    });
    expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`)).toBeUndefined();
  });

  it('leaves out kinds that the settings exclude, at once', async () => {
    const namespace = await world.namespace();
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'b' } };
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), account) });
    const app = await world.application({ repository, namespace });
    await app.until(({ statuses }) => Object.keys(statuses).length === 2, 'both are compared');
    world.engine.config.set(
      new Map([['resource.exclusions', yaml([{ apiGroups: [''], kinds: ['ServiceAccount'], clusters: ['*'] }])]]),
    );
    await app.until(({ statuses }) => Object.keys(statuses).join() === 'ConfigMap/a', 'the excluded kind is gone');
    expect(app.conditions).toEqual([expect.stringMatching(/^ExcludedResourceWarning: .*ServiceAccount/)]);
    await app.syncNow();
    expect(app.results).toEqual(['ConfigMap/a Synced configmap/a created']);

    world.engine.config.set(new Map([['resource.exclusions', undefined]]));
    await app.until(({ statuses }) => statuses['ServiceAccount/b'] === 'OutOfSync', 'it is back');
    expect(app.conditions).toEqual([]);
  });

  it.each(['annotation+label', 'label'])('tracks by %s, effective at once', async (method) => {
    const namespace = await world.namespace();
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), configMap('b', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
    expect((await world.api.get(path))?.metadata.labels).toBeUndefined();

    world.engine.config.set(new Map([['application.resourceTrackingMethod', method]]));
    try {
      await app.until(({ sync }) => sync === 'OutOfSync', 'the label is missing');
      await app.syncNow();
      expect(app.sync).toBe('Synced');
      const { metadata } = (await world.api.get(path))!;
      expect(metadata.labels).toEqual({ 'app.kubernetes.io/instance': app.key });
      expect(metadata.annotations?.['argocd.argoproj.io/tracking-id'] !== undefined).toBe(method !== 'label');

      repository.commit('remove b', { 'app/all.yaml': yaml(configMap('a', {})) });
      await app.syncNow({ prune: true });
      expect(app.results).toContain('ConfigMap/b Pruned pruned');
    } finally {
      world.engine.config.set(new Map([['application.resourceTrackingMethod', undefined]]));
    }
  });

  it('does not take a copied mark for its own', async () => {
    const namespace = await world.namespace();
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const { metadata } = (await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`))!;
    await world.api.create(`/api/v1/namespaces/${namespace}/configmaps`, configMap('copy', {}, metadata.annotations));
    await app.refresh();
    expect(app.sync).toBe('Synced');
    await app.syncNow({ prune: true });
    expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/copy`)).toBeDefined();
  });

  it('does not count a leftover that asks not to', async () => {
    const namespace = await world.namespace();
    const quiet = { 'argocd.argoproj.io/compare-options': 'IgnoreExtraneous' };
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {}), configMap('b', {}, quiet)) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('remove b', { 'app/a.yaml': yaml(configMap('a', {})) });
    await app.refresh();
    expect(app.statuses).toEqual({ 'ConfigMap/a': 'Synced', 'ConfigMap/b': 'OutOfSync' });
    expect(app.sync).toBe('Synced');
  });

  it('applies only what is out of sync when asked to', async () => {
    const namespace = await world.namespace();
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), configMap('b', { k: '1' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('change b', { 'app/all.yaml': yaml(configMap('a', {}), configMap('b', { k: '2' })) });
    await app.syncNow({ syncOptions: ['ApplyOutOfSyncOnly=true'] });
    expect(app.results).toEqual(['ConfigMap/b Synced configmap/b configured']);
    expect(app.sync).toBe('Synced');
  });

  it('prunes last when asked to', async () => {
    const namespace = await world.namespace();
    const repository = world.repository({
      'app/all.yaml': yaml(
        configMap('a', {}, { 'argocd.argoproj.io/sync-wave': '3' }),
        configMap('b', {}, options('PruneLast=true')),
      ),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('b becomes c', {
      'app/all.yaml': yaml(configMap('c', {}, { 'argocd.argoproj.io/sync-wave': '3' })),
    });
    await app.syncNow({ prune: true });
    expect(app.results.at(-1)).toBe('ConfigMap/b Pruned pruned');
    await app.settled();
  });

  it.each(['RoleBinding', 'ClusterRoleBinding'])(
    'makes a %s anew whose role changed, which cannot be changed',
    async (kind) => {
      const namespace = await world.namespace();
      const rbac = 'rbac.authorization.k8s.io';
      const binding = (role: string, users: readonly string[]) => ({
        apiVersion: `${rbac}/v1`,
        kind,
        metadata: { name: world.name(kind.toLowerCase()) },
        roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
        subjects: users.map((name) => ({ apiGroup: rbac, kind: 'User', name })),
      });
      const repository = world.repository({ 'app/binding.yaml': yaml(binding('view', ['ann', 'bob'])) });
      const app = await world.application({ repository, namespace });
      await app.syncNow();
      const { name } = binding('view', []).metadata;
      const scope = kind === 'RoleBinding' ? `namespaces/${namespace}/rolebindings` : 'clusterrolebindings';
      const path = `/apis/${rbac}/v1/${scope}/${name}`;
      const before = await world.api.get(path);
      repository.commit('one user less', { 'app/binding.yaml': yaml(binding('view', ['ann'])) });
      await app.syncNow();
      const same = await world.api.get(path);
      expect(same?.metadata.uid).toBe(before?.metadata.uid);
      expect(same?.['subjects']).toHaveLength(1);

      repository.commit('another role', { 'app/binding.yaml': yaml(binding('edit', ['ann'])) });
      await app.refresh();
      const told = await world.engine.applications.plan(app.key, { sync: {} });
      expect(told.rows.map(({ change }) => change)).toEqual(['change']);
      await app.syncNow();
      expect(app.operation?.phase).toBe('Succeeded');
      const after = await world.api.get(path);
      expect(after).toMatchObject({ roleRef: { name: 'edit' } });
      expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
      await app.settled();
      await world.api.delete(path);
    },
  );

  it.each(['application', 'object'])(
    'applies what it can before a kind is there, when the %s says so',
    async (level) => {
      const namespace = await world.namespace();
      const skip = 'SkipDryRunOnMissingResource=true';
      const annotations = { ...(level === 'object' ? options(skip) : {}), 'argocd.argoproj.io/sync-wave': '1' };
      const stranger = {
        apiVersion: 'nowhere.example.com/v1',
        kind: 'Stranger',
        metadata: { name: 'who', annotations },
      };
      const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), stranger) });
      const spec = level === 'application' ? { syncPolicy: { syncOptions: [skip] } } : {};
      const app = await world.application({ repository, namespace, spec });
      await app.syncNow();
      expect(app.operation?.phase).toBe('Failed');
      expect(app.operation?.message).toContain('the API server has no kind Stranger');
      expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`)).toBeDefined();
    },
  );

  it('makes the namespace before anything else, and only when asked to', async () => {
    const namespace = await world.namespace(false);
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Failed');
    expect(await world.api.get(`/api/v1/namespaces/${namespace}`)).toBeUndefined();
    await app.syncNow({ syncOptions: ['CreateNamespace=true'] });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.results).toEqual([
      `Namespace/${namespace} Synced namespace/${namespace} created`,
      'ConfigMap/a Synced configmap/a created',
    ]);
    await app.settled();
    expect(Object.keys(app.statuses)).toEqual(['ConfigMap/a']);
  });

  it('prunes in the reverse order of waves', async () => {
    const namespace = await world.namespace();
    const at = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('first', {}, at(1)), configMap('second', {}, at(2)), configMap('third', {}, at(3))),
      'app/kept.yaml': yaml(configMap('kept', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/a.yaml');
    repository.commit('only one stays');
    await app.syncNow({ prune: true });
    expect(app.results.filter((text) => text.includes('Pruned'))).toEqual([
      'ConfigMap/third Pruned pruned',
      'ConfigMap/second Pruned pruned',
      'ConfigMap/first Pruned pruned',
    ]);
  });
});
