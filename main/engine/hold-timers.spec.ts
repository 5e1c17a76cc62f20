import { describe, expect, it } from 'vitest';
import type { AppKey, Application } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { HoldTimers } from './hold-timers.ts';

const HOUR = 3_600_000;

function world(stored: Readonly<Record<string, number | undefined>> = {}) {
  const clock = new ManualClock();
  let armed = 0;
  const after = clock.after.bind(clock);
  clock.after = (ms, run) => {
    armed += 1;
    return after(ms, run);
  };
  const until = (ms: number | undefined) => (ms === undefined ? undefined : new Date(clock.now() + ms).toISOString());
  const app = (ms: number | undefined) =>
    ({ metadata: {}, status: { hold: { kind: 'pause', until: until(ms) } } }) as unknown as Application;
  let tell: (key: AppKey, application: Application | undefined) => void = () => undefined;
  const over: string[] = [];
  const timers = new HoldTimers({
    clock,
    applications: () => Object.entries(stored).map(([key, ms]) => [key as AppKey, app(ms)] as const),
    onChange: (listener) => {
      tell = listener;
      return () => {
        tell = () => undefined;
      };
    },
    over: (key) => over.push(key),
  });
  timers.start();
  return {
    clock,
    timers,
    armed: () => armed,
    over,
    hold: (key: string, ms: number | undefined) => tell(key as AppKey, app(ms)),
    tell,
  };
}

describe('HoldTimers', () => {
  it('tells when the time is over, once', () => {
    const { clock, over } = world({ a: 2 * HOUR });
    clock.advance(2 * HOUR - 1);
    expect(over).toEqual([]);
    clock.advance(HOUR);
    expect(over).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  it('tells at once what went by while nobody looked', () => {
    const { clock, over } = world({ a: -1, b: undefined });
    clock.advance(0);
    expect(over).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  it('waits further than a timer can, and sees a clock that was set forward within a minute', () => {
    const { clock, over } = world({ a: 300 * 24 * HOUR, b: 2 * HOUR });
    clock.jump(2 * HOUR);
    clock.advance(60_000);
    expect(over).toEqual(['b']);
    clock.advance(299 * 24 * HOUR);
    expect(over).toEqual(['b']);
    clock.advance(24 * HOUR);
    expect(over).toEqual(['b', 'a']);
  });

  it('follows what changes, with one timer for each application that waits', () => {
    const { clock, over, hold, timers, armed } = world({ a: HOUR });
    hold('a', 3 * HOUR);
    // The status changes all the time; that is no reason to begin anew.
    for (let n = 0; n < 10; n += 1) hold('a', 3 * HOUR);
    expect(armed()).toBe(2);
    hold('b', HOUR);
    expect(clock.timers).toBe(2);
    hold('b', undefined);
    expect(clock.timers).toBe(1);
    clock.advance(2 * HOUR);
    expect(over).toEqual([]);
    timers.stop();
    expect(clock.timers).toBe(0);
  });

  it('forgets what was deleted', () => {
    const { clock, tell } = world({ a: HOUR });
    tell('a' as AppKey, undefined);
    expect(clock.timers).toBe(0);
  });
});
