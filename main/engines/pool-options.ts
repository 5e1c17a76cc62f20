import type { Artifact } from './artifact.ts';
import { forkHost, type SpawnHost, sourceHostEntry } from './spawn-host.ts';

export interface PoolOptions {
  readonly artifact: Artifact;
  /** Calls at a time. */
  readonly maxWorkers?: number;
  /** Default time limit of one call, from its start in a worker. */
  readonly deadlineMs?: number;
  /** After this time without calls the process is ended. */
  readonly idleMs?: number;
  /** WebAssembly memory never shrinks: a bigger instance is replaced after its call. */
  readonly recycleBytes?: number;
  /** Soft limit for the Go heap; the hard one is in the module (see build.mjs). */
  readonly goMemoryLimit?: string;
  readonly hostEntry?: string;
  readonly spawnHost?: SpawnHost;
}

export type Settings = Required<PoolOptions>;

const DEFAULTS = {
  maxWorkers: 2,
  deadlineMs: 10_000,
  idleMs: 20_000,
  recycleBytes: 256 << 20,
  goMemoryLimit: '512MiB',
  hostEntry: sourceHostEntry,
  spawnHost: forkHost,
} as const;

export function settingsOf(options: PoolOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as PoolOptions) };
}
