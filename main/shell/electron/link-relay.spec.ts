import { describe, expect, it } from 'vitest';
import type { FrameClient } from '../browser/socket-link.ts';
import type { LinkFromThread, LinkToThread } from './engine-port.ts';
import { MOST_IN_PORT, ServedLinks, ThreadLinks } from './link-relay.ts';

/** Both ends, with a port between them that delivers when it is told to. */
function world() {
  const port: { to: LinkToThread[]; from: LinkFromThread[] } = { to: [], from: [] };
  const engine = { clients: [] as FrameClient[], got: [] as string[], resumed: 0, closed: 0 };
  const main = new ThreadLinks((message) => void port.to.push(structuredClone(message)));
  const thread = new ServedLinks(
    (client) => {
      engine.clients.push(client);
      return {
        send: (text) => engine.got.push(text) > 0,
        resume: () => {
          engine.resumed += 1;
        },
        close: () => {
          engine.closed += 1;
        },
      };
    },
    (message) => void port.from.push(structuredClone(message)),
  );
  const deliver = (): void => {
    while (port.to.length + port.from.length > 0) {
      for (const message of port.to.splice(0)) thread.receive(message);
      for (const message of port.from.splice(0)) main.receive(message);
    }
  };
  const page = (takes = true) => {
    const one = { texts: [] as string[], takes, ended: 0 };
    const client: FrameClient = {
      receive: (text) => {
        one.texts.push(text);
        return one.takes;
      },
      drained: () => undefined,
      closed: () => {
        one.ended += 1;
      },
    };
    return { one, client };
  };
  return { main, thread, port, engine, deliver, page };
}

describe('links over the port of the thread', () => {
  it('carry texts both ways, each to its own', () => {
    const { main, engine, deliver, page } = world();
    const [first, second] = [page(), page()];
    const one = main.open(first.client);
    main.open(second.client);
    expect(one.send('{"a":1}')).toBe(true);
    deliver();
    expect(engine.got).toEqual(['{"a":1}']);
    expect(engine.clients[1]!.receive('{"b":2}')).toBe(true);
    deliver();
    expect([first.one.texts, second.one.texts]).toEqual([[], ['{"b":2}']]);
  });

  it('stop the engine’s side above what may wait in the port, and go on when half has left it', () => {
    const { main, thread, port, engine, deliver, page } = world();
    const { one, client } = page();
    main.open(client);
    deliver();
    const piece = 'x'.repeat(MOST_IN_PORT / 4);
    const taken = () => engine.clients[0]!.receive(piece);
    expect([taken(), taken(), taken(), taken(), taken()]).toEqual([true, true, true, true, false]);
    // The main loop takes two of them: more than half waits still.
    for (const message of port.from.splice(0, 2)) main.receive(message);
    for (const message of port.to.splice(0)) thread.receive(message);
    expect(engine.resumed).toBe(0);
    expect(taken()).toBe(false);
    deliver();
    expect(engine.resumed).toBe(1);
    expect(one.texts).toHaveLength(6);
    expect(taken()).toBe(true);
  });

  it('stop it while the page does not take, and tell it once that it does', () => {
    const { main, port, engine, deliver, page } = world();
    const { one, client } = page(false);
    const link = main.open(client);
    deliver();
    // What the main loop thinks of it is not known yet.
    expect(engine.clients[0]!.receive('1')).toBe(true);
    deliver();
    expect(engine.clients[0]!.receive('2')).toBe(false);
    expect(engine.clients[0]!.receive('3')).toBe(false);
    deliver();
    link.resume();
    expect(port.to.map(({ type }) => type)).toEqual(['link-resume']);
    one.takes = true;
    deliver();
    expect(engine.resumed).toBe(1);
    link.resume();
    expect(port.to).toEqual([]);
    // Nothing was missed while nothing was refused.
    one.takes = false;
    engine.clients[0]!.receive('4');
    deliver();
    link.resume();
    deliver();
    expect(engine.resumed).toBe(1);
    expect(one.texts).toEqual(['1', '2', '3', '4']);
  });

  it('are closed from either end', () => {
    const { main, engine, deliver, page } = world();
    const [first, second] = [page(), page()];
    const one = main.open(first.client);
    main.open(second.client);
    deliver();
    one.close();
    one.close();
    engine.clients[0]!.receive('late');
    deliver();
    expect(engine.closed).toBe(1);
    expect(first.one).toMatchObject({ texts: [], ended: 0 });
    engine.clients[1]!.closed();
    engine.clients[1]!.closed();
    deliver();
    expect(second.one.ended).toBe(1);
  });

  it('are over with the thread', () => {
    const { main, thread, engine, deliver, page } = world();
    const { one, client } = page();
    main.open(client);
    deliver();
    thread.closeAll();
    expect(engine.closed).toBe(1);
    main.closeAll();
    main.closeAll();
    expect(one.ended).toBe(1);
  });
});
