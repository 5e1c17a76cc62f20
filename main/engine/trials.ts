import { contentHash, type KubeObject } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import type { SyncTask } from '../sync/index.ts';

/** Milliseconds. What else a server judges by (quotas, policies, webhooks) is not part of the question, so no answer is believed for longer. */
const BELIEVED = 10 * 60_000;

/**
 * What API servers said when they were asked to try an object: a sync right after its plan repeats no dry run. Only that it would be accepted is
 * remembered; a refusal may have been mended a moment ago.
 */
export interface Trials {
  accepted(question: string): boolean;
  remember(question: string): void;
}

export const NOTHING_TRIED: Trials = { accepted: () => false, remember: () => undefined };

export function storedTrials(store: Pick<Store, 'cacheGet' | 'cachePut'>, clock: Clock): Trials {
  return {
    accepted(question) {
      const text = store.cacheGet('trial', question);
      const at = text === undefined ? Number.NaN : Number(Buffer.from(text).toString());
      const age = clock.now() - at;
      return age >= 0 && age < BELIEVED;
    },
    remember: (question) => store.cachePut('trial', question, Buffer.from(String(clock.now()))),
  };
}

/** What is tried, how, where, and onto which state of the live object. */
export function questionOf(server: string, task: SyncTask, sent: KubeObject, place: string): string {
  const { live } = task.resource;
  const { validate, replace, force, serverSideApply, dryRun } = task.options;
  const onto = live === undefined ? '' : `${live.uid} ${live.resourceVersion}`;
  return contentHash([server, sent, [validate, replace, force, serverSideApply, dryRun], onto, place]);
}
