import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { buildConnector, Client, type Dispatcher, Pool } from 'undici';
import type { Credentials } from './credentials.ts';
import { hearStreams } from './heard-streams.ts';
import { connectThrough, proxyFor } from './proxy.ts';

/** Watches that share one HTTP/2 connection with everything else; servers allow 100 streams or more at once. */
const WATCHES_A_CONNECTION = 40;
/** HTTP/1.1: connections for requests. Watches have their own, one each, because each occupies one. */
const HTTP1_CONNECTIONS = 16;
/** An idle connection is kept, milliseconds. */
const KEEP_ALIVE = 5 * 60_000;

export interface TransportOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds to make a connection. */
  readonly connectTimeout: number;
}

export interface TransportCounters {
  connectionsOpened: number;
  bytesIn: number;
  bytesOut: number;
}

/**
 * The connections to one API server under one set of TLS material: **one** HTTP/2 connection (more only for more than 40
 * watches), or several of HTTP/1.1 where ALPN says so. A client library that makes an Agent for every request opens a
 * TLS connection for every request (measured: 50 requests, 50 sockets); here the dispatcher lives as long as its certificates.
 */
export class Transport {
  readonly origin: string;
  /** Path of the server's URL, without a trailing slash: a proxy like Rancher's serves a cluster below one. */
  readonly #base: string;
  readonly #options: TransportOptions;
  readonly #credentials: Credentials;
  readonly #counters: TransportCounters;
  readonly #clients: { readonly client: Client; watches: number }[] = [];
  #protocol: 'unknown' | 'h2' | 'http/1.1';
  #requests1: Pool | undefined;
  #watches1: Pool | undefined;
  #first: Promise<void> | undefined;
  #closed = false;

  constructor(credentials: Credentials, options: TransportOptions, counters: TransportCounters) {
    hearStreams();
    const url = new URL(credentials.access.server);
    this.origin = url.origin;
    this.#base = url.pathname.replace(/\/+$/, '');
    this.#options = options;
    this.#credentials = credentials;
    this.#counters = counters;
    // undici joins repeated headers with commas on HTTP/2, which would turn two impersonated groups into one.
    const repeated = Object.values(credentials.headers).some((value) => Array.isArray(value) && value.length > 1);
    this.#protocol = url.protocol === 'http:' || repeated ? 'http/1.1' : 'h2';
    if (this.#protocol === 'h2') this.#protocol = 'unknown';
  }

  get stamp(): string {
    return this.#credentials.connectionStamp;
  }

  get protocol(): string {
    return this.#protocol;
  }

  /**
   * Sends one request. Until the first connection has said which protocol it speaks the others wait for it: on HTTP/1.1 they
   * must not queue behind each other, and a watch would keep all of them waiting for ever.
   */
  async dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    watch: boolean,
  ): Promise<void> {
    if (this.#protocol === 'unknown') {
      this.#first ??= this.#learnProtocol();
      await this.#first;
    }
    if (this.#closed) throw new Error('the connection to the cluster was closed');
    if (typeof options.body === 'string' || Buffer.isBuffer(options.body))
      this.#counters.bytesOut += options.body.length;
    const full = this.#base === '' ? options : { ...options, path: this.#base + options.path };
    if (this.#protocol === 'http/1.1') {
      (watch ? this.#watchPool() : this.#requestPool()).dispatch(full, handler);
    } else if (watch) {
      this.#dispatchWatch(full, handler);
    } else {
      this.#client(0).client.dispatch(full, handler);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = new Error('the connection to the cluster was closed');
    const all: (Dispatcher | undefined)[] = [
      ...this.#clients.map((slot) => slot.client),
      this.#requests1,
      this.#watches1,
    ];
    await Promise.all(all.flatMap((dispatcher) => (dispatcher === undefined ? [] : [dispatcher.destroy(reason)])));
  }

  #dispatchWatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    let index = 0;
    while (this.#clients[index] !== undefined && this.#clients[index]!.watches >= WATCHES_A_CONNECTION) index++;
    const slot = this.#client(index);
    slot.watches++;
    slot.client.dispatch(
      options,
      countedHandler(handler, () => slot.watches--),
    );
  }

  #client(index: number): { readonly client: Client; watches: number } {
    let slot = this.#clients[index];
    if (slot === undefined) {
      slot = { client: new Client(this.origin, this.#clientOptions(true)), watches: 0 };
      this.#clients[index] = slot;
    }
    return slot;
  }

  #requestPool(): Pool {
    this.#requests1 ??= new Pool(this.origin, { ...this.#clientOptions(false), connections: HTTP1_CONNECTIONS });
    return this.#requests1;
  }

  #watchPool(): Pool {
    this.#watches1 ??= new Pool(this.origin, this.#clientOptions(false));
    return this.#watches1;
  }

  /** Opens the first connection with the smallest request; what the answer says is another request's business. */
  async #learnProtocol(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#client(0).client.dispatch(
          {
            method: 'GET',
            path: `${this.#base}/version`,
            headers: { ...this.#credentials.headers, accept: 'application/json' },
            headersTimeout: this.#options.connectTimeout,
          },
          {
            onRequestStart() {},
            onResponseStart() {},
            onResponseData() {},
            onResponseEnd: () => resolve(),
            onResponseError: (_controller, error) => reject(error),
          },
        );
      });
    } finally {
      this.#first = undefined;
    }
  }

  async #tunnel(
    proxy: URL,
    { hostname, port, protocol }: buildConnector.Options,
    done: (error: Error | null, socket: Socket | null) => void,
  ): Promise<void> {
    let socket: Socket;
    try {
      const target = Number(port || (protocol === 'https:' ? 443 : 80));
      socket = await connectThrough(proxy, hostname, target, this.#options.connectTimeout);
    } catch (error) {
      done(error as Error, null);
      return;
    }
    done(null, socket);
  }

  #clientOptions(allowH2: boolean): Client.Options {
    const { tls } = this.#credentials;
    const direct = buildConnector({
      ...tls,
      allowH2,
      preferH2: allowH2,
      timeout: this.#options.connectTimeout,
      keepAliveInitialDelay: 30_000,
    });
    const proxy = proxyFor(this.#credentials.access.server, this.#credentials.access.proxyUrl, this.#options.env);
    const connect: buildConnector.connector = (options, callback) => {
      this.#counters.connectionsOpened++;
      const done = (error: Error | null, socket: Socket | TLSSocket | null) => {
        if (error !== null) return callback(error, null);
        const alpn = (socket as TLSSocket).alpnProtocol;
        if (allowH2) this.#protocol = alpn === 'h2' ? 'h2' : 'http/1.1';
        callback(null, socket!);
      };
      if (proxy === undefined) return direct(options, done as buildConnector.Callback);
      void this.#tunnel(proxy, options, (error, tunnel) => {
        if (tunnel === null || options.protocol !== 'https:') done(error, tunnel);
        else direct({ ...options, httpSocket: tunnel }, done as buildConnector.Callback);
      });
    };
    return {
      connect: connect as never,
      allowH2,
      keepAliveTimeout: KEEP_ALIVE,
      keepAliveMaxTimeout: 2 * KEEP_ALIVE,
      bodyTimeout: 0,
      headersTimeout: 0,
      ...(allowH2
        ? {
            // Streams get 1 MB and the connection 4 MB before an acknowledgement: a list page arrives in one round trip.
            h2Options: {
              maxConcurrentStreams: 200,
              pingInterval: 0,
              connectionWindowSize: 4 << 20,
              initialWindowSize: 1 << 20,
            },
          }
        : {}),
    } as Client.Options;
  }
}

/** Tells once when a watch has ended, however it ended. */
function countedHandler(handler: Dispatcher.DispatchHandler, ended: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
    onResponseStart: (controller, code, headers, message) =>
      handler.onResponseStart?.(controller, code, headers, message),
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd(controller, trailers) {
      ended();
      handler.onResponseEnd?.(controller, trailers);
    },
    onResponseError(controller, error) {
      ended();
      handler.onResponseError?.(controller, error);
    },
  };
}
