import { describe, expect, it } from 'vitest';
import { compareTier1 } from './compare.ts';
import { appliedBy, entry, input, summary, verdict } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

const deployment = (spec: object = {}, pod: object = {}, container: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }], ...container }], ...pod },
    },
    ...spec,
  },
});

const configMap = (data: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop', ...metadata },
  data,
});

/** What the API server adds on its own. */
const served = deployment(
  {
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  },
  { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', securityContext: {} },
  { ports: [{ containerPort: 80, protocol: 'TCP' }], imagePullPolicy: 'IfNotPresent', resources: {} },
);

const web = 'spec.template.spec.containers[name=web]';

describe('compareTier1', () => {
  it('tells missing, extra and unknown apart', () => {
    expect(verdict(configMap({}), undefined, schemas.configMap).kind).toBe('missing');
    expect(verdict(undefined, configMap({}), schemas.configMap).kind).toBe('extra');
    expect(summary(verdict({ ...configMap({}), apiVersion: 'v2' }, configMap({}), schemas.configMap))).toBe('unknown');
  });

  it.each<readonly [string, object, object, readonly string[] | string]>([
    ['server defaults', deployment(), served, 'same'],
    ['a changed image', deployment({}, {}, { image: 'web:2' }), served, [`${web}.image: "web:1" → "web:2"`]],
    [
      'a container that is not there',
      deployment({}, { containers: [{ name: 'side', image: 's' }] }),
      served,
      ['spec.template.spec.containers[name=side]: absent → {"name":"side","image":"s"}'],
    ],
    [
      'a list key with a default',
      deployment({}, {}, { ports: [{ containerPort: 80, protocol: 'UDP' }] }),
      served,
      [`${web}.ports[containerPort=80,protocol=UDP]: absent → {"containerPort":80,"protocol":"UDP"}`],
    ],
    [
      'false of a value field',
      deployment({ paused: false, minReadySeconds: 0 }, { hostNetwork: false }),
      served,
      'same',
    ],
    [
      'false of a pointer field',
      deployment({}, { automountServiceAccountToken: false }),
      served,
      ['spec.template.spec.automountServiceAccountToken: absent → false'],
    ],
    [
      'empty lists and maps',
      deployment({}, { tolerations: [], nodeSelector: {} }, { env: [], args: [] }),
      served,
      'same',
    ],
    [
      'empty text of an environment variable',
      deployment({}, {}, { env: [{ name: 'A', value: '' }] }),
      deployment({}, {}, { env: [{ name: 'A' }] }),
      'same',
    ],
    ['null', deployment({ strategy: null, paused: null }, {}, { args: null }), served, 'same'],
    [
      'null over a list or map that merges by item',
      deployment({ strategy: null }, {}, { env: null, ports: null }),
      deployment({ strategy: { type: 'Recreate' } }, {}, { env: [{ name: 'A' }] }),
      'same',
    ],
    [
      'null over an atomic list',
      deployment({}, { tolerations: null }),
      deployment({}, { tolerations: [{ key: 'a' }] }),
      ['spec.template.spec.tolerations: [{"key":"a"}] → absent'],
    ],
    [
      'null where live has a value',
      deployment({ minReadySeconds: null }),
      deployment({ minReadySeconds: 5 }),
      ['spec.minReadySeconds: 5 → absent'],
    ],
    [
      'a struct that may be a pointer',
      deployment({}, { volumes: [{ name: 'a', emptyDir: {} }] }),
      deployment({}, { volumes: [{ name: 'a' }] }),
      ['spec.template.spec.volumes[name=a].emptyDir: absent → {}'],
    ],
    [
      'quantities',
      deployment({}, {}, { resources: { limits: { cpu: '1000m', memory: '0.5Gi' } } }),
      deployment({}, {}, { resources: { limits: { cpu: '1', memory: '512Mi' } } }),
      'same',
    ],
    [
      'a number for a quantity',
      deployment({}, {}, { resources: { limits: { cpu: 1 } } }),
      deployment({}, {}, { resources: { limits: { cpu: '1' } } }),
      'same',
    ],
    [
      'another quantity',
      deployment({}, {}, { resources: { limits: { cpu: '1' } } }),
      deployment({}, {}, { resources: { limits: { cpu: '2' } } }),
      [`${web}.resources.limits.cpu: "2" → "1"`],
    ],
    [
      'an atomic list as one value',
      deployment({}, { tolerations: [{ key: 'a' }] }),
      deployment({}, { tolerations: [{ key: 'a' }, { key: 'b' }] }),
      ['spec.template.spec.tolerations: [{"key":"a"},{"key":"b"}] → [{"key":"a"}]'],
    ],
    [
      'a field in an atomic list',
      deployment({}, { tolerations: [{ key: 'a' }] }),
      deployment({}, { tolerations: [{ key: 'a', value: 'x' }] }),
      ['spec.template.spec.tolerations[0].value: "x" → absent'],
    ],
    [
      'a default in an atomic map',
      deployment({}, {}, { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      deployment(
        {},
        {},
        { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v1' } } }] },
      ),
      'same',
    ],
    [
      'an atomic map as one value',
      deployment({}, { nodeSelector: { a: 'b' } }),
      deployment({}, { nodeSelector: { a: 'b', c: 'd' } }),
      ['spec.template.spec.nodeSelector.c: "d" → absent'],
    ],
    [
      'the order of items',
      deployment({}, {}, { env: [{ name: 'A' }, { name: 'B' }] }),
      deployment({}, {}, { env: [{ name: 'B' }, { name: 'C' }, { name: 'A' }] }),
      [`${web}.env: [{"name":"B"},{"name":"A"}] → [{"name":"A"},{"name":"B"}]`],
    ],
    [
      'doubled items on both sides',
      deployment(
        {},
        {},
        {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ),
      deployment(
        {},
        {},
        {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      ),
      'same',
    ],
    [
      'doubled items in live only',
      deployment({}, {}, { env: [{ name: 'A', value: '1' }] }),
      deployment(
        {},
        {},
        {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '1' },
          ],
        },
      ),
      [`${web}.env: [{"name":"A","value":"1"},{"name":"A","value":"1"}] → [{"name":"A","value":"1"}]`],
    ],
    ['status', { ...deployment(), status: { replicas: 7 } }, { ...served, status: { replicas: 1 } }, 'same'],
  ])('compares %s', (_name, desired, live, expected) => {
    expect(summary(verdict(desired, live, schemas.deployment))).toEqual(expected);
  });

  it.each<readonly [string, object, object, readonly string[] | string]>([
    [
      'labels named like inherited fields',
      configMap({}, { labels: { constructor: 'x' } }),
      configMap({}),
      ['metadata.labels: absent → {"constructor":"x"}'],
    ],
    [
      'a data key named like an inherited field',
      configMap({ toString: 'x' }),
      configMap({ a: 'b' }),
      ['data.toString: absent → "x"'],
    ],
    [
      'server metadata in a manifest',
      configMap({}, { uid: 'x', creationTimestamp: null, resourceVersion: '4' }),
      configMap({}),
      'same',
    ],
    ['finalizers as a set', configMap({}, { finalizers: ['a'] }), configMap({}, { finalizers: ['b', 'a'] }), 'same'],
    [
      'a finalizer that is not there',
      configMap({}, { finalizers: ['a'] }),
      configMap({}, { finalizers: ['b'] }),
      ['metadata.finalizers[=a]: absent → "a"'],
    ],
  ])('compares %s', (_name, desired, live, expected) => {
    expect(summary(verdict(desired, live, schemas.configMap))).toEqual(expected);
  });

  it('keeps the spelling of custom resources: the server stores what was sent', () => {
    const schema = schemas.object({
      spec: schemas.object({ size: schemas.quantity, on: schemas.flag, level: { ...schemas.integer, default: 3 } }),
    });
    const custom = (spec: object) => ({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec });
    expect(summary(verdict(custom({ size: '1000m' }), custom({ size: '1' }), schema))).toEqual([
      'spec.size: "1" → "1000m"',
    ]);
    expect(summary(verdict(custom({ on: false }), custom({}), schema))).toEqual(['spec.on: absent → false']);
    expect(summary(verdict(custom({ on: false }), appliedBy(custom({ on: false }), schema, custom({})), schema))).toBe(
      'same',
    );
    expect(summary(verdict(custom({ level: null }), custom({ level: 3 }), schema))).toBe('same');
    const labelled = { ...custom({}), metadata: { name: 'a', labels: {}, annotations: {} } };
    expect(summary(verdict(labelled, custom({}), schema))).toBe('same');
  });
});

describe('what we declared before', () => {
  it('is removed when the manifest drops it', () => {
    const live = appliedBy(configMap({ a: '1', b: '2' }), schemas.configMap);
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toEqual(['data.b: "2" → absent']);
  });

  it('stays when somebody else owns it too', () => {
    const other = entry('kubectl-edit', 'Update', { 'f:data': { 'f:b': {} } });
    const live = appliedBy(configMap({ a: '1', b: '2' }), schemas.configMap, undefined, [other]);
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toBe('same');
  });

  it('stays when somebody else owns something below it', () => {
    const before = deployment({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 3 } } });
    const other = entry('other', 'Update', { 'f:spec': { 'f:strategy': { 'f:rollingUpdate': { 'f:maxSurge': {} } } } });
    const live = appliedBy(before, schemas.deployment, undefined, [other]);
    expect(summary(verdict(deployment(), live, schemas.deployment))).toEqual([
      'spec.strategy.type: "Recreate" → "RollingUpdate"',
    ]);
  });

  it('stays when the server would write the same again', () => {
    const before = deployment({ strategy: { type: 'RollingUpdate' }, revisionHistoryLimit: 10 });
    const live = appliedBy(before, schemas.deployment, served);
    expect(summary(verdict(deployment(), live, schemas.deployment))).toBe('same');
  });

  it('goes where an empty struct said something', () => {
    const volumes = (volume: object) => deployment({}, { volumes: [{ name: 'a', ...volume }] });
    const live = appliedBy(volumes({ emptyDir: {} }), schemas.deployment);
    expect(summary(verdict(volumes({}), live, schemas.deployment))).toEqual([
      'spec.template.spec.volumes[name=a].emptyDir: {} → absent',
    ]);
  });

  it('stays where the server keeps what it has allocated', () => {
    const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec });
    const live = appliedBy(service({ clusterIP: '' }), undefined, service({ clusterIP: '10.0.0.1' }));
    expect(summary(verdict(service({ clusterIP: '' }), live, undefined))).toBe('same');
    expect(summary(verdict(service({}), live, undefined))).toBe('same');
  });

  it('turns into the default of a custom resource', () => {
    const options = schemas.map(schemas.integer, { default: { a: 1, b: 2 } });
    const schema = schemas.object({
      metadata: schemas.metadata,
      spec: schemas.object({ options, keep: schemas.text }),
    });
    const custom = (spec: object) => ({
      apiVersion: 'example.com/v1',
      kind: 'Thing',
      metadata: { name: 'a' },
      spec: { keep: '', ...spec },
    });
    const given = (live: object) =>
      summary(verdict(custom({}), appliedBy(custom({ options: { a: 5 } }), schema, custom({ options: live })), schema));
    expect(given({ a: 1, b: 2 })).toBe('same');
    expect(given({ a: 1 })).toEqual(['spec.options: {"a":1} → {"a":1,"b":2}']);
  });

  it('goes with a list item', () => {
    const before = deployment(
      {},
      {
        containers: [
          { name: 'web', image: 'web:1' },
          { name: 'side', image: 's' },
        ],
      },
    );
    const live = appliedBy(before, schemas.deployment);
    const result = verdict(deployment({}, { containers: [{ name: 'web', image: 'web:1' }] }), live, schemas.deployment);
    expect(summary(result)).toEqual(['spec.template.spec.containers[name=side]: {"name":"side","image":"s"} → absent']);
  });

  it('is what others added when it never was ours', () => {
    const live = appliedBy(configMap({ a: '1' }), schemas.configMap, configMap({ a: '1', z: '26' }));
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toBe('same');
  });

  it('is read from last-applied where nothing of ours was applied yet', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(configMap({ a: '1', b: '2' })),
    };
    const live = configMap({ a: '1', b: '2', c: '3' }, { annotations });
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toEqual(['data.b: "2" → absent']);
    expect(summary(verdict(configMap({ a: '1' }), configMap({ a: '1', b: '2' }), schemas.configMap))).toBe('same');
  });

  it('does not include the annotation of kubectl, whoever wrote it', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{}' };
    const live = appliedBy(configMap({}, { annotations }), schemas.configMap);
    expect(summary(verdict(configMap({}, { annotations: {} }), live, schemas.configMap))).toBe('same');
  });

  it('is what we applied to the object, not to its status', () => {
    const ofStatus = { ...entry('argosy', 'Apply', { 'f:data': { 'f:b': {} } }), subresource: 'status' };
    const live = configMap({ a: '1', b: '2' }, { managedFields: [ofStatus] });
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toBe('same');
  });

  it('is not read from a last-applied that no API server would have taken', () => {
    const lastApplied = JSON.stringify(configMap({ a: '1', b: '2', long: 'x'.repeat(262_144) }));
    const live = configMap(
      { a: '1', b: '2' },
      { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': lastApplied } },
    );
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toBe('same');
  });

  it('is taken over from Argo CD', () => {
    const tree = { 'f:data': { 'f:a': {}, 'f:b': {} } };
    const live = configMap({ a: '1', b: '2' }, { managedFields: [entry('argocd-controller', 'Apply', tree)] });
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toEqual(['data.b: "2" → absent']);
  });

  it('is all of data in a Secret that turns to stringData', () => {
    const secret = (more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...more });
    const live = appliedBy(
      secret({ data: { a: 'eA==' }, stringData: { c: 'z' } }),
      schemas.secret,
      secret({ data: { a: 'eA==', c: 'eg==' } }),
    );
    const texts = (desired: object) => summary(verdict(desired, live, schemas.secret));
    expect(texts(secret({ stringData: { a: 'x' } }))).toEqual(['data.c: "++++++++++++" → absent']);
    expect(texts(secret({ stringData: { a: 'x', c: 'z' } }))).toBe('same');
    expect(texts(secret({ data: { a: 'eA==' } }))).toBe('same');
  });

  it('survives managed fields that no server writes', () => {
    const odd = [
      'x',
      { manager: 'argosy', operation: 'Apply', fieldsV1: { 'f:data': 'no', 'k:{': {}, q: {}, 'i:x': {}, '': {} } },
    ];
    const live = configMap({ a: '1' }, { managedFields: odd });
    expect(summary(verdict(configMap({ a: '1' }), live, schemas.configMap))).toBe('same');
  });
});

describe('owners', () => {
  it('are named newest first', () => {
    const live = appliedBy(configMap({ a: '1' }), schemas.configMap, configMap({ a: '2' }), [
      entry('kubectl-edit', 'Update', { 'f:data': { 'f:a': {} } }, '2026-05-01T00:00:00Z'),
      entry('someone', 'Update', { 'f:data': { 'f:b': {} } }, '2026-06-01T00:00:00Z'),
    ]);
    const result = verdict(configMap({ a: '1' }), live, schemas.configMap);
    expect(result.kind === 'differs' && result.paths[0].owners).toEqual([
      { manager: 'kubectl-edit', operation: 'Update', time: '2026-05-01T00:00:00Z' },
      { manager: 'argosy', operation: 'Apply', time: '2026-01-01T00:00:00Z' },
    ]);
  });
});

describe('owners in atomic values', () => {
  it('own every part of them', () => {
    const live = appliedBy(
      deployment({}, { tolerations: [{ key: 'a' }] }),
      schemas.deployment,
      deployment({}, { tolerations: [{ key: 'b' }] }),
    );
    const result = verdict(deployment({}, { tolerations: [{ key: 'a' }] }), live, schemas.deployment);
    expect(
      result.kind === 'differs' && result.paths.map(({ text, owners }) => [text, owners.map((one) => one.manager)]),
    ).toEqual([['spec.template.spec.tolerations[0].key', ['argosy']]]);
  });
});

describe('certainty', () => {
  it('is given by a plain value that no default explains', () => {
    expect(compareTier1(input(configMap({ a: '1' }), configMap({ a: '2' }), schemas.configMap)).certain).toBe(true);
    const off = deployment({}, { automountServiceAccountToken: false });
    expect(compareTier1(input(off, served, schemas.deployment)).certain).toBe(false);
  });
});
