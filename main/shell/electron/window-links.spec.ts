import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../preload/desktop.ts';
import type { FrameClient } from '../browser/socket-link.ts';
import { LONGEST_FRAME, MOST_LINKS, MOST_WAITING, WindowLinks } from './window-links.ts';

const ID = 'link-0001';

function world() {
  const clients: FrameClient[] = [];
  const engine = { got: [] as string[], resumed: 0, closed: 0 };
  const links = new WindowLinks(async (client) => {
    clients.push(client);
    return {
      send: (text) => {
        engine.got.push(text);
        return true;
      },
      resume: () => {
        engine.resumed += 1;
      },
      close: () => {
        engine.closed += 1;
      },
    };
  });
  const window = (id: number) => {
    const posted: (readonly unknown[])[] = [];
    const one = {
      id,
      seen: true,
      posted,
      post: (...values: unknown[]) => void posted.push(values),
      visible: () => one.seen,
    };
    return one;
  };
  return { links, clients, engine, window };
}

describe('the links of a window', () => {
  it('carry frames both ways', async () => {
    const { links, clients, engine, window } = world();
    const one = window(1);
    await links.connect(one, ID);
    links.receive(one, ID, '{"type":"cancel",\n"id":1}');
    expect(engine.got).toEqual(['{"type":"cancel","id":1}']);
    expect(clients[0]!.receive('{"x":1}')).toBe(true);
    expect(one.posted).toEqual([[CHANNELS.toPage, ID, '{"x":1}']]);
  });

  it('belong to their window', async () => {
    const { links, engine, window } = world();
    const [one, two] = [window(1), window(2)];
    await links.connect(one, ID);
    links.receive(two, ID, '{}');
    links.close(two, ID);
    links.closeAll(two);
    expect(engine).toMatchObject({ got: [], closed: 0 });
    links.closeAll(one);
    expect(engine.closed).toBe(1);
    links.receive(one, ID, '{}');
    expect(engine.got).toEqual([]);
  });

  it.each(['no json', '', '{', '"a"\u0000', 'x'.repeat(LONGEST_FRAME + 1), 5, undefined, { type: 'request' }, null])(
    'answer %.20s with a refusal of the contract',
    async (text) => {
      const { links, engine, window } = world();
      const one = window(1);
      await links.connect(one, ID);
      links.receive(one, ID, text);
      expect(engine.got).toEqual([]);
      expect(JSON.parse(one.posted[0]![2] as string)).toEqual({
        type: 'error',
        id: -1,
        error: { code: 'InvalidArgument', message: 'not a frame of the contract', retry: false },
      });
    },
  );

  it('are few, and have names', async () => {
    const { links, window } = world();
    const one = window(1);
    for (const id of [undefined, '', 'x', 'a b c d e f g h', 'x'.repeat(65), {}, 12_345_678])
      await expect(links.connect(one, id)).rejects.toMatchObject({ code: 'InvalidArgument' });
    for (let n = 0; n < MOST_LINKS; n += 1) await links.connect(one, `link-000${n}`);
    await expect(links.connect(one, 'link-000x')).rejects.toMatchObject({ code: 'ResourceExhausted' });
    await expect(links.connect(one, 'link-0000')).rejects.toMatchObject({ code: 'InvalidArgument' });
    await links.connect(window(2), 'link-000x');
  });

  it('stop the engine’s side above a limit, until the page has taken half', async () => {
    const { links, clients, engine, window } = world();
    const one = window(1);
    await links.connect(one, ID);
    const text = 'x'.repeat(MOST_WAITING / 2);
    expect(clients[0]!.receive(text)).toBe(true);
    expect(clients[0]!.receive(text)).toBe(true);
    expect(clients[0]!.receive('x')).toBe(false);
    links.taken(one, ID, text.length);
    expect(engine.resumed).toBe(0);
    links.taken(one, ID, 1);
    expect(engine.resumed).toBe(1);
    expect(clients[0]!.receive('x')).toBe(true);
    for (const count of [-5, 0.5, Number.NaN, '9', undefined]) links.taken(one, ID, count);
    expect(engine.resumed).toBe(1);
  });

  it('count a hidden window as one that does not take', async () => {
    const { links, clients, engine, window } = world();
    const one = window(1);
    await links.connect(one, ID);
    one.seen = false;
    expect(clients[0]!.receive('{}')).toBe(false);
    links.taken(one, ID, 2);
    expect(engine.resumed).toBe(0);
    one.seen = true;
    links.shown(one);
    expect(engine.resumed).toBe(1);
    links.shown(one);
    expect(engine.resumed).toBe(1);
  });

  it('tell the page once that the engine has gone', async () => {
    const { links, clients, engine, window } = world();
    const one = window(1);
    await links.connect(one, ID);
    clients[0]!.closed();
    clients[0]!.closed();
    expect(one.posted).toEqual([[CHANNELS.closed, ID]]);
    links.receive(one, ID, '{}');
    expect(engine.got).toEqual([]);
    await links.connect(one, ID);
  });

  it('are let go when the window has gone while the engine was waited for', async () => {
    let give: (() => void) | undefined;
    let closed = 0;
    const links = new WindowLinks(
      () =>
        new Promise((resolve) => {
          give = () =>
            resolve({
              send: () => true,
              resume: () => undefined,
              close: () => {
                closed += 1;
              },
            });
        }),
    );
    const one = { id: 1, post: () => undefined, visible: () => true };
    const connecting = links.connect(one, ID);
    links.closeAll(one);
    give!();
    await connecting;
    expect(closed).toBe(1);
  });

  it('are not kept when there is no engine', async () => {
    const links = new WindowLinks(() => Promise.reject(new Error('no engine')));
    const one = { id: 1, post: () => undefined, visible: () => true };
    for (let n = 0; n < MOST_LINKS + 1; n += 1) await expect(links.connect(one, ID)).rejects.toThrow('no engine');
  });
});
