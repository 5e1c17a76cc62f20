/** The figures of the README: `node main/store/testing/measure.ts`. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AppKey, Application, SyncStatusCode } from '../../model/index.ts';
import { silentLogger, systemClock } from '../../runtime/index.ts';
import { openStore } from '../index.ts';

const APPS = 2_000;
const folder = mkdtempSync(path.join(tmpdir(), 'argosy-measure-'));
const options = { path: path.join(folder, 'argosy.db'), clock: systemClock, logger: silentLogger };

async function measure(what: string, work: () => unknown): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const wall = performance.now() - start;
  const used = process.cpuUsage(cpu);
  const note = typeof result === 'string' ? `  ${result}` : '';
  console.log(
    `${what.padEnd(52)} ${wall.toFixed(1).padStart(8)} ms ${((used.user + used.system) / 1000).toFixed(0).padStart(6)} ms CPU${note}`,
  );
}

const keyOf = (number: number) => `app-${number}` as AppKey;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function applicationOf(number: number, sync: SyncStatusCode): Application {
  const source = { repoURL: 'https://git.example.com/fleet.git', path: `apps/${number}`, targetRevision: 'main' };
  const resource = (n: number) =>
    ({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
      namespace: 'n',
      name: `web-${n}`,
      status: sync,
      health: { status: 'Healthy' },
    }) as const;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: `app-${number}`, namespace: 'argocd' },
    spec: {
      project: 'default',
      source,
      destination: { server: 'https://cluster', namespace: 'n' },
      syncPolicy: { automated: { prune: true } },
    },
    status: {
      sync: { status: sync, revision: 'a'.repeat(40) },
      health: { status: 'Healthy' },
      resources: Array.from({ length: 12 }, (_, n) => resource(n)),
      history: Array.from({ length: 5 }, (_, id) => ({
        id,
        revision: 'b'.repeat(40),
        deployedAt: '2026-01-01T00:00:00Z',
        source,
      })),
      reconciledAt: '2026-01-01T00:00:00Z',
    },
  };
}

const synced = Array.from({ length: APPS }, (_, number) => applicationOf(number, 'Synced'));
const drifted = Array.from({ length: APPS }, (_, number) => applicationOf(number, 'OutOfSync'));
console.log(`${APPS} applications, ${JSON.stringify(synced[0]?.status).length} bytes of status each`);

let store = openStore(options);
const put = (apps: readonly Application[]) => {
  for (const [number, app] of apps.entries()) store.putApplication(keyOf(number), app);
};
await measure('put all, new', () => put(synced));
await measure('… until durable', () => store.flush());
await measure('put all, status changed', () => put(drifted));
await measure('… until durable', () => store.flush());
await measure('put all again, the same objects', () => put(drifted));
const copies = structuredClone(drifted);
await measure('put all again, equal objects', () => put(copies));
await measure('put all, status changed, one a turn', async () => {
  for (const [number, app] of synced.entries()) {
    store.putApplication(keyOf(number), app);
    await turn();
  }
});
await store.beginOperation({ id: 'one', app: keyOf(0), startedAt: 0, request: {} });
await measure('200 journal records, one after another', async () => {
  for (let n = 0; n < 200; n++) await store.appendRecord('one', { kind: 'result', n });
});
await measure('2,000 journal records of 500 writers side by side', async () => {
  const before = store.counters();
  const writer = async (id: number) => {
    for (let n = 0; n < 4; n++) await store.appendRecord('one', { kind: 'result', id, n });
  };
  await Promise.all(Array.from({ length: 500 }, (_, id) => writer(id)));
  const after = store.counters();
  return `${after.commits - before.commits} commits, ${after.syncs - before.syncs} waits for the disk`;
});
const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels:\n    app: y\n'.repeat(60);
const cacheAll = (prefix: string) => {
  for (let n = 0; n < APPS; n++) store.cachePut('render', `${prefix}${n}`, Buffer.from(manifest + n));
};
const readAll = (prefix: string) => {
  for (let n = 0; n < APPS; n++)
    if (store.cacheGet('render', `${prefix}${n}`) === undefined) throw new Error('a cache entry is missing');
};
await measure(`cache: put ${APPS} of ${manifest.length} bytes`, () => cacheAll('p'));
await measure('… written', () => store.flush());
await measure(`cache: get ${APPS}`, () => readAll('p'));
await measure('close, with a backup', () => store.close());
await measure('open', () => {
  store = openStore({ ...options, cacheKey: new Uint8Array(32) });
});
await measure('read all', () => `${[...store.applications()].length} applications`);
await measure(`cache, sealed: put ${APPS}`, () => cacheAll('s'));
await store.flush();
await measure(`cache, sealed: get ${APPS}`, () => readAll('s'));
store.close();
rmSync(folder, { recursive: true, force: true });
