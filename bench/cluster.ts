/**
 * What a cluster costs, on the real API server: `node --expose-gc bench/cluster.ts [objects]`. Prints one JSON line for each row.
 * Rows: import, apply beside a bare loop of the same writes, memory of a watched object, idle, and latency of events.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'undici';
import type { Cluster } from '../main/cluster/index.ts';
import { resourceKey } from '../main/model/index.ts';
import { silentLogger, systemClock } from '../main/runtime/index.ts';
import { startTestCluster } from '../test/cluster/index.ts';

const OBJECTS = Number(process.argv[2] ?? 20_000);
const APPLIES = 500;
const IDLE_SECONDS = Number(process.argv[3] ?? 60);
const CONFIG_MAP = { group: '', kind: 'ConfigMap' };
const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});

function row(name: string, figures: Record<string, number | string>): void {
  const rounded = Object.entries(figures).map(([key, value]) => [
    key,
    typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value,
  ]);
  process.stdout.write(`${JSON.stringify({ row: name, ...Object.fromEntries(rounded) })}\n`);
}

async function measured<T>(work: () => Promise<T>): Promise<{ result: T; wall: number; cpu: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const used = process.cpuUsage(cpu);
  return { result, wall: (performance.now() - start) / 1000, cpu: (used.user + used.system) / 1e6 };
}

/** Heap and external memory after a full collection: what is held, without what the collector has not come to yet. */
async function held(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function configMap(name: string, namespace: string, app?: string) {
  const annotations =
    app === undefined
      ? {}
      : { annotations: { 'argocd.argoproj.io/tracking-id': `${app}:/ConfigMap:${namespace}/${name}` } };
  const data = { 'application.properties': 'colour=blue\nreplicas=3\nlevel=info\n'.repeat(10) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ...annotations }, data };
}

/** The same writes by a plain client: 50 at once over one HTTP/2 connection. */
async function bareLoop(kubeconfig: string, server: string, namespace: string): Promise<void> {
  const text = readFileSync(kubeconfig, 'utf8');
  const ca = Buffer.from(/certificate-authority-data: (\S+)/.exec(text)![1]!, 'base64');
  const token = /token: (\S+)/.exec(text)![1]!;
  const client = new Client(server, { connect: { ca }, allowH2: true });
  const names = Array.from({ length: APPLIES }, (_, index) => `bare-${index}`);
  const worker = async () => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const answer = await client.request({
        method: 'PATCH',
        path: `/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=argosy&force=true&fieldValidation=Strict`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' },
        body: JSON.stringify(configMap(name, namespace, name)),
      });
      await answer.body.json();
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  await client.close();
}

async function inNamespaces(
  cluster: Cluster,
  count: number,
  each: (namespace: string) => Promise<void>,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const name = `bench-${process.pid}-${index}`;
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { fieldManager: 'bench' });
    await each(name);
  }
}

const rss = process.memoryUsage().rss;
const imported = await measured(() => import('../main/cluster/index.ts'));
row('import', { seconds: imported.wall, rssMB: (process.memoryUsage().rss - rss) / 1e6 });
const { createCluster } = imported.result;

const dir = mkdtempSync(path.join(tmpdir(), 'bench-cluster-'));
const server = await startTestCluster({ dir });
const open = () =>
  createCluster({
    name: 'bench',
    kubeconfig: { kind: 'files', paths: [server.kubeconfigPath] },
    clock: systemClock,
    logger: silentLogger,
  });

const writer = open();
await inNamespaces(writer, 1, async (namespace) => {
  for (let round = 0; round < 3; round++) {
    const bare = await measured(() => bareLoop(server.kubeconfigPath, server.server, namespace));
    const ours = await measured(() =>
      Promise.all(
        Array.from({ length: APPLIES }, (_, index) =>
          writer.apply(configMap(`ours-${index}`, namespace, `ours-${index}`), { fieldManager: 'argosy', force: true }),
        ),
      ),
    );
    row('apply', {
      round,
      objects: APPLIES,
      bareWall: bare.wall,
      bareCpu: bare.cpu,
      wall: ours.wall,
      cpu: ours.cpu,
      ratio: ours.wall / bare.wall,
      connections: writer.counters().connectionsOpened,
    });
  }
});

await inNamespaces(writer, 1, async (namespace) => {
  for (let start = 0; start < OBJECTS; start += 500) {
    const names = Array.from({ length: Math.min(500, OBJECTS - start) }, (_, index) => `extra-${start + index}`);
    await Promise.all(
      names.map((name) => writer.create(configMap(name, namespace), { fieldManager: 'somebody-else' })),
    );
  }
});
await writer.close();

// One that stays open first: what it allocates once for all is not counted.
const warm = open();
await warm.watch(CONFIG_MAP);
const cluster = open();
const before = await held();
// CPU time of this thread between two turns: on a shared machine the wall clock also counts what others do.
let longest = 0;
let last = process.threadCpuUsage();
let beating = true;
const beat = () => {
  const used = process.threadCpuUsage(last);
  longest = Math.max(longest, (used.user + used.system) / 1000);
  last = process.threadCpuUsage();
  if (beating) setImmediate(beat);
};
setImmediate(beat);
const listed = await measured(() => cluster.watch(CONFIG_MAP));
beating = false;
const bytes = (await held()) - before;
await warm.close();
const counters = cluster.counters();
row('watch', {
  objects: counters.objects,
  tracked: APPLIES,
  wall: listed.wall,
  cpu: listed.cpu,
  bytesAnObject: bytes / counters.objects,
  estimatedAnObject: counters.cacheBytes / counters.objects,
  listMB: counters.bytesIn / 1e6,
  longestTurnCpuMs: longest,
  rssMB: process.memoryUsage().rss / 1e6,
});

const other = open();
const latencies: number[] = [];
await inNamespaces(other, 1, async (namespace) => {
  for (let index = 0; index < 200; index++) {
    const name = `latency-${index}`;
    const key = resourceKey('', 'ConfigMap', namespace, name);
    const seen = new Promise<void>((resolve) => {
      const off = cluster.onChange((changes) => {
        const found = changes.find((change) => change.key === key);
        if (found === undefined) return;
        latencies.push(systemClock.monotonic() - found.at);
        off();
        resolve();
      });
    });
    await other.create(configMap(name, namespace, 'latency'), { fieldManager: 'kubectl' });
    await seen;
  }
});
await other.close();
latencies.sort((a, b) => a - b);
row('event', { events: latencies.length, medianMs: latencies[100]!, p95Ms: latencies[190]! });

for (const kind of [
  { group: '', kind: 'Service' },
  { group: '', kind: 'Secret' },
  { group: '', kind: 'Pod' },
  { group: '', kind: 'ServiceAccount' },
  { group: 'apps', kind: 'Deployment' },
  { group: 'apps', kind: 'ReplicaSet' },
]) {
  await cluster.watch(kind);
}
const requestsBefore = cluster.counters().requests;
const idle = await measured(() => new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000)));
row('idle', {
  seconds: idle.wall,
  cpu: idle.cpu,
  cpuAMinute: (idle.cpu / idle.wall) * 60,
  watches: cluster.counters().watches,
  requests: cluster.counters().requests - requestsBefore,
  connections: cluster.counters().connectionsOpened,
  rssMB: process.memoryUsage().rss / 1e6,
});

await cluster.close();
await server.stop();
rmSync(dir, { recursive: true, force: true });
