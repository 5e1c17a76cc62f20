import { describe, expect, it } from 'vitest';
import type { HostEvents, HostProcess, HostReply, HostRequest } from '../../engines/index.ts';
import type { HostFromThread, HostToThread } from './engine-port.ts';
import { HostKeeper, RelayedHosts } from './host-relay.ts';

const SETUP = { entry: '/dist/engine-host.mjs', env: { A: 'b' }, execArgv: ['--x'] };
const START: HostRequest = { type: 'start', artifact: { path: '/a.wasm.zst', sha256: '00' }, env: {} };
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values);

/** Both ends; messages are cloned and handed over as between threads. */
function world(fails?: Error) {
  const started: { readonly setup: unknown; readonly events: HostEvents; got: HostRequest[]; killed: number }[] = [];
  const keeper: HostKeeper = new HostKeeper(
    (setup, events): HostProcess => {
      if (fails) throw fails;
      const one = { setup, events, got: [] as HostRequest[], killed: 0 };
      started.push(one);
      return {
        pid: 4000 + started.length,
        send: (message) => void one.got.push(message),
        kill: () => {
          one.killed += 1;
        },
        hold: () => undefined,
      };
    },
    (message, transfer = []) => hosts.receive(structuredClone<HostToThread>(message, { transfer: [...transfer] })),
  );
  const hosts = new RelayedHosts((message, transfer = []) =>
    keeper.receive(structuredClone<HostFromThread>(message, { transfer: [...transfer] })),
  );
  const spawn = () => {
    const heard: HostReply[] = [];
    const exits: string[] = [];
    const host = hosts.spawn(SETUP, {
      onMessage: (message) => void heard.push(message),
      onExit: (reason) => void exits.push(reason),
    });
    return { host, heard, exits };
  };
  return { keeper, started, spawn };
}

const done = (frame: Uint8Array): HostReply => ({ type: 'done', lane: 0, call: 1, frame, log: '', memoryBytes: 1 });

describe('processes of the engines, started for a thread', () => {
  it('are started as they are asked for, and spoken with', () => {
    const { started, spawn } = world();
    const [one, two] = [spawn(), spawn()];
    one.host.send(START);
    two.host.send({ type: 'end', lane: 3 });
    expect(started.map(({ setup, got }) => [setup, got])).toEqual([
      [SETUP, [START]],
      [SETUP, [{ type: 'end', lane: 3 }]],
    ]);
    expect(one.host.pid).toBeUndefined();
    started[0]!.events.onMessage({ type: 'ready', lane: 0 });
    expect(one.heard).toEqual([{ type: 'ready', lane: 0 }]);
    expect(two.heard).toEqual([]);
    expect(one.host.pid).toBe(4001);
    one.host.kill();
    expect(started.map(({ killed }) => killed)).toEqual([1, 0]);
  });

  it('get and give frames that are handed over, not copied', () => {
    const { started, spawn } = world();
    const { host, heard } = spawn();
    const request = bytes(1, 2, 3);
    host.send({ type: 'call', lane: 0, call: 1, frame: request });
    expect(started[0]!.got).toEqual([{ type: 'call', lane: 0, call: 1, frame: bytes(1, 2, 3) }]);
    expect(request.buffer.detached).toBe(true);
    const reply = bytes(4, 5);
    started[0]!.events.onMessage(done(reply));
    expect(heard).toEqual([done(bytes(4, 5))]);
    expect(reply.buffer.detached).toBe(true);
  });

  it('copy a frame that shares its memory with others', () => {
    const { started, spawn } = world();
    const { heard } = spawn();
    const block = bytes(0, 4, 5, 0);
    started[0]!.events.onMessage(done(block.subarray(1, 3)));
    expect(heard).toEqual([done(bytes(4, 5))]);
    expect((heard[0] as Extract<HostReply, { type: 'done' }>).frame.buffer.byteLength).toBe(2);
    expect(block).toEqual(bytes(0, 4, 5, 0));
  });

  it('tell their end once, and nothing after it', () => {
    const { started, spawn } = world();
    const { host, heard, exits } = spawn();
    const { events } = started[0]!;
    events.onExit('engine process ended (9)');
    events.onExit('again');
    events.onMessage({ type: 'ready', lane: 0 });
    host.send(START);
    expect(exits).toEqual(['engine process ended (9)']);
    expect(heard).toEqual([]);
    expect(started[0]!.got).toEqual([]);
  });

  it('that cannot be started tell why', () => {
    const { exits } = world(new Error('no such file')).spawn();
    expect(exits).toEqual(['engine process was not started: Error: no such file']);
  });

  it('end with the thread, and none is started after it', () => {
    const { keeper, started, spawn } = world();
    spawn();
    spawn();
    keeper.endAll();
    keeper.endAll();
    expect(started.map(({ killed }) => killed)).toEqual([1, 1]);
    spawn();
    expect(started).toHaveLength(2);
  });
});
