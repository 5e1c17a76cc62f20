import { describe, expect, it } from 'vitest';
import type { Repositories } from '../git/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { RepositoryPoll } from './poll.ts';

const EVERY = 120_000;
const GRACE = 180_000;

function world() {
  const clock = new ManualClock();
  const looks: number[] = [];
  const failures: { at: number; lasting: boolean }[] = [];
  let answer: Error | undefined;
  let watched = 0;
  const repositories = {
    resolve: async () => {
      looks.push(clock.monotonic());
      if (answer) throw answer;
      return {};
    },
    watch: () => {
      watched += 1;
      return () => {
        watched -= 1;
      };
    },
  } as unknown as Repositories;
  const interval = { everyMs: EVERY, jitterMs: 0, graceMs: GRACE };
  const poll = new RepositoryPoll({
    clock,
    repositories,
    interval: () => interval,
    random: () => 0,
    failed: (_url, _error, lasting) => failures.push({ at: clock.monotonic(), lasting }),
  });
  return {
    clock,
    poll,
    looks,
    failures,
    interval,
    watched: () => watched,
    answers: (error?: Error) => (answer = error),
  };
}

describe('RepositoryPoll', () => {
  it('looks once an interval, however many applications use the repository', async () => {
    const { clock, poll, looks, watched } = world();
    const releases = [poll.use('r'), poll.use('r'), poll.use('r')];
    await clock.advanceAsync(3 * EVERY);
    expect(looks).toEqual([EVERY, 2 * EVERY, 3 * EVERY]);
    expect(watched()).toBe(1);
    for (const release of releases) release();
    releases[0]!();
    await clock.advanceAsync(3 * EVERY);
    expect(looks).toHaveLength(3);
    expect(watched()).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('tells of a failure only when it lasts longer than the grace period, and looks just then', async () => {
    const { clock, poll, looks, failures, answers } = world();
    poll.use('r');
    answers(new Error('away'));
    await clock.advanceAsync(EVERY + GRACE);
    expect(looks).toEqual([EVERY, 2 * EVERY, EVERY + GRACE]);
    expect(failures.map(({ lasting }) => lasting)).toEqual([false, false, true]);
  });

  it('begins the grace period anew after an answer', async () => {
    const { clock, poll, failures, answers } = world();
    poll.use('r');
    answers(new Error('away'));
    await clock.advanceAsync(EVERY);
    answers();
    await clock.advanceAsync(EVERY);
    answers(new Error('away again'));
    await clock.advanceAsync(EVERY);
    expect(failures.map(({ lasting }) => lasting)).toEqual([false, false]);
  });

  it('takes the word of others for a failure and for an answer', async () => {
    const { clock, poll, looks, failures, answers } = world();
    poll.use('r');
    await clock.advanceAsync(10_000);
    answers(new Error('away'));
    poll.noteFailure('r', 'away');
    expect(failures).toEqual([{ at: 10_000, lasting: false }]);
    await clock.advanceAsync(GRACE);
    expect(failures.at(-1)).toEqual({ at: 10_000 + GRACE, lasting: true });
    answers();
    poll.noteAnswer('r');
    await clock.advanceAsync(2 * EVERY);
    expect(failures.filter(({ lasting }) => lasting)).toHaveLength(1);
    expect(looks.length).toBeGreaterThan(2);
    poll.noteFailure('unused', 'nobody uses it');
    expect(failures).toHaveLength(3);
  });

  it('never looks by itself with an interval of 0, but sees an outage out', async () => {
    const { clock, poll, looks, failures, interval, answers } = world();
    interval.everyMs = 0;
    poll.use('r');
    await clock.advanceAsync(10 * EVERY);
    expect(looks).toEqual([]);
    answers(new Error('away'));
    poll.noteFailure('r', 'away');
    await clock.advanceAsync(10 * EVERY);
    expect(failures.map(({ lasting }) => lasting)).toEqual([false, true]);
    expect(looks).toHaveLength(1);
  });
});
