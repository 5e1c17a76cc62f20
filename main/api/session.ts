import { type ClientFrame, type EngineFrame, requests, type WireError } from '../../preload/contract/index.ts';
import { ArgosyError } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';
import { type HandlerContext, handlers } from './handlers.ts';
import type { TopicSource } from './topic-source.ts';

/** Stream outputs that may be under way before the client asks for more. */
const INITIAL_CREDIT = 256;
/** Requests of one client at the same time; a client that wants more is broken or hostile. */
const MAX_OPEN = 1000;

export interface SessionOptions {
  readonly context: HandlerContext;
  readonly topics: ReadonlyMap<string, TopicSource>;
  readonly logger: Logger;
  readonly send: (frame: EngineFrame) => void;
}

/** One client of the contract over any transport: frames in, frames out. Input is checked here and nowhere else. */
export class Session {
  readonly #options: SessionOptions;
  readonly #open = new Map<number, { stop: () => void; credit?: (count: number) => void }>();
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  receive(frame: unknown): void {
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

  close(): void {
    this.#closed = true;
    for (const { stop } of this.#open.values()) stop();
    this.#open.clear();
  }

  #request(frame: Extract<ClientFrame, { type: 'request' }>): void {
    const { id, name } = frame;
    if (!this.#admit(id)) return;
    const definition = Object.hasOwn(requests, name) ? requests[name as keyof typeof requests] : undefined;
    if (!definition) {
      this.#error(id, new ArgosyError('InvalidArgument', `unknown request ${JSON.stringify(name).slice(0, 100)}`));
      return;
    }
    const input = definition.input.safeParse(frame.input);
    if (!input.success) {
      const [issue] = input.error.issues;
      const where = issue?.path.join('.') ?? '';
      this.#error(
        id,
        new ArgosyError(
          'InvalidArgument',
          `${name}: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'invalid input'}`,
        ),
      );
      return;
    }
    const controller = new AbortController();
    this.#open.set(id, { stop: () => controller.abort(new ArgosyError('Aborted', 'the request was cancelled')) });
    // The handlers' types are bound to their request by `Handlers`; here only the pairing of name and input is lost.
    const handler = handlers[name as keyof typeof handlers] as (
      input: unknown,
      context: HandlerContext,
      signal: AbortSignal,
    ) => unknown;
    const run =
      definition.kind === 'stream'
        ? this.#stream(
            id,
            () => handler(input.data, this.#options.context, controller.signal) as AsyncIterable<unknown>,
            controller,
          )
        : this.#call(id, () => handler(input.data, this.#options.context, controller.signal));
    run.catch((error: unknown) => this.#error(id, error)).finally(() => this.#open.delete(id));
  }

  async #call(id: number, run: () => unknown): Promise<void> {
    // Cancelled calls answer too: their handlers reject with the reason.
    const output = await run();
    this.#send({ type: 'result', id, output });
  }

  async #stream(id: number, run: () => AsyncIterable<unknown>, controller: AbortController): Promise<void> {
    let credit = INITIAL_CREDIT;
    let refill: (() => void) | undefined;
    const open = this.#open.get(id)!;
    open.credit = (count) => {
      credit += count;
      refill?.();
    };
    controller.signal.addEventListener('abort', () => refill?.());
    for await (const output of run()) {
      while (credit <= 0 && !controller.signal.aborted) await new Promise<void>((resolve) => (refill = resolve));
      controller.signal.throwIfAborted();
      credit -= 1;
      this.#send({ type: 'item', id, output });
    }
    this.#send({ type: 'end', id });
  }

  #subscribe(frame: Extract<ClientFrame, { type: 'subscribe' }>): void {
    const { id } = frame;
    if (!this.#admit(id)) return;
    const source = this.#options.topics.get(frame.topic);
    if (!source) {
      this.#error(id, new ArgosyError('InvalidArgument', `unknown topic ${JSON.stringify(frame.topic).slice(0, 100)}`));
      return;
    }
    const stop = source.subscribe({
      snapshot: (revision, rows) => this.#send({ type: 'snapshot', id, revision, rows }),
      delta: (delta) => this.#send({ type: 'delta', id, ...delta }),
    });
    this.#open.set(id, {
      stop: () => {
        stop();
        this.#open.delete(id);
      },
    });
  }

  #admit(id: number): boolean {
    if (this.#open.has(id)) {
      this.#error(-1, new ArgosyError('InvalidArgument', `id ${id} is in use`));
      return false;
    }
    if (this.#open.size >= MAX_OPEN) {
      this.#error(
        id,
        new ArgosyError('ResourceExhausted', `more than ${MAX_OPEN} requests at the same time`, { retry: true }),
      );
      return false;
    }
    return true;
  }

  #send(frame: EngineFrame): void {
    if (!this.#closed) this.#options.send(frame);
  }

  #error(id: number, error: unknown): void {
    this.#send({ type: 'error', id, error: wireError(error, this.#options.logger) });
  }
}

/** How an error crosses: what a person can act on whole, a bug only as such (its details are in the log). */
function wireError(error: unknown, logger: Logger): WireError {
  if (error instanceof ArgosyError) {
    return {
      code: error.code,
      message: error.message,
      detail: {
        ...(error.subject === undefined ? {} : { subject: error.subject }),
        ...(error.advice === undefined ? {} : { advice: error.advice }),
      },
      retry: error.retry,
    };
  }
  logger.error('a request failed in a way that was not foreseen', { error });
  return { code: 'Internal', message: error instanceof Error ? error.message : String(error), retry: false };
}

function parseFrame(frame: unknown): ClientFrame | undefined {
  if (typeof frame !== 'object' || frame === null) return undefined;
  const { type, id, name, topic, count } = frame as Record<string, unknown>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return undefined;
  switch (type) {
    case 'request':
      return typeof name === 'string' ? (frame as ClientFrame) : undefined;
    case 'subscribe':
      return typeof topic === 'string' ? (frame as ClientFrame) : undefined;
    case 'more':
      return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? (frame as ClientFrame) : undefined;
    case 'cancel':
    case 'unsubscribe':
      return frame as ClientFrame;
    default:
      return undefined;
  }
}
