import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, connect as netConnect, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { EngineFrame } from '../../preload/contract/index.ts';
import { type HandlerContext, Session, type TopicSource } from '../api/index.ts';
import { ArgosyError } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';
import { LineSplitter, MAX_FRAME } from './frame-lines.ts';

/** Bytes that may wait for a client that does not read, before it gets no deltas and its requests are not read either. */
const MAX_WAITING = 4 * 1024 * 1024;

export interface SocketServerOptions {
  /** A private socket file, or a named pipe on Windows. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
  readonly context: HandlerContext;
  readonly topics: ReadonlyMap<string, TopicSource>;
  readonly logger: Logger;
}

export interface SocketServer {
  readonly close: () => Promise<void>;
}

/**
 * Serves the contract to this person's other programs: frames as JSON lines over a socket that only its owner may open
 * (folder 0700, file 0600; on Windows a pipe with the owner's default access). Never TCP: any web page could reach that.
 */
export async function serveSocket(options: SocketServerOptions): Promise<SocketServer> {
  const { path, platform, logger } = options;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveClient(socket, options);
  });
  const file = platform !== 'win32';
  if (file) {
    refuseLongPath(path);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // The store's lock is ours, so a socket file that is there belongs to an engine that is gone.
    if (await answers(path)) {
      throw new ArgosyError('FailedPrecondition', 'another engine already serves this data folder', { subject: path });
    }
    await rm(path, { force: true });
  }
  await listen(server, path);
  if (file) await chmod(path, 0o600);
  server.on('error', (error) => logger.error('the socket failed', { error }));
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if (file) await rm(path, { force: true });
    },
  };
}

function serveClient(socket: Socket, { context, topics, logger }: SocketServerOptions): void {
  const session = new Session({
    context,
    topics,
    logger,
    send: (frame: EngineFrame) => {
      if (socket.destroyed) return true;
      socket.write(`${JSON.stringify(frame)}\n`);
      if (socket.writableLength <= MAX_WAITING) return true;
      socket.pause();
      return false;
    },
  });
  const lines = new LineSplitter(MAX_FRAME);
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const line of lines.push(chunk)) session.receive(JSON.parse(line));
    } catch (error) {
      logger.warn('a client sent what is no frame', { error: (error as Error).message });
      socket.destroy();
    }
  });
  socket.on('drain', () => {
    socket.resume();
    session.drained();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => session.close());
}

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, a final NUL included; a longer path would be cut or refused as EINVAL. */
const LONGEST_PATH = 103;

function refuseLongPath(path: string): void {
  if (Buffer.byteLength(path) <= LONGEST_PATH) return;
  throw new ArgosyError('FailedPrecondition', `the path of the engine's socket is longer than ${LONGEST_PATH} bytes`, {
    subject: path,
    advice: 'Set ARGOSY_HOME to a folder with a shorter path.',
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = netConnect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
