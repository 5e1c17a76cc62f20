// `npm run bench`: the engine as a process against a real API server, beside a bare loop of the same writes.
//   npm run bench                all rows
//   npm run bench -- P1 P3       only these; SYNC: one application with waves and hooks, and one of 2,000 objects; SANDBOX: the simulated fleet;
//                                START: from the start of the program to a table of 500 applications that answers (needs Chromium and a built dist/)
// Writes bench/out/result.json and prints one table. Nothing here asserts; the goals stand beside the figures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestCluster } from '../test/cluster/index.ts';
import { measureDrift, measureIdle, measureP1, measureP2, measureP7, measureRestart, type Row } from './rows.ts';
import { measureSandbox } from './sandbox.ts';
import { measureStart } from './start.ts';
import { measureBig, measureWaves } from './sync.ts';
import { World } from './world.ts';

const wanted = new Set(process.argv.slice(2).map((name) => name.toUpperCase()));
const wants = (name: string): boolean => wanted.size === 0 || wanted.has(name);
const scratch = mkdtempSync(join(tmpdir(), 'argosy-bench-'));
const rows: Row[] = [];
const add = (row: Row): void => {
  rows.push(row);
  console.log(line(row));
};

console.log(
  line({
    name: 'row',
    wallMs: 'wall ms',
    cpuMs: 'CPU ms',
    peakMb: 'peak MB',
    requests: 'requests',
    renders: 'renders',
    note: 'note',
  }),
);
for (const count of wants('P9') ? [50, 500, 2000] : [500]) {
  if (count === 500 ? !['P1', 'P2', 'P3', 'P4', 'P9', 'START'].some(wants) : !wants('P9')) continue;
  await withWorld(`p1-${count}`, async (world) => {
    const fleet = world.fleet('directory', count);
    add(await world.bareLoop(`bare loop, ${count} ConfigMaps`, count, 'configmaps'));
    add(await measureP1(world, fleet, count));
    add(await measureP2(world, fleet, count));
    if (count !== 500) return;
    if (wants('P3')) add(await measureDrift(world));
    if (wants('P4')) for (const row of await measureIdle(world)) add(row);
    if (wants('P9')) add(await measureRestart(world, count, 'restart, 500 Synced'));
    if (!wants('START')) return;
    await world.engine.stop();
    for (const row of await measureStart(world.home, count)) add(row);
    await world.start();
  });
}
if (wants('P7')) {
  await withWorld('p7', async (world) => {
    const fleet = world.fleet('helm', 500);
    add(await world.bareLoop('bare loop, 500 × 3 objects', 500, 'configmaps,services,serviceaccounts'));
    add(await measureP7(world, fleet, 500));
    add(await measureRestart(world, 500, 'P7 warm restart'));
  });
}
if (wants('SYNC')) {
  await withWorld('sync', async (world) => {
    for (const row of await measureWaves(world)) add(row);
    for (const row of await measureBig(world)) add(row);
  });
}
if (wants('SANDBOX')) for (const row of await measureSandbox(join(scratch, 'sandbox'))) add(row);
mkdirSync(join(import.meta.dirname, 'out'), { recursive: true });
writeFileSync(
  join(import.meta.dirname, 'out', 'result.json'),
  `${JSON.stringify({ date: new Date().toISOString(), node: process.version, commit: commit(), rows }, undefined, 2)}\n`,
);
rmSync(scratch, { recursive: true, force: true });

async function withWorld(name: string, use: (world: World) => Promise<void>): Promise<void> {
  const dir = join(scratch, name);
  const cluster = await startTestCluster({ dir: join(dir, 'cluster'), own: true });
  const world = await World.open(dir, cluster.kubeconfigPath);
  try {
    await use(world);
  } finally {
    await world.close();
    await cluster.stop();
  }
}

function line(row: Row): string {
  const cell = (value: string | number | undefined, width: number): string =>
    (typeof value === 'number' ? String(Math.round(value * 10) / 10) : (value ?? '')).padStart(width);
  return `${row.name.padEnd(38)}${cell(row.wallMs, 9)}${cell(row.cpuMs, 9)}${cell(row.peakMb, 9)}${cell(row.requests, 10)}${cell(row.renders, 9)}  ${row.note ?? ''}`;
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}
