import type { Cluster } from '../../main/cluster/index.ts';

/** Resolves when the condition holds; looked at after everything that the cluster says, never by the clock. */
export function until(cluster: Cluster, condition: () => boolean, what: string): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!condition()) return;
      end();
      resolve();
    };
    const offs = [cluster.onChange(look), cluster.onKindState(look), cluster.onConnection(look)];
    const timeout = setTimeout(() => {
      end();
      reject(new Error(`never happened: ${what}`));
    }, 20_000);
    const end = () => {
      clearTimeout(timeout);
      for (const off of offs) off();
    };
  });
}
