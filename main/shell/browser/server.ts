import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { ArgosyError } from '../../model/index.ts';
import type { Clock, Logger } from '../../runtime/index.ts';
import { Admission } from './admission.ts';
import type { FrameClient, FrameLink } from './engine-link.ts';
import type { StaticFile } from './files.ts';
import { answer, askedOf } from './http.ts';
import { joinSocket, MAX_CLIENT_FRAME } from './socket.ts';

/** Windows of one person; each holds an engine session. */
const MAX_SOCKETS = 32;

export interface BrowserServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly open: (client: FrameClient) => Promise<FrameLink>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface BrowserServer {
  readonly port: number;
  /** A new address that lets one browser in, once. */
  readonly link: () => string;
  /** Lets the owner's other processes ask for a link. */
  readonly ownerKey: string;
  readonly close: () => Promise<void>;
}

/** The loopback server of the browser shell: pages, files, and the contract over a WebSocket at `/contract`. */
export async function serveBrowser(options: BrowserServerOptions): Promise<BrowserServer> {
  const { logger } = options;
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 30_000, headersTimeout: 10_000 });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_CLIENT_FRAME,
    // Loopback is faster than any compression.
    perMessageDeflate: false,
    clientTracking: true,
  });
  const port = await listen(server, options.port);
  const admission = new Admission(port, () => options.clock.now());

  server.on('request', (request, response) => answer(request, response, admission, options.files));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const verdict = admission.mayConnect(askedOf(request));
    if (!verdict.admitted) refuseUpgrade(socket, verdict.status);
    else if (request.url !== '/contract') refuseUpgrade(socket, 404);
    else if (sockets.clients.size >= MAX_SOCKETS) refuseUpgrade(socket, 503);
    else {
      sockets.handleUpgrade(request, socket, head, (browser) => {
        joinSocket(browser, options.open, logger).catch((error: unknown) => {
          logger.error('a browser was not served', { error });
          browser.terminate();
        });
      });
    }
  });
  return {
    port,
    link: () => admission.link(),
    ownerKey: admission.ownerKey,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** 127.0.0.1 and nothing else: no other machine reaches it. */
function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new ArgosyError('FailedPrecondition', `port ${port} is taken`, {
              subject: `127.0.0.1:${port}`,
              advice: 'Choose another with --port, or 0 for any that is free.',
            })
          : error,
      );
    });
    server.listen({ host: '127.0.0.1', port }, () => resolve((server.address() as AddressInfo).port));
  });
}
