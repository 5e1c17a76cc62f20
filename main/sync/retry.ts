/** When a failed operation is tried again, and how long self heal waits. Times in milliseconds. */

import { ArgosyError, parseDuration, type RetryStrategy } from '../model/index.ts';

/** Of automatic syncs whose application says nothing; manual ones are not retried (reference §1.5). */
export const AUTOMATED_RETRY_LIMIT = 5;

/** `min(maxDuration, duration × factor^n)` with the defaults 5s, 2 and 3m (reference §1.5). */
export function retryDelay(strategy: RetryStrategy | undefined, n: number): number {
  const backoff = strategy?.backoff;
  const first = durationOf(backoff?.duration, '5s', 'duration');
  const most = durationOf(backoff?.maxDuration, '3m', 'maxDuration');
  return Math.min(most, first * (backoff?.factor ?? 2) ** n);
}

function durationOf(text: string | undefined, otherwise: string, field: string): number {
  try {
    return parseDuration(text === undefined || text === '' ? otherwise : text, { plainSeconds: true });
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    throw new ArgosyError('InvalidArgument', `retry.backoff.${field}: ${error.message}`, { advice: error.advice });
  }
}

export interface FailedAttempt {
  readonly strategy: RetryStrategy | undefined;
  readonly automated: boolean;
  /** Retries made so far: 0 after the first attempt. */
  readonly retryCount: number;
  /** When the attempt ended, since the epoch. */
  readonly finishedAt: number;
  /** What it said. */
  readonly message: string;
}

export type NextAttempt =
  | { readonly act: 'retry'; readonly at: number; readonly retryCount: number; readonly message: string }
  | { readonly act: 'give-up'; readonly message: string };

/**
 * Whether a failed operation runs again, and when. As in Argo CD the message announces the delay of the retries made so far, while the wait uses the
 * counter after it was incremented: 5 s are announced and 10 s waited (reference §1.5).
 */
export function nextAttempt(failed: FailedAttempt): NextAttempt {
  const { strategy, retryCount, finishedAt } = failed;
  const limit = strategy === undefined ? (failed.automated ? AUTOMATED_RETRY_LIMIT : 0) : (strategy.limit ?? 0);
  if (limit >= 0 && retryCount >= limit) {
    const suffix = retryCount > 0 ? ` (retried ${retryCount} times).` : '';
    return { act: 'give-up', message: failed.message + suffix };
  }
  const next = retryCount + 1;
  const announced = kitchenTime(finishedAt + retryDelay(strategy, retryCount));
  return {
    act: 'retry',
    at: finishedAt + retryDelay(strategy, next),
    retryCount: next,
    message: `${failed.message}. Retrying attempt #${next} at ${announced}.`,
  };
}

/** `3:04PM`, in UTC. */
function kitchenTime(at: number): string {
  const date = new Date(at);
  const hour = date.getUTCHours();
  return `${hour % 12 === 0 ? 12 : hour % 12}:${String(date.getUTCMinutes()).padStart(2, '0')}${hour < 12 ? 'AM' : 'PM'}`;
}

/** Before the first attempt nothing, then 2 s × 3^(attempts−1), at most 300 s, counted from the end of the last operation (reference §3.9). */
export function selfHealDelay(attempts: number): number {
  return attempts <= 0 ? 0 : Math.min(300_000, 2_000 * 3 ** (attempts - 1));
}
