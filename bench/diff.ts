/**
 * node --expose-gc bench/diff.ts: comparisons a second in one thread, the time of one, and the bytes that one allocates.
 * Times are CPU time, so that other work on the machine does not count. Live objects carry managedFields as a server writes them; parsing them is not counted, as the cluster room has parsed them.
 */

import type { SchemaNode } from '../main/cluster/index.ts';
import { compareTier1, compileIgnore, type DiffSettings } from '../main/diff/index.ts';
import { appliedBy } from '../main/diff/testing/comparing.ts';
import * as schemas from '../main/diff/testing/schemas.ts';
import type { KubeObject } from '../main/model/index.ts';

const settings: DiffSettings = {
  ignoreStatus: 'all',
  ignoreAggregatedRoles: false,
  ignoreByKind: new Map(),
  maskedAnnotations: [],
};
const none = compileIgnore([], settings);
const one = compileIgnore([{ group: '*', kind: '*', jsonPointers: ['/spec/replicas', '/data/key1'] }], settings);

const object = (apiVersion: string, kind: string, body: object) =>
  ({
    apiVersion,
    kind,
    metadata: { name: 'bench', namespace: 'bench', labels: { app: 'bench' } },
    ...body,
  }) as unknown as KubeObject;

const configMap = (changed = '') =>
  object('v1', 'ConfigMap', {
    data: Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`key${n}`, `value ${n}${n === 5 ? changed : ''}`])),
  });

const deployment = (image = 'web:1') =>
  object('apps/v1', 'Deployment', {
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'bench' } },
      strategy: { type: 'RollingUpdate' },
      template: {
        metadata: { labels: { app: 'bench' } },
        spec: {
          containers: ['web', 'side'].map((name) => ({
            name,
            image,
            args: ['--port', '80', '--verbose'],
            env: Array.from({ length: 8 }, (_, n) => ({ name: `VARIABLE_${n}`, value: `${n}` })),
            ports: [
              { containerPort: 80, name: 'http' },
              { containerPort: 9090, name: 'metrics' },
            ],
            resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m', memory: '128Mi' } },
          })),
          volumes: [{ name: 'tmp', emptyDir: {} }],
          tolerations: [{ key: 'a', operator: 'Exists' }],
        },
      },
    },
  });

/** About 250 KB of JSON, as the CRDs of large operators are. */
const properties = (depth: number): object =>
  Object.fromEntries(
    Array.from({ length: 9 }, (_, n) => [
      `field${n}`,
      {
        type: 'object',
        description: `What field ${n} at depth ${depth} of the schema is for.`,
        ...(depth > 0 && { properties: properties(depth - 1) }),
      },
    ]),
  );
const crd = (description = '') =>
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Bench', plural: 'benches' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', description, properties: properties(2) } },
        },
      ],
    },
  });

const crdSchema = schemas.object({
  metadata: schemas.metadata,
  spec: schemas.object({ group: schemas.text, versions: schemas.atomic(schemas.anything) }),
});

/** As a server gives it back: other strings, never the same objects. */
const parsed = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function measure(name: string, desired: KubeObject, live: KubeObject, schema: SchemaNode, rules = none): void {
  const input = { desired: parsed(desired), live: parsed(live), schema, manager: 'argosy', rules, settings };
  const run = (times: number) => {
    let differs = 0;
    for (let n = 0; n < times; n++) if (compareTier1(input).kind === 'differs') differs++;
    return differs;
  };
  run(2000);
  let times = 1000;
  let seconds = 0;
  while (seconds < 0.3) {
    times *= 2;
    const start = process.cpuUsage();
    run(times);
    const { user, system } = process.cpuUsage(start);
    seconds = (user + system) / 1e6;
  }
  // Bytes: over few enough runs that the young generation is not collected between.
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  run(200);
  const bytes = Math.max(0, process.memoryUsage().heapUsed - before) / 200;
  const perSecond = Math.round(times / seconds);
  const columns = [
    name.padEnd(36),
    compareTier1(input).kind.padEnd(8),
    String(perSecond).padStart(9),
    `${((seconds / times) * 1e6).toFixed(2)} µs`.padStart(11),
    `${Math.round(bytes)} B`.padStart(9),
    `${(JSON.stringify(live).length / 1024).toFixed(1)} KB`.padStart(9),
  ];
  console.log(columns.join(' '));
}

console.log('object                               verdict     per s        each     heap      live');
measure('ConfigMap, 10 keys', configMap(), appliedBy(configMap(), schemas.configMap), schemas.configMap);
measure('ConfigMap, one key changed', configMap('!'), appliedBy(configMap(), schemas.configMap), schemas.configMap);
measure(
  'ConfigMap, with an ignore rule',
  configMap(),
  appliedBy(configMap(), schemas.configMap),
  schemas.configMap,
  one,
);
measure('ConfigMap, never applied by us', configMap(), configMap(), schemas.configMap);
measure('Deployment, 2 containers', deployment(), appliedBy(deployment(), schemas.deployment), schemas.deployment);
measure(
  'Deployment, both images changed',
  deployment('web:2'),
  appliedBy(deployment(), schemas.deployment),
  schemas.deployment,
);
measure(
  'Deployment, with an ignore rule',
  deployment(),
  appliedBy(deployment(), schemas.deployment),
  schemas.deployment,
  one,
);
measure('CustomResourceDefinition', crd(), appliedBy(crd(), crdSchema), crdSchema);
measure('CustomResourceDefinition, changed', crd('!'), appliedBy(crd(), crdSchema), crdSchema);
