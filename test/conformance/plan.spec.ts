import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApplicationPlan, PlanRow } from '../../main/engine/index.ts';
import type { AppProject, SyncOperation } from '../../main/model/index.ts';
import {
  type AppUnderTest,
  ARGO,
  configMap,
  deployment,
  hook,
  job,
  options,
  servers,
  World,
  wave,
  yaml,
} from './world/index.ts';

describe.each(servers)('a plan, on $name', (server) => {
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

  const planOf = (app: AppUnderTest, sync: SyncOperation = {}): Promise<ApplicationPlan> =>
    world.engine.applications.plan(app.key, { sync });
  /** `change Phase wave Kind/name`. */
  const lines = ({ rows }: ApplicationPlan) =>
    rows.map(({ change, phase, wave: n, ref }) => `${change} ${phase} ${n} ${ref.kind}/${ref.name}`);
  const rowOf = ({ rows }: ApplicationPlan, name: string): PlanRow => rows.find(({ ref }) => ref.name === name)!;
  const fields = ({ paths }: PlanRow) =>
    paths.map(({ text, live, desired }) => `${text}: ${JSON.stringify(live)} → ${JSON.stringify(desired)}`);
  const dryRuns = () => world.engine.counters().requestsByVerb['dry-run'] ?? 0;

  it('tells everything by phase and wave, with the fields, and does nothing', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('stays', { k: '1' }), configMap('grows', { k: '1' }), configMap('goes', {})),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('change', {
      'app/all.yaml': yaml(
        configMap('stays', { k: '1' }),
        configMap('grows', { k: '2' }),
        configMap('late', { k: '1' }, wave(3)),
        job('before', hook('PreSync')),
        job('rescue', hook('SyncFail')),
      ),
    });
    await app.refresh();
    const { writes } = world.engine.counters();
    const kept = await planOf(app);
    expect(lines(kept)).toEqual([
      'hook PreSync 0 Job/before',
      'keep Sync 0 ConfigMap/goes',
      'change Sync 0 ConfigMap/grows',
      'same Sync 0 ConfigMap/stays',
      'create Sync 3 ConfigMap/late',
      'hook SyncFail 0 Job/rescue',
    ]);
    expect(rowOf(kept, 'goes').note).toBe('ignored (requires pruning)');
    expect(fields(rowOf(kept, 'grows'))).toEqual(['data.k: "1" → "2"']);
    expect(fields(rowOf(kept, 'late'))).toEqual([
      'metadata.annotations["argocd.argoproj.io/sync-wave"]: undefined → "3"',
      'data.k: undefined → "1"',
    ]);
    const pruned = await planOf(app, { prune: true });
    expect(rowOf(pruned, 'goes').change).toBe('prune');
    expect(pruned).toMatchObject({ invalid: [], notes: [] });
    expect(pruned.hash).not.toBe(kept.hash);
    expect(world.engine.counters().writes).toBe(writes);
    expect(await world.api.get(`${configMaps()}/late`)).toBeUndefined();
    expect(await world.api.list(`/apis/batch/v1/namespaces/${namespace}/jobs`)).toEqual([]);
  });

  it('asks about creates, changes and hooks once, and the sync that follows asks nothing again', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', {}), configMap('b', {}), deployment('web'), job('pre', hook('PreSync'))),
    });
    const app = await world.application({ repository, namespace });
    await app.until(({ sync }) => sync === 'OutOfSync', 'compared');
    const before = dryRuns();
    const first = await planOf(app);
    expect(dryRuns() - before).toBe(4);
    expect((await planOf(app)).hash).toBe(first.hash);
    expect(dryRuns() - before).toBe(4);
    await app.syncNow();
    expect(app.operation?.phase).toBe('Succeeded');
    expect(dryRuns() - before).toBe(4);
    expect(lines(await planOf(app)).filter((line) => !line.startsWith('same'))).toEqual(['hook PreSync 0 Job/pre']);
  });

  it('says what the server would refuse, in its own words', async () => {
    const broken = { ...deployment('broken'), spec: { ...deployment('broken').spec, replicas: -1 } };
    const unknown = { ...configMap('typo', {}), dta: { k: '1' } };
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('fine', {}), broken, unknown) });
    const app = await world.application({ repository, namespace });
    const told = await planOf(app);
    expect(lines(told).sort()).toEqual([
      'create Sync 0 ConfigMap/fine',
      'refused Sync 0 ConfigMap/typo',
      'refused Sync 0 Deployment/broken',
    ]);
    expect(rowOf(told, 'broken').note).toMatch(/spec\.replicas.*must be greater than or equal to 0/);
    expect(rowOf(told, 'typo').note).toContain('dta');
    const off = await planOf(app, { syncOptions: ['Validate=false'] });
    expect(rowOf(off, 'typo').change).toBe('create');
    await app.syncNow();
    expect(app.operation?.message).toContain('one or more objects failed to apply (dry run)');
    expect(await world.api.get(`${configMaps()}/fine`)).toBeUndefined();
  });

  it('shows no secret: neither in fields nor in refusals', async () => {
    const canary = 'canary-5f2a';
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { k: canary } };
    const wrong = { ...secret, metadata: { name: 'wrong' }, data: { k: `!${canary}!` } };
    const repository = world.repository({ 'app/all.yaml': yaml(secret, wrong) });
    const app = await world.application({ repository, namespace });
    const told = await planOf(app);
    expect(rowOf(told, 'wrong').change).toBe('refused');
    expect(fields(rowOf(told, 's'))).toEqual([expect.stringMatching(/^stringData\.k: undefined → "\++"$/)]);
    expect(JSON.stringify(told)).not.toContain(canary);
    expect(JSON.stringify(told)).not.toContain(Buffer.from(canary).toString('base64'));
  });

  it('judges objects of a namespace that does not exist yet', async () => {
    const missing = await world.namespace(false);
    const broken = { ...deployment('broken'), spec: { ...deployment('broken').spec, replicas: -1 } };
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('fine', {}), broken) });
    const spec = {
      syncPolicy: { syncOptions: ['CreateNamespace=true'], managedNamespaceMetadata: { labels: { team: 'blue' } } },
    };
    const app = await world.application({ repository, namespace: missing, spec });
    const told = await planOf(app);
    expect(lines(told)).toEqual([
      `create PreSync 0 Namespace/${missing}`,
      'create Sync 0 ConfigMap/fine',
      'refused Sync 0 Deployment/broken',
    ]);
    expect(fields(rowOf(told, missing))).toEqual(['metadata.labels.team: undefined → "blue"']);
    expect(rowOf(told, 'broken').note).toContain('spec.replicas');
    expect(told.notes).toEqual([]);
    expect(await world.api.get(`/api/v1/namespaces/${missing}`)).toBeUndefined();
  });

  it('tells what becomes of a namespace that is there already', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const spec = (team: string) => ({
      syncPolicy: { syncOptions: ['CreateNamespace=true'], managedNamespaceMetadata: { labels: { team } } },
    });
    const app = await world.application({ repository, namespace, spec: spec('blue') });
    const first = rowOf(await planOf(app), namespace);
    expect(first.change).toBe('change');
    expect(fields(first)).toEqual(['metadata.labels.team: undefined → "blue"']);
    await app.syncNow();
    expect(app.results[0]).toBe(`Namespace/${namespace} Synced namespace/${namespace} configured`);
    expect(rowOf(await planOf(app), namespace).change).toBe('same');
    await world.engine.applications.update(
      { ...app.now, spec: { ...app.now.spec, ...spec('green') } },
      { validate: false },
    );
    expect(fields(rowOf(await planOf(app), namespace))).toEqual(['metadata.labels.team: "blue" → "green"']);
  });

  it('tries nothing in a place where the project permits nothing, and says so', async () => {
    const missing = await world.namespace(false);
    const name = world.name('narrow');
    world.engine.projects.put(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: missing }],
          clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
        },
      } as AppProject,
      { upsert: true },
    );
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), configMap('b', {})) });
    const syncPolicy = { syncOptions: ['CreateNamespace=true'] };
    const app = await world.application({ repository, namespace: missing, spec: { project: name, syncPolicy } });
    expect((await planOf(app)).notes).toEqual(['ConfigMap a, ConfigMap b cannot be tried before its namespace exists']);
  });

  it('says of objects whose kind comes with them that they cannot be tried', async () => {
    const group = `plan-${world.id}.example.com`;
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    const gadget = { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'one' } };
    const repository = world.repository({ 'app/all.yaml': yaml(gadget, definition) });
    const app = await world.application({ repository, namespace });
    const told = await planOf(app);
    expect(lines(told)).toEqual([
      `create Sync 0 CustomResourceDefinition/gadgets.${group}`,
      'create Sync 0 Gadget/one',
    ]);
    expect(told.notes).toEqual(['Gadget one cannot be tried before its kind is installed']);
    expect(told.invalid).toEqual([]);
  });

  it('names the applications that share an object, and stops where that is forbidden', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const first = await world.application({ repository, namespace });
    await first.syncNow();
    const second = await world.application({ repository, namespace });
    await second.until(({ conditions }) => conditions.length > 0, 'the second is warned');
    expect(rowOf(await planOf(second), 'a').sharedWith).toEqual([first.key]);
    expect(rowOf(await planOf(first), 'a').sharedWith).toEqual([second.key]);
    const forbidden = await planOf(second, { syncOptions: ['FailOnSharedResource=true'] });
    expect(forbidden.guards).toEqual([
      `Shared resource found: ConfigMap/a is part of applications ${second.key} and ${first.key}`,
    ]);
  });

  it('tells the guards that ask for a person: everything, a third, and what carries more than itself', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const many = Array.from({ length: 6 }, (_, n) => configMap(`c${n}`, {}, n === 0 ? options('Prune=confirm') : {}));
    const repository = world.repository({ 'app/all.yaml': yaml(...many), 'app/claim.yaml': yaml(claim) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('only one', { 'app/all.yaml': yaml(many[5]) });
    await app.refresh();
    const third = await planOf(app, { prune: true });
    expect(third.guards).toEqual(['5 of 7 objects would be deleted']);
    expect(rowOf(third, 'c0').note).toBe('waits for confirmation');
    expect((await planOf(app)).guards).toEqual([]);
    repository.git('rm', '-q', 'app/all.yaml', 'app/claim.yaml');
    repository.commit('nothing left', { 'app/README.md': 'empty' });
    await app.refresh();
    expect((await planOf(app, { prune: true })).guards).toEqual([
      'all 7 objects of the application would be deleted',
      'deleting PersistentVolumeClaim data deletes everything inside',
    ]);
  });

  it('is of just the request: selection, revision, local manifests, strategy, options', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', { k: '1' }), configMap('b', { k: '1' }), job('pre', hook('PreSync'))),
    });
    const old = repository.head();
    repository.commit('new', { 'app/all.yaml': yaml(configMap('a', { k: '2' }), configMap('b', { k: '1' })) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const plans = {
      whole: await planOf(app),
      selected: await planOf(app, { resources: [{ group: '', kind: 'ConfigMap', name: 'b' }] }),
      old: await planOf(app, { revision: old }),
      withoutHooks: await planOf(app, { revision: old, syncStrategy: { apply: {} } }),
      source: await planOf(app, { source: { repoURL: repository.path, path: 'app', targetRevision: old } }),
      local: await planOf(app, { manifests: [JSON.stringify(configMap('local', {}))] }),
      differing: await planOf(app, { syncOptions: ['ApplyOutOfSyncOnly=true'] }),
      tried: await planOf(app, { dryRun: true }),
    };
    expect(lines(plans.whole)).toEqual(['same Sync 0 ConfigMap/a', 'same Sync 0 ConfigMap/b']);
    expect(lines(plans.selected)).toEqual(['same Sync 0 ConfigMap/b']);
    const before = ['hook PreSync 0 Job/pre', 'change Sync 0 ConfigMap/a', 'same Sync 0 ConfigMap/b'];
    expect(lines(plans.old)).toEqual(before);
    expect(lines(plans.withoutHooks)).toEqual(before.slice(1));
    expect(lines(plans.source)).toEqual(before);
    expect(lines(plans.local)).toEqual([
      'keep Sync 0 ConfigMap/a',
      'keep Sync 0 ConfigMap/b',
      'create Sync 0 ConfigMap/local',
    ]);
    expect(lines(plans.differing)).toEqual([]);
    const hashes = Object.values(plans).map(({ hash }) => hash);
    // The same objects from the same revision, whichever way they were asked for.
    expect(plans.source.hash).toBe(plans.old.hash);
    expect(new Set(hashes).size).toBe(hashes.length - 1);
  });

  it('is carried out exactly, or not at all when something changed since', async () => {
    const repository = world.repository({
      'app/all.yaml': yaml(configMap('a', { k: '1' }), job('migrate-', hook('PreSync'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.commit('change', {
      'app/all.yaml': yaml(configMap('a', { k: '2' }), job('migrate-', hook('PreSync'))),
    });
    await app.refresh();
    const read = await planOf(app);
    expect(rowOf(read, 'migrate-')).toMatchObject({ change: 'hook', note: 'gets a name of its own at each sync' });
    expect((await planOf(app)).hash).toBe(read.hash);

    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift' } });
    await app.refresh();
    expect((await planOf(app)).hash).not.toBe(read.hash);
    await app.syncNow({ planHash: read.hash });
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toMatch(/the plan has changed/);
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'drift' } });

    await app.syncNow({ planHash: (await planOf(app)).hash });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: '2' } });
  });

  it('tells what a sync overwrites although comparing ignores it', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git', other: '1' })) });
    const ignoreDifferences = [{ group: '', kind: 'ConfigMap', jsonPointers: ['/data/k'] }];
    const app = await world.application({ repository, namespace, spec: { ignoreDifferences } });
    await app.syncNow();
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'by hand' } });
    await app.refresh();
    expect(app.sync).toBe('Synced');
    const told = rowOf(await planOf(app), 'a');
    expect(told).toMatchObject({
      change: 'change',
      note: 'overwrites what comparing ignores: data.k (RespectIgnoreDifferences=true keeps it)',
    });
    expect(fields(told)).toEqual(['data.k: "by hand" → "git"']);
    expect(rowOf(await planOf(app, { syncOptions: ['RespectIgnoreDifferences=true'] }), 'a').change).toBe('same');
    await app.syncNow();
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'git', other: '1' } });
  });

  it('tries a hook that will take the place of the one that is there', async () => {
    const repository = world.repository({ 'app/all.yaml': yaml(configMap('a', {}), job('pre', hook('PreSync'))) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const other = job('pre', hook('PreSync'));
    repository.commit('another job', {
      'app/all.yaml': yaml(configMap('a', {}), { ...other, spec: { ...other.spec, backoffLimit: 3 } }),
    });
    await app.refresh();
    // A Job cannot be changed, only made anew.
    expect(rowOf(await planOf(app), 'pre')).toMatchObject({
      change: 'hook',
      note: 'the one that is there is deleted first',
    });
    const broken = { ...other, spec: { ...other.spec, backoffLimit: -1 } };
    repository.commit('a broken job', { 'app/all.yaml': yaml(configMap('a', {}), broken) });
    await app.refresh();
    const told = rowOf(await planOf(app), 'pre');
    expect(told.change).toBe('refused');
    expect(told.note).toContain('spec.backoffLimit');
    await app.syncNow();
    expect(app.operation?.message).toContain('one or more objects failed to apply (dry run)');
    expect(await world.api.get(`/apis/batch/v1/namespaces/${namespace}/jobs/pre`)).toBeDefined();
  });

  it('refuses what the project forbids without asking the server', async () => {
    const name = world.name('no-jobs');
    world.engine.projects.put(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: '*' }],
          namespaceResourceBlacklist: [{ group: 'batch', kind: 'Job' }],
        },
      } as AppProject,
      { upsert: true },
    );
    const repository = world.repository({ 'app/all.yaml': yaml(job('pre', hook('PreSync'))) });
    const app = await world.application({ repository, namespace, spec: { project: name } });
    await app.refresh();
    const before = dryRuns();
    const told = await planOf(app);
    expect(told.invalid).toEqual([`resource batch:Job is not permitted in project ${name}`]);
    expect(rowOf(told, 'pre')).toMatchObject({ change: 'refused', note: told.invalid[0] });
    expect(dryRuns()).toBe(before);
  });

  it(`keeps what ${ARGO}/sync-options forbids to prune`, async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/kept.yaml': yaml(configMap('kept', {}, options('Prune=false'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    repository.git('rm', '-q', 'app/kept.yaml');
    repository.commit('remove it');
    await app.refresh();
    expect(rowOf(await planOf(app, { prune: true }), 'kept')).toMatchObject({
      change: 'keep',
      note: 'ignored (no prune)',
    });
  });
});
