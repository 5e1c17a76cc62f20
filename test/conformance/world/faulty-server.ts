import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/**
 * What becomes of a request: a status of the server's own, silence, a cut connection before it has arrived, or after, so that its answer is lost;
 * undefined lets it through.
 */
export type Fault = number | 'silence' | 'cut' | 'unanswered' | undefined;

interface Kubeconfig {
  'current-context': string;
  readonly clusters: { readonly name: string; cluster: { server: string; 'certificate-authority-data'?: string } }[];
  readonly users: { user: { token?: string; 'client-certificate-data'?: string; 'client-key-data'?: string } }[];
}

/**
 * An API server that goes wrong when it is told to: a real one, behind a plain door on loopback. The engine is given the door's kubeconfig, the suite
 * keeps the real one.
 */
export class FaultyServer {
  /** Asked for each request; `body` is what was sent. */
  fault: (method: string, path: string, body: string) => Fault = () => undefined;
  /** Told when a connection was cut, and the server has done what it was asked for or was not asked. */
  onCut: () => void = () => undefined;
  /** `METHOD path`, of everything that reached the server. */
  readonly passed: string[] = [];
  kubeconfigPath = '';
  readonly #sockets = new Set<Socket>();
  readonly #config: Kubeconfig;
  readonly #folder: string;
  #server: Server | undefined;
  #session: ClientHttp2Session | undefined;
  #port = 0;

  constructor(kubeconfigPath: string, folder: string) {
    this.#config = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
    this.#folder = folder;
  }

  /** Opens the door, behind the same address as before if it was open once. */
  async start(): Promise<this> {
    const server = createServer((asked, answer) => this.#serve(asked, answer));
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.kubeconfigPath = join(this.#folder, 'faulty-kubeconfig');
    const context = { name: 'faulty', context: { cluster: 'faulty', user: 'faulty' } };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'faulty',
      contexts: [context],
      clusters: [{ name: 'faulty', cluster: { server: `http://127.0.0.1:${this.#port}` } }],
      users: [{ name: 'faulty', user: {} }],
    };
    writeFileSync(this.kubeconfigPath, stringify(config), { mode: 0o600 });
    return this;
  }

  /** Nobody answers at the address any more, and all watches end. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.interrupt();
    this.#session?.destroy();
    await closed;
  }

  /** Ends every connection, so that what comes next meets the fault. */
  interrupt(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(asked: IncomingMessage, answer: ServerResponse): void {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('error', () => undefined);
    asked.on('end', () => {
      const { method = '', url = '' } = asked;
      const body = Buffer.concat(chunks);
      const fault = this.fault(method, url, body.toString('utf8'));
      if (fault === 'silence') return;
      if (fault === 'cut') return this.#cut(asked);
      if (typeof fault === 'number') {
        const status = {
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Failure',
          code: fault,
          message: `told to answer ${fault}`,
        };
        answer.writeHead(fault, { 'content-type': 'application/json' }).end(JSON.stringify(status));
        return;
      }
      this.passed.push(`${method} ${url}`);
      this.#forward(asked, body, answer, fault === 'unanswered');
    });
  }

  #cut(asked: IncomingMessage): void {
    asked.socket.destroy();
    this.onCut();
  }

  /** Over HTTP/2, as clients of Kubernetes do: a watch answers before it has anything to tell. */
  #forward(asked: IncomingMessage, body: Buffer, answer: ServerResponse, unanswered: boolean): void {
    const { token } = this.#config.users[0]!.user;
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = asked.headers;
    const wanted = {
      ...headers,
      ...(token && { authorization: `Bearer ${token}` }),
      ':method': asked.method ?? '',
      ':path': asked.url ?? '',
    };
    // A deletion has a body too.
    const call = this.#upstream().request(wanted, { endStream: body.length === 0 });
    call.on('response', (reply) => {
      if (unanswered) return void call.resume().on('end', () => this.#cut(asked));
      const plain = Object.entries(reply).filter(([name]) => !name.startsWith(':'));
      answer.writeHead(reply[':status'] ?? 502, Object.fromEntries(plain));
      answer.flushHeaders();
      call.pipe(answer);
    });
    call.on('error', () => answer.destroy());
    answer.on('close', () => unanswered || call.close());
    if (body.length > 0) call.end(body);
  }

  #upstream(): ClientHttp2Session {
    if (this.#session && !this.#session.destroyed && !this.#session.closed) return this.#session;
    const { cluster } = this.#config.clusters[0]!;
    const { user } = this.#config.users[0]!;
    const bytes = (text: string | undefined) => (text === undefined ? undefined : Buffer.from(text, 'base64'));
    const session = connect(cluster.server, {
      ca: bytes(cluster['certificate-authority-data']),
      cert: bytes(user['client-certificate-data']),
      key: bytes(user['client-key-data']),
    });
    session.on('error', () => undefined);
    this.#session = session;
    return session;
  }
}
