import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArgosyError } from '../model/index.ts';
import { type Clock, type Logger, sleep } from '../runtime/index.ts';
import type { Budget } from './budget.ts';
import { type Connection, reasonOf } from './connection.ts';
import type { CredentialReader, Credentials } from './credentials.ts';
import { ClusterError, unauthenticated, unreachable } from './errors.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  Broken,
  exchange,
  isCertificateRefusal,
  isHangUp,
  type StreamHandlers,
  Unsent,
} from './exchange.ts';
import { retryAfter } from './retry-after.ts';
import { errorOf, statusOf, withoutSecretContent } from './status.ts';
import { Transport, type TransportCounters, type TransportOptions } from './transport.ts';

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
      const transport = this.#connected(credentials);
      const answer = await exchange(
        request,
        {
          clock: this.#options.clock,
          transport,
          headers: this.#headers(request, credentials, stream !== undefined),
          deadline,
          largest: request.largest ?? LARGEST_ANSWER,
          stream,
          heard: (bytes, at) => {
            this.#transportCounters.bytesIn += bytes;
            this.#lastByte = at;
          },
          onHeaders: (status, headers) => {
            this.#noteWarnings(headers['warning'], request);
            // A watch has no end at which this could be said.
            if (stream !== undefined && status === 200) connection.succeeded();
          },
        },
        signal,
      );
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

  #headers(request: ApiRequest, credentials: Credentials, stream: boolean): Record<string, string | string[]> {
    return {
      ...credentials.headers,
      accept: request.accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
      ...(this.#compress && !stream ? { 'accept-encoding': 'gzip' } : {}),
      ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
      ...request.headers,
    };
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

/** Judged by the first byte: the API server itself sends the OpenAPI index as text/plain. */
function isJson(answer: ApiAnswer): boolean {
  return answer.body[0] === 0x7b;
}
