import { randomBytes } from 'node:crypto';
import { allSynced, createAll, type Fleet } from './fleet.ts';
import type { World } from './world.ts';

export interface Row {
  readonly name: string;
  readonly wallMs?: number | string;
  readonly cpuMs?: number | string;
  readonly peakMb?: number | string;
  readonly requests?: number | string;
  readonly renders?: number | string;
  readonly note?: string;
}

interface Counters {
  readonly requests: number;
  readonly renders: number;
  readonly comparisons: number;
  readonly writes: number;
  readonly fetches: number;
  readonly lsRemotes: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cachedObjects: number;
  readonly cacheBytes: number;
  readonly healLatencies: readonly number[];
}

const counters = async (world: World): Promise<Counters> =>
  (await world.engine.client.call('engine.counters', {})) as unknown as Counters;
const mb = (bytes: number): number => bytes / 1e6;
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs something and says what it cost the engine and its children. */
async function cost(
  world: World,
  run: () => Promise<void>,
): Promise<{ row: Omit<Row, 'name'>; before: Counters; after: Counters }> {
  const before = await counters(world);
  world.engine.resetPeak();
  const cpu = world.engine.cpuMs();
  const started = performance.now();
  await run();
  const wallMs = performance.now() - started;
  await settled(world);
  const after = await counters(world);
  return {
    before,
    after,
    row: {
      wallMs,
      cpuMs: world.engine.cpuMs() - cpu,
      peakMb: mb(world.engine.memory().peak),
      requests: after.requests - before.requests,
      renders: after.renders - before.renders,
    },
  };
}

/** Waits until the engine has stopped using the processor, so that work which goes on behind a result is counted to it. */
async function settled(world: World): Promise<void> {
  let last = world.engine.cpuMs();
  for (;;) {
    await wait(300);
    const now = world.engine.cpuMs();
    if (now - last < 10) return;
    last = now;
  }
}

export async function measureP1(world: World, fleet: Fleet, count: number): Promise<Row> {
  const applications = Array.from({ length: count }, (_, i) => fleet.application(i));
  const { row, after } = await cost(world, () => createAll(world.engine.client, applications));
  return {
    name: `P1 ${count} applications, from nothing`,
    ...row,
    note: `${after.writes} writes, ${after.lsRemotes} ls-remotes, ${after.fetches} fetches, ${kb(after.bytesIn)} in, ${kb(after.bytesOut)} out`,
  };
}

export async function measureP2(world: World, fleet: Fleet, count: number): Promise<Row> {
  const walls: number[] = [];
  let last: Awaited<ReturnType<typeof cost>> | undefined;
  const cpus: number[] = [];
  for (let round = 0; round < 5; round++) {
    const value = `v${round}-${randomBytes(4).toString('hex')}`;
    fleet.write(7, value);
    let written = 0;
    last = await cost(world, async () => {
      fleet.commit(value);
      const started = performance.now();
      written = await untilApplied(world, 'app-7', value, started);
    });
    walls.push(written);
    cpus.push(last.row.cpuMs as number);
  }
  const { before, after, row } = last!;
  const renders = after.renders - before.renders;
  const compares = after.comparisons - before.comparisons;
  return {
    ...row,
    name: `P2 one commit for 1 of ${count}`,
    wallMs: median(walls),
    cpuMs: median(cpus),
    note: `wall: commit → written, median of 5; ${renders} rendered, ${compares} compared, ${after.writes - before.writes} written, ${after.fetches - before.fetches} fetched`,
  };
}

/** Milliseconds from `started` until the API server's watch tells of the value. */
async function untilApplied(world: World, name: string, value: string, started: number): Promise<number> {
  const { watchConfigMap } = await import('./watch-object.ts');
  await watchConfigMap(world.kubeconfig, world.namespace, name, (data) => data['value'] === value);
  return performance.now() - started;
}

export async function measureDrift(world: World): Promise<Row> {
  const before = (await counters(world)).healLatencies.length;
  const names = [10, 11, 12, 13].map((i) => `app-${i}`);
  const { row } = await cost(world, async () => {
    for (let round = 0; round < 4; round++) {
      for (const name of names) {
        world.kubectl(
          'patch',
          'configmap',
          name,
          '--type=merge',
          '-p',
          JSON.stringify({ data: { value: `drift-${round}` } }),
        );
        await untilApplied(world, name, 'v0', performance.now());
      }
    }
  });
  const heals = (await counters(world)).healLatencies.slice(before);
  return {
    name: 'P3 drift healed, 16 times',
    cpuMs: row.cpuMs!,
    peakMb: row.peakMb!,
    requests: row.requests!,
    renders: row.renders!,
    wallMs: median(heals),
    note: `wall: watch event → write, median; worst ${Math.max(...heals).toFixed(1)} ms of ${heals.length}`,
  };
}

export async function measureIdle(world: World): Promise<readonly Row[]> {
  await settled(world);
  const before = await counters(world);
  const cpu = world.engine.cpuMs();
  await wait(60_000);
  const cpuMs = world.engine.cpuMs() - cpu;
  const idle = await counters(world);
  const first = {
    name: 'P4 idle for 60 s, 500 applications',
    wallMs: 60_000,
    cpuMs,
    peakMb: mb(world.engine.memory().now),
    requests: idle.requests - before.requests,
    renders: 0,
    note: 'peak MB: now',
  };

  const objects = 20_000;
  const memoryBefore = world.engine.memory().now;
  const { fillConfigMaps } = await import('./watch-object.ts');
  await fillConfigMaps(world.kubeconfig, world.namespace, objects);
  await settled(world);
  const filled = await counters(world);
  const perObject = (filled.cacheBytes - idle.cacheBytes) / (filled.cachedObjects - idle.cachedObjects);
  const memoryPer = (world.engine.memory().now - memoryBefore) / (filled.cachedObjects - idle.cachedObjects);
  return [
    first,
    {
      name: 'P4 with 20,000 more ConfigMaps',
      peakMb: mb(world.engine.memory().now),
      requests: filled.requests - idle.requests,
      note: `${perObject.toFixed(0)} bytes of cache and ${memoryPer.toFixed(0)} bytes of memory for each of ${filled.cachedObjects - idle.cachedObjects} objects`,
    },
  ];
}

export async function measureP7(world: World, fleet: Fleet, count: number): Promise<Row> {
  const applications = Array.from({ length: count }, (_, i) => fleet.application(i));
  const { row, after } = await cost(world, () => createAll(world.engine.client, applications));
  return {
    name: `P7 ${count} Helm applications`,
    ...row,
    note: `${after.writes} writes, ${kb(after.bytesIn)} in, ${kb(after.bytesOut)} out`,
  };
}

/** The engine is started again on what it knows: nothing may be rendered. */
export async function measureRestart(world: World, count: number, name: string): Promise<Row> {
  await world.engine.stop();
  const started = performance.now();
  await world.start();
  await allSynced(world.engine.client, count);
  const wallMs = performance.now() - started;
  await settled(world);
  const after = await counters(world);
  return {
    name,
    wallMs,
    cpuMs: world.engine.cpuMs(),
    peakMb: mb(world.engine.memory().peak),
    requests: after.requests,
    renders: after.renders,
    note: `${after.writes} writes, ${after.comparisons} compared`,
  };
}

function kb(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
