import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configMap, deployment, servers, World, yaml } from './world/index.ts';

describe.each(servers)('sources, settings and restarts, on $name', (server) => {
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

  it('renders a Helm chart with the parameters of the application', async () => {
    const repository = world.repository({
      'chart/Chart.yaml': yaml({ apiVersion: 'v2', name: 'chart', version: '0.1.0' }),
      'chart/values.yaml': yaml({ colour: 'blue', size: 1 }),
      'chart/values-big.yaml': yaml({ size: 9 }),
      'chart/templates/cm.yaml': [
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata:',
        '  name: {{ .Release.Name }}',
        'data:',
        '  colour: {{ .Values.colour | quote }}',
        '  size: {{ .Values.size | quote }}',
        '  namespace: {{ .Release.Namespace }}',
      ].join('\n'),
    });
    const source = {
      repoURL: repository.path,
      path: 'chart',
      targetRevision: 'main',
      helm: { releaseName: 'release', valueFiles: ['values-big.yaml'], parameters: [{ name: 'colour', value: 'red' }] },
    };
    const app = await world.application({ namespace, spec: { source, syncPolicy: { automated: {} } } });
    await app.settled();
    expect(app.now.status?.sourceType).toBe('Helm');
    expect((await world.api.get(`${configMaps()}/release`))?.['data']).toEqual({ colour: 'red', size: '9', namespace });
  });

  it('takes the values of a chart from another source, and follows the commits of both', async () => {
    const charts = world.repository({
      'chart/Chart.yaml': yaml({ apiVersion: 'v2', name: 'chart', version: '0.1.0' }),
      'chart/values.yaml': yaml({ colour: 'blue' }),
      'chart/templates/cm.yaml': [
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata:',
        '  name: paint',
        'data:',
        '  colour: {{ .Values.colour }}',
      ].join('\n'),
    });
    const values = world.repository({
      'env/prod.yaml': yaml({ colour: 'red' }),
      'plain/a.yaml': yaml(configMap('a', {})),
    });
    const sources = [
      {
        repoURL: charts.path,
        path: 'chart',
        targetRevision: 'main',
        helm: { valueFiles: ['$values/env/prod.yaml', '$values/env/none.yaml'], ignoreMissingValueFiles: true },
      },
      // With a path it renders its own objects as well.
      { repoURL: values.path, ref: 'values', path: 'plain', targetRevision: 'main' },
    ];
    const app = await world.application({ namespace, spec: { sources, syncPolicy: { automated: {} } } });
    await app.settled();
    const colour = async () => (await world.api.get(`${configMaps()}/paint`))?.['data'];
    expect(await colour()).toEqual({ colour: 'red' });
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();
    expect(app.now.status?.sync?.revisions).toHaveLength(2);
    expect(app.now.status?.sourceTypes).toEqual(['Helm', 'Directory']);
    const before = app.now.status!.sync!.revisions!;
    values.commit('another colour', { 'env/prod.yaml': yaml({ colour: 'green' }) });
    await app.refresh();
    await app.until(({ now, sync }) => now.status?.sync?.revisions?.[1] !== before[1] && sync === 'Synced', 'green');
    await app.settled();
    expect(await colour()).toEqual({ colour: 'green' });
    expect(app.now.status?.sync?.revisions?.[0]).toBe(before[0]);
  });

  it('renders a Kustomization with the overrides of the application', async () => {
    const repository = world.repository({
      'base/kustomization.yaml': yaml({ resources: ['web.yaml'] }),
      'base/web.yaml': yaml(deployment('web')),
      'prod/kustomization.yaml': yaml({ resources: ['../base'], namePrefix: 'prod-' }),
    });
    const kustomize = {
      images: ['example.invalid/web:7'],
      replicas: [{ name: 'web', count: 2 }],
      commonLabels: { team: 'blue' },
    };
    const source = { repoURL: repository.path, path: 'prod', targetRevision: 'main', kustomize };
    const app = await world.application({ namespace, spec: { source, syncPolicy: { automated: {} } } });
    await app.settled();
    expect(app.now.status?.sourceType).toBe('Kustomize');
    expect(await world.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/prod-web`)).toMatchObject({
      metadata: { labels: { team: 'blue' } },
      spec: { replicas: 2, template: { spec: { containers: [{ image: 'example.invalid/web:7' }] } } },
    });
  });

  it('puts several sources together, each at its own revision', async () => {
    const one = world.repository({ 'x/a.yaml': yaml(configMap('a', { from: 'one' })) });
    const two = world.repository({ 'y/b.yaml': yaml(configMap('b', { from: 'two' })) });
    const sources = [
      { repoURL: one.path, path: 'x', targetRevision: 'main' },
      { repoURL: two.path, path: 'y', targetRevision: 'main' },
    ];
    const app = await world.application({ namespace, spec: { sources, syncPolicy: { automated: {} } } });
    await app.settled();
    expect(app.now.status?.sync?.revisions).toEqual([one.head(), two.head()]);
    expect(app.now.status?.sourceTypes).toEqual(['Directory', 'Directory']);
    expect(app.history[0]).toMatchObject({ revisions: [one.head(), two.head()], sources });
    two.commit('change', { 'y/b.yaml': yaml(configMap('b', { from: 'two again' })) });
    await app.until(({ history }) => history.length === 2, 'the commit in the second is synced');
    expect(await world.api.get(`${configMaps()}/b`)).toMatchObject({ data: { from: 'two again' } });
  });

  it('lets the last of two equal objects win, with a warning', async () => {
    const repository = world.repository({
      'app/1.yaml': yaml(configMap('a', { k: 'first' })),
      'app/2.yaml': yaml(configMap('a', { k: 'second' })),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.conditions).toEqual([
      `RepeatedResourceWarning: Resource /ConfigMap/${namespace}/a appeared 2 times among application resources.`,
    ]);
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'second' } });
    expect(app.sync).toBe('Synced');
  });

  it('judges health by a script of the settings, at once', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { state: 'bad' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.health).toBe('Healthy');
    const script = [
      'hs = {}',
      'if obj.data ~= nil and obj.data.state == "bad" then',
      '  hs.status = "Degraded"',
      '  hs.message = "the state is bad"',
      'else',
      '  hs.status = "Healthy"',
      'end',
      'return hs',
    ].join('\n');
    world.engine.config.set(new Map([['resource.customizations.health.ConfigMap', script]]));
    try {
      await app.until(({ health }) => health === 'Degraded', 'the script decides');
      expect(app.now.status?.resources?.[0]?.health).toEqual({ status: 'Degraded', message: 'the state is bad' });
      await world.api.patch(`${configMaps()}/a`, { data: { state: 'good' } });
      await app.until(({ health }) => health === 'Healthy', 'good again');
    } finally {
      world.engine.config.set(new Map([['resource.customizations.health.ConfigMap', undefined]]));
    }
  });

  it('counts the health of what asks to be left out as nothing', async () => {
    const annotations = { 'argocd.argoproj.io/ignore-healthcheck': 'true' };
    const stuck = deployment('stuck', { annotations, pod: { 'testcluster/outcome': 'hang' } });
    const repository = world.repository({ 'app/web.yaml': yaml(stuck) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.settled();
  });

  it('renders nothing after a restart, and writes nothing', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.settled();
    const { status } = app.now;
    await world.restartEngine();
    await world.engine.idle();
    const { renders, writes, operations } = world.engine.counters();
    expect({ renders, writes, operations }).toEqual({ renders: 0, writes: 0, operations: 0 });
    await app.settled();
    expect(app.now.status?.history).toEqual(status?.history);
    expect(app.now.status?.health).toEqual(status?.health);
  });

  it('heals after a restart what was changed while it was away', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.settled();
    await world.stopEngine();
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift' } });
    const commit = repository.commit('one more', { 'app/b.yaml': yaml(configMap('b', {})) });
    await world.startEngine();
    await app.until(({ history, sync }) => history.at(-1)?.revision === commit && sync === 'Synced', 'rolled forward');
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'git' } });
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();
  });

  it('follows another path and another branch at once', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', { k: 'app' })),
      'next/b.yaml': yaml(configMap('b', { k: 'next' })),
    });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { prune: true } } },
    });
    await app.settled();
    const { now } = app;
    const source = { ...now.spec.source!, path: 'next' };
    await world.engine.applications.update({ ...now, spec: { ...now.spec, source } }, { validate: true });
    await app.until(({ history }) => history.length === 2, 'synced again');
    await app.settled();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();
  });
});
