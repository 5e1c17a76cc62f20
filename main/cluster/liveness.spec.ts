import { expect, it } from 'vitest';
import { ManualClock } from '../runtime/index.ts';
import { Connection } from './connection.ts';
import { Liveness } from './liveness.ts';

it('asks for a sign of life only after a silence on a live connection, and never once stopped', () => {
  const clock = new ManualClock();
  let lastByte = 0;
  let probes = 0;
  const connection = new Connection({ clock, random: () => 0, threshold: 3, probe: () => {}, subject: 'test' });
  const liveness = new Liveness({
    clock,
    connection,
    lastByte: () => lastByte,
    probe: () => {
      probes++;
      return Promise.resolve();
    },
  });
  liveness.start();
  liveness.start();
  expect(clock.timers).toBe(1);
  clock.advance(300_000);
  expect(probes).toBe(0); // nothing is connected
  connection.check();
  connection.succeeded();
  lastByte = clock.monotonic();
  clock.advance(60_000);
  expect(probes).toBe(0);
  clock.advance(30_000);
  expect(probes).toBe(1);
  lastByte = clock.monotonic();
  clock.advance(60_000);
  expect(probes).toBe(1);
  liveness.stop();
  clock.advance(600_000);
  expect([probes, clock.timers]).toEqual([1, 0]);
});
