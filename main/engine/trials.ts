import { contentHash, type KubeObject } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import type { SyncTask } from '../sync/index.ts';

/** Milliseconds. What else a server judges by (quotas, policies, webhooks) is not part of the question, so no answer is believed for longer. */
const BELIEVED = 10 * 60_000;

/** Entries that one process remembers; the oldest goes first. */
const REMEMBERED = 20_000;

/**
 * What API servers said when they were asked to try an object: a sync right after its plan repeats no dry run, nor does the next attempt of one that
 * was refused. Only that it would be accepted is remembered; a refusal may have been mended a moment ago.
 */
export interface Trials {
  accepted(question: string): boolean;
  /** `lasting`: also for another process, as the one that syncs after `argosy app plan`. */
  remember(question: string, lasting: boolean): void;
}

export const NOTHING_TRIED: Trials = { accepted: () => false, remember: () => undefined };

export function storedTrials(store: Pick<Store, 'cacheGet' | 'cachePut'>, clock: Clock): Trials {
  const known = new Map<string, number>();
  const storedAt = (question: string): number => {
    const text = store.cacheGet('trial', question);
    return text === undefined ? Number.NaN : Number(Buffer.from(text).toString());
  };
  return {
    accepted(question) {
      const age = clock.now() - (known.get(question) ?? storedAt(question));
      return age >= 0 && age < BELIEVED;
    },
    remember(question, lasting) {
      const now = clock.now();
      known.delete(question);
      known.set(question, now);
      if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
      if (lasting) store.cachePut('trial', question, Buffer.from(String(now)));
    },
  };
}

/** What is tried, how, where, and onto which state of the live object. */
export function questionOf(server: string, task: SyncTask, sent: KubeObject, place: string): string {
  const { live } = task.resource;
  const { validate, replace, force, serverSideApply, dryRun } = task.options;
  const onto = live === undefined ? '' : `${live.uid} ${live.resourceVersion}`;
  return contentHash([server, sent, [validate, replace, force, serverSideApply, dryRun], onto, place]);
}
