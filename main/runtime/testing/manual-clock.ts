import type { Clock, Timer } from '../clock.ts';

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until a test moves it. `advance` runs due timers in order of time, then of creation, and sets
 * `now()` to each timer's instant while it runs, so a timer that starts another one inside the span is served too.
 */
export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  /** @param start milliseconds since the epoch; default 2026-01-01T00:00:00Z. */
  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(ms: number, run: () => void): Timer {
    const pending: Pending = { due: this.#monotonic + Math.max(0, ms), order: this.#order++, run };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** How many timers wait: an idle engine has few. */
  get timers(): number {
    return this.#pending.size;
  }

  /** Milliseconds until the next timer, or undefined when none waits. */
  get next(): number | undefined {
    const first = this.#first();
    return first === undefined ? undefined : first.due - this.#monotonic;
  }

  /** Moves time and runs what became due. Promises that timers resolved continue after this returns. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (let first = this.#first(); first !== undefined && first.due <= end; first = this.#first()) {
      this.#pending.delete(first);
      this.#move(first.due);
      first.run();
    }
    this.#move(end);
  }

  /** As `advance`, but lets promise chains run before each timer, so that a loop of `await sleep()` is served whole. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    for (;;) {
      await settle();
      const first = this.#first();
      if (first === undefined || first.due > end) break;
      this.#pending.delete(first);
      this.#move(first.due);
      first.run();
    }
    this.#move(end);
    await settle();
  }

  /** Sets the wall clock without running timers: a laptop that slept, or a corrected clock. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #move(to: number): void {
    this.#now += to - this.#monotonic;
    this.#monotonic = to;
  }

  #first(): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (
        first === undefined ||
        pending.due < first.due ||
        (pending.due === first.due && pending.order < first.order)
      ) {
        first = pending;
      }
    }
    return first;
  }
}

/** One turn of the event loop: every promise chain that needs no I/O has run to its end. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
