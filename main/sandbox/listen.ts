import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from './certificates.ts';

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly certificate: Certificate;
  readonly port: number;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** HTTP/2 and HTTP/1.1 over TLS, on 127.0.0.1 only. A port that is taken gives way to another one. */
export async function listen({ certificate, port, handle }: ListenOptions): Promise<Listening> {
  const server = createSecureServer({
    cert: certificate.certificate,
    key: certificate.key,
    allowHTTP1: true,
    // Clients of Argosy keep many watches on one connection.
    settings: { maxConcurrentStreams: 1000 },
  });
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
  await bind(server, port);
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

async function bind(server: Http2SecureServer, port: number): Promise<void> {
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
    await attempt(0);
  }
}
