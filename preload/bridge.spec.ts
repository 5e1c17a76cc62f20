import { describe, expect, it } from 'vitest';
import { createBridge, type PagePort } from './bridge.ts';
import type { EngineFrame } from './contract/index.ts';
import { CHANNELS, DESKTOP_CALLS, DESKTOP_EVENTS, type EngineNotice } from './desktop.ts';
import { callDesktop, desktopBridge, openDesktop } from './desktop-transport.ts';

function world(answers: Readonly<Record<string, unknown>> = {}) {
  const sent: (readonly unknown[])[] = [];
  const invoked: (readonly unknown[])[] = [];
  const listeners = new Map<string, (event: unknown, ...values: unknown[]) => void>();
  const port: PagePort = {
    send: (...values) => void sent.push(values),
    invoke: async (channel, ...values) => {
      invoked.push([channel, ...values]);
      return answers[channel] ?? { output: {} };
    },
    on: (channel, listener) => void listeners.set(channel, listener),
  };
  let ids = 0;
  const bridge = createBridge(port, () => `link-000${++ids}`);
  const main = (channel: string, ...values: readonly unknown[]) => listeners.get(channel)!({}, ...values);
  return { bridge, sent, invoked, main };
}

describe('the object of a page', () => {
  it('has what the lists name, and nothing else', () => {
    const { bridge } = world();
    expect(Object.keys(bridge).sort()).toEqual(['calls', 'connect', 'on']);
    expect(Object.keys(bridge.calls)).toEqual([...DESKTOP_CALLS]);
    expect(Object.keys(bridge.on)).toEqual([...DESKTOP_EVENTS]);
  });

  it('passes calls on by their name', async () => {
    const { bridge, invoked } = world({ [CHANNELS.call]: { output: { opened: true } } });
    expect(await callDesktop(bridge, 'link.open', { url: 'https://example.org' })).toEqual({ opened: true });
    expect(invoked).toEqual([[CHANNELS.call, 'link.open', { url: 'https://example.org' }]]);
    const refusing = world({ [CHANNELS.call]: { error: { code: 'InvalidArgument', message: 'no', retry: false } } });
    await expect(callDesktop(refusing.bridge, 'log.show', {})).rejects.toMatchObject({
      name: 'RemoteError',
      code: 'InvalidArgument',
    });
  });

  it('keeps where to go for a page that is not ready yet', () => {
    const { bridge, main } = world();
    main(CHANNELS.event, 'route', { path: '/one' });
    main(CHANNELS.event, 'route', { path: '/two' });
    main(CHANNELS.event, 'command', { id: 'x' });
    const heard: unknown[] = [];
    bridge.on.route((one) => void heard.push(one));
    bridge.on.route((one) => void heard.push(one));
    bridge.on.command((one) => void heard.push(one));
    expect(heard).toEqual([{ path: '/two' }]);
  });

  it('tells the state of the engine to whoever listens late, and other events only when they happen', () => {
    const { bridge, main, sent } = world();
    expect(sent).toEqual([[CHANNELS.listen]]);
    const notice: EngineNotice = { state: 'asleep', since: 5 };
    main(CHANNELS.event, 'engine', notice);
    main(CHANNELS.event, 'unheard-of', {});
    const heard: unknown[] = [];
    const stop = bridge.on.engine((one) => void heard.push(one));
    bridge.on.route((one) => void heard.push(one));
    expect(heard).toEqual([notice]);
    main(CHANNELS.event, 'route', { path: '/x' });
    stop();
    main(CHANNELS.event, 'engine', { state: 'ready', since: 6 });
    expect(heard).toEqual([notice, { path: '/x' }]);
  });
});

describe('a link over it', () => {
  const frame = (id: number): string => JSON.stringify({ type: 'end', id } satisfies EngineFrame);

  it('carries texts, and says what was taken', async () => {
    const { bridge, main, sent } = world();
    const got: string[] = [];
    const channel = await bridge.connect(
      (text) => void got.push(text),
      () => undefined,
    );
    main(CHANNELS.toPage, 'link-0001', 'hello');
    main(CHANNELS.toPage, 'link-0009', 'not mine');
    main(CHANNELS.toPage, 'link-0001', { not: 'text' });
    expect(got).toEqual(['hello']);
    channel.send('{}');
    expect(sent.slice(1)).toEqual([
      [CHANNELS.taken, 'link-0001', 5],
      [CHANNELS.toEngine, 'link-0001', '{}'],
    ]);
  });

  it('counts as taken what the page could not use', async () => {
    const { bridge, main, sent } = world();
    await bridge.connect(
      () => {
        throw new Error('page');
      },
      () => undefined,
    );
    expect(() => main(CHANNELS.toPage, 'link-0001', 'x')).toThrow('page');
    expect(sent.at(-1)).toEqual([CHANNELS.taken, 'link-0001', 1]);
  });

  it('ends once, whoever ends it', async () => {
    const { bridge, main, sent } = world();
    let closed = 0;
    const channel = await bridge.connect(
      () => undefined,
      () => {
        closed += 1;
      },
    );
    main(CHANNELS.closed, 'link-0001');
    main(CHANNELS.closed, 'link-0001');
    channel.close();
    channel.send('{}');
    expect(closed).toBe(1);
    expect(sent).toEqual([[CHANNELS.listen]]);
  });

  it('is refused with the words of main', async () => {
    const { bridge } = world({
      [CHANNELS.connect]: { error: { code: 'Unavailable', message: 'the engine is asleep', retry: true } },
    });
    await expect(openDesktop(bridge)).rejects.toThrow('the engine is asleep');
  });

  it('loses nothing that comes before somebody listens', async () => {
    const { bridge, main } = world();
    const transport = await openDesktop(bridge);
    main(CHANNELS.toPage, 'link-0001', frame(1));
    main(CHANNELS.closed, 'link-0001');
    const heard: unknown[] = [];
    transport.listen(
      (one) => void heard.push(one.id),
      (reason) => void heard.push(reason.message),
    );
    expect(heard).toEqual([1, 'the engine ended the connection']);
  });

  it('is there in the application only', () => {
    const { bridge } = world();
    expect(desktopBridge({ argosy: bridge })).toBe(bridge);
    expect(desktopBridge({})).toBeUndefined();
  });
});
