/** A small API server on loopback that does what a test tells it: breaks, refuses, throttles, forgets. HTTP/2 and HTTP/1.1. */

import { once } from 'node:events';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { caCertificate, serverCertificate, serverKey } from './cluster-certificates.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Common name of the client's certificate, or ''. */
  readonly client: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface FakeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion: string;
    readonly uid: string;
  };
  readonly [field: string]: unknown;
}

interface OpenWatch {
  readonly plural: string;
  readonly asked: Asked;
  readonly response: Http2ServerResponse;
}

const RESOURCES = [
  { plural: 'configmaps', kind: 'ConfigMap' },
  { plural: 'secrets', kind: 'Secret' },
  { plural: 'services', kind: 'Service' },
];

export class FakeServer {
  readonly asked: Asked[] = [];
  readonly watches: OpenWatch[] = [];
  readonly objects = new Map<string, Map<string, FakeObject>>();
  resourceVersion = 100;
  /** Answers instead of the server; undefined lets it answer; 'hang' never does; 'break' cuts the connection. */
  intercept: (asked: Asked) => Answer | 'hang' | 'break' | undefined | Promise<Answer | undefined> = () => undefined;
  connections = 0;
  readonly #options: { readonly http1: boolean; readonly aggregated: boolean };
  readonly #sockets = new Set<Socket>();
  #server: Http2SecureServer | https.Server | undefined;
  #port = 0;
  #seen: (() => void)[] = [];

  constructor(options: { http1?: boolean; aggregated?: boolean } = {}) {
    this.#options = { http1: options.http1 ?? false, aggregated: options.aggregated ?? true };
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  kubeconfig(user = 'token: good', cluster = ''): string {
    return `apiVersion: v1
kind: Config
current-context: fake
clusters: [{name: fake, cluster: {server: "${this.url}", certificate-authority-data: ${Buffer.from(caCertificate).toString('base64')}${cluster === '' ? '' : `, ${cluster}`}}}]
users: [{name: fake, user: {${user}}}]
contexts: [{name: fake, context: {cluster: fake, user: fake}}]
`;
  }

  async start(): Promise<this> {
    const tls = {
      cert: serverCertificate,
      key: serverKey,
      ca: caCertificate,
      requestCert: true,
      rejectUnauthorized: false,
    };
    const server = this.#options.http1
      ? https.createServer(tls, (request, response) => {
          void this.#serve(request as unknown as Http2ServerRequest, response as unknown as Http2ServerResponse);
        })
      : createSecureServer(tls, (request, response) => void this.#serve(request, response));
    server.on('secureConnection', (socket: TLSSocket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
    server.on('sessionError', () => {});
    this.#server = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.dropConnections();
    server.close();
    await once(server, 'close');
  }

  dropConnections(): void {
    this.watches.length = 0;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Stores and tells the watches. */
  put(
    plural: string,
    name: string,
    fields: Record<string, unknown> = {},
    metadata: Record<string, unknown> = {},
  ): FakeObject {
    const objects = this.#collection(plural);
    const existed = objects.has(name);
    const resourceVersion = String(++this.resourceVersion);
    const object = {
      metadata: { name, namespace: 'default', uid: `uid-${name}`, ...metadata, resourceVersion },
      ...fields,
    } as FakeObject;
    objects.set(name, object);
    this.frame(plural, existed ? 'MODIFIED' : 'ADDED', object);
    return object;
  }

  remove(plural: string, name: string, silently = false): void {
    const object = this.#collection(plural).get(name);
    this.#collection(plural).delete(name);
    const resourceVersion = String(++this.resourceVersion);
    if (object !== undefined && !silently) {
      this.frame(plural, 'DELETED', { ...object, metadata: { ...object.metadata, resourceVersion } });
    }
  }

  frame(plural: string, type: string, object: unknown): void {
    for (const watch of this.watches)
      if (watch.plural === plural) watch.response.write(`${JSON.stringify({ type, object })}\n`);
  }

  raw(plural: string, text: string): void {
    for (const watch of this.watches) if (watch.plural === plural) watch.response.write(text);
  }

  endWatches(plural: string): void {
    for (const watch of this.watches) if (watch.plural === plural) watch.response.end();
  }

  askedFor(method: string, path: string | RegExp): Asked[] {
    return this.asked.filter(
      (one) => one.method === method && (typeof path === 'string' ? one.path === path : path.test(one.path)),
    );
  }

  listsOf(plural: string): Asked[] {
    return this.askedFor('GET', `/api/v1/${plural}`).filter((one) => !one.query.has('watch'));
  }

  watchesOf(plural: string): Asked[] {
    return this.askedFor('GET', `/api/v1/${plural}`).filter((one) => one.query.has('watch'));
  }

  /** Resolves when the condition holds, looked at after each request. */
  async until(condition: () => boolean, what: string): Promise<void> {
    const timeout = AbortSignal.timeout(20_000);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        this.#seen.push(resolve);
        timeout.addEventListener('abort', () => reject(new Error(`never asked: ${what}`)), { once: true });
      });
    }
  }

  async #serve(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    const url = new URL(request.url, this.url);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const subject = (request.socket as TLSSocket).getPeerCertificate?.()?.subject;
    const asked: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      client: typeof subject?.CN === 'string' ? subject.CN : '',
    };
    this.asked.push(asked);
    this.#tellAsked();
    const told = await this.intercept(asked);
    if (told === 'break') (request.stream?.session?.socket ?? request.socket).destroy();
    else if (told !== 'hang') {
      const answer = told ?? this.#answer(asked, response);
      if (answer !== undefined) {
        const text =
          answer.body === undefined ? '' : typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(text);
      }
    }
    this.#tellAsked();
  }

  #tellAsked(): void {
    for (const seen of this.#seen.splice(0)) seen();
  }

  #answer(asked: Asked, response: Http2ServerResponse): Answer | undefined {
    const { path } = asked;
    if (path === '/version') return { status: 200, body: { gitVersion: 'v1.36.0' } };
    const discovered = this.#discovery(path);
    if (discovered !== undefined) return { status: 200, body: discovered };
    const match = /^\/api\/v1\/(?:namespaces\/([^/]+)\/)?([a-z]+)(?:\/([^/]+))?$/.exec(path);
    const resource = RESOURCES.find((one) => one.plural === match?.[2]);
    if (match === null || resource === undefined) return status(404, 'NotFound', `the server could not find ${path}`);
    const { plural, kind } = resource;
    const name = match[3];
    if (name === undefined && asked.method === 'GET') {
      if (asked.query.has('watch')) return this.#watch(plural, asked, response);
      return { status: 200, body: this.#list(plural, kind, asked) };
    }
    if (asked.method === 'GET') {
      const object = this.#collection(plural).get(name!);
      return object === undefined
        ? status(404, 'NotFound', `${plural} "${name}" not found`)
        : { status: 200, body: { apiVersion: 'v1', kind, ...object } };
    }
    if (asked.method === 'DELETE') {
      if (!this.#collection(plural).has(name!)) return status(404, 'NotFound', `${plural} "${name}" not found`);
      this.remove(plural, name!);
      return { status: 200, body: { kind: 'Status', apiVersion: 'v1', status: 'Success' } };
    }
    const sent = JSON.parse(asked.body) as { metadata: { name: string }; data?: unknown };
    const object = this.put(plural, sent.metadata.name, { data: sent.data });
    return { status: 200, body: { apiVersion: 'v1', kind, ...object } };
  }

  #list(plural: string, kind: string, asked: Asked): unknown {
    const limit = Number(asked.query.get('limit') ?? 1e9);
    const from = Number(asked.query.get('continue') ?? 0);
    const all = [...this.#collection(plural).values()];
    const more = from + limit < all.length ? { continue: String(from + limit) } : {};
    const metadata = { resourceVersion: String(this.resourceVersion), ...more };
    return { kind: `${kind}List`, apiVersion: 'v1', metadata, items: all.slice(from, from + limit) };
  }

  #watch(plural: string, asked: Asked, response: Http2ServerResponse): undefined {
    response.writeHead(200, { 'content-type': 'application/json' });
    const watch = { plural, asked, response };
    this.watches.push(watch);
    response.on('close', () => {
      const index = this.watches.indexOf(watch);
      if (index >= 0) this.watches.splice(index, 1);
    });
    response.write('\n');
    // What happened since the resourceVersion that was asked for.
    for (const object of this.#collection(plural).values()) {
      if (Number(object.metadata.resourceVersion) > Number(asked.query.get('resourceVersion'))) {
        response.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
      }
    }
  }

  #discovery(path: string): unknown {
    if (!this.#options.aggregated) {
      if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
      if (path === '/apis') {
        const versions = [{ version: 'v1beta1' }, { version: 'v1' }];
        return {
          kind: 'APIGroupList',
          groups: [
            { name: 'down.example', versions: [{ version: 'v1' }] },
            { name: 'up.example', versions, preferredVersion: { version: 'v1' } },
          ],
        };
      }
      if (path === '/api/v1') {
        const resources = RESOURCES.map(({ plural, kind }) => ({
          name: plural,
          kind,
          namespaced: true,
          verbs: ['list', 'watch'],
        }));
        return { kind: 'APIResourceList', resources: [...resources, { name: 'configmaps/status', kind: 'ConfigMap' }] };
      }
      if (path.startsWith('/apis/up.example/')) {
        return {
          kind: 'APIResourceList',
          resources: [{ name: 'ups', kind: 'Up', namespaced: false, verbs: ['list', 'watch'] }],
        };
      }
      return undefined;
    }
    if (path === '/apis') return { kind: 'APIGroupDiscoveryList', items: [] };
    if (path !== '/api') return undefined;
    const resources = RESOURCES.map(({ plural, kind }) => ({
      resource: plural,
      responseKind: { group: '', version: 'v1', kind },
      scope: 'Namespaced',
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    }));
    return {
      kind: 'APIGroupDiscoveryList',
      items: [{ metadata: { name: '' }, versions: [{ version: 'v1', freshness: 'Current', resources }] }],
    };
  }

  #collection(plural: string): Map<string, FakeObject> {
    let objects = this.objects.get(plural);
    if (objects === undefined) {
      objects = new Map();
      this.objects.set(plural, objects);
    }
    return objects;
  }
}

export function status(code: number, reason: string, message: string, headers: Record<string, string> = {}): Answer {
  return {
    status: code,
    headers,
    body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code },
  };
}
