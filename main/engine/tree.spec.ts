import { describe, expect, it } from 'vitest';
import type { HealthScripts } from '../health/index.ts';
import type { AppKey, Application, KubeObject } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import type { TreeChange } from './engine.ts';
import type { Row } from './record.ts';
import { Records } from './records.ts';
import { LiveCluster } from './testing/live-cluster.ts';
import { createTrees } from './tree.ts';

const health: HealthScripts = { has: () => false, run: async () => undefined };
const FRAME_MS = 75;
const APP = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', namespace: 'argocd' },
  spec: { project: 'default', destination: { name: 'production' } },
} as unknown as Application;

const pod = (name: string, phase = 'Running'): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'rc', uid: 'rc' }],
    },
    status: { phase },
  }) as unknown as KubeObject;

function world() {
  const store = { putApplication: () => undefined, deleteApplication: () => undefined } as unknown as Store;
  const records = new Records(store);
  const clock = new ManualClock();
  const record = records.create(APP);
  const live = new LiveCluster();
  const rc = live.put({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'rc', namespace: 'shop', uid: 'rc' },
  } as unknown as KubeObject);
  const connectTo = (from: LiveCluster): void => {
    record.destination = { cluster: from.cluster, server: '', name: '', namespace: '', project: undefined };
  };
  connectTo(live);
  record.rows = new Map([
    [
      rc.key,
      {
        key: rc.key,
        ref: { group: '', version: 'v1', kind: 'ReplicationController', namespace: 'shop', name: 'rc' },
        hook: false,
        live: rc,
      } as unknown as Row,
    ],
  ]);
  const stop = new AbortController();
  const trees = createTrees({ clock, records, health });
  const changes = trees.followTree('web' as AppKey, stop.signal)[Symbol.asyncIterator]();
  const brief = ({ done, value }: IteratorResult<TreeChange>): string =>
    done
      ? 'end'
      : [
          value.reset ? 'all' : '',
          ...value.upsert.map(({ ref }: { ref: { name: string } }) => ref.name),
          ...value.remove.map((key: string) => `-${key}`),
        ]
          .filter(Boolean)
          .join(' ');
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    records,
    record,
    clock,
    live,
    stop,
    connectTo,
    turns,
    next: async () => brief(await changes.next()),
    changes,
  };
}

describe('a tree that is followed', () => {
  it('is told whole, then what changed, one frame for many changes', async () => {
    const { live, clock, next, turns } = world();
    live.put(pod('a'));
    expect(await next()).toBe('all rc a');
    const coming = next();
    await turns();
    expect(clock.timers).toBe(0);
    live.put(pod('b'));
    live.put(pod('c'));
    live.put(pod('a', 'Failed'));
    await turns();
    expect(clock.timers).toBe(1);
    clock.advance(FRAME_MS);
    expect((await coming).split(' ').sort()).toEqual(['a', 'b', 'c']);
  });

  it('tells a slow reader what is true when it looks, not what was in between', async () => {
    const { live, clock, next, turns } = world();
    expect(await next()).toBe('all rc');
    for (const phase of ['Pending', 'Running', 'Failed']) live.put(pod('a', phase));
    live.put(pod('b'));
    live.remove('/Pod/shop/b' as never);
    const coming = next();
    await turns();
    clock.advance(FRAME_MS);
    expect(await coming).toBe('a');
  });

  it('begins anew with another connection, and forgets the old one', async () => {
    const { live, record, records, clock, next, turns, connectTo } = world();
    expect(await next()).toBe('all rc');
    const other = new LiveCluster();
    connectTo(other);
    record.rows = new Map();
    records.show(record, { ...APP });
    const coming = next();
    await turns();
    clock.advance(FRAME_MS);
    expect(await coming).toBe('all');
    expect([live.listeners, other.listeners]).toEqual([0, 1]);
  });

  it('ends when the application is gone or the reader leaves, and leaves nothing behind', async () => {
    const gone = world();
    expect(await gone.next()).toBe('all rc');
    gone.records.remove(gone.record);
    expect(await gone.next()).toBe('end');
    expect(gone.live.listeners).toBe(0);

    const left = world();
    expect(await left.next()).toBe('all rc');
    const coming = left.next();
    await left.turns();
    left.stop.abort(new Error('enough'));
    await expect(coming).rejects.toThrow('enough');
    expect(left.live.listeners).toBe(0);
  });

  it('costs nothing while nothing changes', async () => {
    const { live, clock, next, turns } = world();
    expect(await next()).toBe('all rc');
    void next().catch(() => undefined);
    live.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stranger', uid: 'x' } } as unknown as KubeObject);
    await turns();
    expect(clock.timers).toBe(0);
  });
});
