import { spawn } from 'node:child_process';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createGunzip } from 'node:zlib';

export interface GitServerOptions {
  /** Folder of repositories. */
  readonly root: string;
  readonly user?: { readonly name: string; readonly password: string };
  readonly bearer?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Speaks version 1 of the protocol only, as Git before 2.18. */
  readonly old?: boolean;
  /** Answers before Git does; true when it has. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface GitServer {
  readonly url: string;
  readonly requests: { readonly method: string; readonly path: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

/** Git's own `http-backend` behind Node's HTTP server, on loopback. */
export async function serveGit(options: GitServerOptions): Promise<GitServer> {
  const requests: GitServer['requests'] = [];
  const listener: RequestListener = (request, response) => {
    const { authorization } = request.headers;
    requests.push({ method: request.method ?? '', path: request.url ?? '', authorization });
    if (options.intercept?.(request, response) === true) return;
    if (!mayEnter(options, authorization)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end('who are you?');
      return;
    }
    backend(options, request, response);
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function mayEnter(options: GitServerOptions, authorization: string | undefined): boolean {
  if (options.bearer !== undefined) return authorization === `Bearer ${options.bearer}`;
  if (options.user === undefined) return true;
  const expected = Buffer.from(`${options.user.name}:${options.user.password}`).toString('base64');
  return authorization === `Basic ${expected}`;
}

function backend({ root, old }: GitServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: old === true ? undefined : (request.headers['git-protocol'] as string | undefined),
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => {});
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  body.pipe(child.stdin);
  let head = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    let status = 200;
    for (const line of head.toString('latin1', 0, end).split('\r\n')) {
      const [name, value] = line.split(': ', 2);
      if (name === 'Status') status = Number.parseInt(value!, 10);
      else response.setHeader(name!, value!);
    }
    response.writeHead(status);
    response.write(head.subarray(end + 4));
  });
  child.stdout.on('end', () => response.end());
}

export interface TestProxy {
  readonly url: string;
  /** `Proxy-Authorization` of every request. */
  readonly seen: (string | undefined)[];
  close(): Promise<void>;
}

/** An HTTP proxy that asks for a password: forwards plain requests and opens tunnels. */
export async function serveProxy(user: { readonly name: string; readonly password: string }): Promise<TestProxy> {
  const seen: (string | undefined)[] = [];
  const expected = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    seen.push(request.headers['proxy-authorization']);
    if (request.headers['proxy-authorization'] !== expected) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
      return;
    }
    const target = new URL(request.url ?? '');
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const options = { host: target.hostname, port: target.port, path: target.pathname + target.search, headers };
    const onward = forward({ ...options, method: request.method ?? 'GET' }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    sockets.add(client);
    client.on('error', () => {});
    seen.push(request.headers['proxy-authorization']);
    if (request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n');
      return;
    }
    const target = new URL(`http://${request.url}`);
    const onward = connect(Number(target.port), target.hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${encodeURIComponent(user.name)}:${encodeURIComponent(user.password)}@127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
