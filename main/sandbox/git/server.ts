import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Logger } from '../../runtime/index.ts';
import type { SandboxRepository } from './repository.ts';
import { advertise, GitProtocolError, pkt, uploadPack } from './upload-pack.ts';

export interface GitServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Bytes, after unpacking. */
const LARGEST_REQUEST = 4 * 1024 * 1024;
const unzip = promisify(gunzip);

/** Serves one repository for reading on 127.0.0.1. A port that is taken gives way to another one. */
export async function serveRepository(
  repository: SandboxRepository,
  name: string,
  port: number,
  logger: Logger,
): Promise<GitServer> {
  const server = createServer((request, response) => {
    answer(repository, name, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else if (error instanceof GitProtocolError)
        response
          .writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
          .end(pkt(`ERR ${error.message}\n`));
      else {
        logger.error('a request to the sandbox’s Git server failed', { path: request.url, error });
        response.writeHead(500).end('internal error\n');
      }
    });
  });
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
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/${name}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  repository: SandboxRepository,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A page of the web that has bent a name to this address is no reader of ours.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
    return void response.writeHead(403).end('forbidden\n');
  const [path, query = ''] = (request.url ?? '').split('?', 2) as [string, string?];
  const version = /version=2/.test(String(request.headers['git-protocol'] ?? '')) ? 2 : 0;
  const headers = { 'cache-control': 'no-cache', pragma: 'no-cache' };
  if (request.method === 'GET' && path === `/${name}/info/refs`) {
    const service = new URLSearchParams(query).get('service');
    if (service !== 'git-upload-pack')
      return void response.writeHead(403).end('this repository is written by `argosy sandbox commit` only\n');
    const refs = await advertise(repository, version);
    response.writeHead(200, { ...headers, 'content-type': 'application/x-git-upload-pack-advertisement' }).end(refs);
    return;
  }
  if (request.method === 'POST' && path === `/${name}/git-upload-pack`) {
    const body = await readRequest(request);
    if (body === undefined) return void response.writeHead(413).end('the request is too large\n');
    // Before the head is sent: what is wrong with the request is said in the body.
    const pack = await uploadPack(repository, body, version);
    response.writeHead(200, { ...headers, 'content-type': 'application/x-git-upload-pack-result' }).end(pack);
    return;
  }
  response.writeHead(404).end('not found\n');
}

async function readRequest(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_REQUEST) return undefined;
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: LARGEST_REQUEST });
  } catch {
    throw new GitProtocolError('protocol error: the request is not gzip');
  }
}
