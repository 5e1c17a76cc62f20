import { type Histogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../runtime/index.ts';

/** How long an event loop could not answer. Milliseconds. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of the last whole minute, or of what there is of the first. */
  readonly lastMinuteMax: number;
}

/** The histogram is fed by a timer of this period: what it holds is at least that. */
const PERIOD_MS = 10;
const MINUTE_MS = 60_000;

/** What is measured, as it can be given to another thread: there it goes on counting (Node shares the memory of both kinds). */
export interface SharedLoopDelay {
  readonly total: Histogram;
  readonly minute: Histogram;
  /** The longest of the last whole minute, in milliseconds. */
  readonly wholeMinute: Float64Array<SharedArrayBuffer>;
}

export interface LoopDelayMonitor {
  readonly read: () => LoopDelay;
  readonly shared: SharedLoopDelay;
  /** A sleep of the machine is no delay of ours. */
  readonly forget: () => void;
  readonly stop: () => void;
}

/** Measures from now on. */
export function watchLoopDelay(clock: Clock): LoopDelayMonitor {
  const total = monitorEventLoopDelay({ resolution: PERIOD_MS });
  const minute = monitorEventLoopDelay({ resolution: PERIOD_MS });
  total.enable();
  minute.enable();
  const shared: SharedLoopDelay = { total, minute, wholeMinute: new Float64Array(new SharedArrayBuffer(8)) };
  let stopped = false;
  const turn = (): void => {
    if (stopped) return;
    shared.wholeMinute[0] = inMs(minute.max, minute.count);
    minute.reset();
    clock.after(MINUTE_MS, turn);
  };
  clock.after(MINUTE_MS, turn);
  return {
    read: () => readLoopDelay(shared),
    shared,
    forget: () => {
      total.reset();
      minute.reset();
      shared.wholeMinute[0] = 0;
    },
    stop: () => {
      stopped = true;
      total.disable();
      minute.disable();
    },
  };
}

/** What a loop's monitor has measured until now, also from another thread. */
export function readLoopDelay({ total, minute, wholeMinute }: SharedLoopDelay): LoopDelay {
  return {
    p50: inMs(total.percentile(50), total.count),
    p99: inMs(total.percentile(99), total.count),
    max: inMs(total.max, total.count),
    lastMinuteMax: Math.max(wholeMinute[0]!, inMs(minute.max, minute.count)),
  };
}

function inMs(nanoseconds: number, count: number): number {
  return count === 0 ? 0 : Math.max(0, Math.round((nanoseconds / 1e6 - PERIOD_MS) * 10) / 10);
}
