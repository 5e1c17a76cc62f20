import type { Cluster } from '../cluster/index.ts';
import { backoffCeiling, type Clock, sleep } from '../runtime/index.ts';

/** Milliseconds between two tries while the connection itself stands: what was cut was maybe one request. */
const AGAIN = { base: 500, max: 30_000 };

/**
 * How often an operation is taken up again without getting any further while its cluster does answer: then it is not the network, and what fails is
 * taken for the refusal that it is in effect.
 */
export const FRUITLESS = 6;

/**
 * Resolves when it is worth a try to go on: when the cluster can be reached again, however long that takes, or soon where it can be. `tries`: fruitless
 * ones in a row. Rejects when the signal aborts.
 */
export async function reachableAgain(
  cluster: Pick<Cluster, 'connection' | 'onConnection'> | undefined,
  tries: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (!isDown(cluster)) return sleep(clock, backoffCeiling(tries, AGAIN), signal);
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      off();
      signal.removeEventListener('abort', aborted);
    };
    const aborted = (): void => {
      end();
      reject(signal.reason as Error);
    };
    const off = cluster.onConnection(({ kind }) => {
      if (kind !== 'live') return;
      end();
      resolve();
    });
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

export function isDown<C extends Pick<Cluster, 'connection'>>(cluster: C | undefined): cluster is C {
  const kind = cluster?.connection().kind;
  return kind === 'unreachable' || kind === 'auth-needed';
}
