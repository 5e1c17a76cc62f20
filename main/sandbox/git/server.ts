import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Logger } from '../../runtime/index.ts';
import { bind } from '../listen.ts';
import { GitProtocolError, pkt } from './packets.ts';
import { advertiseForPush, receivePack } from './receive-pack.ts';
import type { SandboxRepository } from './repository.ts';
import { advertise, uploadPack } from './upload-pack.ts';

export interface GitServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const SERVICES = ['git-upload-pack', 'git-receive-pack'] as const;
type Service = (typeof SERVICES)[number];
/** Bytes, before and after unpacking. */
const LARGEST_REQUEST: Readonly<Record<Service, number>> = {
  'git-upload-pack': 4 * 1024 * 1024,
  'git-receive-pack': 32 * 1024 * 1024,
};
const unzip = promisify(gunzip);

/** Serves one repository on 127.0.0.1, for reading and for pushes. A port that is taken gives way to another one, unless it is fixed. */
export async function serveRepository(
  repository: SandboxRepository,
  name: string,
  { port, fixed }: { readonly port: number; readonly fixed: boolean },
  logger: Logger,
): Promise<GitServer> {
  const server = createServer((request, response) => {
    answer(repository, name, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else {
        logger.error('a request to the sandbox’s Git server failed', { path: request.url, error });
        response.writeHead(500).end('internal error\n');
      }
    });
  });
  await bind(server, port, fixed);
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
  // A page of the web that has bent a name to this address is no reader of ours, and one that knows the address no writer.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '') || request.headers.origin !== undefined)
    return void response.writeHead(403).end('forbidden\n');
  const [path, query = ''] = (request.url ?? '').split('?', 2) as [string, string?];
  const version = /version=2/.test(String(request.headers['git-protocol'] ?? '')) ? 2 : 0;
  const send = (type: string, body: Buffer) =>
    void response.writeHead(200, { 'cache-control': 'no-cache', pragma: 'no-cache', 'content-type': type }).end(body);
  if (request.method === 'GET' && path === `/${name}/info/refs`) {
    const service = new URLSearchParams(query).get('service');
    if (service === 'git-upload-pack')
      return send(`application/x-${service}-advertisement`, await advertise(repository, version));
    if (service === 'git-receive-pack')
      return send(`application/x-${service}-advertisement`, await advertiseForPush(repository));
    return void response.writeHead(403).end('only the smart protocol is spoken here\n');
  }
  const service = SERVICES.find((each) => path === `/${name}/${each}`);
  if (service === undefined || request.method !== 'POST') return void response.writeHead(404).end('not found\n');
  // No form of a page of the web has this type, so none can push.
  if (service === 'git-receive-pack' && request.headers['content-type'] !== `application/x-${service}-request`)
    return void response.writeHead(415).end('this is no request of Git\n');
  const type = `application/x-${service}-result`;
  try {
    const body = await readRequest(request, LARGEST_REQUEST[service]);
    if (body === undefined)
      return void response.writeHead(413, { connection: 'close' }).end('the request is too large\n');
    // Before the head is sent: what is wrong with the request is said in the body.
    send(
      type,
      service === 'git-upload-pack' ? await uploadPack(repository, body, version) : await receivePack(repository, body),
    );
  } catch (error) {
    if (!(error instanceof GitProtocolError)) throw error;
    send(type, pkt(`ERR ${error.message}\n`));
  }
}

async function readRequest(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > most) return undefined;
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: most });
  } catch {
    throw new GitProtocolError('protocol error: the request is not gzip');
  }
}
