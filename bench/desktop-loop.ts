// How long the loops of the desktop cannot answer while 500 applications are made, and while it starts with them: that of the windows, that of the
// engine, and, for the machine's own noise, that of a process which does nothing beside them. Also how long it takes to start, and its memory.
//   node bench/desktop-loop.ts [COUNT]     needs a built dist/ and the API server for tests
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../main/shell/client/client.ts';
import { connectSocket } from '../main/shell/client/socket-transport.ts';
import { homeLayout } from '../main/shell/home.ts';
import { startTestCluster } from '../test/cluster/index.ts';
import { allSynced, createAll, Fleet } from './fleet.ts';

const count = Number(process.argv[2] ?? 500);
const scratch = mkdtempSync(join(tmpdir(), 'argosy-loop-'));
const home = join(scratch, 'home');
const cluster = await startTestCluster({ dir: join(scratch, 'cluster') });
try {
  const fleet = new Fleet(join(scratch, 'repository'), 'default', 'directory', count);
  const first = await start();
  const { items } = await first.client.call('cluster.contexts', { kubeconfig: cluster.kubeconfigPath });
  await first.client.call('cluster.add', {
    context: items[0]!.name,
    kubeconfig: cluster.kubeconfigPath,
    name: 'bench',
  });
  await measured(`${count} applications made and synced`, first, () =>
    createAll(
      first.client,
      Array.from({ length: count }, (_, index) => fleet.application(index)),
    ),
  );
  await first.stop();
  const second = await start();
  await measured(`start with ${count} applications, until all are compared`, second, async () => {
    await allSynced(second.client, count);
    // Rows of the last run are Synced already: wait until each was compared by this one.
    for (;;) {
      const { comparisons } = (await second.client.call('engine.counters', {})) as { comparisons?: number };
      if ((comparisons ?? 0) >= count) return;
    }
  });
  await second.stop();
} finally {
  await cluster.stop();
  rmSync(scratch, { recursive: true, force: true });
}

interface Desktop {
  readonly client: Client;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

async function start(): Promise<Desktop> {
  const begun = performance.now();
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'desktop-process.ts')], {
    env: { ...process.env, ARGOSY_HOME: home, ARGOSY_SECRETS: 'memory' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on('data', (chunk) => {
      if (String(chunk).includes('ready')) resolve();
    });
    child.once('close', (code) => reject(new Error(`the desktop ended with ${code}`)));
  });
  const wall = Math.round(performance.now() - begun);
  console.log(`started until the page has its engine: ${wall} ms; ${memoryOf(child.pid!)}; load ${load()}`);
  const transport = await connectSocket(homeLayout(home, process.platform).socket);
  if (!transport) throw new Error('the engine does not answer');
  const client = new Client(transport);
  return {
    client,
    pid: child.pid!,
    stop: async () => {
      child.removeAllListeners('close');
      const ended = new Promise((resolve) => child.once('close', resolve));
      client.close();
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function measured(name: string, desktop: Desktop, run: () => Promise<void>): Promise<void> {
  const idle = await idleProcess();
  const begun = performance.now();
  await run();
  const wall = Math.round(performance.now() - begun);
  const bare = await idle();
  const { eventLoopDelay, engineLoopDelay } = (await desktop.client.call('engine.counters', {})) as Delays;
  console.log(`${name}: ${wall} ms; ${memoryOf(desktop.pid)}; load ${load()}; delay in ms`);
  console.log(
    `  windows  ${JSON.stringify(eventLoopDelay)}\n  engine   ${JSON.stringify(engineLoopDelay)}\n  idle     ${bare}`,
  );
}

interface Delays {
  readonly eventLoopDelay?: unknown;
  readonly engineLoopDelay?: unknown;
}

/** A process that only waits: what it sees is the machine. Call what is returned for what it has seen. */
async function idleProcess(): Promise<() => Promise<string>> {
  const source = `
    import { watchLoopDelay } from ${JSON.stringify(new URL('../main/shell/loop-delay.ts', import.meta.url).href)};
    const { read } = watchLoopDelay({ now: Date.now, monotonic: performance.now, after: () => ({ cancel() {} }) });
    process.stdin.on('data', () => { console.log(JSON.stringify(read())); process.exit(); });
    console.log('waits');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said = (): Promise<string> =>
    new Promise((resolve, reject) => {
      child.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
      child.once('error', reject);
    });
  await said();
  return () => {
    const answer = said();
    child.stdin.write('read');
    return answer;
  };
}

/** Of the process alone, without the engines' own: what is resident, and its share of what it has together with others. */
function memoryOf(pid: number): string {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mb = (key: string): number =>
    Math.round(Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]) / 1024);
  return `RSS ${mb('Rss')} MB, PSS ${mb('Pss')} MB`;
}

function load(): string {
  return loadavg()[0]!.toFixed(1);
}
