import { type ClientFrame, type EngineFrame, type RequestName, requests } from '../../preload/contract/index.ts';
import { ArgosyError } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';
import { type HandlerContext, handlers } from './handlers.ts';
import { parseFrame } from './parse-frame.ts';
import type { TopicSource } from './topic-source.ts';
import { wireError } from './wire-error.ts';

/** Stream outputs that may be under way before the client asks for more. */
export const INITIAL_CREDIT = 256;
/** Requests of one client at the same time; a client that wants more is broken or hostile. */
export const MAX_OPEN = 1000;

export interface SessionOptions {
  readonly context: HandlerContext;
  readonly topics: ReadonlyMap<string, TopicSource>;
  readonly logger: Logger;
  /** Takes every frame. False: more waits for the client than it should; call `drained` when it has gone. */
  readonly send: (frame: EngineFrame) => boolean;
}

/** A request or a subscription under way. */
interface Open {
  readonly stop: () => void;
  readonly credit?: (count: number) => void;
  readonly drained?: () => void;
}

/** One client of the contract over any transport: frames in, frames out. Input is checked here and nowhere else. */
export class Session {
  readonly #options: SessionOptions;
  readonly #open = new Map<number, Open>();
  #closed = false;
  #congested = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  receive(frame: unknown): void {
    if (this.#closed) return;
    const parsed = parseFrame(frame);
    if (!parsed) {
      this.#error(-1, new ArgosyError('InvalidArgument', 'not a frame of the contract'));
      return;
    }
    switch (parsed.type) {
      case 'request':
        this.#request(parsed);
        return;
      case 'cancel':
      case 'unsubscribe':
        this.#open.get(parsed.id)?.stop();
        return;
      case 'more':
        this.#open.get(parsed.id)?.credit?.(parsed.count);
        return;
      case 'subscribe':
        this.#subscribe(parsed);
        return;
    }
  }

  /** The transport has delivered what was waiting. */
  drained(): void {
    this.#congested = false;
    for (const { drained } of this.#open.values()) drained?.();
  }

  close(): void {
    this.#closed = true;
    for (const { stop } of this.#open.values()) stop();
    this.#open.clear();
  }

  #request(frame: Extract<ClientFrame, { type: 'request' }>): void {
    const { id, name } = frame;
    if (!this.#admit(id)) return;
    const definition = Object.hasOwn(requests, name) ? requests[name as RequestName] : undefined;
    if (!definition) {
      this.#error(id, new ArgosyError('InvalidArgument', `unknown request ${JSON.stringify(name).slice(0, 100)}`));
      return;
    }
    const input = definition.input.safeParse(frame.input);
    if (!input.success) {
      const [issue] = input.error.issues;
      const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
      const text = `${name}: ${where}${issue?.message ?? 'invalid input'}`;
      this.#error(id, new ArgosyError('InvalidArgument', text.slice(0, 2000)));
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    // The handlers' types are bound to their request by `Handlers`; here only the pairing of name and input is lost.
    const handler = handlers[name as RequestName] as (
      input: unknown,
      context: HandlerContext,
      signal: AbortSignal,
    ) => unknown;
    const run = (): unknown => handler(input.data, this.#options.context, signal);
    let answered = false;
    const answer = (last: () => void): void => {
      if (answered) return;
      answered = true;
      last();
    };
    // A cancelled request is answered at once; its id stays taken until the handler has really ended.
    const stop = (): void => {
      const reason = new ArgosyError('Aborted', 'the request was cancelled');
      controller.abort(reason);
      answer(() => this.#error(id, reason));
    };
    const ended = definition.kind === 'stream' ? this.#stream(id, run, stop, signal) : this.#call(id, run, stop);
    ended
      .then((last) => answer(() => this.#send(last)))
      .catch((error: unknown) => answer(() => this.#error(id, error)))
      .finally(() => this.#open.delete(id));
  }

  async #call(id: number, run: () => unknown, stop: () => void): Promise<EngineFrame> {
    this.#open.set(id, { stop });
    return { type: 'result', id, output: await run() };
  }

  async #stream(id: number, run: () => unknown, stop: () => void, signal: AbortSignal): Promise<EngineFrame> {
    let credit = INITIAL_CREDIT;
    let refill: (() => void) | undefined;
    this.#open.set(id, {
      stop,
      credit: (count) => {
        credit += count;
        refill?.();
      },
    });
    signal.addEventListener('abort', () => refill?.(), { once: true });
    for await (const output of run() as AsyncIterable<unknown>) {
      while (credit <= 0 && !signal.aborted) await new Promise<void>((resolve) => (refill = resolve));
      signal.throwIfAborted();
      credit -= 1;
      this.#send({ type: 'item', id, output });
    }
    return { type: 'end', id };
  }

  #subscribe(frame: Extract<ClientFrame, { type: 'subscribe' }>): void {
    const { id, keys } = frame;
    if (!this.#admit(id)) return;
    const source = this.#options.topics.get(frame.topic);
    if (!source) {
      this.#error(id, new ArgosyError('InvalidArgument', `unknown topic ${JSON.stringify(frame.topic).slice(0, 100)}`));
      return;
    }
    // A client that does not read gets no more deltas, and a snapshot once it has caught up: what waits for it stays bounded.
    let behind = false;
    const subscription = source.subscribe(
      {
        snapshot: (revision, rows) => this.#send({ type: 'snapshot', id, revision, rows }),
        delta: (delta) => {
          if (this.#congested || behind) behind = true;
          else this.#send({ type: 'delta', id, ...delta });
        },
      },
      keys,
    );
    this.#open.set(id, {
      stop: () => {
        subscription.stop();
        this.#open.delete(id);
      },
      drained: () => {
        if (!behind) return;
        subscription.restart();
        behind = false;
      },
    });
  }

  #admit(id: number): boolean {
    if (this.#open.has(id)) {
      this.#error(-1, new ArgosyError('InvalidArgument', `id ${id} is in use`));
      return false;
    }
    if (this.#open.size >= MAX_OPEN) {
      const text = `more than ${MAX_OPEN} requests at the same time`;
      this.#error(id, new ArgosyError('ResourceExhausted', text, { retry: true }));
      return false;
    }
    return true;
  }

  #send(frame: EngineFrame): void {
    if (!this.#closed && !this.#options.send(frame)) this.#congested = true;
  }

  #error(id: number, error: unknown): void {
    if (!this.#closed) this.#send({ type: 'error', id, error: wireError(error, this.#options.logger) });
  }
}
