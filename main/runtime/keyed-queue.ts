export interface KeyedQueueOptions<K> {
  /** How many keys are worked on at once. */
  readonly limit: number;
  readonly work: (key: K, signal: AbortSignal) => Promise<void>;
  /**
   * So many pieces begin in one turn of the event loop: for work that may find all it needs in memory and so never waits. Then a thousand keys are many
   * short turns, with requests and timers between them, and not one long one.
   */
  readonly perTurn?: number;
  /** Every error of `work` arrives here, except the abort of a queue that was closed. */
  readonly onError: (error: unknown, key: K) => void;
}

/**
 * Work by key, in order of arrival, never two pieces of the same key at once. A key that is added while it waits runs once;
 * while it runs, once more afterwards: so a burst of events about one application costs at most two comparisons, and the
 * last event is always seen.
 */
export class KeyedQueue<K> {
  readonly #options: KeyedQueueOptions<K>;
  readonly #waiting = new Set<K>();
  readonly #running = new Map<K, AbortController>();
  readonly #again = new Set<K>();
  readonly #paused = new Set<K>();
  #idle: (() => void)[] = [];
  #closed = false;
  #started = 0;
  #lastTurn: Promise<void> = Promise.resolve();
  #inTurn = 0;

  constructor(options: KeyedQueueOptions<K>) {
    if (!Number.isInteger(options.limit) || options.limit < 1)
      throw new RangeError(`limit must be above 0: ${options.limit}`);
    this.#options = options;
  }

  /** Keys that wait for their turn. */
  get waiting(): number {
    return this.#waiting.size + this.#again.size;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Pieces of work begun since the start. */
  get started(): number {
    return this.#started;
  }

  has(key: K): boolean {
    return this.#waiting.has(key) || this.#running.has(key);
  }

  isRunning(key: K): boolean {
    return this.#running.has(key);
  }

  add(key: K): void {
    if (this.#closed) return;
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#waiting.add(key);
    this.#pump();
  }

  /** Takes a waiting key out and aborts it when it runs. It is not run again unless it is added again. */
  remove(key: K, reason: Error = new DOMException('removed from the queue', 'AbortError')): void {
    this.#waiting.delete(key);
    this.#again.delete(key);
    this.#running.get(key)?.abort(reason);
    this.#settle();
  }

  /** Keeps a key from starting; it still may be added, and then waits. What runs goes on. */
  pause(key: K): void {
    this.#paused.add(key);
  }

  resume(key: K): void {
    if (this.#paused.delete(key)) this.#pump();
  }

  /** Resolves when nothing waits (paused keys aside) and nothing runs. */
  idle(): Promise<void> {
    return this.#isIdle() ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Forgets what waits, aborts what runs and resolves when it has ended. Later `add`s do nothing. */
  async close(reason: Error = new DOMException('the queue is closed', 'AbortError')): Promise<void> {
    this.#closed = true;
    this.#waiting.clear();
    this.#again.clear();
    for (const controller of this.#running.values()) controller.abort(reason);
    await this.idle();
  }

  #pump(): void {
    if (this.#waiting.size === 0) return;
    for (const key of this.#waiting) {
      if (this.#running.size >= this.#options.limit) return;
      if (this.#paused.has(key)) continue;
      this.#waiting.delete(key);
      const controller = new AbortController();
      this.#running.set(key, controller);
      this.#started++;
      void this.#run(key, controller);
    }
  }

  async #run(key: K, controller: AbortController): Promise<void> {
    try {
      // `add` never runs work on its caller's stack.
      await (this.#options.perTurn === undefined ? Promise.resolve() : this.#turn(this.#options.perTurn));
      controller.signal.throwIfAborted();
      await this.#options.work(key, controller.signal);
    } catch (error) {
      if (!(controller.signal.aborted && error === controller.signal.reason)) this.#options.onError(error, key);
    } finally {
      this.#running.delete(key);
      if (this.#again.delete(key) && !this.#closed) this.#waiting.add(key);
      this.#pump();
      this.#settle();
    }
  }

  /** An immediate that is asked for after another has run belongs to the next turn. */
  #turn(perTurn: number): Promise<void> {
    if (this.#inTurn++ % perTurn === 0) {
      this.#lastTurn = this.#lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
    }
    return this.#lastTurn;
  }

  #isIdle(): boolean {
    if (this.#running.size > 0) return false;
    for (const key of this.#waiting) if (!this.#paused.has(key)) return false;
    return true;
  }

  #settle(): void {
    if (this.#idle.length === 0 || !this.#isIdle()) return;
    const resolved = this.#idle;
    this.#idle = [];
    for (const resolve of resolved) resolve();
  }
}
