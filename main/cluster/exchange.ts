import type { Dispatcher } from 'undici';
import type { Clock } from '../runtime/index.ts';
import type { Priority } from './budget.ts';
import { ClusterError } from './errors.ts';
import type { Transport } from './transport.ts';

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

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Milliseconds until headers must have come; 0 = no limit of the transport's. */
  readonly deadline: number;
  /** Bytes of the answer that are read at most. */
  readonly largest: number;
  /** The answer has begun, or goes on: the server lives. */
  readonly heard: (bytes: number, at: number) => void;
  readonly onHeaders: (status: number, headers: ApiAnswer['headers']) => void;
  readonly stream: StreamHandlers | undefined;
}

/**
 * One request and its answer, nothing more: no budget, no retry, no opinion. Rejects with Unsent or Broken when the network failed,
 * with the signal's reason when aborted.
 */
export function exchange(request: ApiRequest, options: ExchangeOptions, signal: AbortSignal): Promise<ApiAnswer> {
  const { clock, stream, deadline, largest } = options;
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
        status = code;
        headers = received;
        options.heard(0, at);
        options.onHeaders(code, received);
        if (code === 200) stream?.start();
      },
      onResponseData: (own, chunk) => {
        const now = clock.monotonic();
        options.heard(chunk.length, now);
        if (status === 200 && stream !== undefined) {
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
        resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), at });
      },
      onResponseError: (_own, error) => {
        settle();
        const processed = started && !(status === 0 && isHangUp(error.message));
        reject(processed ? new Broken(error, status !== 0) : new Unsent(error));
      },
    };
    const body = request.body;
    options.transport
      .dispatch(
        {
          method: request.method,
          path: request.path,
          headers: options.headers,
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

/** It never left this machine. */
export class Unsent extends Error {
  constructor(cause: unknown) {
    super('not sent', { cause });
  }
}

/** It may have reached the server. */
export class Broken extends Error {
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
export function isHangUp(message: string): boolean {
  return message.includes('GOAWAY');
}

/** TLS alerts by which a server refuses a client's certificate: a matter of credentials, not of the network. */
export function isCertificateRefusal(message: string): boolean {
  return /alert (certificate (required|expired|revoked|unknown)|bad certificate|unknown ca|access denied)/i.test(
    message,
  );
}
