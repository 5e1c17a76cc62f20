import { describe, expect, it } from 'vitest';
import type { EngineNotice } from '../../../preload/desktop.ts';
import { ArgosyError } from '../../model/index.ts';
import { ManualClock, silentLogger } from '../../runtime/index.ts';
import type { FrameClient, FrameLink } from '../browser/socket-link.ts';
import { CLOSING_PATIENCE_MS, ENDING_PATIENCE_MS, EngineSupervisor, READING_PATIENCE_MS } from './engine-supervisor.ts';
import { FORGIVEN_AFTER_MS, SHORT_SLEEP_MS } from './restart-policy.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function world(options: { readonly other?: boolean } = {}) {
  const clock = new ManualClock();
  const states: EngineNotice['state'][] = [];
  const counts = { opened: 0, closed: 0, read: 0, linksClosed: 0, ended: 0 };
  const fault: {
    open?: Error;
    opening?: Promise<void>;
    close?: Promise<void>;
    endless?: true;
    link?: Promise<void>;
    read?: () => Promise<void>;
  } = {};
  let other = options.other ?? false;
  const link = (): FrameLink => ({
    send: () => true,
    resume: () => undefined,
    close: () => {
      counts.linksClosed += 1;
    },
  });
  const otherClients: FrameClient[] = [];
  const supervisor = new EngineSupervisor({
    clock,
    logger: silentLogger,
    linkToRunning: async (client) => {
      if (!other) return undefined;
      otherClients.push(client);
      await fault.link;
      return link();
    },
    openOwn: async (end) => {
      if (fault.open) throw fault.open;
      counts.opened += 1;
      await fault.opening;
      const ended = new Promise<void>((resolve) => {
        end.addEventListener('abort', () => {
          counts.ended += 1;
          if (!fault.endless) resolve();
        });
      });
      return {
        link,
        readAgain: async () => {
          counts.read += 1;
          await fault.read?.();
        },
        close: async () => {
          counts.closed += 1;
          await (fault.close && Promise.race([fault.close, ended]));
        },
      };
    },
  });
  supervisor.onNotice(({ state }) => void states.push(state));
  const page = () => {
    let closed = 0;
    const client: FrameClient = {
      receive: () => true,
      drained: () => undefined,
      closed: () => {
        closed += 1;
      },
    };
    return { client, closed: () => closed };
  };
  return {
    clock,
    supervisor,
    states,
    counts,
    fault,
    page,
    otherClients,
    otherEnds: () => {
      other = false;
    },
  };
}

describe('the engine of the application', () => {
  it('is opened once, however many pages ask', async () => {
    const { supervisor, counts, states, page } = world();
    await expect(supervisor.open(page().client)).rejects.toThrow('starting');
    // Pages that are there earlier get their link when the engine is there.
    await Promise.all([supervisor.start(), supervisor.open(page().client), supervisor.open(page().client)]);
    await supervisor.open(page().client);
    expect(counts.opened).toBe(1);
    expect(states).toEqual(['ready']);
  });

  it('is not opened beside one that runs, and takes its place when that has gone', async () => {
    const { supervisor, counts, page, otherClients, otherEnds } = world({ other: true });
    await supervisor.start();
    const one = page();
    await supervisor.open(one.client);
    expect(counts.opened).toBe(0);
    otherEnds();
    otherClients.at(-1)!.closed();
    expect(one.closed()).toBe(1);
    await supervisor.open(page().client);
    expect(counts.opened).toBe(1);
  });

  it('is started again once after a crash, and pages lose their links', async () => {
    const { supervisor, counts, states, page, clock } = world();
    await supervisor.start();
    const one = page();
    await supervisor.open(one.client);
    await supervisor.crashed(new Error('boom'));
    expect(states).toEqual(['ready', 'restarting', 'ready']);
    expect(one.closed()).toBe(1);
    expect(counts).toMatchObject({ opened: 2, closed: 1, linksClosed: 1 });
    await supervisor.open(page().client);

    await supervisor.crashed(new Error('again'));
    expect(supervisor.notice).toMatchObject({ state: 'dead', because: 'again' });
    await expect(supervisor.open(page().client)).rejects.toMatchObject({ code: 'Unavailable', retry: true });
    expect(counts).toMatchObject({ opened: 2, closed: 2 });

    await supervisor.restart();
    expect(supervisor.notice.state).toBe('ready');
    await supervisor.crashed(new Error('third'));
    clock.advance(FORGIVEN_AFTER_MS);
    await supervisor.crashed(new Error('much later'));
    expect(supervisor.notice.state).toBe('ready');
    expect(counts.opened).toBe(5);
  });

  it('counts errors during a restart as one crash', async () => {
    const { supervisor, counts } = world();
    await supervisor.start();
    await Promise.all([1, 2, 3].map((n) => supervisor.crashed(new Error(`${n}`))));
    expect(supervisor.notice.state).toBe('ready');
    expect(counts.opened).toBe(2);
  });

  it('is ended at once when it does not end in order', async () => {
    const { supervisor, counts, fault, clock } = world();
    await supervisor.start();
    fault.close = new Promise(() => undefined);
    const crash = supervisor.crashed(new Error('boom'));
    await settled();
    clock.advance(CLOSING_PATIENCE_MS - 1);
    await settled();
    expect(counts).toMatchObject({ opened: 1, ended: 0 });
    clock.advance(1);
    await crash;
    expect(supervisor.notice.state).toBe('ready');
    expect(counts).toMatchObject({ opened: 2, ended: 1 });
  });

  it('is not opened a second time while the first does not end in any way', async () => {
    const { supervisor, counts, fault, clock } = world();
    await supervisor.start();
    fault.close = new Promise(() => undefined);
    fault.endless = true;
    const crash = supervisor.crashed(new Error('boom'));
    await settled();
    clock.advance(CLOSING_PATIENCE_MS);
    await settled();
    clock.advance(ENDING_PATIENCE_MS);
    await crash;
    expect(supervisor.notice).toMatchObject({
      state: 'dead',
      because: 'the engine does not end',
      advice: 'Quit Argosy and start it again.',
    });
    expect(counts.opened).toBe(1);
  });

  it('is started again also when it fails while it is opened', async () => {
    const { supervisor, counts, states, fault } = world();
    const opening = Promise.withResolvers<void>();
    fault.opening = opening.promise;
    const started = supervisor.start();
    await settled();
    const crash = supervisor.crashed(new Error('boom'));
    delete fault.opening;
    opening.reject(new Error('its thread has ended'));
    await Promise.all([started, crash]);
    expect(states).toEqual(['restarting', 'ready']);
    expect(counts).toMatchObject({ opened: 2, closed: 0 });
  });

  it('says why it cannot be opened', async () => {
    const { supervisor, fault } = world();
    fault.open = new ArgosyError('FailedPrecondition', 'the store is newer', { advice: 'Install a newer Argosy.' });
    await supervisor.start();
    expect(supervisor.notice).toMatchObject({
      state: 'dead',
      because: 'the store is newer',
      advice: 'Install a newer Argosy.',
    });
    delete fault.open;
    await supervisor.restart();
    expect(supervisor.notice.state).toBe('ready');
  });

  it('tells nothing after the end', async () => {
    const { supervisor, states, counts, page } = world();
    await supervisor.start();
    const one = page();
    await supervisor.open(one.client);
    await supervisor.close();
    expect(one.closed()).toBe(1);
    expect(counts.closed).toBe(1);
    await supervisor.crashed(new Error('late'));
    supervisor.suspended();
    await supervisor.resumed();
    await expect(supervisor.open(page().client)).rejects.toMatchObject({ code: 'Unavailable' });
    expect(states).toEqual(['ready']);
  });
});

describe('a sleep of the machine', () => {
  it('takes all links until everything was read again', async () => {
    const { supervisor, clock, counts, page, fault } = world();
    await supervisor.start();
    const one = page();
    await supervisor.open(one.client);
    supervisor.suspended();
    expect(one.closed()).toBe(1);
    await expect(supervisor.open(page().client)).rejects.toThrow('asleep');

    let read: () => void = () => undefined;
    fault.read = () =>
      new Promise((resolve) => {
        read = resolve;
      });
    clock.advance(SHORT_SLEEP_MS - 1);
    const awake = supervisor.resumed();
    await settled();
    expect(supervisor.notice.state).toBe('reading');
    await expect(supervisor.open(page().client)).rejects.toThrow('reading');
    read();
    await awake;
    expect(supervisor.notice.state).toBe('ready');
    expect(counts).toMatchObject({ opened: 1, read: 1 });
    await supervisor.open(page().client);
  });

  it('opens the engine anew when its watches may have been forgotten', async () => {
    const { supervisor, clock, counts, states } = world();
    await supervisor.start();
    supervisor.suspended();
    clock.advance(SHORT_SLEEP_MS);
    await supervisor.resumed();
    expect(counts).toMatchObject({ opened: 2, closed: 1, read: 1 });
    expect(states).toEqual(['ready', 'asleep', 'reading', 'ready']);
  });

  it('is one too when only its end was told', async () => {
    const { supervisor, counts, page } = world();
    await supervisor.start();
    const one = page();
    await supervisor.open(one.client);
    await supervisor.resumed();
    expect(one.closed()).toBe(1);
    expect(counts).toMatchObject({ opened: 2, read: 1 });
  });

  it('does not keep windows grey for ever when a cluster does not answer', async () => {
    const { supervisor, clock, fault } = world();
    await supervisor.start();
    supervisor.suspended();
    fault.read = () => new Promise(() => undefined);
    const awake = supervisor.resumed();
    await settled();
    clock.advance(READING_PATIENCE_MS - 1);
    await settled();
    expect(supervisor.notice.state).toBe('reading');
    clock.advance(1);
    await awake;
    expect(supervisor.notice.state).toBe('ready');
  });

  it('may be followed by another before all was read', async () => {
    const { supervisor, fault, counts } = world();
    await supervisor.start();
    supervisor.suspended();
    fault.read = () => new Promise(() => undefined);
    const first = supervisor.resumed();
    await settled();
    supervisor.suspended();
    await first;
    expect(supervisor.notice.state).toBe('asleep');
    delete fault.read;
    await supervisor.resumed();
    expect(supervisor.notice.state).toBe('ready');
    expect(counts.read).toBe(2);
  });

  it('ends with a crash too', async () => {
    const { supervisor, fault, counts } = world();
    await supervisor.start();
    supervisor.suspended();
    fault.read = () => new Promise(() => undefined);
    const awake = supervisor.resumed();
    await settled();
    await supervisor.crashed(new Error('boom'));
    await awake;
    expect(supervisor.notice.state).toBe('ready');
    expect(counts.opened).toBe(2);
  });

  it('gives no link that was asked for just before', async () => {
    const { supervisor, page, counts, fault } = world({ other: true });
    await supervisor.start();
    const closed = counts.linksClosed;
    let connect: () => void = () => undefined;
    fault.link = new Promise((resolve) => {
      connect = resolve;
    });
    const one = page();
    const opening = supervisor.open(one.client);
    await settled();
    supervisor.suspended();
    connect();
    await expect(opening).rejects.toThrow('asleep');
    expect(counts.linksClosed - closed).toBe(1);
  });

  it('leaves an engine of another process alone', async () => {
    const { supervisor, clock, counts } = world({ other: true });
    await supervisor.start();
    supervisor.suspended();
    clock.advance(SHORT_SLEEP_MS);
    await supervisor.resumed();
    expect(supervisor.notice.state).toBe('ready');
    expect(counts).toMatchObject({ opened: 0, closed: 0 });
  });

  it('says so when the engine cannot be opened anew', async () => {
    const { supervisor, fault } = world();
    await supervisor.start();
    fault.open = new Error('no disk');
    await supervisor.resumed();
    expect(supervisor.notice).toMatchObject({ state: 'dead', because: 'no disk' });
  });
});
