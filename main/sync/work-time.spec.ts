import { describe, expect, it } from 'vitest';
import { ManualClock } from '../runtime/index.ts';
import { WorkTime } from './work-time.ts';

describe('WorkTime', () => {
  it('is over after so much work', async () => {
    const clock = new ManualClock();
    let over = 0;
    new WorkTime(clock).count(60_000, () => over++);
    await clock.advanceAsync(59_999);
    expect(over).toBe(0);
    await clock.advanceAsync(1);
    expect(over).toBe(1);
    expect(clock.timers).toBe(0);
  });

  it('goes on where it was, and does not count what lies between', async () => {
    const clock = new ManualClock();
    const time = new WorkTime(clock);
    let over = 0;
    const stop = time.count(60_000, () => over++);
    await clock.advanceAsync(40_000);
    stop();
    expect(time.worked).toBe(40_000);
    await clock.advanceAsync(3_600_000);
    time.count(60_000, () => over++);
    await clock.advanceAsync(19_999);
    expect(over).toBe(0);
    await clock.advanceAsync(1);
    expect(over).toBe(1);
  });

  it('takes a sleeping machine for a moment', () => {
    // Timers run late, once, and the clock has moved by hours: as after a sleep.
    let now = 0;
    let due: (() => void) | undefined;
    const clock = {
      now: () => now,
      monotonic: () => now,
      after: (_ms: number, run: () => void) => {
        due = run;
        return { cancel: () => undefined };
      },
    };
    const time = new WorkTime(clock);
    let over = 0;
    const stop = time.count(60_000, () => over++);
    now += 8 * 3_600_000;
    due?.();
    expect(over).toBe(0);
    now += 8 * 3_600_000;
    stop();
    expect(time.worked).toBe(30_000);
  });
});
