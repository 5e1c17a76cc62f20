import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AppProject } from '../../main/model/index.ts';
import { ARGO, configMap, FaultyServer, hook, job, servers, World, yaml } from '../conformance/world/index.ts';

/** Deletions that are made to reach outside of their application, and clusters that answer anything but the truth. Nothing foreign may go. */

let world: World;
let faulty: FaultyServer;
let namespace: string;
let elsewhere: string;
const configMaps = (of = namespace) => `/api/v1/namespaces/${of}/configmaps`;
const jobs = (of = namespace) => `/apis/batch/v1/namespaces/${of}/jobs`;
const TRACKING = `${ARGO}/tracking-id`;

beforeAll(async () => {
  world = await new World(servers[0]!).start();
  faulty = await new FaultyServer(world.kubeconfigPath, world.folder).start();
  await world.addCluster(world.name('faulty'), faulty.kubeconfigPath);
});
afterAll(async () => {
  await world.stop();
  await faulty.close();
});
beforeEach(async () => {
  faulty.fault = () => undefined;
  namespace = await world.namespace();
  elsewhere = await world.namespace();
});

/** A project that permits just the namespace of the case. */
function fenced(over: Partial<AppProject['spec']> = {}): string {
  const name = world.name(`fence-${namespace.split('-').pop()}`);
  const spec = { sourceRepos: ['*'], destinations: [{ server: '*', namespace }], ...over };
  const project = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name }, spec } as AppProject;
  world.engine.projects.put(project, { upsert: true });
  return name;
}

describe('what belongs to others', () => {
  it('is not reached by a hook that names another namespace', async () => {
    const outside = job('escape', hook('PreDelete'));
    const metadata = { ...outside.metadata, namespace: elsewhere };
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), { ...outside, metadata }) });
    const app = await world.application({ repository, namespace, spec: { project: fenced() } });
    await app.syncNow();
    await app.remove();
    await app.until(({ conditions }) => conditions.some((text) => text.startsWith('DeletionError')), 'it is refused');
    expect(app.conditions).toContainEqual(
      expect.stringMatching(/^DeletionError: namespace \S+ is not permitted in project '/),
    );
    expect(await world.api.list(jobs(elsewhere))).toEqual([]);
    expect((await world.api.get(`${configMaps()}/a`))?.metadata.deletionTimestamp).toBeUndefined();
    await app.remove(false);
    await app.gone();
  });

  it('is not overwritten, nor deleted, by a hook of its name', async () => {
    await world.api.create(jobs(), { ...job('theirs', {}), metadata: { name: 'theirs' } });
    const theirs = await world.api.get(`${jobs()}/theirs`);
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', {}), job('theirs', hook('PreDelete', 'BeforeHookCreation,HookSucceeded'))),
    });
    const app = await world.application({ repository, namespace });
    await app.refresh();
    await app.remove();
    await app.until(
      ({ conditions }) => conditions.some((text) => text.includes('which is no hook of')),
      'it is refused',
    );
    const now = await world.api.get(`${jobs()}/theirs`);
    expect(now?.metadata).toMatchObject({ uid: theirs?.metadata.uid });
    expect(now?.metadata.deletionTimestamp).toBeUndefined();
    await app.remove(false);
    await app.gone();
  });

  it('stays when another application tracks it, whoever is asked to delete it', async () => {
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('shared', {}), configMap('own', {})) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const other = await world.application({
      repository: world.repository({ 'app/all.yaml': yaml(configMap('shared', {})) }),
      namespace,
    });
    await other.syncNow();
    await app.refresh();
    const ref = { group: '', kind: 'ConfigMap', namespace, name: 'shared' };
    const { applications } = world.engine;
    await expect(
      applications.deleteResource(app.key, { ref, propagation: 'background', force: true }),
    ).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: `ConfigMap/shared is part of application ${other.key}, not of ${app.key}: delete it there`,
    });
    const plan = await applications.deletionPlan(app.key, { cascade: true, propagation: 'foreground' });
    expect(plan.deletes.map(({ ref: { name } }) => name)).toEqual(['own']);
    expect(plan.keeps).toEqual([
      {
        ref: expect.objectContaining({ name: 'shared' }),
        because: `application ${other.key} tracks it`,
        application: app.key,
      },
    ]);
    repository.git('rm', '-q', 'app/all.yaml');
    repository.commit('nothing', { 'app/own.yaml': yaml(configMap('own', {})) });
    await app.refresh();
    await app.syncNow({ prune: true });
    expect(await world.api.get(`${configMaps()}/shared`)).toBeDefined();
    await app.remove();
    await app.gone();
    expect(await world.api.get(`${configMaps()}/shared`)).toBeDefined();
    expect(await world.api.get(`${configMaps()}/own`)).toBeUndefined();
  });

  it('stays when it carries a copy of the application’s mark, or lies where the project does not reach', async () => {
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {})) });
    const app = await world.application({ repository, namespace, spec: { project: fenced() } });
    await app.syncNow();
    const mark = (await world.api.get(`${configMaps()}/a`))!.metadata.annotations![TRACKING]!;
    await world.api.create(configMaps(), configMap('copy', {}, { [TRACKING]: mark }));
    const forged = `${app.key}:/ConfigMap:${elsewhere}/forged`;
    await world.api.create(configMaps(elsewhere), configMap('forged', {}, { [TRACKING]: forged }));
    await app.refresh();
    const { applications } = world.engine;
    const plan = await applications.deletionPlan(app.key, { cascade: true, propagation: 'foreground' });
    expect(plan.deletes.map(({ ref: { name } }) => name)).toEqual(['a']);
    expect(plan.keeps.map(({ ref, because }) => `${ref.name}: ${because}`)).toEqual([
      expect.stringMatching(/^forged: namespace \S+ is not permitted in project '/),
    ]);
    for (const [of, name] of [
      [namespace, 'copy'],
      [elsewhere, 'forged'],
    ] as const) {
      const ref = { group: '', kind: 'ConfigMap', namespace: of, name };
      const asked = applications.deleteResource(app.key, { ref, propagation: 'foreground', force: false });
      await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/NotFound|PermissionDenied/) });
    }
    await app.remove();
    await app.gone();
    expect(await world.api.get(`${configMaps()}/copy`)).toBeDefined();
    expect(await world.api.get(`${configMaps(elsewhere)}/forged`)).toBeDefined();
  });
});

describe('a cluster that answers anything but the truth', () => {
  /** An application with two objects in the cluster behind the faulty door, synced, beside an object of nobody. */
  async function application() {
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), configMap('b', {})) });
    const app = await world.application({
      repository,
      namespace,
      spec: { destination: { name: world.name('faulty'), namespace } },
    });
    await app.syncNow();
    await world.api.create(configMaps(), configMap('bystander', {}));
    faulty.passed.length = 0;
    return app;
  }
  const deletionError = (text: string) => (app: { readonly conditions: readonly string[] }) =>
    app.conditions.some((one) => one.startsWith('DeletionError') && one.includes(text));
  const there = async () =>
    (await world.api.list(configMaps()))
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt')
      .sort();
  const deleted = () => [...new Set(faulty.passed.filter((one) => one.startsWith('DELETE')))].sort();

  it('is not believed when it says that what is there cannot be found', async () => {
    const app = await application();
    faulty.fault = (method) => (method === 'DELETE' ? 404 : undefined);
    await app.remove();
    await app.until(deletionError('waiting for deletion of'), 'it says that they are still there');
    expect(await there()).toEqual(['a', 'b', 'bystander']);
    expect(app.now.metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
    faulty.fault = () => undefined;
    await app.remove();
    await app.gone();
    expect(await there()).toEqual(['bystander']);
    expect(deleted()).toEqual(['a', 'b'].map((name) => `DELETE ${configMaps()}/${name}`));
  });

  it('is told in its own words, and asked again later, when it fails in the middle', async () => {
    const app = await application();
    faulty.fault = (method, path) => (method === 'DELETE' && path.includes('/b') ? 500 : undefined);
    await app.remove(true, 'background');
    await app.until(deletionError('/b cannot be deleted: told to answer 500'), 'the failure is told');
    expect(await there()).toEqual(['b', 'bystander']);
    faulty.fault = () => undefined;
    await app.gone();
    expect(await there()).toEqual(['bystander']);
  });

  it('is not taken for empty when its lists and its discovery are not found, or cut off', async () => {
    const app = await application();
    for (const fault of [404, 'cut'] as const) {
      faulty.fault = (method) => (method === 'GET' ? fault : undefined);
      faulty.interrupt();
      await app.until(({ sync }) => sync === 'Unknown', 'nothing is known any more');
      await app.remove();
      await app.until(deletionError('cannot be read'), 'it says so');
      expect(await there()).toEqual(['a', 'b', 'bystander']);
      expect(deleted()).toEqual([]);
    }
    faulty.fault = () => undefined;
    await app.gone();
    expect(await there()).toEqual(['bystander']);
  });
});
