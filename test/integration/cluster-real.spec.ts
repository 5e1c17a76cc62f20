/** The cluster room against a real API server: what no fake can promise. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Cluster,
  ClusterError,
  type ClusterOptions,
  createCluster,
  type LiveChange,
} from '../../main/cluster/index.ts';
import { type KubeObject, keyOf, resourceKey } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { startTestCluster, type TestCluster } from '../cluster/index.ts';
import { until } from './cluster-until.ts';

const CONFIG_MAP = { group: '', kind: 'ConfigMap' };
const manager = { fieldManager: 'argosy' };

let server: TestCluster;
let dir: string;
let cluster: Cluster;
let namespace: string;
let count = 0;
const others: Cluster[] = [];

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'cluster-real-'));
  server = await startTestCluster({ dir });
});

afterAll(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(async () => {
  cluster = open();
  namespace = `real-${process.pid}-${++count}`;
  await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, manager);
});

afterEach(async () => {
  await cluster.delete({ group: '', kind: 'Namespace', namespace: '', name: namespace }, { propagation: 'Background' });
  await Promise.all([cluster, ...others.splice(0)].map((one) => one.close()));
});

function open(options: Partial<ClusterOptions> = {}): Cluster {
  return createCluster({
    name: 'test',
    kubeconfig: { kind: 'files', paths: [server.kubeconfigPath] },
    clock: systemClock,
    logger: silentLogger,
    ...options,
  });
}

function another(options: Partial<ClusterOptions>): Cluster {
  const one = open(options);
  others.push(one);
  return one;
}

function configMap(name: string, data: Record<string, string>, app?: string): KubeObject {
  const annotations =
    app === undefined
      ? {}
      : { annotations: { 'argocd.argoproj.io/tracking-id': `${app}:/ConfigMap:${namespace}/${name}` } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, ...annotations }, data };
}

async function refusal(work: Promise<unknown>): Promise<ClusterError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ClusterError);
  return error as ClusterError;
}

describe('reading', () => {
  it('lists what is there, then hears of what comes, changes and goes', async () => {
    await cluster.apply(configMap('before', { a: '1' }, 'shop'), manager);
    expect(await cluster.watch(CONFIG_MAP)).toEqual({ kind: 'synced' });
    expect(cluster.trackedBy('shop').map((one) => one.key)).toEqual([
      resourceKey('', 'ConfigMap', namespace, 'before'),
    ]);
    const changes: LiveChange[] = [];
    cluster.onChange((batch) => changes.push(...batch.filter((change) => change.key.includes(namespace))));

    const key = keyOf(configMap('later', {}));
    // Through another client: only the watch can tell.
    const other = another({});
    await other.create(configMap('later', { b: '1' }, 'shop'), manager);
    await until(cluster, () => cluster.live(key) !== undefined, 'ADDED');
    expect(cluster.live(key)?.object()).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', data: { b: '1' } });
    await other.apply(configMap('later', { b: '2' }, 'bank'), { ...manager, force: true });
    await until(cluster, () => cluster.trackedBy('bank').length === 1, 'MODIFIED');
    expect(cluster.trackedBy('shop')).toHaveLength(1);
    await other.delete({ ...CONFIG_MAP, namespace, name: 'later' }, { propagation: 'Background' });
    await until(cluster, () => changes.some((change) => change.key === key && change.after === undefined), 'DELETED');
    expect(cluster.live(key)).toBeUndefined();
    expect(cluster.trackedBy('bank')).toEqual([]);

    const steps = changes
      .filter((change) => change.key === key)
      .map((change) => [change.before !== undefined, change.after !== undefined]);
    expect(steps).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  it('holds objects that nobody tracks without their text, and reads them singly', async () => {
    await cluster.apply(configMap('plain', { a: '1' }), manager);
    await cluster.watch(CONFIG_MAP);
    const key = keyOf(configMap('plain', {}));
    expect(cluster.live(key)?.whole).toBe(false);
    expect(() => cluster.live(key)?.object()).toThrow(/not held whole/);
    expect(await cluster.whole(key)).toMatchObject({ data: { a: '1' } });
    cluster.setInterest([key]);
    await until(cluster, () => cluster.live(key)?.whole === true, 'read whole');
    expect(cluster.live(key)?.object()).toMatchObject({ data: { a: '1' } });
  });

  it('pages long lists and shares one connection', async () => {
    const names = Array.from({ length: 1_203 }, (_, index) => `many-${index}`);
    await Promise.all(names.map((name) => cluster.apply(configMap(name, {}), manager)));
    const fresh = another({});
    expect(await fresh.watch(CONFIG_MAP)).toEqual({ kind: 'synced' });
    expect(names.filter((name) => fresh.live(resourceKey('', 'ConfigMap', namespace, name)) === undefined)).toEqual([]);
    expect(fresh.counters().requestsByVerb['list']).toBeGreaterThanOrEqual(3);
    expect(fresh.counters().connectionsOpened).toBe(1);
    expect(cluster.counters().connectionsOpened).toBe(1);
  });

  it('reads one object, and undefined where there is none', async () => {
    await cluster.apply(configMap('one', { a: '1' }), manager);
    expect(await cluster.read({ ...CONFIG_MAP, namespace, name: 'one' })).toMatchObject({ data: { a: '1' } });
    expect(await cluster.read({ ...CONFIG_MAP, namespace, name: 'none' })).toBeUndefined();
    expect(await cluster.read({ group: 'no.example', kind: 'Such', namespace, name: 'x' })).toBeUndefined();
  });
});

describe('descendants', () => {
  it('knows children by owner and holds those of tracked objects whole', async () => {
    const deployment: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'web',
        namespace,
        annotations: { 'argocd.argoproj.io/tracking-id': `shop:apps/Deployment:${namespace}/web` },
      },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
      },
    };
    await Promise.all(
      [
        { group: '', kind: 'Pod' },
        { group: 'apps', kind: 'ReplicaSet' },
        { group: 'apps', kind: 'Deployment' },
      ].map((kind) => cluster.watch(kind)),
    );
    const applied = await cluster.apply(deployment, manager);
    const sets = () => cluster.childrenOf(applied.metadata.uid!);
    const pods = () => sets().flatMap((set) => cluster.childrenOf(set.uid));
    await until(cluster, () => pods().length === 2 && pods().every((pod) => pod.whole), 'two whole Pods');
    expect(pods().map((pod) => pod.object().kind)).toEqual(['Pod', 'Pod']);
    expect(sets()).toHaveLength(1);

    // A second engine, which lists all three kinds at once in any order.
    const fresh = another({});
    await Promise.all(
      [
        { group: '', kind: 'Pod' },
        { group: 'apps', kind: 'ReplicaSet' },
        { group: 'apps', kind: 'Deployment' },
      ].map((kind) => fresh.watch(kind)),
    );
    const found = fresh.childrenOf(applied.metadata.uid!).flatMap((set) => fresh.childrenOf(set.uid));
    expect(found.map((pod) => pod.whole)).toEqual([true, true]);

    expect(
      await cluster.delete(
        { group: 'apps', kind: 'Deployment', namespace, name: 'web' },
        { propagation: 'Foreground', uid: applied.metadata.uid! },
      ),
    ).toBe(false);
    await until(cluster, () => pods().length === 0 && cluster.trackedBy('shop').length === 0, 'cascade');
  });

  it('orphans when told to', async () => {
    await cluster.watch(CONFIG_MAP);
    const owner = await cluster.apply(configMap('owner', {}), manager);
    const child = configMap('child', {});
    const owned = {
      ...child,
      metadata: {
        ...child.metadata,
        ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid! }],
      },
    };
    await cluster.apply(owned, manager);
    expect(cluster.childrenOf(owner.metadata.uid!)).toHaveLength(1);
    await cluster.delete({ ...CONFIG_MAP, namespace, name: 'owner' }, { propagation: 'Orphan' });
    await until(cluster, () => cluster.live(keyOf(configMap('owner', {}))) === undefined, 'owner gone');
    expect(await cluster.read({ ...CONFIG_MAP, namespace, name: 'child' })).toBeDefined();
  });
});

describe('writing', () => {
  it('puts the answer of an apply into the cache at once', async () => {
    await cluster.watch(CONFIG_MAP);
    const applied = await cluster.apply(configMap('now', { a: '1' }), manager);
    expect(cluster.live(keyOf(applied))?.resourceVersion).toBe(applied.metadata.resourceVersion);
  });

  it('leaves the cluster as it is on a dry run', async () => {
    await cluster.watch(CONFIG_MAP);
    const answer = await cluster.apply(configMap('maybe', { a: '1' }), { ...manager, dryRun: true });
    expect(answer).toMatchObject({ data: { a: '1' } });
    expect(await cluster.read({ ...CONFIG_MAP, namespace, name: 'maybe' })).toBeUndefined();
    expect(cluster.live(keyOf(answer))).toBeUndefined();
  });

  it('says with whom an apply conflicts, in the words of the server, and takes over by force', async () => {
    await cluster.apply(configMap('mine', { a: '1' }), { fieldManager: 'somebody' });
    const error = await refusal(cluster.apply(configMap('mine', { a: '2' }), manager));
    expect(error).toMatchObject({ code: 'Conflict', status: { code: 409, reason: 'Conflict' } });
    expect(error.message).toContain('conflict with "somebody": .data.a');
    expect(await cluster.apply(configMap('mine', { a: '2' }), { ...manager, force: true })).toMatchObject({
      data: { a: '2' },
    });
  });

  it('is strict about unknown fields unless told otherwise, and collects warnings', async () => {
    const warnings: string[] = [];
    const listening = another({ onWarning: (text) => warnings.push(text) });
    const odd = { ...configMap('odd', { a: '1' }), dta: { b: '2' } };
    expect((await refusal(listening.apply(odd, manager))).message).toContain('dta');
    const pdb = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'odd', namespace }, data: {}, colour: 'red' };
    const error = await refusal(
      listening
        .create(pdb as KubeObject, manager)
        .then(() => listening.replace({ ...pdb, nope: 1 } as KubeObject, { ...manager }))
        .then(() => Promise.reject(new ClusterError('Unknown', { code: 0, reason: '', message: 'accepted' }))),
    );
    expect(error.message).toBe('accepted');
    expect(warnings.join()).toContain('unknown field "colour"');
  });

  it('tells the words of a rejected object, but not the content of a rejected Secret', async () => {
    const wrong = { ...configMap('Wrong_Name', {}) };
    expect((await refusal(cluster.apply(wrong, manager))).message).toContain('a lowercase RFC 1123 subdomain');
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'canary', namespace },
      data: { password: 'canary-not-base64-!' },
    };
    const error = await refusal(cluster.apply(secret, manager));
    expect(JSON.stringify([error.message, error.status])).not.toContain('canary-not');
    expect(error.message).toContain('Secret');
  });

  it('creates once, replaces, patches in three ways', async () => {
    const ref = { ...CONFIG_MAP, namespace, name: 'p' };
    await cluster.create(configMap('p', { a: '1' }), manager);
    expect((await refusal(cluster.create(configMap('p', { a: '1' }), manager))).code).toBe('AlreadyExists');
    expect(await cluster.replace(configMap('p', { b: '1' }), manager)).toMatchObject({ data: { b: '1' } });
    expect(await cluster.patch(ref, { data: { c: '1' } }, 'merge', manager)).toMatchObject({
      data: { b: '1', c: '1' },
    });
    expect((await cluster.patch(ref, [{ op: 'remove', path: '/data/b' }], 'json', manager))['data']).toEqual({
      c: '1',
    });
    expect(
      (await cluster.patch(ref, { data: { c: null, d: '1' } }, 'strategic', { ...manager, dryRun: true }))['data'],
    ).toEqual({ d: '1' });
  });

  it('deletes only what was meant', async () => {
    const ref = { ...CONFIG_MAP, namespace, name: 'd' };
    expect(await cluster.delete(ref, { propagation: 'Background' })).toBe(true);
    const first = await cluster.create(configMap('d', {}), manager);
    expect(await cluster.delete(ref, { propagation: 'Background', dryRun: true })).toBe(true);
    expect(await cluster.delete(ref, { propagation: 'Background' })).toBe(true);
    const second = await cluster.create(configMap('d', {}), manager);
    expect(await cluster.delete(ref, { propagation: 'Background', uid: first.metadata.uid! })).toBe(true);
    expect((await cluster.read(ref))?.metadata.uid).toBe(second.metadata.uid);
  });

  it('names a kind that is not served', async () => {
    const error = await refusal(
      cluster.apply({ apiVersion: 'no.example/v1', kind: 'Such', metadata: { name: 'x', namespace } }, manager),
    );
    expect(error).toMatchObject({ code: 'NotFound', status: { code: 404 } });
    expect(error.message).toContain('Such');
  });
});

describe('kinds that come and go', () => {
  it('follows a CustomResourceDefinition', async () => {
    const group = `g${process.pid}.example`;
    const kind = { group, kind: 'Thing' };
    expect(await cluster.watch(kind)).toEqual({ kind: 'absent' });
    const crd: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `things.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    properties: {
                      port: { 'x-kubernetes-int-or-string': true },
                      free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                      parts: {
                        type: 'array',
                        'x-kubernetes-list-type': 'map',
                        'x-kubernetes-list-map-keys': ['name'],
                        items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
                      },
                    },
                  },
                },
              },
            },
          },
        ],
      },
    };
    await cluster.apply(crd, manager);
    await until(cluster, () => cluster.kindState(kind).kind === 'synced', 'the kind appears');
    const thing = {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: 't', namespace },
      spec: { parts: [{ name: 'a' }] },
    };
    await cluster.apply(thing, manager);
    await until(cluster, () => cluster.live(keyOf(thing)) !== undefined, 'an object of it');

    const spec = (await cluster.schemaOf({ ...kind, version: 'v1' }))?.fields?.get('spec')?.fields;
    expect(spec?.get('port')).toEqual({ type: 'scalar', scalar: 'int-or-string' });
    expect(spec?.get('free')).toMatchObject({ type: 'object', preserveUnknown: true });
    expect(spec?.get('parts')).toMatchObject({ type: 'list', listType: 'map', listKeys: ['name'] });

    await cluster.delete(
      { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', namespace: '', name: `things.${group}` },
      { propagation: 'Background' },
    );
    await until(cluster, () => cluster.kindState(kind).kind === 'absent', 'the kind disappears');
    expect(cluster.live(keyOf(thing))).toBeUndefined();
  });

  it('writes an object of a kind that was defined the moment before', async () => {
    const group = `h${process.pid}.example`;
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const definition: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `quicks.${group}` },
      spec: {
        group,
        scope: 'Cluster',
        names: { plural: 'quicks', singular: 'quick', kind: 'Quick', listKind: 'QuickList' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    };
    // Nothing is watched: only the write itself tells that kinds change.
    await cluster.apply(definition, manager);
    const quick = { apiVersion: `${group}/v1`, kind: 'Quick', metadata: { name: 'q' } };
    expect((await cluster.apply(quick, manager)).metadata.uid).toBeDefined();
    await cluster.delete(
      { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', namespace: '', name: `quicks.${group}` },
      { propagation: 'Background' },
    );
  });

  it('compiles the schemas of built-in kinds as server-side apply sees them', async () => {
    const deployment = await cluster.schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' });
    const podSpec = deployment?.fields?.get('spec')?.fields?.get('template')?.fields?.get('spec')?.fields;
    const containers = podSpec?.get('containers');
    expect(containers).toMatchObject({ type: 'list', listType: 'map', listKeys: ['name'] });
    const container = containers?.items?.fields;
    expect(container?.get('ports')).toMatchObject({ listType: 'map', listKeys: ['containerPort', 'protocol'] });
    expect(container?.get('ports')?.items?.fields?.get('protocol')?.default).toBe('TCP');
    expect(container?.get('args')).toMatchObject({ type: 'list', listType: 'atomic' });
    expect(container?.get('resources')?.fields?.get('limits')).toMatchObject({
      type: 'map',
      items: { scalar: 'quantity' },
    });
    expect(container?.get('livenessProbe')?.fields?.get('httpGet')?.fields?.get('port')).toMatchObject({
      scalar: 'int-or-string',
    });
    expect(podSpec?.get('nodeSelector')).toMatchObject({ type: 'map', mapType: 'atomic' });
    expect(deployment?.fields?.get('metadata')?.fields?.get('finalizers')).toMatchObject({ listType: 'set' });
    expect(await cluster.schemaOf({ group: 'apps', version: 'v9', kind: 'Deployment' })).toBeUndefined();
    // A second kind of the same group version needs no second document.
    const before = cluster.counters().requestsByVerb['openapi'];
    expect(await cluster.schemaOf({ group: 'apps', version: 'v1', kind: 'StatefulSet' })).toBeDefined();
    expect(cluster.counters().requestsByVerb['openapi']).toBe(before);
  });

  it('knows what the server can do', async () => {
    const { kubeVersion, apiVersions } = await cluster.capabilities();
    expect(kubeVersion).toMatch(/^v1\.\d+\.\d+/);
    expect(apiVersions).toEqual([...apiVersions].sort());
    expect(apiVersions).toEqual(expect.arrayContaining(['v1', 'apps/v1', 'apps/v1/Deployment', 'v1/ConfigMap']));
    // Two connections say the same of the same server; other files make and remove kinds on it meanwhile.
    const digests = () => Promise.all([1, 2].map(async () => (await another({}).capabilities()).digest));
    await expect.poll(async () => new Set(await digests()).size, { timeout: 20_000 }).toBe(1);
  });
});

describe('permissions', () => {
  /** A kubeconfig for a ServiceAccount that may do what the rules say. */
  async function restricted(rules: unknown[], options: Partial<ClusterOptions> = {}): Promise<Cluster> {
    const of = { name: 'limited', namespace };
    await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: of }, manager);
    await cluster.apply({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: of, rules }, manager);
    await cluster.apply(
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: of,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'limited' },
        subjects: [{ kind: 'ServiceAccount', ...of }],
      },
      manager,
    );
    const admin = readFileSync(server.kubeconfigPath, 'utf8');
    const token = await tokenOf(admin, namespace, 'limited');
    await effective(admin.replace(/token: .*/, `token: ${token}`));
    return another({ kubeconfig: { kind: 'text', text: admin.replace(/token: .*/, `token: ${token}`) }, ...options });
  }

  /** The authorizer learns of a binding by a watch of its own. */
  async function effective(text: string): Promise<void> {
    const asker = another({ kubeconfig: { kind: 'text', text } });
    const resourceAttributes = { namespace, verb: 'list', resource: 'configmaps' };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: {},
      spec: { resourceAttributes },
    };
    for (;;) {
      const answer = await asker.create(review, manager);
      if ((answer['status'] as { allowed?: boolean }).allowed === true) return;
    }
  }

  it('calls a kind forbidden that may not be listed, and leaves the others alone', async () => {
    const limited = await restricted([{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }], {
      namespaces: [],
    });
    expect(await limited.watch(CONFIG_MAP)).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('cannot list resource "configmaps"') as string,
    });
    expect(limited.connection().kind).toBe('live');
  });

  it('watches in the permitted namespaces when the cluster may not be listed', async () => {
    const limited = await restricted([{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }], {
      fallbackNamespaces: () => [namespace],
    });
    await limited.watch(CONFIG_MAP);
    await until(limited, () => limited.kindState(CONFIG_MAP).kind === 'synced', 'synced in the namespace');
    expect(await limited.watch({ group: '', kind: 'Secret' })).toMatchObject({ kind: 'forbidden' });
    await limited.apply(configMap('allowed', {}), manager);
    await until(limited, () => limited.live(keyOf(configMap('allowed', {}))) !== undefined, 'an object');
    const error = await refusal(
      limited.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace } }, manager),
    );
    expect(error).toMatchObject({ code: 'PermissionDenied', status: { code: 403 } });
    expect(limited.connection().kind).toBe('live');
  });

  it('asks for credentials when they are refused', async () => {
    const admin = readFileSync(server.kubeconfigPath, 'utf8');
    const stranger = another({ kubeconfig: { kind: 'text', text: admin.replace(/token: .*/, 'token: nonsense') } });
    expect(await stranger.watch(CONFIG_MAP)).toMatchObject({ kind: 'stale' });
    expect(stranger.connection().kind).toBe('auth-needed');
    expect((await refusal(stranger.apply(configMap('x', {}), manager))).code).toBe('Unauthenticated');
  });

  it('impersonates a user and several groups', async () => {
    const admin = readFileSync(server.kubeconfigPath, 'utf8');
    const text = admin.replace(
      /( *)token: (.*)/,
      '$1token: $2\n$1as: jane\n$1as-groups: [system:masters, developers]\n$1as-user-extra: {team: [a, b]}',
    );
    const jane = another({ kubeconfig: { kind: 'text', text } });
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} } as KubeObject;
    const answer = await jane.create(review, manager);
    expect(answer['status']).toMatchObject({
      userInfo: {
        username: 'jane',
        groups: expect.arrayContaining(['system:masters', 'developers']) as string[],
        extra: { team: ['a', 'b'] },
      },
    });
  });
});

describe('logs and events', () => {
  it('reads the lines of a Pod, and what happened to it', async () => {
    const pod: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'talker', namespace, annotations: { 'testcluster/log': 'one\ntwo\nthree' } },
      spec: { containers: [{ name: 'main', image: 'x' }] },
    };
    cluster.setInterest([keyOf(pod)]);
    await cluster.watch({ group: '', kind: 'Pod' });
    const created = await cluster.create(pod, manager);
    const phase = () => (cluster.live(keyOf(pod))?.object()['status'] as { phase?: string } | undefined)?.phase;
    await until(cluster, () => phase() === 'Running', 'it runs');
    const lines: string[] = [];
    for await (const line of cluster.logs({ namespace, pod: 'talker', tailLines: 10 })) lines.push(line);
    expect(lines).toEqual(['one', 'two', 'three']);
    const events = await cluster.events({ uid: created.metadata.uid!, namespace });
    expect(Array.isArray(events)).toBe(true);
    await expect(async () => {
      for await (const line of cluster.logs({ namespace, pod: 'nobody' })) lines.push(line);
    }).rejects.toMatchObject({ status: { code: 404 } });
  });
});

/** Asks the API server for a token of a ServiceAccount; the face has no such call, so this speaks for itself. */
async function tokenOf(kubeconfig: string, inNamespace: string, name: string): Promise<string> {
  const { Agent, request } = await import('undici');
  const ca = Buffer.from(/certificate-authority-data: (\S+)/.exec(kubeconfig)![1]!, 'base64');
  const dispatcher = new Agent({ connect: { ca } });
  const answer = await request(`${server.server}/api/v1/namespaces/${inNamespace}/serviceaccounts/${name}/token`, {
    method: 'POST',
    dispatcher,
    headers: { authorization: `Bearer ${/token: (\S+)/.exec(kubeconfig)![1]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }),
  });
  const body = (await answer.body.json()) as { status: { token: string } };
  await dispatcher.close();
  return body.status.token;
}
