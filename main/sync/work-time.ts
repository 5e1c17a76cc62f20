import type { Clock, Timer } from '../runtime/index.ts';

/** Milliseconds. A machine that sleeps costs a limit no more than this, whatever its clock says when it wakes up. */
const SLICE = 15_000;

/**
 * How long something has been worked on. Argo CD's sync timeout looks at the wall clock, on a machine that never sleeps (reference §3.1); here the lid
 * may be shut in the middle. The time between two executions of one operation, while its cluster is away, is no work either.
 */
export class WorkTime {
  readonly #clock: Clock;
  #worked = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get worked(): number {
    return this.#worked;
  }

  /** Counts from now on; calls `over` when the limit is reached. Returns the way to count no longer. */
  count(limitMs: number, over: () => void): () => void {
    let begun = this.#clock.monotonic();
    let timer: Timer;
    const next = (): Timer => {
      begun = this.#clock.monotonic();
      const slice = Math.max(0, Math.min(SLICE, limitMs - this.#worked));
      return this.#clock.after(slice, () => {
        this.#worked += slice;
        if (this.#worked >= limitMs) over();
        else timer = next();
      });
    };
    timer = next();
    return () => {
      timer.cancel();
      this.#worked += Math.min(SLICE, this.#clock.monotonic() - begun);
    };
  }
}
