import fc from 'fast-check';
import type { SourceNode } from '../arrange.ts';

const hostileName = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '<img src=x onerror=alert(1)>',
    'a'.repeat(1_000),
    '\u202Egnp.exe',
    '__proto__',
    'constructor',
    '',
    '~2',
    'a/b',
  ),
);

/** Any list of nodes: repeated names and keys, owners that are not there, circles, every status, long chains. */
export const anySources: fc.Arbitrary<SourceNode[]> = fc.array(
  fc.record({
    ref: fc.record({
      group: fc.constantFrom('', 'apps'),
      kind: fc.constantFrom('Pod', 'ReplicaSet', 'Deployment', 'ConfigMap'),
      namespace: fc.constantFrom('', 'shop'),
      name: hostileName,
    }),
    key: fc.integer({ min: 0, max: 30 }).map(String),
    parents: fc.array(fc.integer({ min: 0, max: 35 }).map(String), { maxLength: 3 }),
    sync: fc.constantFrom('Synced', 'OutOfSync', 'Unknown', undefined, 'Invented'),
    health: fc.constantFrom('Healthy', 'Degraded', 'Progressing', 'Missing', 'Suspended', undefined, 'Invented'),
    minor: fc.boolean(),
    failing: fc.boolean(),
    order: fc.constantFrom(0, -1, 5, Number.NaN),
    level: fc.integer({ min: 0, max: 3 }),
    step: fc.integer({ min: -2, max: 2 }),
    routes: fc.array(fc.integer({ min: 0, max: 35 }).map(String), { maxLength: 3 }),
  }),
  { maxLength: 60 },
);
