import type { Cluster } from '../cluster/index.ts';
import type { HealthScripts } from '../health/index.ts';
import type { AppKey } from '../model/index.ts';
import { sleep } from '../runtime/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Applications, TreeChange, TreeNode } from './engine.ts';
import { LiveTree } from './live-tree.ts';
import type { Row } from './record.ts';

/** Changes of a tree leave at most once in so many milliseconds. */
const FRAME_MS = 75;
/** Nodes of one frame: about 400 kB. */
const CHUNK = 1000;

const NEVER = new AbortController().signal;

/** The managed objects of an application and everything they own as they are now, parents first. */
export async function buildTree(
  cluster: Cluster,
  rows: Iterable<Row>,
  scripts: HealthScripts,
  signal: AbortSignal,
): Promise<readonly TreeNode[]> {
  const byKey = new Map([...rows].map((row) => [row.key, row] as const));
  const tree = new LiveTree(cluster, () => byKey, scripts);
  await tree.update(signal);
  return tree.nodes();
}

/** The resource tree: once, or as it changes (architecture §6). */
export function createTrees(
  ports: Pick<ApplicationsPorts, 'clock' | 'records' | 'health'>,
): Pick<Applications, 'tree' | 'followTree'> {
  return {
    async tree(key) {
      const { destination, rows } = ports.records.get(key);
      return destination ? buildTree(destination.cluster, rows.values(), ports.health, NEVER) : [];
    },
    followTree: (key, signal) => follow(ports, key, signal),
  };
}

/**
 * A snapshot, then what changed, told by the cluster's watches and the comparisons. Whoever does not take a change yet gets it together with later
 * ones, so what waits for a slow reader is one tree at most. Ends when the application is gone.
 */
async function* follow(
  ports: Pick<ApplicationsPorts, 'clock' | 'records' | 'health'>,
  key: AppKey,
  signal: AbortSignal,
): AsyncIterable<TreeChange> {
  const record = ports.records.get(key);
  let cluster: Cluster | undefined;
  let bound = false;
  let tree: LiveTree | undefined;
  let unwatch: (() => void) | undefined;
  let reset = true;
  let changed = true;
  let gone = false;
  let wake = (): void => undefined;
  const note = (): void => {
    changed = true;
    wake();
  };
  const unlisten = ports.records.onChange((other) => {
    if (other !== key) return;
    gone = ports.records.find(key) !== record;
    note();
  });
  signal.addEventListener('abort', note, { once: true });
  try {
    for (;;) {
      while (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      signal.throwIfAborted();
      if (gone) return;
      if (!reset) await sleep(ports.clock, FRAME_MS, signal);
      changed = false;
      // An application may be sent to another cluster, and a connection opened anew.
      const now = record.destination?.cluster;
      if (!bound || now !== cluster) {
        unwatch?.();
        bound = true;
        cluster = now;
        const next = now && new LiveTree(now, () => record.rows, ports.health);
        unwatch = now?.onChange((changes) => {
          if (next?.note(changes)) note();
        });
        tree = next;
        reset = true;
      }
      const { upsert, remove } = (await tree?.update(signal)) ?? { upsert: [], remove: [] };
      for (let at = 0; at === 0 || at < upsert.length; at += CHUNK) {
        const more = at + CHUNK < upsert.length;
        if (!reset && upsert.length === 0 && remove.length === 0) break;
        yield { reset: reset && at === 0, more, upsert: upsert.slice(at, at + CHUNK), remove: at === 0 ? remove : [] };
      }
      reset = false;
    }
  } finally {
    unwatch?.();
    unlisten();
    signal.removeEventListener('abort', note);
  }
}
