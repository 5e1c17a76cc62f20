import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { ArgosyError } from '../model/index.ts';
import { type Clock, type Logger, sleep } from '../runtime/index.ts';
import type { Budget, Priority } from './budget.ts';
import { type Connection, reasonOf } from './connection.ts';
import type { CredentialReader, Credentials } from './credentials.ts';
import { ClusterError, unauthenticated, unreachable } from './errors.ts';
import { retryAfter } from './retry-after.ts';
import { errorOf, statusOf, withoutSecretContent } from './status.ts';
import { Transport, type TransportCounters, type TransportOptions } from './transport.ts';

export interface ApiRequest {
  /** For counters: get, list, watch, apply, dry-run, create, … */
  readonly verb: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly priority: Priority;
  /** Whether doing it twice is the same as once: only then is it sent again when the connection broke under it. */
  readonly idempotent: boolean;
  /** Milliseconds for everything: waiting, sending, answer. */
  readonly deadline?: number;
  /** What the errors are about. */
  readonly subject?: string;
  /** The object is a Secret: its content must not come back in an error. */
  readonly secret?: boolean;
  /** Bytes of the answer, decompressed. */
  readonly largest?: number;
  /** Sent although the circuit is open: the probe itself. */
  readonly probe?: boolean;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Monotonic milliseconds when its first byte came. */
  readonly at: number;
}

export interface StreamHandlers {
  /** The answer is 200 and bytes follow. */
  start(): void;
  chunk(bytes: Buffer, at: number): void;
}

export interface RequestsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly credentials: CredentialReader;
  readonly connection: Connection;
  readonly budget: Budget;
  readonly transport: TransportOptions;
  readonly deadline: number;
  readonly userAgent: string;
  readonly onWarning: (text: string, subject: string | undefined) => void;
}

const unzip = promisify(gunzip);
const LARGEST_ANSWER = 256 << 20;
const BROKEN_RETRIES = 2;
const THROTTLED_RETRIES = 6;
const DEFAULT_THROTTLE_WAIT = 1_000;
/** An old connection may finish what it has begun, milliseconds. */
const OLD_CONNECTION = 10_000;

/** Every request to one cluster goes through here: budget, breaker, credentials, retries, errors. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #transportCounters: TransportCounters = { connectionsOpened: 0, bytesIn: 0, bytesOut: 0 };
  readonly #byVerb = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #compress: boolean;
  #transport: Transport | undefined;
  #throttled = 0;
  #lastByte = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
    // Compressing costs more than it saves when the server is this machine.
    this.#compress = !/^https?:\/\/(127\.|localhost|\[::1\])/.test(options.credentials.access.server);
  }

  get counters() {
    return {
      ...this.#transportCounters,
      byVerb: this.#byVerb,
      throttled: this.#throttled,
      protocol: this.#transport?.protocol ?? 'unknown',
    };
  }

  /** Monotonic milliseconds of the last sign of life from the server. */
  get lastByte(): number {
    return this.#lastByte;
  }

  async send(request: ApiRequest, signal?: AbortSignal): Promise<ApiAnswer> {
    const deadline = request.deadline ?? this.#options.deadline;
    const scope = new AbortController();
    const abort = () => scope.abort(signal!.reason);
    const close = () => scope.abort(this.#closing.signal.reason);
    const timer = this.#options.clock.after(deadline, () => {
      scope.abort(this.#late(request, deadline));
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    if (this.#closing.signal.aborted) close();
    else this.#closing.signal.addEventListener('abort', close, { once: true });
    try {
      return await this.#attempts(request, deadline, scope.signal);
    } finally {
      timer.cancel();
      signal?.removeEventListener('abort', abort);
      this.#closing.signal.removeEventListener('abort', close);
    }
  }

  /** A long answer: a watch or a log. Not in the budget; resolves at its end, rejects when refused, broken or when it does not begin in time. */
  async stream(request: ApiRequest, handlers: StreamHandlers, signal: AbortSignal): Promise<void> {
    const late = new AbortController();
    const timer = this.#options.clock.after(this.#options.deadline, () =>
      late.abort(this.#late(request, this.#options.deadline)),
    );
    const begun = {
      ...handlers,
      start: () => {
        timer.cancel();
        handlers.start();
      },
    };
    try {
      await this.#streamed(request, begun, AbortSignal.any([signal, this.#closing.signal, late.signal]));
    } finally {
      timer.cancel();
    }
  }

  async #streamed(request: ApiRequest, handlers: StreamHandlers, scope: AbortSignal): Promise<void> {
    for (let reread = false; ; reread = true) {
      this.#options.connection.check();
      const credentials = await this.#credentials(scope);
      const answer = await this.#reach(request, credentials, scope, 0, handlers);
      if (answer.status === 401 && !reread) {
        this.#options.credentials.invalidate(credentials);
        continue;
      }
      if (answer.status === 200) return;
      this.#judge(answer, request);
      return;
    }
  }

  #late(request: ApiRequest, deadline: number): ClusterError {
    const message = `${request.method} ${request.path.split('?')[0]}: no answer within ${deadline / 1000} s`;
    const status = { code: 0, reason: 'Timeout', message };
    return new ClusterError('DeadlineExceeded', status, { subject: request.subject, retry: true });
  }

  async close(): Promise<void> {
    this.#closing.abort(new ArgosyError('Aborted', 'the cluster was closed'));
    await this.#transport?.close();
  }

  async #attempts(request: ApiRequest, deadline: number, scope: AbortSignal): Promise<ApiAnswer> {
    const { connection, budget, clock, random } = this.#options;
    let broken = 0;
    let throttled = 0;
    let reread = false;
    for (;;) {
      if (request.probe !== true) connection.check();
      const credentials = this.#options.credentials.peek() ?? (await this.#credentials(scope));
      const wait = budget.enter(request.priority, scope);
      if (wait !== undefined) await wait;
      let answer: ApiAnswer;
      try {
        answer = await this.#reach(request, credentials, scope, deadline);
      } catch (error) {
        if (!(error instanceof Unsent || error instanceof Broken)) throw error;
        if (broken++ >= BROKEN_RETRIES || (error instanceof Broken && !request.idempotent) || connection.open) {
          throw unreachable(reasonOf(error.cause), {
            ...(request.subject === undefined ? {} : { subject: request.subject }),
            cause: error.cause,
          });
        }
        await sleep(clock, 50 * 2 ** broken * (0.5 + random()), scope);
        continue;
      } finally {
        budget.leave();
      }
      if (answer.status === 401 && !reread) {
        // Tokens end and certificates are replaced: read them once more before anybody is bothered.
        reread = true;
        this.#options.credentials.invalidate(credentials);
        continue;
      }
      const asked =
        answer.status === 429 || answer.status === 503
          ? retryAfter(answer.headers['retry-after'], clock.now())
          : undefined;
      if (answer.status === 429 || asked !== undefined) {
        this.#throttled++;
        budget.refused();
        if (throttled++ < THROTTLED_RETRIES) {
          // Neither was begun by the server: sending it again is safe for every verb.
          await sleep(clock, (asked ?? DEFAULT_THROTTLE_WAIT) * (1 + random() / 4), scope);
          continue;
        }
      }
      this.#judge(answer, request);
      budget.succeeded();
      return answer;
    }
  }

  /** Throws for refusals; notes what the answer says about the connection. */
  #judge(answer: ApiAnswer, request: ApiRequest): void {
    if (answer.status < 300 || answer.status === 304) {
      if (answer.status === 304 || isJson(answer)) return;
      // A proxy or sign-in page between here and the API server.
      const quoted = statusOf(answer.status, answer.body).message;
      const message = `the server answered without JSON: ${quoted.slice(0, 500)}`;
      throw new ClusterError(
        'Unavailable',
        { code: answer.status, reason: 'NoJson', message },
        { subject: request.subject },
      );
    }
    const said = statusOf(answer.status, answer.body);
    if (answer.status === 401) this.#options.connection.refused(said.message);
    const sent = request.body === undefined ? undefined : Buffer.from(request.body);
    throw errorOf(request.secret === true ? withoutSecretContent(said, sent) : said, request.subject);
  }

  async #credentials(signal: AbortSignal): Promise<Credentials> {
    try {
      return await this.#options.credentials.read(signal);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#options.connection.refused(reasonOf(error));
      throw error instanceof ArgosyError ? error : unauthenticated(reasonOf(error), 401, error);
    }
  }

  /** One exchange. Rejects with Unsent or Broken when the network failed, with the signal's reason when aborted. */
  async #reach(
    request: ApiRequest,
    credentials: Credentials,
    signal: AbortSignal,
    deadline: number,
    stream?: StreamHandlers,
  ): Promise<ApiAnswer> {
    const { connection } = this.#options;
    this.#byVerb.set(request.verb, (this.#byVerb.get(request.verb) ?? 0) + 1);
    try {
      const answer = await this.#exchange(request, credentials, signal, deadline, stream);
      // 401 is judged by the caller, who may know better credentials.
      if (answer.status !== 401) connection.succeeded();
      return await this.#unpacked(answer, request);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      // A refusal, or bytes that are no answer: the network did its part.
      if (!(error instanceof Unsent || error instanceof Broken)) throw error;
      const reason = reasonOf(error.cause);
      if (isCertificateRefusal(reason)) connection.refused(reason);
      else if (!isHangUp(reason) && !(error instanceof Broken && error.answered)) {
        connection.failed(reason, request.probe === true);
      }
      if (stream !== undefined) throw unreachable(reason, { cause: error.cause });
      throw error;
    }
  }

  #exchange(
    request: ApiRequest,
    credentials: Credentials,
    signal: AbortSignal,
    deadline: number,
    stream: StreamHandlers | undefined,
  ): Promise<ApiAnswer> {
    const { clock } = this.#options;
    const counters = this.#transportCounters;
    const largest = request.largest ?? LARGEST_ANSWER;
    return new Promise((resolve, reject) => {
      let controller: Dispatcher.DispatchController | undefined;
      let status = 0;
      let headers: ApiAnswer['headers'] = {};
      let at = 0;
      let bytes = 0;
      let started = false;
      const chunks: Buffer[] = [];
      const aborted = () => {
        controller?.abort(signal.reason as Error);
        reject(signal.reason as Error);
      };
      const settle = () => signal.removeEventListener('abort', aborted);
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', aborted, { once: true });
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: (own) => {
          controller = own;
          started = true;
          if (signal.aborted) own.abort(signal.reason as Error);
        },
        onResponseStart: (_own, code, received) => {
          if (code < 200) return;
          at = clock.monotonic();
          this.#lastByte = at;
          status = code;
          headers = received;
          this.#noteWarnings(received['warning'], request);
          if (code === 200 && stream !== undefined) {
            this.#options.connection.succeeded();
            stream.start();
          }
        },
        onResponseData: (own, chunk) => {
          counters.bytesIn += chunk.length;
          if (status === 200 && stream !== undefined) {
            const now = clock.monotonic();
            this.#lastByte = now;
            try {
              stream.chunk(chunk, now);
            } catch (error) {
              settle();
              reject(error as Error);
              own.abort(error as Error);
            }
            return;
          }
          bytes += chunk.length;
          if (bytes > largest) {
            const error = new ClusterError(
              'ResourceExhausted',
              { code: 0, reason: 'TooLarge', message: `the answer is larger than ${largest} bytes` },
              { subject: request.subject },
            );
            settle();
            reject(error);
            own.abort(error);
            return;
          }
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          settle();
          this.#lastByte = clock.monotonic();
          resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), at });
        },
        onResponseError: (_own, error) => {
          settle();
          const processed = started && !(status === 0 && isHangUp(error.message));
          reject(processed ? new Broken(error, status !== 0) : new Unsent(error));
        },
      };
      const body = request.body;
      this.#connected(credentials)
        .dispatch(
          {
            method: request.method,
            path: request.path,
            headers: {
              ...credentials.headers,
              accept: request.accept ?? 'application/json',
              'user-agent': this.#options.userAgent,
              ...(this.#compress && stream === undefined ? { 'accept-encoding': 'gzip' } : {}),
              ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
              ...request.headers,
            },
            ...(body === undefined ? {} : { body }),
            // undici asks the peer for a sign of life when this passes, and drops a connection that died silently.
            ...(deadline === 0 ? { headersTimeout: 0 } : { headersTimeout: Math.max(1_000, deadline - 1_000) }),
            bodyTimeout: 0,
          },
          handler,
          stream !== undefined,
        )
        .catch((error: Error) => {
          settle();
          reject(new Unsent(error));
        });
    });
  }

  #connected(credentials: Credentials): Transport {
    const current = this.#transport;
    if (current !== undefined && current.stamp === credentials.connectionStamp) return current;
    const fresh = new Transport(credentials, this.#options.transport, this.#transportCounters);
    this.#transport = fresh;
    if (current !== undefined) this.#options.clock.after(OLD_CONNECTION, () => void current.close());
    return fresh;
  }

  async #unpacked(answer: ApiAnswer, request: ApiRequest): Promise<ApiAnswer> {
    if (answer.headers['content-encoding'] !== 'gzip') return answer;
    const body = await unzip(answer.body, { maxOutputLength: request.largest ?? LARGEST_ANSWER });
    return { ...answer, body };
  }

  /** `299 - "text"` (RFC 7234 §5.5): deprecations and dropped fields, in the server's words. */
  #noteWarnings(header: string | string[] | undefined, request: ApiRequest): void {
    if (header === undefined) return;
    for (const line of Array.isArray(header) ? header : [header]) {
      for (const match of line.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
        this.#options.onWarning(match[1]!.replace(/\\(.)/g, '$1').slice(0, 1_000), request.subject);
      }
    }
  }
}

/** It never left this machine. */
class Unsent extends Error {
  constructor(cause: unknown) {
    super('not sent', { cause });
  }
}

/** It may have reached the server. */
class Broken extends Error {
  /** Whether an answer had begun: then the server was there. */
  readonly answered: boolean;
  constructor(cause: unknown, answered: boolean) {
    super('connection broke', { cause });
    this.answered = answered;
  }
}

/**
 * A server that ends a connection in order: streams above the last one it names were not looked at (RFC 9113 §6.8). It is
 * there: API servers do it to rebalance clients, and to whoever they do not know.
 */
function isHangUp(message: string): boolean {
  return message.includes('GOAWAY');
}

/** Judged by the first byte: the API server itself sends the OpenAPI index as text/plain. */
function isJson(answer: ApiAnswer): boolean {
  return answer.body[0] === 0x7b;
}

/** TLS alerts by which a server refuses a client's certificate: a matter of credentials, not of the network. */
function isCertificateRefusal(message: string): boolean {
  return /alert (certificate (required|expired|revoked|unknown)|bad certificate|unknown ca|access denied)/i.test(
    message,
  );
}
