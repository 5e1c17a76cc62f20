import { beforeEach, describe, expect, it } from 'vitest';
import { resourceKey } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { Cache } from './cache.ts';
import type { LiveChange } from './face.ts';
import { appOfTrackingId, isNewer, type LiveObject } from './live-object.ts';

const POD = { group: '', kind: 'Pod', apiVersion: 'v1' };
const SET = { group: 'apps', kind: 'ReplicaSet', apiVersion: 'apps/v1' };

let clock: ManualClock;
let cache: Cache;
let missing: string[];
let turns: (() => void)[];
let changes: LiveChange[];

beforeEach(() => {
  clock = new ManualClock();
  missing = [];
  turns = [];
  changes = [];
  cache = make();
});

function make(options: { byLabel?: boolean; wants?: (object: LiveObject) => boolean } = {}): Cache {
  const made = new Cache({
    clock,
    instanceLabel: 'app.kubernetes.io/instance',
    byLabel: options.byLabel ?? false,
    wants: options.wants ?? (() => false),
    missing: (object) => missing.push(object.key),
    soon: (run) => turns.push(run),
  });
  made.onChange((batch) => changes.push(...batch));
  return made;
}

function turn(): LiveChange[] {
  for (const run of turns.splice(0)) run();
  return changes.splice(0);
}

function json(name: string, version: number, metadata: Record<string, unknown> = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      metadata: { name, namespace: 'ns', uid: `uid-${name}`, ...metadata, resourceVersion: String(version) },
      spec: { name },
    }),
  );
}

function key(name: string, kind = 'Pod', group = '') {
  return resourceKey(group, kind, 'ns', name);
}

function tracked(app: string) {
  return { annotations: { 'argocd.argoproj.io/tracking-id': `${app}:apps/ReplicaSet:ns/x` } };
}

function ownedBy(name: string) {
  return { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: `uid-${name}` }] };
}

describe('what is held', () => {
  it('is slim for objects that nobody asked for', () => {
    cache.put(
      json('plain', 1, { creationTimestamp: '2026-01-02T03:04:05Z', labels: { 'app.kubernetes.io/instance': 'shop' } }),
      POD,
      0,
    );
    const object = cache.get(key('plain'))!;
    expect(object).toMatchObject({
      whole: false,
      apiVersion: 'v1',
      uid: 'uid-plain',
      resourceVersion: '1',
      createdAt: '2026-01-02T03:04:05Z',
      instance: 'shop',
    });
    expect(() => object.object()).toThrow('not held whole');
  });

  it('is whole for tracked objects, their children, and what is wanted', () => {
    cache = make({ wants: (object) => object.key === key('wanted') });
    cache.put(json('root', 1, tracked('shop')), SET, 0);
    cache.put(json('child', 2, ownedBy('root')), POD, 0);
    cache.put(json('wanted', 3), POD, 0);
    for (const [name, kind, group] of [
      ['root', 'ReplicaSet', 'apps'],
      ['child', 'Pod', ''],
      ['wanted', 'Pod', ''],
    ] as const) {
      expect(cache.get(key(name, kind, group))?.object()).toMatchObject({ kind, spec: { name } });
    }
    expect(missing).toEqual([]);
  });

  it('waits for an owner that comes later, and lets go when it does not', () => {
    cache.put(json('early', 1, ownedBy('root')), POD, 0);
    cache.put(json('stray', 2, ownedBy('nobody')), POD, 0);
    cache.put(json('root', 3, tracked('shop')), SET, 0);
    expect(clock.timers).toBe(1);
    clock.advance(30_000);
    expect(cache.get(key('early'))?.whole).toBe(true);
    expect(cache.get(key('stray'))?.whole).toBe(false);
    expect(clock.timers).toBe(0);
    expect(missing).toEqual([]);
  });

  it('asks for the text of children that turn out to matter', () => {
    cache.put(json('root', 1), SET, 0);
    cache.put(json('child', 2, ownedBy('root')), POD, 0);
    expect(cache.get(key('child'))?.whole).toBe(false);
    cache.put(json('root', 3, tracked('shop')), SET, 0);
    expect(missing).toEqual([key('child')]);
    turn();
    cache.put(json('child', 2, ownedBy('root')), POD, 5);
    expect(cache.get(key('child'))?.whole).toBe(true);
    expect(turn()).toMatchObject([{ key: key('child'), at: 5 }]);
  });

  it('is whole for what was asked for by key, before or after it came', () => {
    cache.put(json('known', 1), POD, 0);
    expect([cache.ask(key('known'))?.whole, cache.ask(key('to-come'))]).toEqual([false, undefined]);
    expect(missing).toEqual([key('known')]);
    cache.ask(key('known'));
    cache.put(json('to-come', 2), POD, 0);
    cache.put(json('known', 3), POD, 0);
    expect([cache.ask(key('known'))?.whole, cache.ask(key('to-come'))?.whole]).toEqual([true, true]);
    expect(missing).toHaveLength(1);
  });

  it('grows and shrinks in bytes, down to nothing', () => {
    cache.put(json('a', 1, tracked('shop')), POD, 0);
    const one = cache.bytes;
    cache.put(json('b', 2, ownedBy('a')), POD, 0);
    expect(cache.bytes).toBeGreaterThan(one);
    cache.setInterest([key('b')]);
    cache.remove(key('a'), undefined, 0);
    cache.remove(key('b'), 'uid-b', 0);
    expect([cache.bytes, cache.size]).toEqual([0, 0]);
    expect(cache.childrenOf('uid-a')).toEqual([]);
  });
});

describe('indexes', () => {
  it('follow objects that change their application or owner', () => {
    cache.put(json('a', 1, { ...tracked('shop'), ...ownedBy('one') }), POD, 0);
    cache.put(json('a', 2, { ...tracked('bank'), ...ownedBy('two') }), POD, 0);
    expect(cache.trackedBy('shop')).toEqual([]);
    expect(cache.trackedBy('bank').map((object) => object.key)).toEqual([key('a')]);
    expect(cache.childrenOf('uid-one')).toEqual([]);
    expect(cache.childrenOf('uid-two')).toHaveLength(1);
  });

  it('go by label when that is the method', () => {
    cache = make({ byLabel: true });
    cache.put(json('a', 1, { labels: { 'app.kubernetes.io/instance': 'shop' }, ...tracked('bank') }), POD, 0);
    expect(cache.trackedBy('shop')).toHaveLength(1);
    expect(cache.trackedBy('bank')).toEqual([]);
  });
});

describe('order', () => {
  it('leaves out what is older, and says nothing of what is the same', () => {
    cache.put(json('a', 10), POD, 1);
    expect(turn()).toHaveLength(1);
    cache.put(json('a', 9), POD, 2);
    cache.put(json('a', 10), POD, 3);
    expect(cache.get(key('a'))?.resourceVersion).toBe('10');
    expect(turn()).toEqual([]);
  });

  it('does not remove a namesake that was made anew', () => {
    cache.put(json('a', 10), POD, 1);
    cache.remove(key('a'), 'uid-of-the-former', 2);
    expect(cache.get(key('a'))).toBeDefined();
  });

  it('tells a turn as one change with the time of its first event; what came and went is not told', () => {
    cache.put(json('a', 1), POD, 7);
    cache.put(json('a', 2), POD, 8);
    cache.put(json('b', 3), POD, 9);
    cache.remove(key('b'), undefined, 10);
    expect(turns).toHaveLength(1);
    expect(turn()).toMatchObject([{ key: key('a'), before: undefined, after: { resourceVersion: '2' }, at: 7 }]);
  });
});

it('orders resource versions as numbers', () => {
  expect(isNewer('10', '9')).toBe(true);
  expect(isNewer('9', '10')).toBe(false);
  expect(isNewer('9', '9')).toBe(false);
  expect(isNewer('18446744073709551616', '18446744073709551615')).toBe(true);
});

it('reads the application of a tracking id', () => {
  expect(appOfTrackingId('team_shop:apps/Deployment:ns/web')).toBe('team_shop');
  expect(appOfTrackingId('nonsense')).toBe('');
});
