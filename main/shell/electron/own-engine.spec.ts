import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../../preload/client/index.ts';
import type { EngineFrame } from '../../../preload/contract/index.ts';
import { ArgosyError } from '../../model/index.ts';
import { silentLogger, systemClock } from '../../runtime/index.ts';
import { linkToSocket } from '../browser/socket-link.ts';
import { homeLayout } from '../home.ts';
import { watchLoopDelay } from '../loop-delay.ts';
import type { SettingTexts } from './engine-port.ts';
import type { OwnEngine } from './engine-supervisor.ts';
import { openOwnEngine } from './own-engine.ts';
import { engineThread } from './places.ts';
import { utilityHost } from './utility-host.ts';

let folder: string;
const monitor = watchLoopDelay(systemClock);
const ends: AbortController[] = [];
const opening: Promise<OwnEngine>[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-thread-'));
});
afterEach(async () => {
  for (const end of ends.splice(0)) end.abort();
  await Promise.allSettled(opening.splice(0).map((engine) => engine.then(({ close }) => close())));
  rmSync(folder, { recursive: true, force: true });
});

/** Opens an engine in a thread: the true one, or what `code` says. */
function world(code?: string, mostHeapMb?: number) {
  const entry = join(folder, 'entry.mjs');
  if (code !== undefined) {
    const speaks =
      "import { parentPort, workerData } from 'node:worker_threads'; const post = (m) => parentPort.postMessage(m);\n";
    writeFileSync(entry, speaks + code);
  }
  const home = join(folder, 'home');
  const env = { PATH: process.env['PATH'], HOME: folder, ARGOSY_SECRETS: 'memory' };
  const told = {
    crashed: [] as unknown[],
    stops: 0,
    lines: [] as string[],
    settings: undefined as SettingTexts | undefined,
    keep: undefined as ((key: string, text: string | undefined) => void) | undefined,
  };
  const open = (): { readonly opened: Promise<OwnEngine>; readonly end: AbortController } => {
    const end = new AbortController();
    ends.push(end);
    const opened = openOwnEngine(
      {
        entry: code === undefined ? engineThread() : pathToFileURL(entry),
        home,
        facts: { env, platform: process.platform, cwd: folder, userHome: folder },
        log: '/logs/argosy.log',
        windows: monitor.shared,
        spawnHost: utilityHost,
        sink: (line) => void told.lines.push(line),
        logger: silentLogger,
        stop: () => {
          told.stops += 1;
        },
        opened: (settings, keep) => {
          told.settings = settings;
          told.keep = keep;
        },
        crashed: (error) => void told.crashed.push(error),
        ...(mostHeapMb === undefined ? {} : { mostHeapMb }),
      },
      end.signal,
    );
    opening.push(opened);
    return { opened, end };
  };
  return { home, told, open };
}

function clientOf(engine: OwnEngine): Client {
  let hear: (frame: EngineFrame) => void;
  const link = engine.link({
    receive: (text) => {
      hear(JSON.parse(text) as EngineFrame);
      return true;
    },
    drained: () => undefined,
    closed: () => undefined,
  });
  return new Client({
    send: (frame) => void link.send(JSON.stringify(frame)),
    close: () => link.close(),
    listen: (receive) => {
      hear = receive;
    },
  });
}

describe('the engine in its thread', () => {
  it('answers pages and the command line, and measures both loops', async () => {
    const { home, told, open } = world();
    const engine = await open().opened;
    const client = clientOf(engine);
    const { node } = await client.call('engine.version', {});
    expect(node).toBe(process.version);
    const facts = await client.call('engine.diagnostics', {});
    expect(facts).toMatchObject({ pid: process.pid, home, log: '/logs/argosy.log', shell: 'the desktop application' });
    expect(facts.loopDelay).toBeDefined();
    expect(facts.engineLoopDelay).toBeDefined();
    // The loop that is measured as the windows' is this one.
    const blocked = performance.now();
    while (performance.now() - blocked < 150);
    await vi.waitFor(async () => {
      const counters = (await client.call('engine.counters', {})) as Record<string, { readonly max: number }>;
      expect(counters['eventLoopDelay']!.max).toBeGreaterThan(100);
      expect(counters['engineLoopDelay']).toBeDefined();
    });
    const socket = await linkToSocket(homeLayout(home, process.platform).socket, {
      receive: () => true,
      drained: () => undefined,
      closed: () => undefined,
    });
    expect(socket).toBeDefined();
    socket!.close();
    await engine.readAgain(new AbortController().signal);
    await client.call('engine.stop', {});
    await vi.waitFor(() => expect(told.stops).toBe(1));
    expect(told.crashed).toEqual([]);
  });

  it('keeps settings of the desktop, which its next one gives back', async () => {
    const { told, open } = world();
    const engine = await open().opened;
    expect(told.settings).toMatchObject({ 'desktop.update-feed': '' });
    told.keep!('desktop.keep-running', 'true');
    told.keep!('desktop.window', 'no window at all');
    await engine.close();
    expect(told.lines.filter((line) => line.includes('desktop.window'))).toHaveLength(1);
    await open().opened;
    expect(told.settings).toMatchObject({ 'desktop.keep-running': 'true', 'desktop.window': '' });
  });

  it('lets go of the data folder when it is ended at once', async () => {
    const { told, open } = world();
    const first = open();
    const engine = await first.opened;
    const closed = vi.fn();
    const link = engine.link({ receive: () => true, drained: () => undefined, closed });
    link.send('{"type":"cancel","id":1}');
    first.end.abort();
    await engine.close();
    expect(closed).toHaveBeenCalledTimes(1);
    await open().opened;
    expect(told.crashed).toEqual([]);
  });

  it('says why it cannot be opened, in words that a person can use', async () => {
    const { told, open } = world();
    await open().opened;
    const error = await open().opened.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ArgosyError);
    expect(error).toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('the desktop application'),
    });
    expect(told.crashed).toEqual([]);
  });
});

describe('a thread that fails', () => {
  const READY = "post({ type: 'opened', settings: {} }); post({ type: 'ready' });\n";

  it('by an error that nobody caught is told, and closed when that is asked', async () => {
    const { told, open } = world(
      `process.on('uncaughtException', (e) => post({ type: 'crashed', error: { name: 'TypeError', message: e.message, stack: e.stack } }));
       parentPort.on('message', (m) => { if (m.type === 'close') { post({ type: 'closed' }); process.exit(); } else throw new TypeError('boom'); });
       ${READY}`,
    );
    const engine = await open().opened;
    engine.link({ receive: () => true, drained: () => undefined, closed: () => undefined });
    await vi.waitFor(() => expect(told.crashed).toHaveLength(1));
    expect(told.crashed[0]).toMatchObject({
      name: 'TypeError',
      message: 'boom',
      stack: expect.stringContaining('entry.mjs'),
    });
    await engine.close();
    expect(told.crashed).toHaveLength(1);
  });

  it('by want of memory ends, and this process does not', async () => {
    const { told, open } = world(
      `${READY} const all = new Map(); let at = 0;
       setInterval(() => { for (let n = 0; n < 20_000; n += 1) all.set(++at, { name: 'n' + at, list: [at] }); });`,
      64,
    );
    const engine = await open().opened;
    const closed = vi.fn();
    engine.link({ receive: () => true, drained: () => undefined, closed });
    const reading = engine.readAgain(new AbortController().signal);
    await expect(reading).rejects.toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' });
    expect(told.crashed).toHaveLength(1);
    expect(closed).toHaveBeenCalledTimes(1);
    await engine.close();
  });

  it('by computing for ever is ended', async () => {
    const { told, open } = world(`${READY} setTimeout(() => { for (;;); }, 1);`);
    const { opened, end } = open();
    const engine = await opened;
    const closed = engine.close();
    end.abort();
    await closed;
    expect(told.crashed).toEqual([]);
  });

  it('before it is ready rejects its opening', async () => {
    const { told, open } = world(
      "setTimeout(() => { throw new Error('no beginning'); }, 1); setInterval(() => {}, 1000);",
    );
    await expect(open().opened).rejects.toThrow('no beginning');
    expect(told.crashed).toHaveLength(1);
    const { opened, end } = world('setInterval(() => {}, 1000);').open();
    end.abort();
    await expect(opened).rejects.toThrow('has ended');
  });

  it('by ending without a word is told too', async () => {
    const { told, open } = world(`${READY} setTimeout(() => process.exit(3), 1);`);
    await open().opened;
    await vi.waitFor(() => expect(told.crashed).toHaveLength(1));
    expect((told.crashed[0] as Error).message).toBe('the thread of the engine ended (3)');
  });
});
