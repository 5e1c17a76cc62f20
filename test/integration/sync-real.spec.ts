/** Syncs with waves, hooks and prunes against a real API server: the sync room with the cluster room and nothing between. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cluster, createCluster, type LiveResource } from '../../main/cluster/index.ts';
import { assessBuiltin } from '../../main/health/index.ts';
import { type KubeObject, keyOf, parseResourceKey, type ResourceKey } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import {
  applyMessage,
  clusterHooks,
  execute,
  isBehind,
  plan,
  type SyncOutcome,
  type SyncPorts,
  type SyncRecord,
  type SyncResource,
} from '../../main/sync/index.ts';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';

const MANAGER = 'argosy';
const KINDS = [
  { group: '', kind: 'ConfigMap' },
  { group: 'batch', kind: 'Job' },
  { group: 'apps', kind: 'Deployment' },
];

let server: TestCluster;
let dir: string;
let cluster: Cluster;
const namespace = `sync-${process.pid}`;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'sync-real-'));
  server = await startTestCluster({ dir });
  cluster = createCluster({
    name: 'test',
    kubeconfig: { kind: 'files', paths: [server.kubeconfigPath] },
    clock: systemClock,
    logger: silentLogger,
  });
  for (const kind of KINDS) expect((await cluster.watch(kind)).kind).toBe('synced');
});

afterAll(async () => {
  await cluster?.delete(
    { group: '', kind: 'Namespace', namespace: '', name: namespace },
    { propagation: 'Background' },
  );
  await cluster?.close();
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

function ports(records: SyncRecord[]): SyncPorts {
  return {
    async dryRun(task, signal) {
      await cluster.apply(task.resource.desired!, { fieldManager: MANAGER, force: true, dryRun: true }, signal);
    },
    async apply(task, signal) {
      const object = await cluster.apply(task.resource.desired!, { fieldManager: MANAGER, force: true }, signal);
      return { message: applyMessage(task, 'serverside-applied'), object };
    },
    async prune(task, signal) {
      const { propagation } = task.options;
      const uid = task.resource.live!.uid;
      return {
        message: 'pruned',
        gone: await cluster.delete(parseResourceKey(task.key), { propagation, uid }, signal),
      };
    },
    async health(key, signal, since) {
      const live = cluster.live(key);
      if (live === undefined) return 'missing';
      if (isBehind(live.resourceVersion, since)) return 'behind';
      const object = await cluster.whole(key, signal);
      return object === undefined ? 'missing' : assessBuiltin(object);
    },
    gone: (key, uid) => Promise.resolve(cluster.live(key)?.uid !== uid),
    changed: (keys, signal) =>
      new Promise((resolve) => {
        const wanted = new Set(keys);
        const done = (which?: readonly ResourceKey[]) => {
          stop();
          signal.removeEventListener('abort', aborted);
          resolve(which);
        };
        const aborted = () => done();
        const stop = cluster.onChange((changes) => {
          const which = changes.map((change) => change.key).filter((key) => wanted.has(key));
          if (which.length > 0) done(which);
        });
        if (signal.aborted) done();
        else signal.addEventListener('abort', aborted, { once: true });
      }),
    hooks: clusterHooks(cluster, MANAGER, () => undefined),
    async record(entry) {
      records.push(entry);
    },
    progress: () => undefined,
  };
}

/** As a comparison hands it over: what is only live must be held whole. */
async function resourceOf(object: KubeObject, declared = true): Promise<SyncResource> {
  const key = keyOf(object);
  const live = cluster.live(key);
  const whole = live === undefined ? undefined : await cluster.whole(key);
  return {
    key,
    desired: declared ? object : undefined,
    live: live === undefined || whole === undefined ? undefined : { ...only(live), object: () => whole },
    modified: true,
    namespaced: true,
    served: true,
  };
}

function only({ uid, resourceVersion, owners }: LiveResource) {
  return { uid, resourceVersion, owners };
}

async function sync(resources: readonly KubeObject[], leftover: readonly KubeObject[] = []) {
  const records: SyncRecord[] = [];
  const made = plan({
    app: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop', namespace: 'argocd' },
      spec: { project: 'default', destination: { name: 'test', namespace } },
    },
    operation: { prune: true, syncOptions: ['CreateNamespace=true'] },
    resources: await Promise.all([
      ...resources.map((object) => resourceOf(object)),
      ...leftover.map((object) => resourceOf(object, false)),
    ]),
    destinationNamespace: namespace,
    namespaceExists:
      (await cluster.read({ group: '', kind: 'Namespace', namespace: '', name: namespace })) !== undefined,
    refusal: () => undefined,
    revision: '0123456789abcdef0123456789abcdef01234567',
    startedAt: systemClock.now(),
  });
  const outcome = await execute(made, ports(records), { clock: systemClock }, new AbortController().signal);
  return { outcome, records };
}

const wave = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });

function configMap(name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, annotations }, data: { a: 'b' } };
}

function podSpec(restartPolicy: string) {
  return { restartPolicy, containers: [{ name: 'main', image: 'example.org/tool:1' }] };
}

function job(name: string, hook: string, policy: string, outcome?: string): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      annotations: { 'argocd.argoproj.io/hook': hook, 'argocd.argoproj.io/hook-delete-policy': policy },
    },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { annotations: outcome === undefined ? {} : { 'testcluster/outcome': outcome } },
        spec: podSpec('Never'),
      },
    },
  };
}

function deployment(name: string, annotations: Readonly<Record<string, string>>): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, annotations },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec('Always') },
    },
  };
}

const read = (kind: string, group: string, name: string) => cluster.read({ group, kind, namespace, name });
const summary = (outcome: SyncOutcome) =>
  outcome.results.map((result) => `${result.syncPhase} ${result.kind}/${result.name} ${result.hookPhase}`);

it('creates the namespace, runs hooks, waits between waves, prunes, and runs the hooks anew the next time', async () => {
  const resources = [
    job('migrate', 'PreSync', 'BeforeHookCreation'),
    deployment('web', wave(0)),
    configMap('late', wave(1)),
    job('announce', 'PostSync', 'HookSucceeded'),
  ];
  const first = await sync([...resources, configMap('old')]);
  expect(first.outcome).toMatchObject({ phase: 'Succeeded', message: 'successfully synced (no more tasks)' });
  expect(summary(first.outcome)).toEqual([
    `PreSync Namespace/${namespace} Succeeded`,
    'PreSync Job/migrate Succeeded',
    'Sync ConfigMap/old Succeeded',
    'Sync Deployment/web Succeeded',
    'Sync ConfigMap/late Succeeded',
    'PostSync Job/announce Succeeded',
  ]);
  const migrate = await read('Job', 'batch', 'migrate');
  expect(migrate?.metadata.finalizers ?? []).not.toContain('argocd.argoproj.io/hook-finalizer');
  expect(assessBuiltin((await read('Deployment', 'apps', 'web'))!)?.status).toBe('Healthy');

  const second = await sync(resources, [configMap('old')]);
  expect(second.outcome.phase).toBe('Succeeded');
  expect(await read('ConfigMap', '', 'old')).toBeUndefined();
  const again = await read('Job', 'batch', 'migrate');
  expect(again?.metadata.uid).not.toBe(migrate?.metadata.uid);
  expect(second.records.filter((record) => record.kind === 'intent').map((record) => record.act)).toContain(
    'remove-hook',
  );
}, 60_000);

it('stops at a hook that fails, runs the hook for failures, and applies nothing', async () => {
  const failed = await sync([
    job('broken', 'PreSync', 'HookFailed', 'fail'),
    configMap('never'),
    job('rescue', 'SyncFail', 'BeforeHookCreation'),
  ]);
  expect(failed.outcome.phase).toBe('Failed');
  expect(failed.outcome.message).toMatch(/^one or more synchronization tasks completed unsuccessfully, reason: /);
  expect(summary(failed.outcome)).toContain('SyncFail Job/rescue Succeeded');
  expect(await read('ConfigMap', '', 'never')).toBeUndefined();
}, 60_000);

it('applies nothing when the API server refuses one object in the dry run', async () => {
  const bad = { ...configMap('bad'), data: { a: 5 } };
  const { outcome, records } = await sync([configMap('good'), bad]);
  expect(outcome).toMatchObject({ phase: 'Failed', message: 'one or more objects failed to apply (dry run)' });
  expect(outcome.results.map((result) => result.name)).toEqual(['bad']);
  expect(records).toEqual([]);
  expect(await read('ConfigMap', '', 'good')).toBeUndefined();
}, 60_000);
