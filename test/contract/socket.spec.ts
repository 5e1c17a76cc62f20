import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRAME_MS } from '../../main/api/index.ts';
import { ManualClock } from '../../main/runtime/index.ts';
import { Client } from '../../main/shell/client/client.ts';
import { connectSocket } from '../../main/shell/client/socket-transport.ts';
import { LineSplitter, MAX_FRAME } from '../../main/shell/frame-lines.ts';
import { homeLayout } from '../../main/shell/home.ts';
import { type SocketServer, serveSocket } from '../../main/shell/socket-server.ts';
import { openStore } from '../../main/store/index.ts';
import { application } from './contract/fake-engine.ts';
import { parts } from './contract/parts.ts';
import { until } from './contract/transports.ts';

const POSIX = process.platform !== 'win32';

if (POSIX)
  describe('the socket', () => {
    let folder: string;
    let path: string;
    let served: ReturnType<typeof parts>;
    let server: SocketServer | undefined;
    const sockets: Socket[] = [];

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'argosy-socket-'));
      path = join(folder, 'home', 'engine.sock');
      served = parts();
    });
    afterEach(async () => {
      for (const socket of sockets.splice(0)) socket.destroy();
      await server?.close();
      server = undefined;
      await rm(folder, { recursive: true, force: true });
    });

    async function serve(): Promise<void> {
      server = await serveSocket({ path, platform: process.platform, ...served });
    }

    /** A client that writes what it likes. */
    async function plain(): Promise<{ socket: Socket; text: () => string; ended: () => boolean }> {
      const socket = connect(path);
      sockets.push(socket);
      let text = '';
      let ended = false;
      socket.on('data', (chunk) => {
        text += String(chunk);
      });
      socket.on('close', () => {
        ended = true;
      });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return { socket, text: () => text, ended: () => ended };
    }

    it('is its owner’s alone', async () => {
      await serve();
      expect((await stat(join(folder, 'home'))).mode & 0o777).toBe(0o700);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    });

    it('is gone after the end', async () => {
      await serve();
      await server!.close();
      server = undefined;
      await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await connectSocket(path)).toBeUndefined();
    });

    it('takes over the file that a killed engine left behind', async () => {
      await serve();
      // What a SIGKILL leaves: the file, and nobody who listens.
      const left = createServer();
      const stale = join(folder, 'stale.sock');
      await new Promise<void>((resolve) => left.listen(stale, resolve));
      await chmod(folder, 0o700);
      await server!.close();
      await writeFile(path, '');
      expect(await connectSocket(path)).toBeUndefined();
      await serve();
      const client = new Client((await connectSocket(path))!);
      expect(await client.call('engine.version', {})).toMatchObject({ argosy: 'v0' });
      client.close();
      await new Promise((resolve) => left.close(resolve));
    });

    it('is not taken from an engine that lives', async () => {
      await serve();
      await expect(serveSocket({ path, platform: process.platform, ...served })).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: 'another engine already serves this data folder',
      });
      const client = new Client((await connectSocket(path))!);
      expect(await client.call('engine.version', {})).toMatchObject({ argosy: 'v0' });
      client.close();
    });

    it('refuses a path that the system would cut', async () => {
      const long = join(folder, 'x'.repeat(120), 'engine.sock');
      await expect(serveSocket({ path: long, platform: process.platform, ...served })).rejects.toMatchObject({
        code: 'FailedPrecondition',
        subject: long,
        advice: 'Set ARGOSY_HOME to a folder with a shorter path.',
      });
    });

    it.each([
      ['no JSON', '{"type":\n'],
      ['bytes that are no text', '\u0000\ufffd\u0001\n'],
      ['JSON too deep to read', `${'['.repeat(200_000)}\n`],
    ])('ends a client that sends %s, and only that one', async (_what, bytes) => {
      await serve();
      const good = new Client((await connectSocket(path))!);
      const bad = await plain();
      bad.socket.write(bytes);
      await until(() => bad.ended(), 'the bad client is cut off');
      expect(await good.call('engine.version', {})).toMatchObject({ argosy: 'v0' });
      good.close();
      expect(served.logs.join('\n')).toContain('a client sent what is no frame');
    });

    it('ends a client whose frame does not end', async () => {
      await serve();
      const bad = await plain();
      const block = Buffer.alloc(1024 * 1024, 0x61);
      let sent = 0;
      while (!bad.socket.destroyed && sent <= MAX_FRAME * 2) {
        sent += block.length;
        bad.socket.write(block);
        await until(() => bad.socket.destroyed || !bad.socket.writableNeedDrain, 'the block is taken or refused');
      }
      await until(() => bad.ended(), 'the bad client is cut off');
      expect(sent).toBeLessThanOrEqual(MAX_FRAME * 1.5);
    });

    it('reads frames that come in pieces, several at once, with any text in them', async () => {
      await serve();
      const one = await plain();
      const frames = Buffer.from(
        `${JSON.stringify({ type: 'request', id: 1, name: 'app.get', input: { name: 'ü→💥' } })}\n\n${JSON.stringify({ type: 'request', id: 2, name: 'engine.version', input: {} })}\n`,
      );
      for (const byte of frames) one.socket.write(Buffer.from([byte]));
      await until(() => one.text().split('\n').length === 3, 'two answers');
      const answers = one
        .text()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: number; error?: { message: string } });
      const failed = answers.find(({ id }) => id === 1);
      expect(failed?.error?.message).toContain('ü→💥');
      expect(answers.find(({ id }) => id === 2)).toMatchObject({ type: 'result' });
    });

    it('carries answers of many megabytes', async () => {
      await serve();
      served.fake.put({
        ...application('big'),
        spec: { ...application('big').spec, note: 'ä'.repeat(10_000_000) },
      } as never);
      const client = new Client((await connectSocket(path))!);
      const { items } = await client.call('app.list', {});
      const big = items.find(({ metadata }) => metadata.name === 'big')!;
      expect((big.spec as { note?: string }).note).toHaveLength(10_000_000);
      client.close();
    });

    it('keeps little for a reader of topics that has stopped, and gives it a snapshot when it goes on', async () => {
      await serve();
      const slow = await plain();
      const big = (version: number) =>
        ({
          ...application('web'),
          spec: { ...application('web').spec, note: `${version}${'x'.repeat(1_000_000)}` },
        }) as never;
      served.fake.put(big(0));
      slow.socket.write(`${JSON.stringify({ type: 'subscribe', id: 1, topic: 'applications.full' })}\n`);
      await until(() => slow.text().endsWith('\n'), 'the snapshot');
      slow.socket.pause();
      served.fake.rowsBuilt = 0;
      for (let i = 1; i <= 200; i++) {
        served.fake.put(big(i));
        served.clock.advance(FRAME_MS);
        await new Promise((resolve) => setImmediate(resolve));
      }
      const before = slow.text().length;
      slow.socket.resume();
      const lines = () => slow.text().trim().split('\n');
      await until(
        () => slow.text().endsWith('\n') && lines().some((line) => line.includes('"200xx')),
        'the last state',
      );
      // 200 MB were to be told; the socket and its buffers held a few.
      expect(slow.text().length - before).toBeLessThan(30_000_000);
      expect(lines().at(-1)).toContain('"type":"snapshot"');
    });
  });

describe('LineSplitter', () => {
  it('cuts at line ends wherever the chunks end', () => {
    const splitter = new LineSplitter(100);
    const chunks = ['a', 'b\nc', '\n\n', 'd\ne\nf'];
    expect(chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))])).toEqual(['ab', 'c', 'd', 'e']);
  });

  it('does not tear characters apart', () => {
    const splitter = new LineSplitter(100);
    const bytes = Buffer.from('→💥\n');
    expect([...bytes].flatMap((byte) => [...splitter.push(Buffer.from([byte]))])).toEqual(['→💥']);
  });

  it('refuses a line beyond the limit, however it comes', () => {
    expect(() => [...new LineSplitter(10).push(Buffer.alloc(11, 0x61))]).toThrow(RangeError);
    const splitter = new LineSplitter(10);
    expect([...splitter.push(Buffer.alloc(10, 0x61))]).toEqual([]);
    expect(() => [...splitter.push(Buffer.from('b'))]).toThrow(RangeError);
    expect(() => [...new LineSplitter(10).push(Buffer.from(`${'a'.repeat(11)}\n`))]).toThrow(RangeError);
  });
});

describe('where the socket is', () => {
  it('is a file in the home, and a pipe of its own for each home on Windows', () => {
    expect(homeLayout('/home/me/.local/share/argosy', 'linux').socket).toBe('/home/me/.local/share/argosy/engine.sock');
    const pipe = homeLayout('C:\\Users\\me\\AppData\\Local\\Argosy', 'win32').socket;
    expect(pipe).toBe('\\\\.\\pipe\\argosy-C-Users-me-AppData-Local-Argosy');
    expect(homeLayout('D:\\other', 'win32').socket).not.toBe(pipe);
    // A pipe's name has at most 256 characters and no further backslash.
    expect(pipe.slice('\\\\.\\pipe\\'.length)).toMatch(/^[^\\]{1,200}$/);
  });
});

describe('two engines on one store', () => {
  it('the second is told who holds it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'argosy-lock-'));
    const { logger } = parts();
    const open = (shell: string) =>
      openStore({
        path: join(folder, 'argosy.db'),
        clock: new ManualClock(),
        logger,
        holder: { pid: 4711, host: 'here', shell },
      });
    const first = open('argosy engine');
    try {
      expect(() => open('a command')).toThrow(/pid 4711 on here \(argosy engine\)/);
      expect(await readFile(join(folder, 'argosy.db.holder.json'), 'utf8')).toContain('4711');
    } finally {
      first.close();
    }
    open('a command').close();
    await rm(folder, { recursive: true, force: true });
  });
});
