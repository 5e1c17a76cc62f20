import { describe, expect, it } from 'vitest';
import type { Transport } from '../../preload/client/index.ts';
import { connectionLost } from '../../preload/client/index.ts';
import type { ClientFrame, EngineFrame } from '../../preload/contract/index.ts';
import { Link } from './link.ts';

/** An engine that can be taken away and put to sleep, and a clock that is moved by hand. */
class World {
  now = 1_000_000;
  there = true;
  awake = true;
  opened = 0;
  readonly sent: ClientFrame[] = [];
  readonly timers = new Set<{ at: number; run: () => void }>();
  #closed: ((reason: Error) => void) | undefined;

  readonly link = new Link({
    open: async () => this.#open(),
    now: () => this.now,
    random: () => 0.5,
    after: (ms, run) => {
      const timer = { at: this.now + ms, run };
      this.timers.add(timer);
      return () => this.timers.delete(timer);
    },
  });

  #open(): Transport {
    if (!this.there) throw new Error('nobody answers');
    this.opened += 1;
    let receive: ((frame: EngineFrame) => void) | undefined;
    return {
      listen: (receiver, closed) => {
        receive = receiver;
        this.#closed = closed;
      },
      send: (frame) => {
        this.sent.push(frame);
        if (this.awake && frame.type === 'request') receive?.({ type: 'result', id: frame.id, output: {} });
      },
      close: () => this.#closed?.(connectionLost()),
    };
  }

  take(): void {
    this.there = false;
    this.#closed?.(connectionLost());
  }

  async advance(ms: number): Promise<void> {
    const until = this.now + ms;
    for (;;) {
      await settled();
      const next = [...this.timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.delete(next);
      this.now = next.at;
      next.run();
    }
    this.now = until;
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

describe('the link', () => {
  it('is live once the engine was heard', async () => {
    const world = new World();
    world.link.start();
    expect(world.link.state.phase).toBe('connecting');
    await world.advance(0);
    expect(world.link.state).toMatchObject({ phase: 'live', heardAt: 1_000_000 });
  });

  it('says since when nothing was heard, and keeps the time of the last word', async () => {
    const world = new World();
    world.link.start();
    await world.advance(7000);
    const heard = world.link.state.heardAt;
    world.awake = false;
    await world.advance(10_000);
    expect(world.link.state).toMatchObject({ phase: 'silent', heardAt: heard });
    world.awake = true;
    await world.advance(6000);
    expect(world.link.state.phase).toBe('live');
    expect(world.opened).toBe(1);
  });

  it('connects again with a growing wait, at once when it is woken, and tells who asks for topics', async () => {
    const world = new World();
    let connected = 0;
    world.link.onConnect(() => {
      connected += 1;
      return () => undefined;
    });
    world.link.start();
    await world.advance(0);
    world.take();
    expect(world.link.state.phase).toBe('lost');
    await world.advance(60_000);
    expect(world.link.state.phase).toBe('lost');
    world.there = true;
    world.link.wake();
    await world.advance(0);
    expect(world.link.state.phase).toBe('live');
    expect(connected).toBe(2);
  });

  it('ends what flows when the window is hidden for a while, and opens it when it is seen again', async () => {
    const world = new World();
    const told: string[] = [];
    world.link.start();
    await world.advance(0);
    const stop = world.link.onConnect(() => {
      told.push('open');
      return () => void told.push('end');
    });
    world.link.seen(false);
    await world.advance(4000);
    world.link.seen(true);
    await world.advance(10_000);
    expect(told).toEqual(['open']);
    world.link.seen(false);
    await world.advance(6000);
    expect(told).toEqual(['open', 'end']);
    // A new connection of a hidden window opens nothing either.
    world.take();
    world.there = true;
    world.link.wake();
    await world.advance(100);
    expect(told).toEqual(['open', 'end']);
    world.link.seen(true);
    expect(told).toEqual(['open', 'end', 'open']);
    stop();
    expect(told).toEqual(['open', 'end', 'open', 'end']);
  });

  it('tries no more than every five seconds after a while', async () => {
    const world = new World();
    world.there = false;
    let tried = 0;
    const link = new Link({
      open: async () => {
        tried += 1;
        throw new Error('nobody answers');
      },
      now: () => world.now,
      random: () => 0.5,
      after: (ms, run) => {
        const timer = { at: world.now + ms, run };
        world.timers.add(timer);
        return () => world.timers.delete(timer);
      },
    });
    link.start();
    await world.advance(10_000);
    const before = tried;
    await world.advance(50_000);
    expect(tried - before).toBe(10);
  });

  it('refuses calls while there is no engine, with a code that says so', async () => {
    const world = new World();
    world.link.start();
    await world.advance(0);
    world.take();
    await expect(world.link.call('engine.version', {})).rejects.toMatchObject({ code: 'Unavailable', retry: true });
  });

  it('leaves nothing running when it is stopped', async () => {
    const world = new World();
    world.link.start();
    await world.advance(0);
    world.link.stop();
    await world.advance(0);
    expect(world.timers.size).toBe(0);
  });
});
