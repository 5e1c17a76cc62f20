export interface BackoffOptions {
  /** Ceiling of the first wait, milliseconds. */
  readonly base: number;
  /** Ceiling of every wait, milliseconds. */
  readonly max: number;
  /** Default 2. */
  readonly factor?: number;
  /** In [0, 1). Injected so that tests know the wait; production hands in `Math.random`. */
  readonly random: () => number;
}

/**
 * Exponential back-off with full jitter: a wait is uniform between 0 and min(max, base × factor^attempt), so that many clients
 * that failed together do not return together.
 * @param attempt 0 for the wait after the first failure.
 * @returns milliseconds
 */
export function backoffDelay(attempt: number, options: BackoffOptions): number {
  return options.random() * backoffCeiling(attempt, options);
}

/** The same without jitter: what Argo CD's retry and self-heal waits are made of (reference §1.5, §3.9). */
export function backoffCeiling(attempt: number, options: Omit<BackoffOptions, 'random'>): number {
  const grown = options.base * (options.factor ?? 2) ** Math.max(0, attempt);
  return Math.min(options.max, Number.isFinite(grown) ? grown : options.max);
}

/** Counts failures in a row and says how long to wait after each. */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds to wait after one more failure. */
  next(): number {
    return backoffDelay(this.#failures++, this.#options);
  }

  /** After a success. */
  reset(): void {
    this.#failures = 0;
  }
}
