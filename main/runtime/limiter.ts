/** Runs at most `limit` pieces of work at once; the others wait in order of arrival and can leave by their signal. */
export interface Limiter {
  run<T>(work: (signal: AbortSignal | undefined) => Promise<T>, signal?: AbortSignal): Promise<T>;
  readonly running: number;
  readonly waiting: number;
}

export function createLimiter(limit: number): Limiter {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`a limit must be a whole number above 0, not ${limit}`);
  let running = 0;
  // A Set keeps the order of arrival and lets an aborted waiter leave from the middle in constant time.
  const waiting = new Set<() => void>();

  const enter = (signal: AbortSignal | undefined): Promise<void> | undefined => {
    signal?.throwIfAborted();
    if (running < limit) {
      running++;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.delete(admit);
        reject(signal!.reason as Error);
      };
      waiting.add(admit);
      signal?.addEventListener('abort', leave, { once: true });
    });
  };

  // The place is handed over, not given back and taken again: nobody who arrives in between can overtake.
  const exit = () => {
    const next = waiting.values().next();
    if (next.done) {
      running--;
    } else {
      waiting.delete(next.value);
      next.value();
    }
  };

  return {
    async run(work, signal) {
      const admitted = enter(signal);
      if (admitted !== undefined) await admitted;
      try {
        signal?.throwIfAborted();
        return await work(signal);
      } finally {
        exit();
      }
    },
    get running() {
      return running;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
