import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger, systemClock } from '../../../main/runtime/index.ts';
import { type Sandbox, startSandbox } from '../../../main/sandbox/index.ts';
import { GoMissing, startTestCluster, type TestCluster } from '../../cluster/index.ts';
import { RawClient } from './client.ts';

export interface BothServers {
  readonly sandbox: Sandbox;
  readonly box: RawClient;
  /** Undefined on a machine that cannot build the real server; then there is nothing to compare with. */
  readonly real: RawClient | undefined;
  readonly realKubeconfig: string | undefined;
  readonly folder: string;
  stop(): Promise<void>;
}

/** A sandbox of one's own and the real API server. */
export async function startBoth(): Promise<BothServers> {
  const folder = mkdtempSync(path.join(tmpdir(), 'argosy-sandbox-'));
  const sandbox = await startSandbox({ home: folder, clock: systemClock, logger: silentLogger });
  let cluster: TestCluster | undefined;
  try {
    cluster = await startTestCluster({ dir: path.join(folder, 'real') });
  } catch (error) {
    if (!(error instanceof GoMissing)) throw error;
  }
  const box = new RawClient(sandbox.kubeconfigPath);
  const real = cluster === undefined ? undefined : new RawClient(cluster.kubeconfigPath);
  return {
    sandbox,
    box,
    real,
    realKubeconfig: cluster?.kubeconfigPath,
    folder,
    async stop() {
      box.close();
      real?.close();
      await sandbox.stop();
      await cluster?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A name that no other run has. */
export function freshName(prefix: string): string {
  return `${prefix}-${Math.random().toString(36).slice(2, 8)}`;
}
