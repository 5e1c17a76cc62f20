import type { AppKey, Application } from '../model/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';

/** A timer does not see a machine sleep, nor a clock that is corrected: it looks again after so many milliseconds at the latest. */
const LOOK_AGAIN_MS = 60_000;

export interface HoldTimerPorts {
  readonly clock: Clock;
  readonly applications: () => Iterable<readonly [AppKey, Application]>;
  readonly onChange: (listener: (key: AppKey, application: Application | undefined) => void) => () => void;
  /** The time of this application's hold is over. */
  readonly over: (key: AppKey) => void;
}

/** Ends holds when their time comes: one timer for each application that is paused until some time, none for any other. */
export class HoldTimers {
  readonly #ports: HoldTimerPorts;
  readonly #waiting = new Map<AppKey, { readonly until: string; timer: Timer }>();
  #off: (() => void) | undefined;

  constructor(ports: HoldTimerPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#off = this.#ports.onChange((key, application) => this.#follow(key, application));
    for (const [key, application] of this.#ports.applications()) this.#follow(key, application);
  }

  stop(): void {
    this.#off?.();
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
  }

  #follow(key: AppKey, application: Application | undefined): void {
    const until = application?.status?.hold?.until;
    const waiting = this.#waiting.get(key);
    if (waiting?.until === until) return;
    waiting?.timer.cancel();
    this.#waiting.delete(key);
    if (until !== undefined && !Number.isNaN(Date.parse(until))) this.#wait(key, until);
  }

  #wait(key: AppKey, until: string): void {
    const left = Date.parse(until) - this.#ports.clock.now();
    const timer = this.#ports.clock.after(Math.max(0, Math.min(left, LOOK_AGAIN_MS)), () => {
      this.#waiting.delete(key);
      if (Date.parse(until) <= this.#ports.clock.now()) this.#ports.over(key);
      else this.#wait(key, until);
    });
    this.#waiting.set(key, { until, timer });
  }
}
