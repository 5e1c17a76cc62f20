import { type Clock, systemClock, type Timer } from '../../../main/runtime/index.ts';

/**
 * The system's clock, with a way to jump ahead: what was put off until then runs at once, everything else goes on in real time. For cases about long
 * pauses in front of a real server, which a clock that stands still would starve of its own timers.
 */
export class SkippingClock implements Clock {
  #skipped = 0;
  readonly #pending = new Set<{ due: number; run: () => void; real: Timer }>();

  now(): number {
    return systemClock.now() + this.#skipped;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#skipped;
  }

  after(ms: number, run: () => void): Timer {
    const fire = () => {
      if (this.#pending.delete(pending)) run();
    };
    const pending = { due: this.monotonic() + ms, run: fire, real: systemClock.after(ms, fire) };
    this.#pending.add(pending);
    return {
      cancel: () => {
        this.#pending.delete(pending);
        pending.real.cancel();
      },
    };
  }

  skip(ms: number): void {
    this.#skipped += ms;
    const now = this.monotonic();
    const due = [...this.#pending].filter((pending) => pending.due <= now).toSorted((a, b) => a.due - b.due);
    for (const pending of due) {
      pending.real.cancel();
      pending.run();
    }
  }
}
