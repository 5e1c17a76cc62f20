import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../main/model/index.ts';
import { silentLogger } from '../../main/runtime/index.ts';
import { assemble } from '../../main/shell/assemble.ts';
import { configMap, SkippingClock, servers, World, yaml } from './world/index.ts';

const HOUR = 3_600_000;
const AUTOMATED = { syncPolicy: { automated: { selfHeal: true } } };
const dataOf = (object: KubeObject | undefined) => (object?.['data'] as { k?: string } | undefined)?.k;

describe.each(servers)('pausing an application, on $name', (server) => {
  let world: World;
  let clock: SkippingClock;
  let namespace: string;
  const configMaps = () => `/api/v1/namespaces/${namespace}/configmaps`;
  const live = async () => dataOf(await world.api.get(`${configMaps()}/a`));
  const applications = () => world.engine.applications;
  const later = (ms: number) => new Date(clock.now() + ms).toISOString();

  beforeAll(async () => {
    clock = new SkippingClock();
    world = await new World(server, { clock }).start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    namespace = await world.namespace();
  });

  async function paused(until: string | undefined) {
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', { k: 'git' })) });
    const app = await world.application({ repository, namespace, spec: AUTOMATED });
    await app.settled();
    await applications().pause(app.key, { reason: 'hotfix for the sale', until });
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'hotfix' } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the hotfix is seen');
    await world.engine.idle();
    return { app, repository };
  }

  it('keeps automation away, leaves syncs by hand, and resumes by itself', async () => {
    const { app } = await paused(later(2 * HOUR));
    expect(await live()).toBe('hotfix');
    expect(app.now.status?.hold).toMatchObject({ kind: 'pause', reason: 'hotfix for the sale' });
    const [reason] = applications().reasons(app.key);
    expect(reason?.text).toMatch(/ paused automation \d+ s ago: hotfix for the sale\. It resumes by itself in 2 h\.$/);
    expect(reason?.actions).toEqual([{ kind: 'release', label: 'Resume', allow: false }]);

    clock.skip(HOUR);
    await app.refresh();
    await world.engine.idle();
    expect(await live()).toBe('hotfix');

    await app.syncNow();
    expect(app.operation).toMatchObject({ phase: 'Succeeded' });
    expect(await live()).toBe('git');
    await world.api.patch(`${configMaps()}/a`, { data: { k: 'again' } });
    await app.until(({ sync }) => sync === 'OutOfSync', 'the second hotfix is seen');

    clock.skip(HOUR);
    await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', 'healed');
    await app.settled();
    expect(app.now.status?.hold).toBeUndefined();
  });

  it('resumes after a restart, at its time', async () => {
    const { app } = await paused(later(2 * HOUR));
    await world.restartEngine();
    await app.refresh();
    await world.engine.idle();
    expect(await live()).toBe('hotfix');
    clock.skip(2 * HOUR);
    await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', 'healed');
    expect(app.now.status?.hold).toBeUndefined();
  });

  it('is over at the start when its time went by meanwhile', async () => {
    const { app } = await paused(later(2 * HOUR));
    await world.stopEngine();
    clock.skip(3 * HOUR);
    await world.startEngine();
    await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', 'healed');
    await app.settled();
    expect(app.now.status?.hold).toBeUndefined();
  });

  it('lasts until somebody resumes it, and is replaced by another', async () => {
    const { app } = await paused(undefined);
    await applications().pause(app.key, { reason: 'still', until: later(HOUR) });
    await applications().pause(app.key, { reason: 'longer', until: undefined });
    clock.skip(300 * 24 * HOUR);
    await app.refresh();
    await world.engine.idle();
    expect(await live()).toBe('hotfix');
    expect(app.now.status?.hold?.reason).toBe('longer');
    await applications().release(app.key, { allow: false });
    await world.api.until(configMaps(), 'a', (a) => dataOf(a) === 'git', 'healed');
  });

  it('refuses a time that is over or too far away, no reason, and a held application', async () => {
    const { app } = await paused(undefined);
    await applications().release(app.key, { allow: false });
    await app.settled();
    const pause = (reason: string, until: string | undefined) => applications().pause(app.key, { reason, until });
    await expect(pause('x', later(-1000))).rejects.toThrow('is over already');
    await expect(pause('x', later(367 * 24 * HOUR))).rejects.toThrow('is more than a year away');
    await expect(pause('x', 'tomorrow')).rejects.toThrow('is no time');
    await expect(pause(' ', undefined)).rejects.toThrow('a pause needs a reason');
    expect(app.now.status?.hold).toBeUndefined();
    const request = { id: 0, prune: false, hooks: false, refuse: false, planHash: undefined };
    await applications().rollback(app.key, { ...request, hold: { reason: 'bad', releaseOnNewCommit: false } });
    await app.ended();
    await expect(pause('x', undefined)).rejects.toThrow('is held by a rollback already');
    expect(app.now.status?.hold?.reason).toBe('bad');
  });

  it('ends the retries of automation, which tries again afterwards', async () => {
    const broken = { ...configMap('a', {}), data: { k: { not: 'a string' } } };
    const repository = world.repository({ 'app/a.yaml': yaml(broken) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: {}, retry: { limit: 3, backoff: { duration: '10m', maxDuration: '1h' } } } },
    });
    await app.until(({ operation }) => operation?.retryCount === 1, 'a retry is planned');
    await applications().pause(app.key, { reason: 'hotfix', until: undefined });
    clock.skip(HOUR);
    await app.ended();
    expect(app.operation?.message).toMatch(/^not synced: paused by .*: hotfix$/);
    await applications().release(app.key, { allow: false });
    await app.until(({ now, operation }) => now.operation !== undefined && operation?.retryCount === 1, 'tried again');
    await applications().terminate(app.key);
    await app.ended();
  });

  it('does not take yesterday’s status for fresh', async () => {
    const { app } = await paused(undefined);
    expect(applications().fresh(app.key)).toBe(true);
    await world.stopEngine();
    const assembled = await anotherEngine();
    try {
      await assembled.engine.start('on-demand');
      const told: boolean[] = [];
      assembled.engine.applications.onChange((key) => told.push(assembled.engine.applications.fresh(key)));
      expect(assembled.engine.applications.get(app.key).status?.sync?.status).toBe('OutOfSync');
      expect(assembled.engine.applications.fresh(app.key)).toBe(false);
      await assembled.engine.applications.refresh(app.key, 'normal');
      expect(assembled.engine.applications.fresh(app.key)).toBe(true);
      expect(told.at(-1)).toBe(true);
    } finally {
      await assembled.close();
      await world.startEngine();
    }
  });

  it('compares nothing only because it has started, while whoever looks first is answered', async () => {
    const { app } = await paused(undefined);
    await world.stopEngine();
    const { engine, close } = await anotherEngine();
    const calm = Promise.withResolvers<void>();
    try {
      await engine.start('reconcile', calm.promise);
      expect(engine.applications.get(app.key).status?.sync?.status).toBe('OutOfSync');
      await engine.idle();
      expect(engine.applications.fresh(app.key)).toBe(false);
      const fresh = new Promise<void>((resolve) => {
        engine.applications.onChange((key) => {
          if (engine.applications.fresh(key)) resolve();
        });
      });
      calm.resolve();
      await fresh;
    } finally {
      await close();
      await world.startEngine();
    }
  });

  function anotherEngine(): ReturnType<typeof assemble> {
    return assemble({
      home: world.home,
      platform: process.platform,
      env: { PATH: process.env['PATH'], HOME: world.folder },
      clock,
      logger: silentLogger,
      holder: { pid: process.pid, host: 'test', shell: 'cli' },
      secrets: { get: async () => undefined, set: async () => undefined, delete: async () => undefined },
    });
  }
});
