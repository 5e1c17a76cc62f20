import { type AppAddress, commandNameOf } from '../client/index.ts';
import { t } from '../texts/index.ts';

/** Calls under way at once: the engine queues more than that as well, but a person may want to stop. */
const AT_ONCE = 8;

/** Does it for each; what failed is told together, in the engine's words. Ends early when the signal does. */
export async function each(
  apps: readonly AppAddress[],
  work: (app: AppAddress) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  const failures: string[] = [];
  await inLanes(apps, signal, async (app) => {
    try {
      await work(app);
    } catch (error) {
      failures.push(`${commandNameOf(app)}: ${(error as Error).message}`);
    }
  });
  if (failures.length === 0) return;
  throw new Error([t('apps.bulkFailed', { failed: failures.length, count: apps.length }), ...failures].join('\n'));
}

/** A few at a time, in their order. */
export async function inLanes<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length && signal?.aborted !== true) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
