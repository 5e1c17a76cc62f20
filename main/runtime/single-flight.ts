interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  callers: number;
}

/**
 * One piece of work a key at a time: whoever asks while it runs gets the same result. A caller that aborts gets its own
 * reason at once and the others are not touched; when the last caller has left, the work itself is aborted.
 * Results are not kept: a call after the end works again.
 */
export class SingleFlight<K, T> {
  readonly #flights = new Map<K, Flight<T>>();

  get size(): number {
    return this.#flights.size;
  }

  run(key: K, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    let flight = this.#flights.get(key);
    if (flight === undefined) flight = this.#start(key, work);
    return this.#join(key, flight, signal);
  }

  #start(key: K, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    // `work` may throw before its first await: the async function turns that into a rejection that all callers see.
    const result = (async () => work(controller.signal))();
    const flight: Flight<T> = { result, controller, callers: 0 };
    this.#flights.set(key, flight);
    const land = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    result.then(land, land);
    return flight;
  }

  #join(key: K, flight: Flight<T>, signal: AbortSignal | undefined): Promise<T> {
    flight.callers++;
    if (signal === undefined) return flight.result;
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(signal.reason as Error);
        if (--flight.callers > 0) return;
        // Removed before it ends: a new caller must not join work that is being given up.
        if (this.#flights.get(key) === flight) this.#flights.delete(key);
        flight.controller.abort(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.result.then(
        (value) => {
          signal.removeEventListener('abort', leave);
          resolve(value);
        },
        (error: Error) => {
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      );
    });
  }
}
