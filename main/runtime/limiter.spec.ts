import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';

describe('createLimiter', () => {
  it('never runs more than its limit and serves in order of arrival', async () => {
    const limiter = createLimiter(2);
    const order: number[] = [];
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        limiter.run(async () => {
          order.push(n);
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([limiter.running, limiter.waiting]).toEqual([0, 0]);
  });

  it('lets a waiter leave and gives its place to nobody else', async () => {
    const limiter = createLimiter(1);
    const gate = Promise.withResolvers<void>();
    const first = limiter.run(() => gate.promise);
    const controller = new AbortController();
    let ran = false;
    const second = limiter.run(async () => {
      ran = true;
    }, controller.signal);
    const third = limiter.run(async () => 'third');
    controller.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    gate.resolve();
    await first;
    expect(await third).toBe('third');
    expect(ran).toBe(false);
    expect(limiter.running).toBe(0);
  });

  it('gives the place back after an error and refuses an aborted signal', async () => {
    const limiter = createLimiter(1);
    await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(limiter.run(async () => 1, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(await limiter.run(async () => 2)).toBe(2);
    expect(() => createLimiter(0)).toThrow(RangeError);
  });

  it('does not lose a place when a waiter is aborted in the turn in which it is admitted', async () => {
    const limiter = createLimiter(1);
    const gate = Promise.withResolvers<void>();
    const controller = new AbortController();
    const first = limiter.run(async () => {
      await gate.promise;
    });
    const second = limiter.run(async () => 'never', controller.signal);
    gate.resolve();
    await first;
    controller.abort(new Error('late'));
    await second.catch(() => undefined);
    expect(await limiter.run(async () => 'free')).toBe('free');
  });
});
