import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dump, load } from 'js-yaml';
import { request } from 'undici';
import { startTestCluster } from '../test/cluster/index.ts';
import { apiClient } from './api-client.ts';
import type { Row } from './rows.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const BUNDLE = join(root, 'dist', 'argosy.mjs');
const IDLE_SECONDS = 20;
const APPLIES = 2000;

/** The sandbox as a person starts it: the bundle of `npm run build` where there is one, else the sources. Linux only: figures are read from /proc. */
class SandboxProcess {
  readonly #child: ReturnType<typeof spawn>;
  readonly pid: number;
  readonly readyMs: number;

  private constructor(child: ReturnType<typeof spawn>, readyMs: number) {
    this.#child = child;
    this.pid = child.pid!;
    this.readyMs = readyMs;
  }

  static async start(home: string): Promise<SandboxProcess> {
    const program = existsSync(BUNDLE) ? BUNDLE : join(root, 'main', 'shell', 'cli', 'start.ts');
    const begun = performance.now();
    const child = spawn(process.execPath, [program, 'sandbox', 'up'], {
      env: { ...process.env, ARGOSY_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += String(chunk);
        if (text.includes('Sandbox is ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code}`)));
    });
    return new SandboxProcess(child, performance.now() - begun);
  }

  get cpuMs(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  get rssMb(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))![1]) / 1024;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.removeAllListeners('exit').once('exit', () => undefined);
    this.#child.kill('SIGTERM');
    await Promise.race([ended, pause(10_000)]);
  }
}

/** Start, memory, idling and the rate of writes, beside the real API server on the same machine. */
export async function measureSandbox(scratch: string): Promise<Row[]> {
  const home = join(scratch, 'home');
  mkdirSync(home, { recursive: true });
  const rows: Row[] = [];
  const how = existsSync(BUNDLE) ? 'bundled' : 'from sources';
  const first = await SandboxProcess.start(home);
  rows.push({ name: 'sandbox: first start', wallMs: first.readyMs, cpuMs: first.cpuMs, note: `${how}; goal 1,000 ms` });
  await first.stop();
  const sandbox = await SandboxProcess.start(home);
  try {
    rows.push({ name: 'sandbox: start again', wallMs: sandbox.readyMs, cpuMs: sandbox.cpuMs, note: how });
    const kubeconfig = join(home, 'sandbox', 'kubeconfig');
    for (const [index, file] of [kubeconfig, otherFirst(kubeconfig, scratch)].entries())
      await writes(file, `objects-${index}`, 500, 'v0', true);
    await pause(2000);
    rows.push({
      name: 'sandbox: 500 objects in each cluster',
      peakMb: sandbox.rssMb,
      note: 'RSS, beside what a new cluster has; goal 120 MB',
    });
    const before = sandbox.cpuMs;
    await pause(IDLE_SECONDS * 1000);
    rows.push({ name: 'sandbox: idle', cpuMs: sandbox.cpuMs - before, note: `in ${IDLE_SECONDS} s; goal 0` });
    const box = await rate(kubeconfig);
    const cluster = await startTestCluster({ dir: join(scratch, 'real'), own: true });
    try {
      const real = await rate(cluster.kubeconfigPath);
      for (const [what, mine, theirs] of [
        ['create', box.create, real.create],
        ['change', box.change, real.change],
      ] as const)
        rows.push({
          name: `sandbox: ${APPLIES} applies, ${what}`,
          wallMs: (APPLIES / mine) * 1000,
          requests: APPLIES,
          note: `${Math.round(mine)}/s; kube-apiserver ${Math.round(theirs)}/s; goal half of it`,
        });
    } finally {
      await cluster.stop();
    }
  } finally {
    await sandbox.stop();
  }
  return rows;
}

async function rate(kubeconfig: string): Promise<{ readonly create: number; readonly change: number }> {
  const create = await writes(kubeconfig, 'rate', APPLIES, 'v0', true);
  const change = await writes(kubeconfig, 'rate', APPLIES, 'v1', false);
  return { create: APPLIES / (create / 1000), change: APPLIES / (change / 1000) };
}

/** Server-side applies of small ConfigMaps, 50 at once over one connection; milliseconds. */
async function writes(
  kubeconfig: string,
  namespace: string,
  count: number,
  value: string,
  isNew: boolean,
): Promise<number> {
  const loop = (...args: string[]) =>
    run(process.execPath, [join(import.meta.dirname, 'bare-loop.ts'), kubeconfig, ...args]);
  if (isNew) await makeNamespace(kubeconfig, namespace);
  const how = JSON.stringify({ prefix: 'bare', tries: false, value });
  const { stdout } = await loop(namespace, String(count), 'configmaps', how);
  return (JSON.parse(stdout) as { wallMs: number }).wallMs;
}

async function makeNamespace(kubeconfig: string, name: string): Promise<void> {
  const { server, dispatcher, headers } = apiClient(kubeconfig);
  const answer = await request(`${server}/api/v1/namespaces`, {
    method: 'POST',
    dispatcher,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  });
  await answer.body.dump();
  await dispatcher.close();
}

/** The same kubeconfig with its second cluster first. */
function otherFirst(file: string, scratch: string): string {
  const config = load(readFileSync(file, 'utf8')) as { clusters: unknown[]; users: unknown[] };
  const other = join(scratch, 'production.kubeconfig');
  writeFileSync(other, dump({ ...config, clusters: config.clusters.toReversed(), users: config.users.toReversed() }), {
    mode: 0o600,
  });
  return other;
}
