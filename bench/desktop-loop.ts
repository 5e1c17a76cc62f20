// How long the main process of the desktop cannot answer while 500 applications are made, and while it starts with them:
//   node bench/desktop-loop.ts [COUNT]     needs a built dist/ and the API server for tests
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../main/shell/client/client.ts';
import { connectSocket } from '../main/shell/client/socket-transport.ts';
import { homeLayout } from '../main/store/index.ts';
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
  readonly stop: () => Promise<void>;
}

async function start(): Promise<Desktop> {
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
  const transport = await connectSocket(homeLayout(home, process.platform).socket);
  if (!transport) throw new Error('the engine does not answer');
  const client = new Client(transport);
  return {
    client,
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
  const begun = performance.now();
  await run();
  const wall = Math.round(performance.now() - begun);
  const { eventLoopDelay } = (await desktop.client.call('engine.counters', {})) as { eventLoopDelay?: unknown };
  console.log(`${name}: ${wall} ms, delay of the loop in ms ${JSON.stringify(eventLoopDelay)}`);
}
