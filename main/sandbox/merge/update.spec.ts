import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from '../../engines/index.ts';
import type { KubeObject } from '../../model/index.ts';
import { readTypes } from '../schemas.ts';
import { atomsOf } from './atom.ts';
import { applyConfiguration, updateOwners } from './update.ts';

const types = readTypes(path.join(import.meta.dirname, '../../../assets/sandbox'));
const atoms = atomsOf(types);
const engines = createEngines();
const openapi = {
  hash: 'sandbox-types',
  documents: { 'types.json': Buffer.from(JSON.stringify({ components: { schemas: Object.fromEntries(types) } })) },
};
afterAll(() => engines.close());

const KINDS = {
  ConfigMap: { apiVersion: 'v1', type: 'io.k8s.api.core.v1.ConfigMap' },
  Deployment: { apiVersion: 'apps/v1', type: 'io.k8s.api.apps.v1.Deployment' },
  Service: { apiVersion: 'v1', type: 'io.k8s.api.core.v1.Service' },
} as const;

const name = fc.constantFrom('a', 'b', 'c', 'd<e');
const word = fc.constantFrom('x', 'y', '', 'z&1');
const map = fc.dictionary(name, word, { maxKeys: 3 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
/** Without the fields that are undefined. */
const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, maybe(value)])))
    .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
const unique = (items: fc.Arbitrary<Record<string, unknown>>, key: (item: Record<string, unknown>) => string) =>
  fc.uniqueArray(items, { selector: key, maxLength: 4 });

const env = unique(
  record({ value: word, valueFrom: record({ fieldRef: fc.constant({ fieldPath: 'x' }) }) }).chain((rest) =>
    name.map((n) => ({ name: n, ...rest })),
  ),
  (item) => String(item['name']),
);
const ports = unique(
  record({ protocol: fc.constantFrom('TCP', 'UDP'), name: word, hostPort: fc.nat(3) }).chain((rest) =>
    fc.constantFrom(80, 81, 82).map((n) => ({ containerPort: n, ...rest })),
  ),
  (item) => `${item['containerPort']}/${item['protocol'] ?? 'TCP'}`,
);
const container = record({
  image: word,
  args: fc.array(word, { maxLength: 2 }),
  env,
  ports,
  resources: record({ limits: map }),
  livenessProbe: record({ httpGet: record({ port: fc.constantFrom<unknown>(80, 'http') }), periodSeconds: fc.nat(3) }),
  volumeMounts: unique(
    record({ readOnly: fc.boolean() }).chain((rest) => name.map((n) => ({ mountPath: n, name: n, ...rest }))),
    (item) => String(item['mountPath']),
  ),
}).chain((rest) => name.map((n) => ({ name: n, ...rest })));
const metadata = record({
  labels: map,
  annotations: map,
  finalizers: fc.uniqueArray(fc.constantFrom('one/a', 'two/b', 'three/c'), { maxLength: 3 }),
  ownerReferences: unique(
    record({ controller: fc.boolean() }).chain((rest) =>
      name.map((n) => ({ apiVersion: 'v1', kind: 'K', name: n, uid: n, ...rest })),
    ),
    (item) => String(item['uid']),
  ),
}).map((rest) => ({ name: 'thing', namespace: 'default', ...rest }));

const bodies = {
  ConfigMap: record({ data: map, binaryData: map, immutable: fc.boolean() }),
  Deployment: record({
    spec: record({
      replicas: fc.nat(3),
      selector: record({ matchLabels: map }),
      strategy: record({ type: word, rollingUpdate: record({ maxSurge: fc.constantFrom<unknown>(1, '25%') }) }),
      template: record({
        metadata: record({ labels: map }),
        spec: record({
          containers: unique(container, (item) => String(item['name'])),
          nodeSelector: map,
          tolerations: fc.array(record({ key: word }), { maxLength: 2 }),
          volumes: unique(
            record({ emptyDir: fc.constant({}), configMap: record({ name: word }) }).chain((rest) =>
              name.map((n) => ({ name: n, ...rest })),
            ),
            (item) => String(item['name']),
          ),
          securityContext: record({ runAsUser: fc.nat(2) }),
        }),
      }),
    }),
    status: record({ replicas: fc.nat(2) }),
  }),
  Service: record({
    spec: record({
      selector: map,
      ports: unique(
        record({
          protocol: fc.constantFrom('TCP', 'UDP'),
          name: word,
          targetPort: fc.constantFrom<unknown>(1, 'a'),
        }).chain((rest) => fc.constantFrom(80, 81).map((n) => ({ port: n, ...rest }))),
        (item) => `${item['port']}/${item['protocol'] ?? 'TCP'}`,
      ),
      externalIPs: fc.array(word, { maxLength: 2 }),
    }),
  }),
};

const step = (kind: keyof typeof KINDS) =>
  fc.record({
    how: fc.constantFrom<'apply' | 'update' | 'status'>('apply', 'apply', 'update', 'status'),
    manager: fc.constantFrom('argosy', 'kubectl', 'someone'),
    force: fc.boolean(),
    metadata,
    body: bodies[kind],
  });

describe('ownership and server-side apply', () => {
  for (const kind of ['ConfigMap', 'Deployment', 'Service'] as const) {
    it(`equals the official merge through random histories of a ${kind}`, { timeout: 120_000 }, async () => {
      const { apiVersion, type } = KINDS[kind];
      const atom = atoms(type)!;
      // The engine knows no Go types: a new object is empty to it, as a custom resource is to the server.
      const empty = { apiVersion, kind } as unknown as KubeObject;
      await fc.assert(
        fc.asyncProperty(fc.array(step(kind), { minLength: 1, maxLength: 5 }), async (steps) => {
          let live: KubeObject | undefined;
          let clock = Date.parse('2026-01-01T00:00:00Z');
          for (const { how, manager, force, metadata: meta, body } of steps) {
            clock += 1000;
            const time = new Date(clock).toISOString().replace('.000', '');
            const written = { apiVersion, kind, metadata: meta, ...body } as unknown as KubeObject;
            const subresource = how === 'status' ? 'status' : '';
            const resetFields = how === 'status' ? [['spec'], ['metadata']] : [['status']];
            const context = { atom, live, empty, manager, subresource, resetFields, time };
            const theirs = { openapi, live: live ?? null, manager, subresource, resetFields, time };
            if (how === 'apply') {
              const ours = applyConfiguration(context, written, force);
              const official = await engines.apply({ ...theirs, applied: written, force });
              if (official.object === undefined) {
                expect(ours.object).toBeUndefined();
                expect(ours.conflicts!.map((each) => `${each.manager} ${each.field}`).sort()).toEqual(
                  official.conflicts.map((each) => `${each.manager} ${each.field}`).sort(),
                );
              } else {
                expect(ours.object).toEqual(official.object);
                live = { ...ours.object!, metadata: { ...ours.object!.metadata, uid: 'u' } };
              }
            } else {
              const ours = updateOwners(context, written);
              const official = await engines.update({ ...theirs, updated: written });
              expect(ours.metadata.managedFields).toEqual(
                (official.object as unknown as KubeObject).metadata.managedFields,
              );
              live = { ...ours, metadata: { ...ours.metadata, uid: 'u' } };
            }
          }
        }),
        { numRuns: Number(process.env['ARGOSY_RUNS'] ?? 60) },
      );
    });
  }

  it('takes away a struct in which the owner had declared an empty list', () => {
    const atom = atoms('io.k8s.api.core.v1.Service')!;
    const service = (spec: object | undefined) =>
      ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, ...(spec && { spec }) }) as unknown as KubeObject;
    const empty = { apiVersion: 'v1', kind: 'Service' } as unknown as KubeObject;
    const context = { atom, empty, manager: 'argosy', subresource: '', resetFields: [], time: '2026-01-01T00:00:00Z' };
    const live = updateOwners({ ...context, live: undefined }, service({}));
    const declared = applyConfiguration({ ...context, live }, service({ ports: [], externalIPs: [] }), false).object!;
    expect(applyConfiguration({ ...context, live: declared }, service(undefined), false).object).toEqual(
      service(undefined),
    );
  });
});
