import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../main/model/index.ts';
import { configMap, servers, World, yaml } from './world/index.ts';

/**
 * What a connection costs by itself, whatever it is used for, and at any moment: a watch that ends goes on, a silent server is asked whether it lives,
 * and what it serves is read again when somebody defined a kind.
 */
const UPKEEP: ReadonlySet<string> = new Set(['watch', 'probe', 'discovery', 'openapi']);

/** The value under `k`. */
const dataOf = (object: KubeObject | undefined) => (object?.['data'] as { k?: string } | undefined)?.k;

describe.each(servers)('syncing by itself, on $name', (server) => {
  let world: World;
  let namespace: string;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const counters = () => world.engine.counters();

  beforeAll(async () => {
    world = await new World(server).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  it('heals a drift: one event, one comparison, one write', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.settled();
    await world.engine.idle();
    const before = counters();
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift' } });
    await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', 'healed');
    await app.settled();
    await world.engine.idle();
    const after = counters();
    expect(after.writes - before.writes).toBe(1);
    expect(after.operations - before.operations).toBe(1);
    expect(after.renders - before.renders).toBe(0);
    expect(after.lsRemotes - before.lsRemotes).toBe(0);
    expect(after.healLatencies).toHaveLength(before.healLatencies.length + 1);
    expect(app.operation?.operation.sync).toMatchObject({
      autoHealAttemptsCount: 1,
      resources: [{ kind: 'ConfigMap', name: 'a' }],
    });
    expect(app.history).toHaveLength(1);
    // No deployment, and yet it can be seen (reference §3.9).
    expect(app.now.status?.heals).toEqual([
      expect.objectContaining({
        kind: 'ConfigMap',
        name: 'a',
        was: 'changed',
        healedAt: expect.any(String),
        fields: [expect.objectContaining({ path: 'data.k', manager: expect.any(String) })],
      }),
    ]);
  });

  it('brings back what was deleted', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.settled();
    const uid = (await world.api.get(`${configMaps()}/a`))?.metadata.uid;
    await world.api.delete(`${configMaps()}/a`);
    await world.api.until(configMaps(), 'a', (a) => a !== undefined && a.metadata.uid !== uid, 'it is back');
    await app.settled();
  });

  it('leaves a drift alone without selfHeal', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({ repository, namespace, spec: { syncPolicy: { automated: {} } } });
    await app.settled();
    const { operations } = counters();
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift' } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the drift is seen');
    await world.engine.idle();
    expect(counters().operations).toBe(operations);
    expect(await world.api.get(`${configMaps()}/a`)).toMatchObject({ data: { k: 'drift' } });
  });

  it('names a fight after five rounds and stops answering at once', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.settled();
    for (let round = 1; round <= 5; round += 1) {
      await world.api.patch(`${configMaps()}/a`, { data: { k: `drift ${round}` } }, 'other-operator');
      await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', `healed ${round}`);
      await app.settled();
    }
    await app.until(({ conditions }) => conditions.length > 0, 'the fight is named');
    expect(app.conditions).toEqual([
      expect.stringMatching(
        /^SyncError: other-operator has taken back data\.k of ConfigMap\/a 5 times: self heal is slowed down\./,
      ),
    ]);
    const { operations } = counters();
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'drift 6' } }, 'other-operator');
    await app.until(({ sync }) => sync === 'OutOfSync', 'the sixth drift is seen');
    await world.engine.idle();
    expect(counters().operations).toBe(operations);
    // Slowed down, not given up.
    await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', 'healed in the end');
  });

  it('rolls forward on a commit: renders, compares and writes the one application that it changes', async () => {
    const files = Object.fromEntries(
      [1, 2, 3, 4].map((n) => [`app-${n}/a.yaml`, yaml(configMap(`roll-${n}`, { k: 'old' }))]),
    );
    const repository = world.repository(files);
    const apps = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        world.application({
          namespace,
          name: world.name(`roll-${n}`),
          spec: {
            source: { repoURL: repository.path, path: `app-${n}`, targetRevision: 'main' },
            syncPolicy: { automated: {} },
          },
        }),
      ),
    );
    await Promise.all(apps.map((app) => app.settled()));
    await world.engine.idle();
    const before = counters();
    const commit = repository.commit('change one', { 'app-3/a.yaml': yaml(configMap('roll-3', { k: 'new' })) });
    await Promise.all(apps.map((app) => app.until(({ now }) => now.status?.sync?.revision === commit, 'the commit')));
    await apps[2]!.until(({ history }) => history.at(-1)?.revision === commit, 'rolled forward');
    await apps[2]!.settled();
    await world.engine.idle();
    const after = counters();
    expect(await world.api.get(`${configMaps()}/roll-3`)).toMatchObject({ data: { k: 'new' } });
    expect(after.renders - before.renders).toBe(1);
    expect(after.writes - before.writes).toBe(1);
    expect(after.operations - before.operations).toBe(1);
    expect(apps.map(({ history }) => history.length)).toEqual([1, 1, 2, 1]);
    expect(apps.map(({ sync }) => sync)).toEqual(['Synced', 'Synced', 'Synced', 'Synced']);
  });

  it('prunes by itself only when it may', async () => {
    const repository = world.repository({
      'app/a.yaml': yaml(configMap('a', {})),
      'app/b.yaml': yaml(configMap('b', {})),
    });
    const app = await world.application({ repository, namespace, spec: { syncPolicy: { automated: {} } } });
    await app.settled();
    repository.git('rm', '-q', 'app/b.yaml');
    const commit = repository.commit('remove b');
    await app.until(({ now, sync }) => now.status?.sync?.revision === commit && sync === 'OutOfSync', 'b is left over');
    await world.engine.idle();
    expect(app.history).toHaveLength(1);
    expect(await world.api.get(`${configMaps()}/b`)).toBeDefined();

    const { now } = app;
    await world.engine.applications.update(
      { ...now, spec: { ...now.spec, syncPolicy: { automated: { prune: true } } } },
      { validate: true },
    );
    await app.settled();
    expect(await world.api.get(`${configMaps()}/b`)).toBeUndefined();
  });

  it('never empties an application by itself, unless it may be empty', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})), 'app/notes.txt': 'kept' });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { prune: true } } },
    });
    await app.settled();
    repository.git('rm', '-q', 'app/a.yaml');
    const commit = repository.commit('remove everything');
    await app.until(({ conditions }) => conditions.length > 0, 'the guard speaks');
    expect(app.conditions).toEqual([
      `SyncError: Skipping sync attempt to [${commit}]: auto-sync will wipe out all resources`,
    ]);
    await world.engine.idle();
    expect(await world.api.get(`${configMaps()}/a`)).toBeDefined();

    const { now } = app;
    await world.engine.applications.update(
      { ...now, spec: { ...now.spec, syncPolicy: { automated: { prune: true, allowEmpty: true } } } },
      { validate: true },
    );
    await app.settled();
    expect(await world.api.get(`${configMaps()}/a`)).toBeUndefined();
    expect(app.conditions).toEqual([]);
  });

  it('does not repeat a failed sync of the same revision, and tries the next one', async () => {
    const broken = { ...configMap('a', {}), data: { k: { not: 'a string' } } };
    const repository = world.repository({ 'app/a.yaml': yaml(broken) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: {}, retry: { limit: 0 } } },
    });
    await app.until(({ conditions }) => conditions.length > 0, 'the failure is named');
    expect(app.operation?.phase).toBe('Failed');
    expect(app.conditions[0]).toMatch(
      new RegExp(
        `^SyncError: Failed last sync attempt to \\[${repository.head()}\\]: one or more objects failed to apply`,
      ),
    );
    await world.engine.idle();
    const { operations } = counters();
    await app.refresh('hard');
    await world.engine.idle();
    expect(counters().operations).toBe(operations);

    repository.commit('mend', { 'app/a.yaml': yaml(configMap('a', { k: 'fine' })) });
    await app.settled();
    expect(app.conditions).toEqual([]);
  });

  it('stays quiet once all is well: no requests, no passes', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    });
    await app.settled();
    await world.engine.idle();
    const before = counters();
    // Something that is nobody's business happens in the same namespace.
    await world.api.create(configMaps(), configMap('foreign', {}));
    await app.refresh();
    await world.engine.idle();
    const after = counters();
    expect(after.refreshes - before.refreshes).toBe(1);
    expect(after.comparisons - before.comparisons).toBe(0);
    const sent = Object.entries(after.requestsByVerb)
      .map(([verb, times]) => [verb, times - (before.requestsByVerb[verb] ?? 0)] as const)
      .filter(([verb, times]) => times > 0 && !UPKEEP.has(verb));
    expect(sent).toEqual([]);
  });
});
