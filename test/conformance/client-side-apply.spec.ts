import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../main/model/index.ts';
import { configMap, deployment, options, servers, World, yaml } from './world/index.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

describe.each(servers)('client-side apply and what others applied, on $name', (server) => {
  let world: World;
  let namespace: string;
  const web = () => `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
  const clientSide = { syncPolicy: { syncOptions: ['ServerSideApply=false'] } };

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  /** As `kubectl apply` creates an object. */
  const kubectlApplied = <T extends { metadata: { name: string; annotations?: Record<string, string> } }>(
    object: T,
  ) => ({
    ...object,
    metadata: {
      ...object.metadata,
      annotations: {
        ...object.metadata.annotations,
        [LAST_APPLIED]: `${JSON.stringify({ ...object, metadata: { annotations: {}, ...object.metadata, namespace } })}\n`,
      },
    },
  });
  const containers = (object: KubeObject | undefined) =>
    (object as unknown as ReturnType<typeof deployment> | undefined)?.spec.template.spec.containers;

  it('writes an annotation that kubectl understands, and removes what it declared before', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { keep: '1', drop: '1' })) });
    const app = await world.application({ repository, namespace, spec: clientSide });
    await app.syncNow();
    await app.settled();
    const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
    const created = (await world.api.get(path))!;
    const last = JSON.parse(created.metadata.annotations![LAST_APPLIED]!) as KubeObject;
    expect(last).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { keep: '1', drop: '1' } });
    expect(last.metadata).toMatchObject({ name: 'a', namespace });
    expect(last.metadata.annotations).not.toHaveProperty(LAST_APPLIED);

    await world.api.patch(path, { data: { foreign: 'stays' } });
    repository.commit('drop one', { 'app/a.yaml': yaml(configMap('a', { keep: '2' })) });
    await app.refresh();
    expect(app.sync).toBe('OutOfSync');
    await app.syncNow();
    expect((await world.api.get(path))?.['data']).toEqual({ keep: '2', foreign: 'stays' });
    await app.settled();
  });

  it('merges lists of built-in kinds by their keys', async () => {
    const repository = world.repository({ 'app/web.yaml': yaml(deployment('web')) });
    const app = await world.application({ repository, namespace, spec: clientSide });
    await app.syncNow();
    await app.settled();
    const [main] = containers(await world.api.get(web()))!;
    const injected = [main, { name: 'sidecar', image: 'example.invalid/sidecar:1' }];
    await world.api.patch(web(), { spec: { template: { spec: { containers: injected } } } }, 'injector');
    const changed = deployment('web');
    changed.spec.template.spec.containers[0]!.image = 'example.invalid/web:2';
    repository.commit('another image', { 'app/web.yaml': yaml(changed) });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(containers(await world.api.get(web()))?.map(({ name, image }) => `${name} ${image}`)).toEqual([
      'main example.invalid/web:2',
      'sidecar example.invalid/sidecar:1',
    ]);
    await app.settled();
  });

  it('changes the member of a union without leaving the other behind', async () => {
    const rolling = deployment('web');
    const repository = world.repository({ 'app/web.yaml': yaml(rolling) });
    const app = await world.application({ repository, namespace, spec: clientSide });
    await app.syncNow();
    repository.commit('recreate', {
      'app/web.yaml': yaml({ ...rolling, spec: { ...rolling.spec, strategy: { type: 'Recreate' } } }),
    });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect((await world.api.get(web()))?.['spec']).toMatchObject({ strategy: { type: 'Recreate' } });
    await app.settled();
  });

  it('tries a client-side apply before it is done', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/b.yaml': yaml({ ...configMap('b', {}), data: { k: { not: 'a string' } } }),
    });
    const app = await world.application({ repository, namespace, spec: clientSide });
    await app.syncNow();
    expect(app.operation?.message).toContain('one or more objects failed to apply (dry run)');
    expect(await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/a`)).toBeUndefined();
  });

  it('takes over what kubectl applied, with what it no longer declares', async () => {
    const before = deployment('web', { replicas: 1 });
    const extra = {
      ...before,
      spec: {
        ...before.spec,
        template: {
          ...before.spec.template,
          spec: {
            containers: [...before.spec.template.spec.containers, { name: 'old', image: 'example.invalid/old:1' }],
          },
        },
      },
    };
    await world.api.create(
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      kubectlApplied(extra),
      'kubectl-client-side-apply',
    );
    const repository = world.repository({ 'app/web.yaml': yaml(before) });
    const app = await world.application({ repository, namespace });
    await app.until(({ sync }) => sync === 'OutOfSync', 'compared');
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(containers(await world.api.get(web()))?.map(({ name }) => name)).toEqual(['main']);
    await app.settled();
  });

  /** What a manager that applied before us declared and the manifest no longer does. */
  async function inherited(
    manager: string,
    spec: Readonly<Record<string, unknown>>,
    metadata: Readonly<Record<string, unknown>> = {},
  ) {
    const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
    await world.api.create(
      `/api/v1/namespaces/${namespace}/configmaps`,
      configMap('a', { kept: '1', dropped: '1' }),
      manager,
    );
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { kept: '1' })) });
    const app = await world.application({ repository, namespace, spec, metadata });
    await app.until(({ sync }) => sync === 'OutOfSync', 'compared');
    const told = await world.engine.applications.plan(app.key, { sync: {} });
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    await app.settled();
    const left = await world.api.get(path);
    return {
      data: left?.['data'],
      planned: told.rows[0]?.paths.map(({ text }) => text).filter((text) => text.startsWith('data')),
      managers: left?.metadata.managedFields?.map((entry) => `${entry.manager} ${entry.operation}`).sort(),
    };
  }
  const MIGRATION = 'argocd.argoproj.io/client-side-apply-migration-manager';

  it('takes over from the manager that the application names, and says so in the plan', async () => {
    const named = await inherited('our-old-tool', {}, { annotations: { [MIGRATION]: 'our-old-tool' } });
    expect(named).toEqual({ data: { kept: '1' }, planned: ['data.dropped'], managers: ['argosy Apply'] });
  });

  it('leaves alone what other managers declared', async () => {
    const foreign = await inherited('our-old-tool', {});
    expect(foreign.data).toEqual({ kept: '1', dropped: '1' });
    expect(foreign.planned).toEqual([]);
  });

  it('takes over nothing where that is switched off', async () => {
    const off = { syncPolicy: { syncOptions: ['ClientSideApplyMigration=false'] } };
    const kept = await inherited('our-old-tool', off, { annotations: { [MIGRATION]: 'our-old-tool' } });
    expect(kept.data).toEqual({ kept: '1', dropped: '1' });
    expect(kept.planned).toEqual([]);
    expect(kept.managers).toEqual(['argosy Apply', 'our-old-tool Update']);
  });

  it('takes over what Argo CD applied server-side and does not track', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps/a`;
    const object = configMap('a', { kept: '1', dropped: '1' });
    await world.api.apply(path, object, 'argocd-controller');
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { kept: '1' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    await app.settled();
    const left = await world.api.get(path);
    expect(left?.['data']).toEqual({ kept: '1' });
    expect(left?.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['argosy']);
  });

  it('asks nothing for what a client-side apply would not change', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const app = await world.application({ repository, namespace, spec: clientSide });
    await app.syncNow();
    await app.settled();
    const before = world.engine.counters().requestsByVerb;
    await app.syncNow();
    const after = world.engine.counters().requestsByVerb;
    expect(app.results).toEqual(['ConfigMap/a Synced configmap/a unchanged']);
    for (const verb of ['dry-run', 'patch', 'get']) expect(after[verb] ?? 0, verb).toBe(before[verb] ?? 0);
  });

  it('applies single objects client-side or server-side, against the rest of the application', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('server', {}), configMap('client', {}, options('ServerSideApply=false'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const last = async (name: string) =>
      (await world.api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`))?.metadata.annotations?.[LAST_APPLIED];
    expect(await last('client')).toBeDefined();
    expect(await last('server')).toBeUndefined();
  });
});
