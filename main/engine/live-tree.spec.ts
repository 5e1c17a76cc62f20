import { describe, expect, it } from 'vitest';
import type { HealthScripts } from '../health/index.ts';
import { type KubeObject, keyOf, type ResourceKey } from '../model/index.ts';
import { LiveTree } from './live-tree.ts';
import type { Row } from './record.ts';
import { LiveCluster } from './testing/live-cluster.ts';

const scripts: HealthScripts = { has: () => false, run: async () => undefined };
const never = new AbortController().signal;

function object(apiVersion: string, kind: string, name: string, owner?: string, rest: object = {}): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: owner, uid: `uid-${owner}` }] }),
    },
    ...rest,
  } as KubeObject;
}
const pod = (name: string, owner: string, phase = 'Running') => object('v1', 'Pod', name, owner, { status: { phase } });
const key = (name: string, kind = 'Pod', group = ''): ResourceKey => `${group}/${kind}/shop/${name}` as ResourceKey;

function world() {
  const live = new LiveCluster();
  let rows: ReadonlyMap<ResourceKey, Row> = new Map();
  const tree = new LiveTree(live.cluster, () => rows, scripts);
  let concerned = 0;
  live.cluster.onChange((changes) => {
    if (tree.note(changes)) concerned += 1;
  });
  /** An object that the application declares. */
  const manage = (declared: KubeObject, more: Partial<Row> = {}): void => {
    const found = live.objects.get(keyOf(declared));
    const [group = '', version = declared.apiVersion] = declared.apiVersion.includes('/')
      ? declared.apiVersion.split('/')
      : ['', declared.apiVersion];
    const row = {
      key: keyOf(declared),
      ref: { group, version, kind: declared.kind, namespace: 'shop', name: declared.metadata.name! },
      status: 'Synced',
      health: { status: 'Healthy' },
      hook: false,
      live: found,
      ...more,
    } as unknown as Row;
    rows = new Map([...rows, [row.key, row]]);
  };
  const update = async () => {
    const { upsert, remove } = await tree.update(never);
    return [...upsert.map(({ ref }) => `+${ref.name}`), ...remove.map((one) => `-${one.split('/').at(-1)}`)];
  };
  return { live, tree, manage, update, concerned: () => concerned };
}

async function deployed() {
  const all = world();
  const web = object('apps/v1', 'Deployment', 'web', undefined, { spec: { replicas: 2 } });
  all.live.put(web);
  all.live.put(object('apps/v1', 'ReplicaSet', 'web-1', 'web'));
  all.live.put(pod('web-1-a', 'web-1'));
  all.live.put(pod('stranger', 'somebody'));
  all.manage(web);
  expect(await all.update()).toEqual(['+web', '+web-1', '+web-1-a']);
  return all;
}

describe('the live tree', () => {
  it('has the managed objects and what they own, parents first, and watches the kinds of those', async () => {
    const { tree, live } = await deployed();
    expect(tree.nodes().map(({ ref, parents }) => [ref.name, ...parents])).toEqual([
      ['web'],
      ['web-1', 'uid-web'],
      ['web-1-a', 'uid-web-1'],
    ]);
    expect(live.watched).toEqual(['apps/ReplicaSet', '/Pod']);
  });

  it('shows how a child Application is, though it says nothing about its parent', async () => {
    const { live, manage, tree, update } = world();
    const child = object('argoproj.io/v1alpha1', 'Application', 'reports', undefined, {
      status: { health: { status: 'Degraded', message: 'a Job failed' } },
    });
    live.put(child);
    manage(child, { health: undefined });
    await update();
    expect(tree.nodes()[0]?.health).toEqual({ status: 'Degraded', message: 'a Job failed' });
  });

  it('makes only the node that changed, and says nothing of what nobody sees', async () => {
    const { live, update, concerned } = await deployed();
    live.parsed = 0;
    live.put(pod('web-1-a', 'web-1', 'Failed'));
    expect(await update()).toEqual(['+web-1-a']);
    expect(live.parsed).toBe(1);
    live.put(pod('web-1-a', 'web-1', 'Failed'));
    expect(await update()).toEqual([]);
    const before = concerned();
    live.put(pod('stranger', 'somebody', 'Failed'));
    expect(concerned()).toBe(before);
  });

  it('sees Pods come, go, and be made anew under the same name', async () => {
    const { live, update, tree } = await deployed();
    live.put(pod('web-1-b', 'web-1'));
    live.parsed = 0;
    expect(await update()).toEqual(['+web-1-b']);
    expect(live.parsed).toBe(1);
    live.remove(key('web-1-a'));
    expect(await update()).toEqual(['-web-1-a']);
    live.put({ ...pod('web-1-b', 'web-1'), metadata: { ...pod('web-1-b', 'web-1').metadata, uid: 'another' } });
    expect(await update()).toEqual(['+web-1-b']);
    expect(tree.nodes().at(-1)?.uid).toBe('another');
  });

  it('follows comparisons: states of roots, what was pruned, and what is missing', async () => {
    const { live, manage, update, tree } = await deployed();
    const web = object('apps/v1', 'Deployment', 'web');
    manage(web, { status: 'OutOfSync' });
    expect(await update()).toEqual(['+web']);
    manage(object('v1', 'Service', 'web-svc'), { live: undefined, health: { status: 'Missing' } });
    expect(await update()).toEqual(['+web-svc']);
    expect(tree.nodes().find(({ ref }) => ref.name === 'web-svc')).toMatchObject({
      uid: '',
      health: { status: 'Missing' },
    });
    live.remove(keyOf(web));
    manage(web, { live: undefined });
    // Its children are orphans now: they belong to nobody.
    expect(await update()).toEqual(['+web', '-web-1', '-web-1-a']);
  });

  it('keeps a node while the text of its object is on the way', async () => {
    const { live, update, tree } = await deployed();
    live.put(pod('web-1-b', 'web-1'), false);
    expect(await update()).toEqual(['+web-1-b']);
    expect(tree.nodes().at(-1)).toMatchObject({ info: [], health: undefined });
    live.put(pod('web-1-b', 'web-1'));
    expect(await update()).toEqual(['+web-1-b']);
    expect(tree.nodes().at(-1)?.info).toContainEqual({ name: 'Status Reason', value: 'Running' });
  });

  it('loses nothing that is told while it is being made', async () => {
    const { live, tree, update } = await deployed();
    live.put(object('apps/v1', 'ReplicaSet', 'web-2', 'web'));
    const under = tree.update(never);
    // Of an object that this very update brings.
    live.put(pod('web-2-a', 'web-2'));
    const { upsert } = await under;
    const later = await update();
    expect([...upsert.map(({ ref }) => `+${ref.name}`), ...later]).toEqual(['+web-2', '+web-2-a']);
  });

  it('ends at circles of owners', async () => {
    const { live, manage, update } = world();
    const a = object('apps/v1', 'ReplicaSet', 'a', 'b');
    live.put(a);
    live.put(object('v1', 'Pod', 'b', 'a'));
    manage(a);
    expect(await update()).toEqual(['+a', '+b']);
  });

  it('finds the claims of a StatefulSet by their names', async () => {
    const { live, manage, update, tree } = world();
    const db = object('apps/v1', 'StatefulSet', 'db', undefined, {
      spec: { replicas: 2, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
    });
    live.put(db);
    live.put(object('v1', 'PersistentVolumeClaim', 'data-db-0'));
    manage(db);
    expect(await update()).toEqual(['+db', '+data-db-0']);
    live.put(object('v1', 'PersistentVolumeClaim', 'data-db-1'));
    expect(await update()).toEqual(['+data-db-1']);
    expect(tree.nodes().at(-1)?.parents).toEqual(['uid-db']);
  });

  it('finds the claims of a StatefulSet that counts from elsewhere, and what was left when it was made smaller', async () => {
    const { live, manage, update } = world();
    const db = object('apps/v1', 'StatefulSet', 'db', undefined, {
      spec: { replicas: 1, ordinals: { start: 100 }, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
    });
    live.put(db);
    for (const at of [100, 103, 99, 200]) live.put(object('v1', 'PersistentVolumeClaim', `data-db-${at}`));
    manage(db);
    expect(await update()).toEqual(['+db', '+data-db-99', '+data-db-100', '+data-db-103']);
  });
});
