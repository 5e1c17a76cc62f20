import { describe, expect, it } from 'vitest';
import { systemClock } from '../runtime/index.ts';
import { watchLoopDelay } from './loop-delay.ts';

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('the delay of the loop', () => {
  it('sees a block, and forgets a sleep', async () => {
    const monitor = watchLoopDelay(systemClock);
    try {
      const blocked = 120;
      // Nothing is measured before the monitor's timer has run once; then the block is seen by the next run of it.
      while (monitor.read().max < blocked / 2) {
        const until = performance.now() + blocked;
        while (performance.now() < until);
        await turn();
      }
      expect(monitor.read().lastMinuteMax).toBeGreaterThan(blocked / 2);
      monitor.forget();
      expect(monitor.read()).toEqual({ p50: 0, p99: 0, max: 0, lastMinuteMax: 0 });
    } finally {
      monitor.stop();
    }
  });
});
