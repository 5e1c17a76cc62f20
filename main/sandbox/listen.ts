import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import { ArgosyError } from '../model/index.ts';
import type { Certificate } from './certificates.ts';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly certificate: Certificate;
  readonly port: number;
  /** That port or none; otherwise one that is taken gives way to another one. */
  readonly fixed: boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Bytes of all headers of a request: Go's own limit, with what it allows beyond. */
const LARGEST_HEADERS = 1024 * 1024 + 4096;

/** HTTP/2 and HTTP/1.1 over TLS, on 127.0.0.1 only. */
export async function listen({ certificate, port, fixed, handle }: ListenOptions): Promise<Listening> {
  const server = createSecureServer({
    cert: certificate.certificate,
    key: certificate.key,
    allowHTTP1: true,
    // Clients of Argosy keep many watches on one connection.
    settings: { maxConcurrentStreams: 1000 },
  });
  // Of HTTP/1.1; the types do not know that it is read from here. A real server takes as much.
  Object.assign(server, { maxHeaderSize: LARGEST_HEADERS });
  const sessions = new Set<ServerHttp2Session>();
  const sockets = new Set<Socket>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {}); // a client that does not trust us has said so to itself
  server.on('sessionError', () => {});
  server.on('request', (request, response) => {
    void handle(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  await bind(server, port, fixed);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** On 127.0.0.1, at a port or, where that is taken and need not be it, at any other. */
export async function bind(server: Server, port: number, fixed: boolean): Promise<void> {
  const attempt = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  try {
    await attempt(port);
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (fixed)
      throw new ArgosyError('FailedPrecondition', `port ${port} is taken by another program`, {
        subject: `127.0.0.1:${port}`,
        advice: 'Name another one with --port, or leave --port out: then any that is free is taken.',
        cause: error,
      });
    await attempt(0);
  }
}
