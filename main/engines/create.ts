import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from './engine-error.ts';
import { type EngineName, Engines } from './engines.ts';
import type { PoolOptions } from './pool-options.ts';
import { sourceHostEntry } from './spawn-host.ts';

/** Each worker costs 30 to 60 MB while it works. */
const MAX_WORKERS = 4;

export interface CreateOptions extends Omit<PoolOptions, 'artifact'> {
  /** Where the .wasm.zst files and SHA256SUMS are. Default: assets/engines of this package, seen from this source file; a bundle must say it. */
  readonly assetsDir?: string | undefined;
}

/** Reads only the list of digests; a module is loaded by the first call that needs it, in a process of its own. */
export function createEngines(options: CreateOptions = {}): Engines {
  const { assetsDir = fileURLToPath(new URL('../../assets/engines', import.meta.url)), ...given } = options;
  // One core stays for the application itself, which prepares and takes what is rendered; each worker costs about 55 MB.
  const maxWorkers = Math.min(MAX_WORKERS, Math.max(1, availableParallelism() - 1));
  const pool = { maxWorkers, hostEntry: sourceHostEntry, ...given };
  if (!existsSync(pool.hostEntry)) {
    throw new EngineError('START_FAILED', `the entry of the engines' process is not at ${pool.hostEntry}`, {
      advice: 'A bundle must contain main/engines/host-entry.ts as an entry of its own and give its path as hostEntry.',
    });
  }
  const digests = readDigests(assetsDir);
  const engine = (name: EngineName): PoolOptions => {
    const sha256 = digests.get(`${name}.wasm`);
    if (sha256 === undefined) {
      throw new EngineError('START_FAILED', `${join(assetsDir, 'SHA256SUMS')} does not name ${name}.wasm`);
    }
    return { ...pool, artifact: { path: join(assetsDir, `${name}.wasm.zst`), sha256 } };
  };
  return new Engines({
    helm: engine('helm'),
    kustomize: engine('kustomize'),
    tools: engine('tools'),
    apply: engine('apply'),
  });
}

function readDigests(assetsDir: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(join(assetsDir, 'SHA256SUMS'), 'utf8');
  } catch (error) {
    throw new EngineError('START_FAILED', `the engines are not where they should be: ${(error as Error).message}`, {
      advice: 'Give assetsDir, or build the engines with `npm run build:engines`.',
    });
  }
  return new Map([...text.matchAll(/^([0-9a-f]{64}) {2}(\S+)$/gm)].map(([, digest, name]) => [name!, digest!]));
}
