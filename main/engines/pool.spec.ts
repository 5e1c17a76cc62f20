import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineError } from './engine-error.ts';
import { decodeResponse } from './frame.ts';
import { EnginePool } from './pool.ts';
import type { PoolOptions } from './pool-options.ts';
import type { HostReply, HostRequest } from './protocol.ts';
import type { HostEvents, HostSetup, SpawnHost } from './spawn-host.ts';

/** A host process that does nothing by itself: the test says what it answers. */
class FakeHost {
  readonly calls: {
    lane: number;
    call: number;
    header: { op: string; args: unknown; tree: { key?: string; files?: unknown } };
  }[] = [];
  readonly ends: number[] = [];
  killed = false;
  held = true;
  readonly setup: HostSetup;
  readonly #events: HostEvents;

  constructor(setup: HostSetup, events: HostEvents) {
    this.setup = setup;
    this.#events = events;
  }

  receive(request: HostRequest): void {
    if (request.type === 'call') {
      // A request has the same layout as a response.
      const { header } = decodeResponse(request.frame);
      this.calls.push({ lane: request.lane, call: request.call, header: header as never });
      this.reply({ type: 'ready', lane: request.lane });
    } else if (request.type === 'end') {
      this.ends.push(request.lane);
    }
  }

  reply(reply: HostReply): void {
    this.#events.onMessage(reply);
  }

  exit(reason: string): void {
    this.#events.onExit(reason);
  }

  /** Answers the newest call of the lane. */
  answer(lane: number, header: object, memoryBytes = 0): void {
    const { call } = this.calls.findLast((c) => c.lane === lane)!;
    const json = new TextEncoder().encode(JSON.stringify(header));
    const frame = new Uint8Array(4 + json.length);
    new DataView(frame.buffer).setUint32(0, json.length, true);
    frame.set(json, 4);
    this.reply({ type: 'done', lane, call, frame, log: '', memoryBytes });
  }
}

const hosts: FakeHost[] = [];
const spawnHost: SpawnHost = (setup, events) => {
  const host = new FakeHost(setup, events);
  hosts.push(host);
  return {
    pid: hosts.length,
    send: (message) => host.receive(message),
    kill: () => {
      host.killed = true;
    },
    hold: (on) => {
      host.held = on;
    },
  };
};

const pool = (options: Partial<PoolOptions> = {}) =>
  new EnginePool({ artifact: { path: 'x.wasm.zst', sha256: '' }, spawnHost, hostEntry: 'entry', ...options });
const settled = (promise: Promise<{ ok: unknown }>) =>
  promise.then(
    (result) => ({ ok: result.ok }),
    (error: EngineError) => ({ code: error.code, message: error.message }),
  );
/** Lets the pool's own promises run; timers stand still. */
const turn = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  hosts.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('a pool', () => {
  it('starts one process with the first call and runs calls side by side up to its limit', async () => {
    const engines = pool({ maxWorkers: 2 });
    expect(hosts).toHaveLength(0);
    const results = [1, 2, 3].map((n) => settled(engines.call('op', { n })));
    await turn();
    expect(hosts).toHaveLength(1);
    expect(hosts[0]!.calls.map((c) => [c.lane, c.header.args])).toEqual([
      [0, { n: 1 }],
      [1, { n: 2 }],
    ]);
    expect(engines.counters()).toMatchObject({ calls: 3, running: 2, queued: 1, starts: 1 });
    hosts[0]!.answer(1, { ok: 'two' });
    await turn();
    expect(hosts[0]!.calls[2]).toMatchObject({ lane: 1, header: { args: { n: 3 } } });
    hosts[0]!.answer(1, { ok: 'three' });
    hosts[0]!.answer(0, { ok: 'one' });
    expect(await Promise.all(results)).toEqual([{ ok: 'one' }, { ok: 'two' }, { ok: 'three' }]);
  });

  it('gives the process nothing of its own environment', async () => {
    void settled(pool().call('op', {}));
    await turn();
    expect(Object.keys(hosts[0]!.setup.env)).toEqual(['MALLOC_MMAP_THRESHOLD_']);
  });

  it('kills the process after its idle time and starts another for the next call', async () => {
    const engines = pool({ idleMs: 1000 });
    const first = settled(engines.call('op', {}));
    await turn();
    expect(hosts[0]!.held).toBe(true);
    hosts[0]!.answer(0, {});
    await first;
    expect(hosts[0]!.held).toBe(false);
    await vi.advanceTimersByTimeAsync(999);
    expect(hosts[0]!.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(hosts[0]!.killed).toBe(true);
    void settled(engines.call('op', {}));
    await turn();
    expect(hosts).toHaveLength(2);
  });

  it('sends a tree once per lane, and again when the instance has dropped it', async () => {
    const engines = pool({ maxWorkers: 1 });
    const files = vi.fn(() => ({ 'a.txt': 'x' }));
    const run = () => settled(engines.call('op', {}, { treeKey: 'k', files }));
    const first = run();
    await turn();
    hosts[0]!.answer(0, {});
    await first;
    const second = run();
    await turn();
    expect(hosts[0]!.calls.map((c) => c.header.tree)).toEqual([
      { key: 'k', files: [{ path: 'a.txt', size: 1 }] },
      { key: 'k' },
    ]);
    expect(files).toHaveBeenCalledTimes(1);
    hosts[0]!.answer(0, { error: { code: 'TREE_MISSING', message: 'gone' } });
    await turn();
    expect(hosts[0]!.calls[2]!.header.tree.files).toBeDefined();
    hosts[0]!.answer(0, { ok: 1 });
    expect(await second).toEqual({ ok: 1 });
    expect(engines.counters().keptTrees).toBe(1);
  });

  it('replaces an instance whose memory has grown', async () => {
    const engines = pool({ maxWorkers: 1, recycleBytes: 100 });
    const first = settled(engines.call('op', {}, { treeKey: 'k', files: {} }));
    await turn();
    hosts[0]!.answer(0, {}, 101);
    await first;
    expect(hosts[0]!.ends).toEqual([0]);
    const second = settled(engines.call('op', {}, { treeKey: 'k', files: {} }));
    await turn();
    expect(hosts[0]!.calls).toHaveLength(1); // waits for the lane to be gone
    hosts[0]!.reply({ type: 'ended', lane: 0 });
    await turn();
    expect(hosts[0]!.calls[1]!.header.tree.files).toBeDefined();
    hosts[0]!.answer(0, { ok: 2 });
    expect(await second).toEqual({ ok: 2 });
  });
});

describe('a call that takes too long', () => {
  it('is killed with its process when it runs alone', async () => {
    const engines = pool({ deadlineMs: 500 });
    const result = settled(engines.call('op', {}));
    await vi.advanceTimersByTimeAsync(500);
    expect(await result).toEqual({ code: 'DEADLINE', message: 'no result after 500 ms' });
    expect(hosts[0]!.killed).toBe(true);
  });

  it('has its time from its start, not from its place in the queue', async () => {
    const engines = pool({ deadlineMs: 500, maxWorkers: 1 });
    const first = settled(engines.call('op', { n: 1 }));
    const second = settled(engines.call('op', { n: 2 }));
    await vi.advanceTimersByTimeAsync(400);
    hosts[0]!.answer(0, { ok: 1 });
    await vi.advanceTimersByTimeAsync(400);
    hosts[0]!.answer(0, { ok: 2 });
    expect(await Promise.all([first, second])).toEqual([{ ok: 1 }, { ok: 2 }]);
  });

  it('takes only its thread with it when a neighbour is at work', async () => {
    const engines = pool({ maxWorkers: 2 });
    const slow = settled(engines.call('op', {}, { deadlineMs: 500 }));
    const neighbour = settled(engines.call('op', {}));
    await vi.advanceTimersByTimeAsync(500);
    expect(await slow).toMatchObject({ code: 'DEADLINE' });
    expect(hosts[0]!.ends).toEqual([0]);
    hosts[0]!.reply({ type: 'ended', lane: 0 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(hosts[0]!.killed).toBe(false);
    hosts[0]!.answer(1, { ok: 'fine' });
    expect(await neighbour).toEqual({ ok: 'fine' });
  });

  it('takes the process when its thread does not stop, and the neighbour runs again', async () => {
    const engines = pool({ maxWorkers: 2 });
    const slow = settled(engines.call('op', {}, { deadlineMs: 500 }));
    const neighbour = settled(engines.call('op', { n: 2 }));
    await vi.advanceTimersByTimeAsync(600);
    expect(await slow).toMatchObject({ code: 'DEADLINE' });
    expect(hosts[0]!.killed).toBe(true);
    expect(hosts[1]!.calls.map((c) => c.header.args)).toEqual([{ n: 2 }]);
    hosts[1]!.answer(hosts[1]!.calls[0]!.lane, { ok: 'again' });
    expect(await neighbour).toEqual({ ok: 'again' });
  });
});

describe('files that are read while the pool changes', () => {
  /** Files that come when the test says so. */
  function slowFiles() {
    const waiting: (() => void)[] = [];
    const files = () => new Promise<Record<string, string>>((resolve) => waiting.push(() => resolve({ 'a.txt': 'x' })));
    return { waiting, files };
  }

  it('are sent once, although their lane was taken away and given back', async () => {
    const engines = pool({ maxWorkers: 2 });
    const { waiting, files } = slowFiles();
    const slow = settled(engines.call('op', { n: 'endless' }, { deadlineMs: 500 }));
    const reading = settled(engines.call('op', { n: 'reading' }, { files }));
    await vi.advanceTimersByTimeAsync(600); // the endless call takes the process with it
    expect(await slow).toMatchObject({ code: 'DEADLINE' });
    expect(waiting).toHaveLength(2);
    for (const give of waiting) give();
    await turn();
    expect(hosts.flatMap((host) => host.calls.map((c) => c.header.args))).toEqual([{ n: 'endless' }, { n: 'reading' }]);
    hosts[1]!.answer(hosts[1]!.calls[0]!.lane, { ok: 1 });
    expect(await reading).toEqual({ ok: 1 });
  });

  it('are not to blame for a process that dies, nor killed with it when aborted', async () => {
    const engines = pool({ maxWorkers: 2 });
    const first = settled(engines.call('op', {}));
    await turn();
    hosts[0]!.answer(0, {});
    await first;
    const { waiting, files } = slowFiles();
    const controller = new AbortController();
    const aborted = settled(engines.call('op', {}, { files, signal: controller.signal }));
    await turn();
    controller.abort();
    expect(await aborted).toMatchObject({ code: 'ABORTED' });
    expect(hosts[0]!.killed).toBe(false);
    const reading = settled(engines.call('op', {}, { files }));
    await turn();
    hosts[0]!.exit('killed');
    await turn();
    for (const give of waiting) give();
    await turn();
    expect(hosts[1]!.calls).toHaveLength(1);
    hosts[1]!.answer(hosts[1]!.calls[0]!.lane, { ok: 1 });
    expect(await reading).toEqual({ ok: 1 });
  });
});

describe('an answer that comes too late', () => {
  it('is not taken for the answer to the next call of its lane', async () => {
    const engines = pool({ maxWorkers: 1 });
    const first = settled(engines.call('op', { n: 1 }));
    await turn();
    hosts[0]!.answer(0, { ok: 1 });
    const second = settled(engines.call('op', { n: 2 }));
    await turn();
    const late = hosts[0]!.calls[0]!.call;
    hosts[0]!.reply({ type: 'done', lane: 0, call: late, frame: new Uint8Array(4), log: '', memoryBytes: 0 });
    hosts[0]!.answer(0, { ok: 2 });
    expect(await Promise.all([first, second])).toEqual([{ ok: 1 }, { ok: 2 }]);
  });

  it('or a crash does not free a lane that is being ended', async () => {
    const engines = pool({ maxWorkers: 2 });
    const slow = settled(engines.call('op', {}, { deadlineMs: 500 }));
    const neighbour = settled(engines.call('op', {}));
    await vi.advanceTimersByTimeAsync(500);
    expect(await slow).toMatchObject({ code: 'DEADLINE' });
    hosts[0]!.reply({ type: 'crash', lane: 0, crash: { reason: 'exit', message: '', log: '' } });
    const next = settled(engines.call('op', { n: 3 }));
    await turn();
    expect(hosts[0]!.calls).toHaveLength(2);
    hosts[0]!.reply({ type: 'ended', lane: 0 });
    await turn();
    expect(hosts[0]!.calls[2]).toMatchObject({ lane: 0, header: { args: { n: 3 } } });
    hosts[0]!.answer(0, { ok: 3 });
    hosts[0]!.answer(1, { ok: 2 });
    expect(await Promise.all([next, neighbour])).toEqual([{ ok: 3 }, { ok: 2 }]);
  });
});

describe('an aborted call', () => {
  it('leaves the queue, or ends where it runs', async () => {
    const engines = pool({ maxWorkers: 1 });
    const [running, queued] = [new AbortController(), new AbortController()];
    const first = settled(engines.call('op', {}, { signal: running.signal }));
    const second = settled(engines.call('op', {}, { signal: queued.signal }));
    await turn();
    queued.abort();
    expect(await second).toMatchObject({ code: 'ABORTED' });
    running.abort();
    expect(await first).toMatchObject({ code: 'ABORTED' });
    expect(hosts[0]!.killed).toBe(true);
    expect(await settled(engines.call('op', {}, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' });
    expect(engines.counters()).toMatchObject({ running: 0, queued: 0 });
  });
});

describe('a crash', () => {
  it('of an instance fails its call only', async () => {
    const engines = pool({ maxWorkers: 2 });
    const first = settled(engines.call('op', {}));
    const second = settled(engines.call('op', {}));
    await turn();
    hosts[0]!.reply({ type: 'crash', lane: 0, crash: { reason: 'memory', message: 'out of memory', log: '' } });
    expect(await first).toEqual({ code: 'OUT_OF_MEMORY', message: 'out of memory' });
    hosts[0]!.answer(1, { ok: 2 });
    expect(await second).toEqual({ ok: 2 });
    expect(hosts).toHaveLength(1);
  });

  it('of the process is blamed on a call that ran alone', async () => {
    const result = settled(pool().call('op', {}));
    await turn();
    hosts[0]!.exit('engine process ended (SIGSEGV)');
    expect(await result).toEqual({ code: 'CRASHED', message: 'engine process ended (SIGSEGV)' });
  });

  it('of the process under several calls runs each again alone, until one is to blame', async () => {
    const engines = pool({ maxWorkers: 2 });
    const guilty = settled(engines.call('op', { n: 'guilty' }));
    const innocent = settled(engines.call('op', { n: 'innocent' }));
    await turn();
    hosts[0]!.exit('killed');
    await turn();
    expect(hosts[1]!.calls.map((c) => c.header.args)).toEqual([{ n: 'guilty' }]);
    hosts[1]!.exit('killed again');
    expect(await guilty).toEqual({ code: 'CRASHED', message: 'killed again' });
    await turn();
    expect(hosts[2]!.calls.map((c) => c.header.args)).toEqual([{ n: 'innocent' }]);
    hosts[2]!.answer(hosts[2]!.calls[0]!.lane, { ok: 1 });
    expect(await innocent).toEqual({ ok: 1 });
  });

  it('while starting fails what waits, and the next call tries again', async () => {
    const engines = pool({ maxWorkers: 1 });
    const first = settled(engines.call('op', {}));
    const second = settled(engines.call('op', {}));
    await turn();
    hosts[0]!.reply({ type: 'failed', message: 'x.wasm.zst: digest is 1, expected 2' });
    expect(await first).toEqual({ code: 'START_FAILED', message: 'x.wasm.zst: digest is 1, expected 2' });
    expect(await second).toMatchObject({ code: 'START_FAILED' });
    void settled(engines.call('op', {}));
    await turn();
    expect(hosts).toHaveLength(2);
  });
});

describe('what a caller gives', () => {
  it('is refused alone when it is too large, no JSON, or cannot be read', async () => {
    const engines = pool({ maxWorkers: 1 });
    const large = { length: 129 << 20 } as unknown as Uint8Array;
    expect(await settled(engines.call('op', {}, { files: { large } }))).toMatchObject({ code: 'TOO_LARGE' });
    expect(await settled(engines.call('op', { n: 1n }))).toMatchObject({ code: 'BAD_REQUEST' });
    // What the caller's own function throws is the caller's: it comes back as it is.
    const own = new Error('no such blob');
    await expect(engines.call('op', {}, { files: () => Promise.reject(own) })).rejects.toBe(own);
    const good = settled(engines.call('op', {}));
    await turn();
    hosts[0]!.answer(0, { ok: 1 });
    expect(await good).toEqual({ ok: 1 });
  });
});

describe('close', () => {
  it('rejects what runs and waits, kills the process and takes nothing more', async () => {
    const engines = pool({ maxWorkers: 1 });
    const results = [settled(engines.call('op', {})), settled(engines.call('op', {}))];
    await turn();
    engines.close();
    expect(await Promise.all(results)).toMatchObject([{ code: 'CLOSED' }, { code: 'CLOSED' }]);
    expect(hosts[0]!.killed).toBe(true);
    expect(await settled(engines.call('op', {}))).toMatchObject({ code: 'CLOSED' });
  });
});
