import { describe, expect, it } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

function gated(limit: number) {
  const runs: string[] = [];
  const errors: string[] = [];
  const gates: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const queue = new KeyedQueue<string>({
    limit,
    work: async (key, signal) => {
      runs.push(key);
      most = Math.max(most, ++running);
      try {
        await new Promise<void>((resolve, reject) => {
          gates.push(resolve);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      } finally {
        running--;
      }
    },
    onError: (error, key) => errors.push(`${key}: ${(error as Error).message}`),
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const open = async () => {
    gates.shift()?.();
    await turn();
  };
  return { queue, runs, errors, open, turn, most: () => most };
}

describe('KeyedQueue', () => {
  it('runs a key once however often it is added while it waits', async () => {
    const { queue, runs, open, turn } = gated(1);
    for (const key of ['a', 'b', 'c', 'b', 'c', 'b']) queue.add(key);
    await turn();
    await open();
    await open();
    await open();
    await queue.idle();
    expect(runs).toEqual(['a', 'b', 'c']);
  });

  it('runs a key once more when it is added while it runs', async () => {
    const { queue, runs, open, turn } = gated(4);
    queue.add('a');
    await turn();
    queue.add('a');
    queue.add('a');
    expect(queue.running).toBe(1);
    await open();
    await open();
    await queue.idle();
    expect(runs).toEqual(['a', 'a']);
  });

  it('keeps to its limit', async () => {
    const { queue, open, turn, most } = gated(3);
    for (let n = 0; n < 10; n++) queue.add(`k${n}`);
    await turn();
    for (let n = 0; n < 10; n++) await open();
    await queue.idle();
    expect(most()).toBe(3);
    expect(queue.started).toBe(10);
  });

  it('gives every error to the callback and goes on', async () => {
    const errors: unknown[] = [];
    const queue = new KeyedQueue<number>({
      limit: 2,
      work: async (key) => {
        if (key % 2) throw new Error(`odd ${key}`);
      },
      onError: (error) => errors.push((error as Error).message),
    });
    for (let n = 0; n < 4; n++) queue.add(n);
    await queue.idle();
    expect(errors).toEqual(['odd 1', 'odd 3']);
  });

  it('takes a waiting key out and aborts a running one without an error', async () => {
    const { queue, runs, errors, turn } = gated(1);
    queue.add('a');
    queue.add('b');
    await turn();
    queue.add('a');
    queue.remove('b');
    queue.remove('a');
    await queue.idle();
    expect(runs).toEqual(['a']);
    expect(errors).toEqual([]);
  });

  it('holds a paused key back and lets others pass', async () => {
    const { queue, runs, open, turn } = gated(1);
    queue.pause('a');
    queue.add('a');
    queue.add('b');
    await turn();
    await open();
    await queue.idle();
    expect(runs).toEqual(['b']);
    expect(queue.waiting).toBe(1);
    queue.resume('a');
    await turn();
    await open();
    await queue.idle();
    expect(runs).toEqual(['b', 'a']);
  });

  it('closes: what waits is forgotten, what runs is aborted, later keys are not taken', async () => {
    const { queue, runs, errors, turn } = gated(1);
    queue.add('a');
    queue.add('b');
    await turn();
    queue.add('a');
    await queue.close();
    queue.add('c');
    await turn();
    expect(runs).toEqual(['a']);
    expect(errors).toEqual([]);
    expect([queue.waiting, queue.running]).toEqual([0, 0]);
  });

  it.each([
    [undefined, 1],
    [1, 10],
    [4, 3],
  ])('lets others have the loop between pieces of work: %s a turn', async (perTurn, turns) => {
    const seen: number[] = [];
    let turn = 0;
    let done = false;
    const count = (): void => {
      turn += 1;
      if (!done) setImmediate(count);
    };
    const queue = new KeyedQueue<number>({
      limit: 4,
      ...(perTurn === undefined ? {} : { perTurn }),
      // All of it is there: nothing is waited for.
      work: () => {
        seen.push(turn);
        return Promise.resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
    setImmediate(count);
    for (let key = 0; key < 10; key += 1) queue.add(key);
    await queue.idle();
    done = true;
    expect(seen).toHaveLength(10);
    expect(new Set(seen).size).toBe(turns);
  });
});
