import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { startTestCluster } from '../../cluster/index.ts';
import { PlainClient } from '../../conformance/world/index.ts';
import { TestRepository } from '../../contract/git/repository.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Everything that a person has before they open the desktop: a cluster, a repository, and `argosy serve`. */
export interface DesktopWorld {
  readonly repository: TestRepository;
  /** Another hand on the cluster. */
  readonly cluster: PlainClient;
  readonly namespace: string;
  /** A new one-time link. */
  link(): Promise<string>;
  /** The command line beside it. */
  argosy(...words: readonly string[]): Promise<string>;
  /** Stops the engine as a closed lid does, and lets it go on. */
  sleep(): void;
  wake(): void;
  close(): Promise<void>;
}

export async function startDesktop(): Promise<DesktopWorld> {
  if (!existsSync(join(root, 'dist', 'argosy.mjs'))) throw new Error('run `npm run build` first');
  const folder = mkdtempSync(join(tmpdir(), 'argosy-e2e-'));
  const server = await startTestCluster({ dir: join(folder, 'cluster'), own: true });
  const cluster = new PlainClient(server.kubeconfigPath);
  const namespace = `e2e-${randomBytes(4).toString('hex')}`;
  await cluster.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const repository = new TestRepository(join(folder, 'apps'));
  const env = {
    ...process.env,
    ARGOSY_HOME: join(folder, 'home'),
    ARGOSY_SECRETS: 'memory',
    KUBECONFIG: server.kubeconfigPath,
  };
  const served = run(['serve', '--port', '0'], env);
  await firstLink(served);
  const argosy = async (...words: readonly string[]): Promise<string> => {
    const { code, out, err } = await finished(run(words, env));
    if (code !== 0) throw new Error(`argosy ${words.join(' ')}: ${code}\n${out}${err}`);
    return out;
  };
  const { 'current-context': context } = parse(readFileSync(server.kubeconfigPath, 'utf8')) as Record<string, string>;
  await argosy('cluster', 'add', context!, '--name', 'staging');
  return {
    repository,
    cluster,
    namespace,
    argosy,
    link: async () => /http\S+/.exec(await argosy('serve'))![0],
    sleep: () => void served.kill('SIGSTOP'),
    wake: () => void served.kill('SIGCONT'),
    close: async () => {
      served.kill('SIGCONT');
      const ended = finished(served);
      served.kill('SIGTERM');
      await ended;
      await cluster.delete(`/api/v1/namespaces/${namespace}`);
      cluster.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The command line, as a process of its own. */
export function run(words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [join(root, 'main', 'shell', 'cli', 'argosy.mjs'), ...words], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** `argosy serve` is there. */
export function firstLink(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer): void => {
      text += String(chunk);
      if (/http:\S+/.test(text)) resolve();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('close', (code) => reject(new Error(`argosy serve ended with ${code}: ${text}`)));
  });
}

export function finished(child: ChildProcess): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    let out = '';
    let err = '';
    child.stdout!.on('data', (chunk) => {
      out += String(chunk);
    });
    child.stderr!.on('data', (chunk) => {
      err += String(chunk);
    });
    child.once('close', (code) => resolve({ code: code ?? 1, out, err }));
  });
}
