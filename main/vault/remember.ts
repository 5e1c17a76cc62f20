import type { Clock } from '../runtime/index.ts';
import type { Secret } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

/** Milliseconds. A credential that is deleted in the keychain itself stops working here after this long. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * Keeps what was read for a while, so that a poll of five hundred repositories asks the keychain (2–30 ms a call, or a dialog) once each.
 * Absence is not remembered, and two callers at the same time share one call.
 */
export function remember(store: SecretStore, clock: Clock, ms = REMEMBERED_MS): SecretStore {
  const known = new Map<string, { readonly value: Secret; readonly until: number }>();
  const asking = new Map<string, Promise<Secret | undefined>>();
  const forget = (id: string) => {
    known.delete(id);
    asking.delete(id);
  };
  return {
    ...store,
    async get(id, signal) {
      const kept = known.get(id);
      if (kept !== undefined && kept.until > clock.monotonic()) return kept.value;
      signal?.throwIfAborted();
      let answer = asking.get(id);
      if (answer === undefined) {
        // Without the caller's signal: others may wait for the same answer.
        const asked = store.get(id).then(
          (value) => {
            if (asking.get(id) === asked) {
              asking.delete(id);
              if (value !== undefined) known.set(id, { value, until: clock.monotonic() + ms });
            }
            return value;
          },
          (error: unknown) => {
            if (asking.get(id) === asked) asking.delete(id);
            throw error;
          },
        );
        asking.set(id, asked);
        answer = asked;
      }
      return signal === undefined ? answer : abortable(answer, signal);
    },
    async set(id, value, about, signal) {
      forget(id);
      await store.set(id, value, about, signal);
      forget(id);
    },
    async delete(id, signal) {
      forget(id);
      await store.delete(id, signal);
      forget(id);
    },
  };
}

function abortable<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason as Error);
    signal.addEventListener('abort', aborted, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
