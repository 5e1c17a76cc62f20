import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../runtime/index.ts';

/** How long the event loop of the main process could not answer. Milliseconds. */
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

export interface LoopDelayMonitor {
  readonly read: () => LoopDelay;
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
  let lastMinuteMax: number | undefined;
  let stopped = false;
  const turn = (): void => {
    if (stopped) return;
    lastMinuteMax = inMs(minute.max, minute.count);
    minute.reset();
    clock.after(MINUTE_MS, turn);
  };
  clock.after(MINUTE_MS, turn);
  return {
    read: () => ({
      p50: inMs(total.percentile(50), total.count),
      p99: inMs(total.percentile(99), total.count),
      max: inMs(total.max, total.count),
      lastMinuteMax: Math.max(lastMinuteMax ?? 0, inMs(minute.max, minute.count)),
    }),
    forget: () => {
      total.reset();
      minute.reset();
    },
    stop: () => {
      stopped = true;
      total.disable();
      minute.disable();
    },
  };
}

function inMs(nanoseconds: number, count: number): number {
  return count === 0 ? 0 : Math.max(0, Math.round((nanoseconds / 1e6 - PERIOD_MS) * 10) / 10);
}
