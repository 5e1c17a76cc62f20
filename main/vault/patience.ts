import { ArgosyError } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';

export interface Patience {
  /** After so long a call counts as waiting for a person. Milliseconds. */
  readonly waitingAfterMs: number;
  /** After so long it is given up. Milliseconds. */
  readonly deadlineMs: number;
}

export const PATIENCE: Patience = { waitingAfterMs: 1_500, deadlineMs: 120_000 };

/**
 * One call to a keychain, which may open a dialog and wait. Native calls cannot be taken back, so after the deadline or an abort the
 * caller goes on and the answer, should it come, is dropped.
 */
export function patiently<T>(
  work: () => Promise<T>,
  options: {
    readonly clock: Clock;
    readonly patience: Patience;
    readonly waiting: (waits: boolean) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<T> {
  const { clock, patience, signal } = options;
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    let waits = false;
    const settle = (act: () => void) => {
      soon.cancel();
      late.cancel();
      signal?.removeEventListener('abort', aborted);
      if (waits) options.waiting(false);
      waits = false;
      act();
    };
    const soon = clock.after(patience.waitingAfterMs, () => {
      waits = true;
      options.waiting(true);
    });
    const late = clock.after(patience.deadlineMs, () => settle(() => reject(tooLate(patience.deadlineMs))));
    const aborted = () => settle(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', aborted, { once: true });
    work().then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error as Error)),
    );
  });
}

function tooLate(ms: number): ArgosyError {
  return new ArgosyError('DeadlineExceeded', `the keychain did not answer within ${ms / 1000} s`, {
    advice: 'Look for a dialog of the keychain that waits for you, and try again.',
    retry: true,
  });
}
