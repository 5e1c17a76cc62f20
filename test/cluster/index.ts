/** A real Kubernetes API server for suites. See README.md. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildTestCluster } from './build.ts';

export { buildTestCluster } from './build.ts';
export { GoMissing } from './sources.ts';

export interface TestCluster {
  /** A user of the group system:masters. */
  readonly kubeconfigPath: string;
  /** https://127.0.0.1:PORT */
  readonly server: string;
  /** The process, or 0 for a cluster that somebody else runs. */
  readonly pid: number;
  stop(): Promise<void>;
}

export interface TestClusterOptions {
  /** Kubeconfig, log and state; made if missing, the suite's own. */
  readonly dir: string;
  readonly nodes?: number;
  readonly port?: number;
  /** More flags for kube-apiserver, as --name=value. */
  readonly apiServerArgs?: readonly string[];
  /** Never take a shared one: for suites that break the cluster or its settings. */
  readonly own?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a cluster that ends with this process, or takes the one that ARGOSY_TEST_KUBECONFIG names:
 * the test runner starts one for all suites that do not ask for their own.
 */
export async function startTestCluster(options: TestClusterOptions): Promise<TestCluster> {
  const shared = process.env['ARGOSY_TEST_KUBECONFIG'];
  if (shared !== undefined && shared !== '' && options.own !== true) {
    return { kubeconfigPath: shared, server: serverOf(shared), pid: 0, stop: async () => {} };
  }
  const binary = await buildTestCluster((line) => process.stderr.write(`${line}\n`));
  mkdirSync(options.dir, { recursive: true });
  const args = ['up', '--dir', options.dir, '--stdin', '--parent'];
  if (options.nodes !== undefined) args.push('--nodes', String(options.nodes));
  if (options.port !== undefined) args.push('--port', String(options.port));
  for (const arg of options.apiServerArgs ?? []) args.push('--apiserver-arg', arg);
  // Standard input stays open for as long as this process lives: its end ends the cluster even after a SIGKILL.
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...options.env } });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const ended = once(child, 'exit');
  const line = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => {
      const log = path.join(options.dir, 'testcluster.log');
      reject(new Error(`the test cluster ended with ${code}: ${complaint.trim()} (log: ${log})`));
    });
  });
  const ready = JSON.parse(line) as { kubeconfig: string; server: string; pid: number };
  return {
    kubeconfigPath: ready.kubeconfig,
    server: ready.server,
    pid: ready.pid,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The kubeconfigs of test clusters hold one cluster, so its `server:` is the only one in the text. */
function serverOf(kubeconfigPath: string): string {
  const found = /^\s*server: (\S+)\s*$/m.exec(readFileSync(kubeconfigPath, 'utf8'));
  if (found === null) throw new Error(`${kubeconfigPath} names no server`);
  return found[1]!;
}
