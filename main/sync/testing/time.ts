/** Prints what planning and carrying out 2,000 objects costs without a cluster: `node main/sync/testing/time.ts`. */

import { systemClock } from '../../runtime/index.ts';
import { execute, plan, planHash } from '../index.ts';
import { planInput, resource, World } from './world.ts';

const OBJECTS = 2_000;

const input = planInput(Array.from({ length: OBJECTS }, (_, index) => resource({ name: `c${index}` })));
const timed = (what: string, start: number) =>
  process.stdout.write(`${what}: ${(performance.now() - start).toFixed(1)} ms\n`);

for (const round of ['cold', 'warm']) {
  let start = performance.now();
  const made = plan(input);
  timed(`plan of ${OBJECTS}, ${round}`, start);
  start = performance.now();
  planHash(made);
  timed(`hash, ${round}`, start);
  const world = new World();
  // The world of the specs searches its whole journal before each write; here only our own work counts.
  const ports = {
    ...world.ports,
    apply: () => Promise.resolve({ message: '', object: input.resources[0]!.desired! }),
    record: () => Promise.resolve(),
  };
  start = performance.now();
  await execute(made, ports, { clock: systemClock }, new AbortController().signal);
  timed(`execute, ${round}`, start);
}
