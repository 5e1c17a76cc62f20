import { describe, expect, it } from 'vitest';
import { LINES_A_FRAME, LogStream } from './log-stream.ts';

type Line = { pod: string; container: string; text: string };
const line = (n: number): Line => ({ pod: 'p', container: 'c', text: `line ${n}` });

/** Frames that come when the spec says so. */
function frames() {
  const waiting: (() => void)[] = [];
  return {
    next: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    async draw() {
      for (const one of waiting.splice(0)) one();
      await settle();
    },
  };
}

const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

/** A log without end that counts what was taken from it. */
function endless() {
  const seen = { taken: 0, stopped: false };
  const client = {
    async *stream(_name: string, _input: unknown, signal?: AbortSignal): AsyncIterable<never> {
      try {
        while (!signal?.aborted) {
          seen.taken += 1;
          yield line(seen.taken) as never;
        }
      } finally {
        seen.stopped = true;
      }
    },
  };
  return { client: client as never, seen };
}

const REQUEST = { name: 'web', follow: true, previous: false };

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setImmediate(resolve));
}

describe('LogStream', () => {
  it('takes so many lines a frame and tells its readers once', async () => {
    const { client, seen } = endless();
    const clock = frames();
    const stream = new LogStream(clock.next);
    let told = 0;
    stream.subscribe(() => {
      told += 1;
    });
    const done = stream.read(client, REQUEST);
    await until(() => seen.taken === LINES_A_FRAME);
    await settle();
    expect([seen.taken, told]).toEqual([LINES_A_FRAME, 0]);
    await clock.draw();
    expect(told).toBe(1);
    await until(() => seen.taken === 2 * LINES_A_FRAME);
    stream.stop();
    await clock.draw();
    await done;
    expect(seen.stopped).toBe(true);
  });

  it('takes nothing while it is paused, and goes on', async () => {
    const { client, seen } = endless();
    const clock = frames();
    const stream = new LogStream(clock.next);
    stream.pause(true);
    const done = stream.read(client, REQUEST);
    await until(() => seen.taken === 1);
    await settle();
    expect(seen.taken).toBe(1);
    stream.pause(false);
    await until(() => seen.taken > 1);
    stream.stop();
    await clock.draw();
    await done;
  });

  it('says that a log has ended, and keeps the error of one that failed', async () => {
    const finite = {
      async *stream(): AsyncIterable<Line> {
        yield line(1);
      },
    };
    const ended = new LogStream(() => Promise.resolve());
    await ended.read(finite as never, REQUEST);
    expect([ended.state().phase, ended.buffer.end]).toEqual(['ended', 1]);

    const broken = {
      async *stream(): AsyncIterable<Line> {
        yield line(1);
        throw new Error('container is waiting to start');
      },
    };
    const failed = new LogStream(() => Promise.resolve());
    await failed.read(broken as never, REQUEST);
    expect([failed.state().phase, failed.state().error?.message]).toEqual(['failed', 'container is waiting to start']);
  });
});
