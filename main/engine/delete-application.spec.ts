import { describe, expect, it } from 'vitest';
import { defaultProject } from '../access/index.ts';
import type { Cluster, LiveChange, LiveResource } from '../cluster/index.ts';
import {
  type AppKey,
  type Application,
  type KubeObject,
  keyOf,
  parseResourceKey,
  type ResourceKey,
} from '../model/index.ts';
import { cascadeOf, deleteResources, finalizersFor } from './delete-application.ts';
import { AppRecord, type Destination } from './record.ts';
import type { EngineSettings } from './settings.ts';

const APP = 'web' as AppKey;
const never = new AbortController().signal;
const settings = { tracking: {} } as EngineSettings;

function object(name: string, annotations: Record<string, string> = {}, change: Partial<KubeObject> = {}): KubeObject {
  const kind = change.kind ?? 'ConfigMap';
  const mark = `${APP}:/${kind}:n/${name}`;
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: 'n',
      uid: `uid-${name}`,
      annotations: { 'argocd.argoproj.io/tracking-id': mark, ...annotations },
    },
    ...change,
  };
}

/** A cluster of these objects; deleted ones go when `settle` is called. */
function world(objects: readonly KubeObject[], state: 'synced' | 'stale' = 'synced') {
  const lives = new Map<ResourceKey, LiveResource>();
  for (const one of objects) {
    const key = keyOf(one);
    const { uid = '' } = one.metadata;
    lives.set(key, {
      key,
      uid,
      apiVersion: one.apiVersion,
      owners: [],
      whole: true,
      object: () => one,
    } as unknown as LiveResource);
  }
  const deleted: string[] = [];
  const going: ResourceKey[] = [];
  const listeners = new Set<(changes: readonly LiveChange[]) => void>();
  const cluster = {
    watch: async () => (state === 'synced' ? { kind: 'synced' } : { kind: 'stale', since: 0, message: 'away' }),
    trackedBy: () => [...lives.values()],
    live: (key: ResourceKey) => lives.get(key),
    delete: async (
      { name, kind }: { name: string; kind: string },
      { propagation, uid }: { propagation: string; uid: string },
    ) => {
      deleted.push(`${name} ${propagation} ${uid}`);
      going.push([...lives.keys()].find((key) => key.endsWith(`/${kind}/n/${name}`))!);
      return false;
    },
    onChange: (listener: (changes: readonly LiveChange[]) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Cluster;
  const settle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const key of going.splice(0)) {
      lives.delete(key);
      for (const listener of listeners) listener([{ key } as LiveChange]);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  const record = (metadata: Record<string, unknown> = {}, syncOptions?: string[]) =>
    new AppRecord(APP, {
      metadata: { name: APP, deletionTimestamp: '2026-01-01T00:00:00Z', ...metadata },
      spec: { syncPolicy: { syncOptions } },
      status: { resources: [{ kind: 'ConfigMap', name: 'a' }] },
    } as unknown as Application);
  const destination = { cluster, server: 's', name: 'c', namespace: 'n', project: undefined } as Destination;
  const run = (one: AppRecord, propagation: 'foreground' | 'background' = 'foreground') =>
    deleteResources(one, destination, defaultProject(), settings, propagation, never);
  return { deleted, settle, record, run, left: () => [...lives.keys()].map((key) => parseResourceKey(key).name) };
}

describe('cascadeOf and finalizersFor', () => {
  const app = (...finalizers: string[]) => ({ metadata: { finalizers } }) as unknown as Application;
  const name = 'resources-finalizer.argocd.argoproj.io';

  it.each([
    [[], undefined],
    [['other'], undefined],
    [[name], 'foreground'],
    [[`${name}/foreground`], 'foreground'],
    [[`${name}/background`], 'background'],
  ] as const)('reads %j', (finalizers, expected) => {
    expect(cascadeOf(app(...finalizers))).toBe(expected);
  });

  it('writes what was asked for and leaves other finalizers alone', () => {
    const before = app('other', `${name}/background`);
    expect(finalizersFor(before, { cascade: false, propagation: 'foreground' })).toEqual(['other']);
    expect(finalizersFor(before, { cascade: true, propagation: 'foreground' })).toEqual(['other', name]);
    expect(finalizersFor(before, { cascade: true, propagation: 'background' })).toEqual([
      'other',
      `${name}/background`,
    ]);
  });
});

describe('deleteResources', () => {
  it('goes from the highest wave to the lowest, and waits for each to vanish', async () => {
    const wave = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });
    const { deleted, settle, record, run } = world([
      object('a', wave(-1)),
      object('b', wave(5)),
      object('c', wave(0)),
      object('d', wave(5)),
    ]);
    const done = run(record());
    await settle();
    expect(deleted).toEqual(['b Foreground uid-b', 'd Foreground uid-d', 'c Foreground uid-c']);
    await settle();
    await settle();
    await done;
    expect(deleted.at(-1)).toBe('a Foreground uid-a');
  });

  it('leaves what asks to stay, definitions, the application itself, and what is another one’s', async () => {
    const { settle, record, run, left } = world([
      object('goes'),
      object('stays', { 'argocd.argoproj.io/sync-options': 'Delete=false' }),
      object('kept', { 'helm.sh/resource-policy': 'keep' }),
      object('definition', {}, { kind: 'CustomResourceDefinition' }),
      object('foreign', { 'argocd.argoproj.io/tracking-id': 'other:/ConfigMap:n/foreign' }),
      object('copy', { 'argocd.argoproj.io/tracking-id': `${APP}:/ConfigMap:n/original` }),
    ]);
    const done = run(record(), 'background');
    await settle();
    await done;
    expect(left()).toEqual(['stays', 'kept', 'definition', 'foreign', 'copy']);
  });

  it('guesses nothing when the cluster cannot be read', async () => {
    const { deleted, record, run } = world([object('a')], 'stale');
    await expect(run(record())).rejects.toMatchObject({ code: 'Unavailable', retry: true });
    expect(deleted).toEqual([]);
  });

  it('waits for an approval that is not older than the deletion', async () => {
    const { deleted, settle, record, run } = world([
      object('a', { 'argocd.argoproj.io/sync-options': 'Delete=confirm' }),
    ]);
    const approvedAt = (time: string) => record({ annotations: { 'argocd.argoproj.io/deletion-approved': time } });
    for (const one of [record(), approvedAt('2025-12-31T23:59:59Z'), approvedAt('soon')]) {
      await expect(run(one)).rejects.toThrow('waiting for deletion confirmation of ConfigMap/a');
    }
    expect(deleted).toEqual([]);
    const done = run(approvedAt('2026-01-01T00:00:00Z'));
    await settle();
    await done;
    expect(deleted).toEqual(['a Foreground uid-a']);
  });
});
