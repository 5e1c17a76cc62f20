import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configMap, deployment, servers, World, yaml } from './world/index.ts';

describe.each(servers)('ignored differences, on $name', (server) => {
  let world: World;
  let namespace: string;
  const web = () => `/apis/apps/v1/namespaces/${namespace}/deployments/web`;

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  const rules = {
    pointer: { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] },
    jq: { group: 'apps', kind: 'Deployment', jqPathExpressions: ['.spec.replicas'] },
    manager: { group: '*', kind: 'Deployment', managedFieldsManagers: ['scaler'] },
  };

  it.each(Object.entries(rules))('stays Synced by %s, and a sync still overwrites', async (_by, rule) => {
    const repository = world.repository({ 'app/web.yaml': yaml(deployment('web')) });
    const app = await world.application({ repository, namespace, spec: { ignoreDifferences: [rule] } });
    await app.syncNow();
    await app.settled();
    await world.api.patch(web(), { spec: { replicas: 3 } }, 'scaler');
    await app.until(({ health }) => health === 'Progressing', 'the change is seen');
    await app.settled();
    expect(world.engine.applications.reasons(app.key)).toEqual([]);
    await app.syncNow();
    expect(await world.api.get(web())).toMatchObject({ spec: { replicas: 1 } });
  });

  it.each(Object.entries(rules))('keeps the live value by %s when it is to be respected', async (_by, rule) => {
    const repository = world.repository({ 'app/web.yaml': yaml(deployment('web')) });
    const app = await world.application({
      repository,
      namespace,
      spec: {
        ignoreDifferences: [rule],
        syncPolicy: { syncOptions: ['RespectIgnoreDifferences=true'] },
      },
    });
    await app.syncNow();
    await app.settled();
    await world.api.patch(web(), { spec: { replicas: 3 } }, 'scaler');
    const changed = deployment('web');
    const [container] = changed.spec.template.spec.containers;
    container!.image = 'example.invalid/web:2';
    repository.commit('another image', { 'app/web.yaml': yaml(changed) });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await world.api.get(web())).toMatchObject({
      spec: { replicas: 3, template: { spec: { containers: [{ image: 'example.invalid/web:2' }] } } },
    });
    await app.settled();
  });

  it('keeps one ignored field of one list item, and applies its neighbours', async () => {
    const two = deployment('web');
    two.spec.template.spec.containers = [
      { name: 'main', image: 'example.invalid/web:1' },
      { name: 'proxy', image: 'example.invalid/proxy:1' },
    ];
    const repository = world.repository({ 'app/web.yaml': yaml(two) });
    const app = await world.application({
      repository,
      namespace,
      spec: {
        ignoreDifferences: [
          {
            group: 'apps',
            kind: 'Deployment',
            jqPathExpressions: ['.spec.template.spec.containers[] | select(.name == "proxy") | .image'],
          },
        ],
        syncPolicy: { syncOptions: ['RespectIgnoreDifferences=true'] },
      },
    });
    await app.syncNow();
    await app.settled();
    const json = (await world.api.get(web())) as unknown as typeof two;
    const containers = json.spec.template.spec.containers.map((one) =>
      one.name === 'proxy' ? { ...one, image: 'example.invalid/proxy:injected' } : one,
    );
    await world.api.patch(web(), { spec: { template: { spec: { containers } } } }, 'injector');
    await app.settled();
    two.spec.template.spec.containers = [
      { name: 'proxy', image: 'example.invalid/proxy:1' },
      { name: 'main', image: 'example.invalid/web:2' },
    ];
    repository.commit('change main, and the order', { 'app/web.yaml': yaml(two) });
    await app.syncNow();
    const after = (await world.api.get(web())) as unknown as typeof two;
    expect(Object.fromEntries(after.spec.template.spec.containers.map(({ name, image }) => [name, image]))).toEqual({
      main: 'example.invalid/web:2',
      proxy: 'example.invalid/proxy:injected',
    });
    await app.settled();
  });

  it('takes rules of the settings, at once', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git', other: 'git' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await world.api.patch(`/api/v1/namespaces/${namespace}/configmaps/a`, { data: { k: 'live' } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the drift is seen');
    const key = 'resource.customizations.ignoreDifferences.ConfigMap';
    world.engine.config.set(new Map([[key, yaml({ jsonPointers: ['/data/k'] })]]));
    await app.until(({ sync }) => sync === 'Synced', 'ignored');
    world.engine.config.set(new Map([[key, undefined]]));
    await app.until(({ sync }) => sync === 'OutOfSync', 'no longer ignored');
  });

  it('skips a jq rule that fails', async () => {
    const repository = world.repository({ 'app/web.yaml': yaml(deployment('web')) });
    const app = await world.application({
      repository,
      namespace,
      spec: {
        ignoreDifferences: [{ group: 'apps', kind: 'Deployment', jqPathExpressions: ['.spec[', '.spec.replicas'] }],
      },
    });
    await app.syncNow();
    await app.settled();
    await world.api.patch(web(), { spec: { replicas: 2 } });
    await app.until(({ health }) => health === 'Progressing', 'the change is seen');
    await app.settled();
  });
});
