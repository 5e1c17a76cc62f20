import { describe, expect, it } from 'vitest';
import { defaultProject } from '../access/index.ts';
import type { ApplyOptions, Cluster, LiveResource } from '../cluster/index.ts';
import {
  type AppKey,
  type Application,
  type AppProject,
  contentHash,
  type KubeObject,
  keyOf,
  type ResourceKey,
} from '../model/index.ts';
import { assembleTarget, type Target } from './assemble-target.ts';
import { compare } from './compare.ts';
import type { Row } from './record.ts';
import type { EngineSettings } from './settings.ts';
import { syncStatusOf } from './status.ts';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const KEY = 'web' as AppKey;

const app: Application = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web' },
  spec: {
    project: 'default',
    source: { repoURL: '/r', path: 'p' },
    destination: { server: 'https://c', namespace: 'shop' },
  },
};

const settings = {
  tracking: {},
  diff: { ignoreStatus: 'all', ignoreAggregatedRoles: false, ignoreByKind: new Map(), maskedAnnotations: [] },
  digest: 'd',
} as unknown as EngineSettings;

interface Case {
  readonly wanted?: readonly KubeObject[];
  readonly live?: readonly KubeObject[];
  readonly project?: AppProject;
  readonly app?: Application;
  readonly tracking?: EngineSettings['tracking'];
  /** What the API server would make of an apply; default: what was sent. */
  readonly answer?: (object: KubeObject) => KubeObject;
  readonly targetKnown?: boolean;
  readonly previous?: ReadonlyMap<ResourceKey, Row>;
  readonly cache?: Map<string, Uint8Array>;
}

const NO_TARGET: Target = {
  id: '',
  revisions: [],
  sourceTypes: [],
  desired: new Map(),
  kinds: [],
  namespaced: new Set(),
  conditions: [],
};

function liveResource(object: KubeObject): LiveResource {
  return {
    key: keyOf(object),
    apiVersion: object.apiVersion,
    uid: `uid-${object.metadata.name}`,
    resourceVersion: object.metadata.resourceVersion ?? '1',
    owners: object.metadata.ownerReferences ?? [],
    trackingId: object.metadata.annotations?.[TRACKING] ?? '',
    instance: object.metadata.labels?.['app.kubernetes.io/instance'] ?? '',
    createdAt: '2026-01-01T00:00:00Z',
    whole: true,
    object: () => object,
  };
}

async function comparing(one: Case) {
  const held = new Map((one.live ?? []).map((object) => [keyOf(object), liveResource(object)]));
  const tracking = one.tracking ?? {};
  const cluster = {
    live: (key: ResourceKey) => held.get(key),
    trackedBy: () => [...held.values()],
    kindState: () => ({ kind: 'synced' }),
    schemaOf: async () => undefined,
    apply: async (object: KubeObject, _options: ApplyOptions) => (one.answer ?? ((sent) => sent))(object),
  } as unknown as Cluster;
  const target = assembleTarget(
    {
      appKey: KEY,
      destinationNamespace: 'shop',
      tracking,
      namespaced: ({ kind }) => kind !== 'ClusterRole',
      excluded: () => false,
    },
    [
      {
        key: contentHash(one.wanted ?? []),
        sourceType: 'Directory',
        resources: (one.wanted ?? []).map((object) => ({ object, hash: contentHash(object) })),
        warnings: [],
        cached: false,
      },
    ],
    ['c'],
  );
  const cache = one.cache ?? new Map<string, Uint8Array>();
  const application = one.app ?? app;
  let dryRuns = 0;
  const { rows, conditions } = await compare(
    {
      jq: async () => [],
      health: { has: () => false, run: async () => undefined },
      store: {
        cacheGet: (_name: string, key: string) => cache.get(key),
        cachePut: (_name: string, key: string, bytes: Uint8Array) => void cache.set(key, bytes),
      } as never,
      jqFailed: () => undefined,
      dryRunCounted: () => {
        dryRuns += 1;
      },
    },
    {
      app: application,
      appKey: KEY,
      project: one.project ?? defaultProject(),
      destination: { cluster, server: 'https://c', name: 'c', namespace: 'shop', project: undefined },
      target: one.targetKnown === false ? NO_TARGET : target,
      settings: { ...settings, tracking },
      previous: one.previous ?? new Map(),
      dirty: 'all',
      keepWhole: () => undefined,
    },
    new AbortController().signal,
  );
  return {
    rows,
    conditions,
    dryRuns,
    sync: syncStatusOf(rows.values(), application),
    told: [...rows.values()].map(
      ({ key, status, health, requiresPruning }) =>
        `${key} ${status}${health ? ` ${health.status}` : ''}${requiresPruning ? ' prune' : ''}`,
    ),
  };
}

const configMap = (name: string, metadata: Partial<KubeObject['metadata']> = {}, data = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', ...metadata },
  data,
});
const mine = (kind: string, name: string, group = '') => ({
  annotations: { [TRACKING]: `web:${group}/${kind}:shop/${name}` },
});
const claim = (name: string, phase: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace: 'shop', ...mine('PersistentVolumeClaim', name) },
  status: { phase },
});

describe('an object that lives', () => {
  it('is a candidate for pruning when Git does not want it', async () => {
    const { told, sync } = await comparing({ live: [claim('data', 'Bound')] });
    expect(told).toEqual(['/PersistentVolumeClaim/shop/data OutOfSync Healthy prune']);
    expect(sync).toBe('OutOfSync');
  });

  it('is none while nobody can say what Git wants, and keeps its health', async () => {
    const live = [claim('data', 'Lost')];
    const unknown = await comparing({ live, targetKnown: false });
    expect(unknown.told).toEqual(['/PersistentVolumeClaim/shop/data Unknown Degraded']);
    expect(unknown.sync).toBe('Unknown');
    // The same object again, once it is known: it is not taken over from before.
    const { told } = await comparing({ live, previous: unknown.rows });
    expect(told).toEqual(['/PersistentVolumeClaim/shop/data OutOfSync Degraded prune']);
  });

  it('does not count when it is extraneous on purpose, but shows', async () => {
    const annotations = {
      ...mine('ConfigMap', 'a').annotations,
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    };
    const { told, sync } = await comparing({ live: [configMap('a', { annotations })] });
    expect(told).toEqual(['/ConfigMap/shop/a OutOfSync prune']);
    expect(sync).toBe('Synced');
  });

  it.each<[string, KubeObject]>([
    ['its id is of another object', configMap('copy', mine('ConfigMap', 'a'))],
    [
      'it has an owner',
      configMap('a', {
        ...mine('ConfigMap', 'a'),
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }],
      }),
    ],
    ['another application tracks it', configMap('a', { annotations: { [TRACKING]: 'other:/ConfigMap:shop/a' } })],
  ])('is nobody’s business when %s', async (_why, object) => {
    expect((await comparing({ live: [object] })).told).toEqual([]);
  });
});

describe('what the project does not permit', () => {
  const base = defaultProject();
  const project = {
    ...base,
    spec: { ...base.spec, namespaceResourceBlacklist: [{ group: '', kind: 'PersistentVolumeClaim' }] },
  };
  const wanted = [configMap('a'), { ...claim('data', ''), metadata: { name: 'data' } }];

  it.each<[string, readonly KubeObject[]]>([
    ['absent', []],
    ['alive', [claim('data', 'Lost')]],
  ])('is Unknown, makes the application OutOfSync and counts as not there, when it is %s', async (_what, extra) => {
    const { rows, sync } = await comparing({
      wanted,
      live: [configMap('a', mine('ConfigMap', 'a')), ...extra],
      project,
    });
    const row = rows.get('/PersistentVolumeClaim/shop/data' as ResourceKey)!;
    expect(row.status).toBe('Unknown');
    expect(row.verdict).toEqual({
      kind: 'unknown',
      because: 'resource :PersistentVolumeClaim is not permitted in project default',
    });
    expect(row.live).toBeUndefined();
    expect(sync).toBe('OutOfSync');
  });

  it('is not shown when it only lives', async () => {
    expect((await comparing({ live: [claim('data', 'Lost')], project })).told).toEqual([]);
  });
});

describe('tracking', () => {
  const labelled = { labels: { 'app.kubernetes.io/instance': 'web' } };

  it('by the label alone is no difference while an application moves to the annotation', async () => {
    const { told, dryRuns } = await comparing({ wanted: [configMap('a', labelled)], live: [configMap('a', labelled)] });
    expect(told).toEqual(['/ConfigMap/shop/a Synced']);
    expect(dryRuns).toBe(0);
  });

  it('is a difference where the object carries neither', async () => {
    const { told } = await comparing({ wanted: [configMap('a')], live: [configMap('a')] });
    expect(told).toEqual(['/ConfigMap/shop/a OutOfSync']);
  });

  const wanted = [configMap('a')];
  it.each<[string, EngineSettings['tracking'], Partial<KubeObject['metadata']>, readonly string[]]>([
    [
      'the annotation',
      {},
      { annotations: { [TRACKING]: 'other:/ConfigMap:shop/a' } },
      ['ConfigMap/a is part of applications web and other'],
    ],
    [
      'the label',
      { method: 'label' },
      { labels: { 'app.kubernetes.io/instance': 'other' } },
      ['ConfigMap/a is part of applications web and other'],
    ],
    ['a label that says nothing here', {}, { labels: { 'app.kubernetes.io/instance': 'other' } }, []],
    ['nothing', {}, {}, []],
    ['its own mark', {}, mine('ConfigMap', 'a'), []],
  ])('tells of a shared object by %s', async (_what, tracking, metadata, expected) => {
    const { conditions } = await comparing({ wanted, live: [configMap('a', metadata)], tracking });
    expect(conditions.map(({ type, message }) => [type, message])).toEqual(
      expected.map((message) => ['SharedResourceWarning', message]),
    );
  });
});

describe('IncludeMutationWebhook', () => {
  const compareOption = (value: string) => ({ annotations: { 'argocd.argoproj.io/compare-options': value } });
  const managedFields = [
    {
      manager: 'argosy',
      operation: 'Apply' as const,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { 'f:k': {} }, 'f:metadata': { 'f:annotations': { [`f:${TRACKING}`]: {} } } },
    },
  ];
  // Somebody else took away what a webhook adds, and put another value where ours is spelled the same to the server.
  const live = configMap('a', { ...mine('ConfigMap', 'a'), managedFields }, { k: 'w' });
  const answer = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, managedFields },
    data: { k: 'w', injected: 'x' },
  });
  const wanted = [configMap('a', {}, { k: 'v' })];

  it.each<[string, Partial<Case>, string]>([
    ['is off', {}, 'Synced'],
    [
      'stands on the application',
      {
        app: {
          ...app,
          metadata: { name: 'web', ...compareOption('ServerSideDiff=true, IncludeMutationWebhook=true') },
        },
      },
      'OutOfSync',
    ],
    [
      'stands on the object',
      { wanted: [configMap('a', compareOption('IncludeMutationWebhook=true'), { k: 'v' })] },
      'OutOfSync',
    ],
  ])('decides whether what a webhook changes counts: it %s', async (_where, change, expected) => {
    const cache = new Map<string, Uint8Array>();
    // A verdict that was remembered without it says nothing with it.
    await comparing({ wanted, live: [live], answer, cache });
    const { sync } = await comparing({ wanted, live: [live], answer, cache, ...change });
    expect(sync).toBe(expected);
  });
});
