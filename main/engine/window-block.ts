import { blockedByWindow, type WindowBlock } from '../access/index.ts';
import type { Application, AppProject, Operation } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import type { Destination } from './record.ts';

export type { WindowBlock };

/** Whether the sync windows of its project let an application be synced now, or a sync that runs since then go on (reference §3.10). */
export function windowBlock(
  app: Application,
  project: AppProject,
  destination: Pick<Destination, 'server' | 'name' | 'namespace'>,
  how: 'automatic' | 'manual',
  now: number,
  runningSince?: number,
): WindowBlock | undefined {
  const { server, name: cluster, namespace } = destination;
  return blockedByWindow(project, { name: app.metadata.name, namespace, server, cluster }, how, now, runningSince);
}

export function howOf(operation: Operation): 'automatic' | 'manual' {
  return operation.initiatedBy?.automated === true ? 'automatic' : 'manual';
}

/** Between two looks at windows that nobody can say when they open: a project may be corrected. */
const LOOK_AGAIN_MS = 60_000;

/** Resolves when the window may have opened, at most a minute later; rejects when the signal aborts. */
export function untilWindow({ until }: WindowBlock, clock: Clock, signal: AbortSignal): Promise<void> {
  const ms = Math.min(LOOK_AGAIN_MS, Math.max(1, (until ?? Number.POSITIVE_INFINITY) - clock.now()));
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const aborted = () => {
      timer.cancel();
      reject(signal.reason as Error);
    };
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', aborted);
      resolve();
    });
    signal.addEventListener('abort', aborted, { once: true });
  });
}
