import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMap, deployment, servers, World, yaml } from './world/index.ts';

describe.each(servers)('the first sync, on $name', (server) => {
  let world: World;
  let namespace: string;

  beforeAll(async () => {
    world = await new World(server).start();
    namespace = await world.namespace();
  });
  afterAll(() => world.stop());

  it('goes from Git to Synced and Healthy by itself', async () => {
    const repository = world.repository({
      'app/web.yaml': yaml(deployment('web', { replicas: 2 })),
      'app/settings.yaml': yaml(configMap('settings', { colour: 'blue' })),
    });
    const app = await world.application({ repository, namespace, spec: { syncPolicy: { automated: {} } } });
    await app.settled();

    const settings = await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/settings`);
    expect(settings).toMatchObject({
      data: { colour: 'blue' },
      metadata: { annotations: { 'argocd.argoproj.io/tracking-id': `${app.key}:/ConfigMap:${namespace}/settings` } },
    });
    const { status } = app.now;
    expect(status?.sync?.revision).toBe(repository.head());
    expect(status?.sourceType).toBe('Directory');
    expect(status?.resources).toMatchObject([
      { version: 'v1', kind: 'ConfigMap', namespace, name: 'settings', status: 'Synced' },
      { group: 'apps', kind: 'Deployment', name: 'web', status: 'Synced', health: { status: 'Healthy' } },
    ]);
    expect(status?.summary?.images).toEqual(['example.invalid/web:1']);
    expect(app.operation).toMatchObject({
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      operation: { initiatedBy: { automated: true } },
    });
    expect(app.history).toMatchObject([
      { id: 0, revision: repository.head(), source: { path: 'app' }, initiatedBy: { automated: true } },
    ]);
    expect(world.engine.applications.reasons(app.key)).toEqual([]);
  });

  it('names field, both values, manager and time of a drift', async () => {
    const repository = world.repository({ 'app/web.yaml': yaml(deployment('named')) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.settled();
    const before = Math.floor(Date.now() / 1000) * 1000;
    await world.api.patch(
      `/apis/apps/v1/namespaces/${namespace}/deployments/named`,
      { spec: { replicas: 3 } },
      'a-person',
    );
    await app.until(({ sync }) => sync === 'OutOfSync', 'the drift is seen');

    const [row] = await world.engine.applications.diff(app.key, undefined);
    expect(row?.verdict).toMatchObject({
      kind: 'differs',
      paths: [{ text: 'spec.replicas', live: 3, desired: 1, owners: [{ manager: 'a-person' }] }],
    });
    const owner = row?.verdict.kind === 'differs' ? row.verdict.paths[0]?.owners[0] : undefined;
    expect(Date.parse(owner?.time ?? '')).toBeGreaterThanOrEqual(before);
    const reasons = world.engine.applications.reasons(app.key).map(({ text }) => text);
    expect(reasons).toContainEqual(
      expect.stringMatching(/^Deployment named has spec\.replicas 3, Git says 1\. a-person changed it \d+ s ago\.$/),
    );
  });
});
