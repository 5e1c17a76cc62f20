import type { ErrorReason } from '../../main/model/index.ts';
import type {
  ClientFrame,
  EngineFrame,
  Input,
  Output,
  RequestName,
  Row,
  TopicName,
  WireError,
} from '../contract/index.ts';

/** An error that came from the engine, as it was told. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly code: string;
  readonly subject: string | undefined;
  readonly advice: string | undefined;
  readonly reason: ErrorReason | undefined;
  readonly retry: boolean;

  constructor(error: WireError) {
    super(error.message);
    this.code = error.code;
    this.subject = error.detail?.subject;
    this.advice = error.detail?.advice;
    this.reason = error.detail?.reason;
    this.retry = error.retry;
  }
}

/** The engine went away while it was needed. */
export function connectionLost(): RemoteError {
  return new RemoteError({
    code: 'Unavailable',
    message: 'the engine ended the connection',
    detail: { advice: 'Look at its log, start it again with `argosy engine`, and repeat the command.' },
    retry: true,
  });
}

/** Carries frames to an engine and back. */
export interface Transport {
  send(frame: ClientFrame): void;
  /** Called once, before anything is sent. `closed`: nothing more will come. */
  listen(receive: (frame: EngineFrame) => void, closed: (reason: Error) => void): void;
  close(): void;
}

export type TopicEvent<R> =
  | { readonly kind: 'snapshot'; readonly rows: ReadonlyMap<string, R> }
  | { readonly kind: 'delta'; readonly upsert: readonly (readonly [string, R])[]; readonly remove: readonly string[] };

interface Pending {
  readonly receive: (frame: EngineFrame) => void;
  readonly fail: (error: Error) => void;
  /** Nobody waits for its end: closing the client is no failure of it. */
  readonly lasting?: true;
}

/** Half of a stream's credit on the other side: refilled when as many outputs were taken. */
const REFILL = 128;

/** The contract as calls, over any transport. */
export class Client {
  readonly #transport: Transport;
  readonly #pending = new Map<number, Pending>();
  #next = 1;
  #closed: Error | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    transport.listen(
      (frame) => this.#pending.get(frame.id)?.receive(frame),
      (reason) => {
        this.#closed = reason;
        for (const { fail } of this.#pending.values()) fail(reason);
        this.#pending.clear();
      },
    );
  }

  call<N extends RequestName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>> {
    return new Promise((resolve, reject) => {
      const id = this.#open({
        receive: (frame) => {
          done();
          if (frame.type === 'result') resolve(frame.output as Output<N>);
          else if (frame.type === 'error') reject(new RemoteError(frame.error));
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      const cancel = (): void => this.#send({ type: 'cancel', id });
      const done = (): void => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#send({ type: 'request', id, name, input });
      if (signal?.aborted) cancel();
    });
  }

  async *stream<N extends RequestName>(name: N, input: Input<N>, signal?: AbortSignal): AsyncIterable<Output<N>> {
    const queue: EngineFrame[] = [];
    let failure: Error | undefined;
    let wake: (() => void) | undefined;
    const id = this.#open({
      receive: (frame) => {
        queue.push(frame);
        wake?.();
      },
      fail: (error) => {
        failure = error;
        wake?.();
      },
    });
    const cancel = (): void => this.#send({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    this.#send({ type: 'request', id, name, input });
    let taken = 0;
    let ended = false;
    try {
      for (;;) {
        const frame = queue.shift();
        if (!frame) {
          if (failure) throw failure;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
          continue;
        }
        if (frame.type === 'item') {
          yield frame.output as Output<N>;
          taken += 1;
          if (taken % REFILL === 0) this.#send({ type: 'more', id, count: REFILL });
          continue;
        }
        ended = true;
        if (frame.type === 'error') throw new RemoteError(frame.error);
        return;
      }
    } finally {
      if (!ended && !failure) cancel();
      this.#pending.delete(id);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Rows of a topic as they flow; with `keys` only these. After a gap the engine is asked for a new snapshot. */
  subscribe<N extends TopicName>(
    topic: N,
    listener: (event: TopicEvent<Row<N>>) => void,
    failed: (error: Error) => void,
    keys?: readonly string[],
  ): () => void {
    let id = 0;
    const open = (): void => {
      let revision = -1;
      const mine = this.#open({
        receive: (frame) => {
          if (frame.type === 'snapshot') {
            revision = frame.revision;
            listener({ kind: 'snapshot', rows: new Map(frame.rows as readonly (readonly [string, Row<N>])[]) });
          } else if (frame.type === 'delta') {
            if (frame.from !== revision) {
              this.#send({ type: 'unsubscribe', id: mine });
              this.#pending.delete(mine);
              open();
              return;
            }
            revision = frame.to;
            listener({
              kind: 'delta',
              upsert: frame.upsert as readonly (readonly [string, Row<N>])[],
              remove: frame.remove,
            });
          } else if (frame.type === 'error') {
            this.#pending.delete(mine);
            failed(new RemoteError(frame.error));
          }
        },
        fail: failed,
        lasting: true,
      });
      id = mine;
      this.#send({ type: 'subscribe', topic, id: mine, ...(keys === undefined ? {} : { keys }) });
    };
    open();
    return () => {
      if (this.#pending.delete(id)) this.#send({ type: 'unsubscribe', id });
    };
  }

  close(): void {
    for (const [id, { lasting }] of this.#pending) if (lasting) this.#pending.delete(id);
    this.#transport.close();
  }

  #open(pending: Pending): number {
    if (this.#closed) throw this.#closed;
    const id = this.#next++;
    this.#pending.set(id, pending);
    return id;
  }

  #send(frame: ClientFrame): void {
    if (!this.#closed) this.#transport.send(frame);
  }
}
