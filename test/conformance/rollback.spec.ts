import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RollbackRequest } from '../../main/engine/index.ts';
import { ArgosyError, appKey, type KubeObject } from '../../main/model/index.ts';
import { AppUnderTest, configMap, deployment, hook, job, servers, World, wave, yaml } from './world/index.ts';

/** The value under `k`. */
const dataOf = (object: KubeObject | undefined) => (object?.['data'] as { k?: string } | undefined)?.k;

const PLAIN: RollbackRequest = {
  id: undefined,
  prune: false,
  hooks: false,
  hold: undefined,
  refuse: false,
  planHash: undefined,
};
const HOLD = { reason: 'it broke the shop', releaseOnNewCommit: false };
const AUTOMATED = { syncPolicy: { automated: { selfHeal: true } } };

/** The error that a request was refused with. */
async function refusal(request: Promise<unknown>): Promise<ArgosyError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ArgosyError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe.each(servers)('history and rollback, on $name', (server) => {
  let world: World;
  let namespace: string;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const live = async (name = 'a') => dataOf(await world.api.get(`${configMaps()}/${name}`));
  const applications = () => world.engine.applications;

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  /** An application that has deployed these values of ConfigMap a, one commit each. */
  async function deployed(values: readonly string[], spec: Readonly<Record<string, unknown>> = {}) {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: values[0]! })) });
    const commits = [repository.head()];
    const app = await world.application({ repository, namespace, spec });
    const automated = spec['syncPolicy'] !== undefined;
    if (automated) await app.settled();
    else await app.syncNow();
    for (const value of values.slice(1)) {
      commits.push(repository.commit(value, { 'app/a.yaml': yaml(configMap('a', { k: value })) }));
      if (automated) await app.until(({ history }) => history.at(-1)?.revision === commits.at(-1), 'rolled forward');
      else await app.syncNow();
    }
    await app.settled();
    return { repository, app, commits };
  }

  async function rollBack(app: AppUnderTest, change: Partial<RollbackRequest> = {}): Promise<void> {
    await applications().rollback(app.key, { ...PLAIN, ...change });
    await app.ended();
    await world.engine.idle();
  }

  it('keeps who, when, what ran and the plan of a deployment', async () => {
    const repository = world.repository({ 'app/web.yaml': yaml(deployment('web'), job('once', hook('PreSync'))) });
    const app = await world.application({ repository, namespace });
    await app.refresh();
    const planned = await applications().plan(app.key, { sync: {} });
    await app.syncNow({}, { initiatedBy: {} });
    expect(app.history).toHaveLength(1);
    const [entry] = app.history;
    expect(entry).toMatchObject({
      id: 0,
      revision: repository.head(),
      source: { path: 'app' },
      initiatedBy: { username: expect.stringMatching(/./) },
      images: ['example.invalid/web:1'],
      planHash: planned.hash,
      healthBefore: 'Missing',
    });
    expect(Date.parse(entry!.deployStartedAt!)).toBeLessThanOrEqual(Date.parse(entry!.deployedAt));
    expect(app.operation?.operation.initiatedBy?.username).toBe(entry!.initiatedBy?.username);
  });

  it('names nobody for what automation does, and keeps as many entries as asked for', async () => {
    const { app, commits } = await deployed(['1', '2', '3'], { ...AUTOMATED, revisionHistoryLimit: 2 });
    expect(app.history.map(({ id, revision }) => [id, revision])).toEqual([
      [1, commits[1]],
      [2, commits[2]],
    ]);
    expect(app.history.at(-1)?.initiatedBy).toEqual({ automated: true });
  });

  it('goes back to the entry before the newest: its revision and source, the spec as it is, one entry more', async () => {
    const { app, commits, repository } = await deployed(['1', '2']);
    const { spec } = app.now;
    repository.commit('later', { 'app/a.yaml': yaml(configMap('a', { k: '3' })) });
    await rollBack(app);
    expect(app.operation).toMatchObject({ phase: 'Succeeded', operation: { retry: { limit: 0 } } });
    expect(await live()).toBe('1');
    expect(app.now.spec).toEqual(spec);
    expect(app.history.map(({ id, revision, rolledBackTo }) => [id, revision, rolledBackTo])).toEqual([
      [0, commits[0], undefined],
      [1, commits[1], undefined],
      [2, commits[0], 0],
    ]);
    await app.until(({ sync }) => sync === 'OutOfSync', 'the spec says something else');
  });

  it('brings the parameters of the entry back, also where the spec has several sources now', async () => {
    const base = (value: string) => yaml(configMap('a', { k: value }));
    const repository = world.repository({
      'one/a.yaml': base('one'),
      'two/b.yaml': yaml(configMap('b', { k: 'two' })),
    });
    const source = (path: string) => ({ repoURL: repository.path, path, targetRevision: 'main' });
    const app = await world.application({ namespace, spec: { source: source('one') } });
    await app.syncNow();
    const { source: _, ...spec } = app.now.spec;
    await applications().update(
      { ...app.now, spec: { ...spec, sources: [source('one'), source('two')] } },
      { validate: true },
    );
    await app.syncNow();
    const first = repository.head();
    const later = repository.commit('later', { 'one/a.yaml': base('later') });
    await app.syncNow();
    expect(app.history.map(({ revisions, revision }) => revisions ?? revision)).toEqual([
      first,
      [first, first],
      [later, later],
    ]);

    await rollBack(app, { id: 1 });
    expect(app.history.at(-1)).toMatchObject({ revisions: [first, first], rolledBackTo: 1 });
    expect([await live('a'), await live('b')]).toEqual(['one', 'two']);

    await rollBack(app, { id: 0, prune: true });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(app.history.at(-1)).toMatchObject({ revision: first, source: { path: 'one' }, rolledBackTo: 0 });
    expect(app.history.at(-1)?.revisions).toBeUndefined();
    await world.api.until(configMaps(), 'b', (b) => b === undefined, 'b is pruned');
  });

  it('prunes and runs hooks only when asked to, and shows before what it would do', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', { k: '1' }), job('check', hook('PreSync'))),
    });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    const first = (await world.api.get(`${jobs}/check`))?.metadata.uid;
    repository.commit('b', { 'app/a.yaml': yaml(configMap('a', { k: '2' })), 'app/b.yaml': yaml(configMap('b', {})) });
    await app.syncNow();

    const choice = { id: 0, prune: false, hooks: false };
    const plain = await applications().rollbackPlan(app.key, choice);
    const words = (rows: typeof plain.rows) =>
      rows.map(({ change, ref }) => `${change} ${ref.kind}/${ref.name}`).sort();
    expect(plain.entry.id).toBe(0);
    expect(words(plain.rows)).toEqual(['change ConfigMap/a', 'keep ConfigMap/b']);
    expect(words((await applications().rollbackPlan(app.key, { id: 0, prune: true, hooks: true })).rows)).toEqual([
      'change ConfigMap/a',
      'hook Job/check',
      'prune ConfigMap/b',
    ]);
    expect(await live()).toBe('2');

    await rollBack(app, { ...choice, planHash: plain.hash });
    expect(await live()).toBe('1');
    expect(app.history.at(-1)?.planHash).toBe(plain.hash);
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();
    expect((await world.api.get(`${jobs}/check`))?.metadata.uid).toBe(first);

    await rollBack(app, { id: 0, prune: true, hooks: true });
    await world.api.until(configMaps(), 'b', (b) => b === undefined, 'b is pruned');
    expect((await world.api.get(`${jobs}/check`))?.metadata.uid).not.toBe(first);
  });

  it('redeploys the newest entry', async () => {
    const { app, commits } = await deployed(['1', '2']);
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift' } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the drift is seen');
    await rollBack(app, { id: 1 });
    expect(await live()).toBe('2');
    expect(app.history.at(-1)).toMatchObject({ id: 2, revision: commits[1], rolledBackTo: 1 });
    await app.settled();
  });

  it('refuses what cannot be gone back to, with the way out', async () => {
    const { app, commits } = await deployed(['1']);
    const { name } = app.now.metadata;
    expect((await refusal(applications().rollback(app.key, PLAIN))).message).toContain(
      `application ${name} has one deployment in its history`,
    );
    const unknown = await refusal(applications().rollback(app.key, { ...PLAIN, id: 7 }));
    expect(unknown.message).toBe(`application ${name} does not have deployment with id 7`);
    const same = await refusal(applications().rollback(app.key, { ...PLAIN, id: 0, refuse: true }));
    expect(same.message).toContain(`deployment 0 is ${commits[0]!.slice(0, 7)} as well`);
    expect(app.history).toHaveLength(1);
    await app.remove();
    expect(
      (await refusal(applications().rollback(app.key, { ...PLAIN, id: 0 })).catch((error) => error)).message,
    ).toMatch(/application is deleting|not found/);
  });

  it('is refused while automation would undo it, and says how to hold', async () => {
    const { app } = await deployed(['1', '2'], AUTOMATED);
    const refused = await refusal(applications().rollback(app.key, PLAIN));
    expect(refused).toMatchObject({
      code: 'FailedPrecondition',
      message: 'rollback cannot be initiated when auto-sync is enabled',
    });
    expect(refused.advice).toContain('--hold');
    expect(refused.advice).toContain('argosy app revert');
    await applications().pause(app.key, { reason: 'hotfix', until: undefined });
    expect((await refusal(applications().rollback(app.key, PLAIN))).message).toBe(refused.message);
    expect(await live()).toBe('2');
  });

  it('holds automation: through drift, a new commit, a restart and whatever a parent applies', async () => {
    const { app, commits, repository } = await deployed(['1', '2'], AUTOMATED);
    await rollBack(app, { hold: HOLD });
    expect(await live()).toBe('1');
    expect(app.now.status?.hold).toMatchObject({
      kind: 'rollback',
      reason: HOLD.reason,
      by: expect.stringMatching(/./),
      since: expect.stringMatching(/Z$/),
      left: [commits[1]],
      to: [commits[0]],
    });
    expect(app.now.status?.refusedRevisions).toBeUndefined();
    const { operations } = world.engine.counters();

    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift' } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the drift is seen');
    const later = repository.commit('later', { 'app/a.yaml': yaml(configMap('a', { k: '3' })) });
    await app.until(({ now }) => now.status?.sync?.revision === later, 'the commit is seen');
    // As its parent does, which has read the child from Git: no status, no operation.
    const { status: _, operation: __, ...manifest } = app.now;
    await applications().create(
      { ...manifest, metadata: { ...manifest.metadata, labels: { team: 'shop' } } } as typeof app.now,
      { upsert: true, validate: true },
    );
    await app.refresh('hard');
    await world.engine.idle();
    expect(world.engine.counters().operations).toBe(operations);
    expect(await live()).toBe('drift');

    await world.restartEngine();
    await app.refresh();
    await world.engine.idle();
    expect(await live()).toBe('drift');
    expect(app.now.status?.hold?.reason).toBe(HOLD.reason);
    const [reason] = applications().reasons(app.key);
    expect(reason?.text).toContain('rolled back from');
    expect(reason?.text).toContain(HOLD.reason);
    expect(reason?.actions).toEqual([{ kind: 'release', label: 'Release', allow: false }]);

    await applications().release(app.key, { allow: false });
    await app.until(({ history }) => history.at(-1)?.revision === later, 'automation goes on');
    await app.settled();
    expect(await live()).toBe('3');
    expect(app.now.status?.hold).toBeUndefined();
    expect((await refusal(applications().release(app.key, { allow: false }))).message).toContain('neither held nor');
  });

  it('is held through what its parent application applies', async () => {
    const child = world.name('child');
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
    const manifest = (labels: Readonly<Record<string, string>>) =>
      yaml({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: child, labels },
        spec: {
          project: 'default',
          source: { repoURL: repository.path, path: 'app', targetRevision: 'main' },
          destination: { name: world.cluster, namespace },
          ...AUTOMATED,
        },
      });
    const fleet = world.repository({ 'app/child.yaml': manifest({}) });
    const parent = await world.application({
      repository: fleet,
      namespace: 'argocd',
      spec: { destination: { name: 'in-cluster', namespace: 'argocd' }, ...AUTOMATED },
    });
    await parent.settled();
    const app = new AppUnderTest(world, appKey(child));
    await app.settled();
    const bad = repository.commit('2', { 'app/a.yaml': yaml(configMap('a', { k: '2' })) });
    await app.until(({ history }) => history.at(-1)?.revision === bad, 'rolled forward');
    await app.settled();
    await rollBack(app, { hold: HOLD });

    // Somebody switches automation off, as Argo CD asks for before a rollback: the parent switches it on again.
    const { syncPolicy: _, ...manual } = app.now.spec;
    await applications().update({ ...app.now, spec: manual }, { validate: true });
    await app.until(({ now }) => now.spec.syncPolicy?.automated !== undefined, 'the parent has healed its child');
    fleet.commit('label', { 'app/child.yaml': manifest({ team: 'shop' }) });
    await app.until(({ now }) => now.metadata.labels?.['team'] === 'shop', 'the parent has changed its child');
    await parent.settled();
    await app.refresh();
    await world.engine.idle();
    expect(app.now.status?.hold?.reason).toBe(HOLD.reason);
    expect(await live()).toBe('1');
    await parent.remove(false);
    await parent.gone();
  });

  it('keeps the hold when the rollback fails, and rolls back again without asking for another', async () => {
    const { app, repository } = await deployed(['1', '2'], AUTOMATED);
    const broken = { ...configMap('a', {}), data: { k: { not: 'a string' } } };
    const wrong = repository.commit('broken', { 'app/a.yaml': yaml(broken) });
    await app.until(({ operation }) => operation?.syncResult?.revision === wrong, 'tried');
    await applications()
      .terminate(app.key)
      .catch(() => undefined);
    await app.ended();
    await world.api.delete(`/api/v1/namespaces/${namespace}`);
    await app.until(({ health }) => health === 'Missing', 'a is gone');
    await world.api.until('/api/v1/namespaces', namespace, (one) => one === undefined, 'the namespace is gone');
    await applications().rollback(app.key, { ...PLAIN, id: 0, hold: HOLD });
    await app.ended();
    expect(app.operation?.phase).toBe('Failed');
    expect(app.operation?.message).toContain(namespace);
    expect(app.now.status?.hold?.reason).toBe(HOLD.reason);
    await world.api.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    await rollBack(app, { id: 0 });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await live()).toBe('1');
    expect(app.now.status?.hold?.reason).toBe(HOLD.reason);
  });

  it('is released by a new commit when that was asked for, and only by one that changes something here', async () => {
    const { app, repository } = await deployed(['1', '2'], AUTOMATED);
    await rollBack(app, { hold: { ...HOLD, releaseOnNewCommit: true } });
    const elsewhere = repository.commit('elsewhere', { 'other/readme.md': 'nothing of ours' });
    await app.until(({ now }) => now.status?.sync?.revision === elsewhere, 'the commit is seen');
    await world.engine.idle();
    expect(await live()).toBe('1');
    expect(app.now.status?.hold).toBeDefined();
    const fixed = repository.commit('fix', { 'app/a.yaml': yaml(configMap('a', { k: 'fixed' })) });
    await app.until(({ history }) => history.at(-1)?.revision === fixed, 'rolled forward');
    await app.settled();
    expect(await live()).toBe('fixed');
    expect(app.now.status?.hold).toBeUndefined();
  });

  it('never syncs what was refused, by itself or by hand, until it is allowed', async () => {
    const { app, commits, repository } = await deployed(['1', '2'], AUTOMATED);
    await rollBack(app, { hold: HOLD, refuse: true });
    expect(app.now.status?.refusedRevisions).toMatchObject([{ revisions: [commits[1]], reason: HOLD.reason }]);
    await applications().release(app.key, { allow: false });
    await app.refresh();
    await world.engine.idle();
    expect(await live()).toBe('1');
    const [reason] = applications().reasons(app.key);
    expect(reason?.text).toContain(`${commits[1]!.slice(0, 7)} was refused by`);
    expect(reason?.actions).toEqual([{ kind: 'release', label: 'Allow it', allow: true }]);

    const byHand = await refusal(applications().sync(app.key, { sync: {} }));
    expect(byHand.message).toContain(`${commits[1]!.slice(0, 7)} is refused since`);
    expect(byHand.advice).toContain('argosy app release');
    expect(byHand.advice).toContain('--allow');
    // Another commit with just the same objects is no way around it.
    const same = repository.commit('elsewhere', { 'other/readme.md': 'nothing of ours' });
    await app.until(({ now }) => now.status?.sync?.revision === same, 'the commit is seen');
    await world.engine.idle();
    expect(await live()).toBe('1');
    expect((await refusal(applications().sync(app.key, { sync: {} }))).message).toContain('is refused since');
    await app.syncNow({ dryRun: true });
    expect(app.operation?.phase).toBe('Succeeded');

    await applications().release(app.key, { allow: true });
    await app.until(({ history }) => history.at(-1)?.revision === same, 'allowed again');
    expect(await live()).toBe('2');
    expect(app.now.status?.refusedRevisions).toBeUndefined();
  });

  it('takes the next commit after a refused one by itself', async () => {
    const { app, repository } = await deployed(['1', '2'], AUTOMATED);
    await rollBack(app, { hold: HOLD, refuse: true });
    await applications().release(app.key, { allow: false });
    repository.commit('fix', { 'app/a.yaml': yaml(configMap('a', { k: 'fixed' })) });
    await app.settled();
    expect(await live()).toBe('fixed');
  });

  it('does exactly the plan that was shown, or nothing', async () => {
    const { app, repository } = await deployed(['1', '2']);
    const { hash } = await applications().rollbackPlan(app.key, { id: 0, prune: false, hooks: false });
    await world.api.delete(`${configMaps()}/a`);
    await app.until(({ health }) => health === 'Missing', 'it is gone');
    const changed = await refusal(applications().rollback(app.key, { ...PLAIN, hold: HOLD, planHash: hash }));
    expect(changed).toMatchObject({ code: 'FailedPrecondition', reason: 'PlanOutOfDate' });
    expect(app.now.status?.hold).toBeUndefined();
    expect(await live()).toBeUndefined();

    const plan = await applications().plan(app.key, { sync: {} });
    repository.commit('3', { 'app/a.yaml': yaml(configMap('a', { k: '3' })) });
    await app.syncNow({ planHash: plan.hash }, { retry: { limit: 3 } });
    expect(app.operation).toMatchObject({ phase: 'Failed', message: expect.stringContaining('the plan has changed') });
    expect(app.operation?.retryCount).toBeUndefined();
    expect(await live()).toBeUndefined();
    expect(app.history).toHaveLength(2);

    const now = await applications().plan(app.key, { sync: {} });
    await app.syncNow({ planHash: now.hash });
    expect(app.operation?.phase).toBe('Succeeded');
    expect(await live()).toBe('3');
    expect(app.history.at(-1)?.planHash).toBe(now.hash);
  });

  it('names the reason when a dry run fails', async () => {
    const broken = { ...configMap('a', {}), data: { k: { not: 'a string' } } };
    const repository = world.repository({ 'app/a.yaml': yaml(broken) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation).toMatchObject({ phase: 'Failed' });
    const failed = app.operation?.syncResult?.resources?.find(({ status }) => status === 'SyncFailed');
    expect(app.operation?.message).toBe(`one or more objects failed to apply (dry run), reason: ${failed?.message}`);
  });

  describe('rolling back by itself', () => {
    const within = (spec: Readonly<Record<string, unknown>>) => ({
      spec,
      metadata: { annotations: { 'argosy.dev/rollback-within': '10m' } },
    });

    it('after a sync that failed, once, and never back to what it has left', async () => {
      const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
      const app = await world.application({
        repository,
        namespace,
        ...within({ syncPolicy: { automated: { selfHeal: true }, retry: { limit: 0 } } }),
      });
      await app.settled();
      const [good] = app.history;
      const bad = repository.commit('bad', {
        'app/a.yaml': yaml(
          configMap('a', { k: '2' }),
          job('smoke', hook('PostSync'), { 'testcluster/outcome': 'fail' }),
        ),
      });
      await app.until(({ history }) => history.at(-1)?.rolledBackTo === 0, 'rolled back');
      await world.engine.idle();
      expect(await live()).toBe('1');
      expect(app.history.at(-1)).toMatchObject({ revision: good?.revision, initiatedBy: { automated: true } });
      expect(app.now.status?.hold).toMatchObject({
        kind: 'rollback',
        by: 'argosy',
        left: [bad],
        reason: expect.stringContaining(`automatic rollback: the sync to ${bad.slice(0, 7)} failed`),
      });
      expect(app.now.status?.refusedRevisions).toMatchObject([{ revisions: [bad] }]);
      await app.refresh('hard');
      await world.restartEngine();
      await app.refresh();
      await world.engine.idle();
      expect(app.history).toHaveLength(2);
      await applications().release(app.key, { allow: false });
      await app.refresh();
      await world.engine.idle();
      expect(app.history).toHaveLength(2);
      expect(await live()).toBe('1');
    });

    it('when health becomes Degraded soon after a sync by hand', async () => {
      const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: '1' })) });
      const app = await world.application({ repository, namespace, ...within({}) });
      await app.syncNow();
      const failing = job('migrate', wave(1), { 'testcluster/outcome': 'fail' });
      const bad = repository.commit('bad', { 'app/a.yaml': yaml(configMap('a', { k: '2' }), failing) });
      await app.syncStart();
      await app.until(({ history }) => history.at(-1)?.rolledBackTo === 0, 'rolled back');
      await world.engine.idle();
      expect(app.history.map(({ revision }) => revision)[1]).toBe(bad);
      expect(await live()).toBe('1');
      expect(app.now.status?.hold?.reason).toMatch(
        new RegExp(`^automatic rollback: Degraded .* the sync to ${bad.slice(0, 7)}: Job migrate`),
      );
      // Nobody has asked for pruning: what is left over stays, and nothing is rolled back again because of it.
      expect(await world.api.get(`/apis/batch/v1/namespaces/${namespace}/jobs/migrate`)).toBeDefined();
      await app.refresh();
      await world.engine.idle();
      expect(app.history).toHaveLength(3);
    });

    it('not without the annotation', async () => {
      const { app, repository } = await deployed(['1'], { syncPolicy: { automated: {}, retry: { limit: 0 } } });
      repository.commit('bad', {
        'app/a.yaml': yaml(
          configMap('a', { k: '2' }),
          job('smoke', hook('PostSync'), { 'testcluster/outcome': 'fail' }),
        ),
      });
      await app.until(({ operation }) => operation?.phase === 'Failed', 'the sync fails');
      await app.refresh();
      await world.engine.idle();
      expect(app.history).toHaveLength(1);
      expect(app.now.status?.hold).toBeUndefined();
      expect(await live()).toBe('2');
    });
  });
});
