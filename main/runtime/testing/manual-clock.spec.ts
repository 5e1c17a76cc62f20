import { describe, expect, it } from 'vitest';
import { sleep } from '../clock.ts';
import { ManualClock } from './manual-clock.ts';

describe('ManualClock', () => {
  it('runs timers in order of time and of creation, and shows each its own instant', () => {
    const clock = new ManualClock(1000);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`c@${clock.now()}`));
    clock.after(10, () => {
      seen.push(`a@${clock.now()}`);
      clock.after(5, () => seen.push(`nested@${clock.now()}`));
    });
    clock.after(10, () => seen.push(`b@${clock.now()}`));
    clock.after(50, () => seen.push('late'));
    clock.advance(30);
    expect(seen).toEqual(['a@1010', 'b@1010', 'nested@1015', 'c@1020']);
    expect(clock.now()).toBe(1030);
    expect(clock.monotonic()).toBe(30);
    expect(clock.timers).toBe(1);
    expect(clock.next).toBe(20);
  });

  it('does not run a cancelled timer', () => {
    const clock = new ManualClock();
    let ran = 0;
    clock.after(1, () => ran++).cancel();
    clock.advance(10);
    expect(ran).toBe(0);
  });

  it('serves a loop of sleeps', async () => {
    const clock = new ManualClock(0);
    const at: number[] = [];
    const loop = (async () => {
      for (let n = 0; n < 3; n++) {
        await sleep(clock, 10);
        at.push(clock.now());
      }
    })();
    await clock.advanceAsync(30);
    await loop;
    expect(at).toEqual([10, 20, 30]);
  });

  it('rejects a sleep that is aborted and leaves no timer', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const waiting = sleep(clock, 10, controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    expect(clock.timers).toBe(0);
  });

  it('moves the wall clock alone when it jumps', () => {
    const clock = new ManualClock(0);
    clock.jump(5000);
    expect([clock.now(), clock.monotonic()]).toEqual([5000, 0]);
  });
});
