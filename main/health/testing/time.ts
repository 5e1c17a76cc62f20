/** Prints what one assessment costs: `node main/health/testing/time.ts`. */

import { assessBuiltin } from '../index.ts';
import { objectOf, type Shape } from './cases.ts';

const ROUNDS = 200_000;

const samples: Readonly<Record<string, Shape>> = {
  'apps/Deployment': {
    meta: { generation: 3 },
    spec: { replicas: 3 },
    s: { observedGeneration: 3, replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
    c: ['Available=True', 'Progressing=True:NewReplicaSetAvailable'],
  },
  'cert-manager.io/Certificate': { c: ['Ready=True|issued'] },
  's3.aws.upbound.io/Bucket': { c: ['Ready=True', 'Synced=True'] },
  'example.org/Widget': { c: ['Ready=True'] },
};

for (const [kind, shape] of Object.entries(samples)) {
  const object = objectOf(kind, shape);
  for (let round = 0; round < ROUNDS; round++) assessBuiltin(object);
  const start = performance.now();
  for (let round = 0; round < ROUNDS; round++) assessBuiltin(object);
  const micros = ((performance.now() - start) * 1_000) / ROUNDS;
  process.stdout.write(`${kind}: ${micros.toFixed(2)} µs\n`);
}
