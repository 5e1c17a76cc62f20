import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AppUnderTest, configMap, hook, job, SkippingClock, servers, World, yaml } from './world/index.ts';

const BROKEN = { ...configMap('a', {}), data: { k: { not: 'a string' } } };

describe.each(servers)('retries, on $name', (server) => {
  let world: World;
  let clock: SkippingClock;
  let namespace: string;

  beforeEach(async () => {
    clock = new SkippingClock();
    world = await new World(server, { clock }).start();
    namespace = await world.namespace();
  });
  afterEach(() => world.stop());

  const waitsFor = (app: AppUnderTest, attempt: number) =>
    app.until(
      ({ operation }) => operation?.retryCount === attempt && operation.finishedAt !== undefined,
      `attempt ${attempt} is planned`,
    );

  it('tries again with growing pauses until the limit, then says how often', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(BROKEN) });
    const app = await world.application({
      repository,
      namespace,
      spec: {
        syncPolicy: { automated: {}, retry: { limit: 2, backoff: { duration: '10s', factor: 2, maxDuration: '1m' } } },
      },
    });
    await waitsFor(app, 1);
    expect(app.operation).toMatchObject({ phase: 'Running' });
    expect(app.operation?.message).toMatch(/one or more objects failed to apply.* Retrying attempt #1 at /);
    const { operations } = world.engine.counters();

    // The pause before the first retry is duration × factor (reference §1.5): 20 s.
    clock.skip(18_000);
    expect(app.operation?.retryCount).toBe(1);
    expect(app.operation?.finishedAt).toBeDefined();
    clock.skip(2_000);
    await waitsFor(app, 2);
    clock.skip(40_000);
    await app.ended();
    expect(app.operation).toMatchObject({ phase: 'Failed', retryCount: 2 });
    expect(app.operation?.message).toMatch(/ \(retried 2 times\)\.$/);
    await app.until(({ conditions }) => conditions.length > 0, 'the failure is named');
    expect(world.engine.counters().operations).toBe(operations);
  });

  it('is not tried again by hand, unless asked to', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(BROKEN) });
    const app = await world.application({ repository, namespace });
    await app.syncNow();
    expect(app.operation).toMatchObject({ phase: 'Failed' });
    expect(app.operation?.retryCount).toBeUndefined();
    await app.syncStart({}, { retry: { limit: 1 } });
    await waitsFor(app, 1);
    await world.engine.applications.terminate(app.key);
    await app.ended();
    expect(app.operation).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
  });

  it('takes the newest revision at a retry when it may, and so gets well', async () => {
    const repository = world.repository({ 'app/a.yaml': yaml(BROKEN) });
    const app = await world.application({
      repository,
      namespace,
      spec: { syncPolicy: { automated: {}, retry: { limit: 3, refresh: true } } },
    });
    await waitsFor(app, 1);
    const mended = repository.commit('mend', { 'app/a.yaml': yaml(configMap('a', { k: 'fine' })) });
    await app.until(({ now }) => now.status?.sync?.revision === mended, 'the commit is seen');
    clock.skip(60_000);
    await app.settled();
    expect(app.operation?.syncResult?.revision).toBe(mended);
  });

  it('terminates a sync that takes too long; that the machine sleeps meanwhile is no work', async () => {
    world.engine.config.set(new Map([['controller.sync.timeout.seconds', '40']]));
    const slow = job('slow', hook('PreSync'), { 'testcluster/outcome': 'hang' });
    const repository = world.repository({ 'app/a.yaml': yaml(configMap('a', {}), slow) });
    const app = await world.application({ repository, namespace });
    await app.syncStart();
    await app.until(
      ({ operation }) => operation?.message === 'waiting for completion of hook batch/Job/slow',
      'waits for the hook',
    );
    // A lid that was shut for a night: the clock jumps once, by more than is left, and every connection is found dead.
    clock.skip(8 * 3_600_000);
    expect(app.now.operation).toBeDefined();
    clock.skip(15_000);
    clock.skip(10_000);
    await app.ended();
    expect(app.operation).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
    await world.api.until(
      `/apis/batch/v1/namespaces/${namespace}/jobs`,
      'slow',
      (one) => one === undefined,
      'hook gone',
    );
  });
});
