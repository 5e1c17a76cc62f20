import { Worker } from 'node:worker_threads';
import type { SpawnHost } from '../../engines/index.ts';
import type { Logger } from '../../runtime/index.ts';
import { crossed } from './crossing-error.ts';
import type { EngineThreadData, FromThread, Post, SettingTexts, ToThread } from './engine-port.ts';
import type { OwnEngine } from './engine-supervisor.ts';
import { HostKeeper } from './host-relay.ts';
import { ThreadLinks } from './link-relay.ts';

export interface OwnEngineOptions extends EngineThreadData {
  /** The file that the thread begins with. */
  readonly entry: URL;
  readonly spawnHost: SpawnHost;
  /** Takes a line of its log. */
  readonly sink: (line: string) => void;
  readonly logger: Logger;
  /** A client asks for the end of the application. */
  readonly stop: () => void;
  /** The store is open: settings can be read, and written with what is given. */
  readonly opened: (settings: SettingTexts, keep: (key: string, text: string | undefined) => void) => void;
  /** It has thrown what nobody caught, or its thread has ended. */
  readonly crashed: (error: unknown) => void;
  readonly mostHeapMb?: number;
}

/** An engine that wants more ends, and not the windows with it. Within the 4 GB that all heaps of Electron's main process share. Megabytes. */
const MOST_HEAP_MB = 2048;

/** Opens the engine in a thread of its own. When `end` aborts, the thread is ended at once, whatever it does. */
export function openOwnEngine(options: OwnEngineOptions, end: AbortSignal): Promise<OwnEngine> {
  return new EngineThread(options, end).opened;
}

class EngineThread {
  readonly opened: Promise<OwnEngine>;
  readonly #options: OwnEngineOptions;
  readonly #thread: Worker;
  readonly #links: ThreadLinks;
  readonly #hosts: HostKeeper;
  readonly #readings = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  readonly #opening = Promise.withResolvers<OwnEngine>();
  readonly #ended = Promise.withResolvers<void>();
  #nextReading = 1;
  /** What was told before the thread ended. */
  #failure: Error | undefined;
  #closing = false;

  constructor(options: OwnEngineOptions, end: AbortSignal) {
    const { home, facts, log, windows } = options;
    const workerData: EngineThreadData = { home, facts, log, windows };
    this.#options = options;
    this.opened = this.#opening.promise;
    // Nobody may be waiting for it when the thread ends.
    this.#ended.promise.catch(() => undefined);
    this.#thread = new Worker(options.entry, {
      name: 'engine',
      workerData,
      env: facts.env,
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.mostHeapMb ?? MOST_HEAP_MB },
    });
    this.#links = new ThreadLinks(this.#post);
    this.#hosts = new HostKeeper(options.spawnHost, this.#post);
    this.#thread.on('message', (message: FromThread) => this.#receive(message));
    this.#thread.on('error', (error) => this.#crashed(error));
    this.#thread.once('exit', (code) => this.#gone(code));
    const terminate = (): void => {
      this.#closing = true;
      void this.#thread.terminate();
    };
    if (end.aborted) terminate();
    else end.addEventListener('abort', terminate, { once: true });
  }

  readonly #post: Post<ToThread> = (message, transfer) => this.#thread.postMessage(message, transfer);

  #receive(message: FromThread): void {
    const { sink, stop, opened } = this.#options;
    switch (message.type) {
      case 'link-text':
      case 'link-closed':
        this.#links.receive(message);
        return;
      case 'host-spawn':
      case 'host-send':
      case 'host-kill':
        this.#hosts.receive(message);
        return;
      case 'log':
        sink(message.line);
        return;
      case 'opened':
        opened(message.settings, (key, text) => this.#post({ type: 'setting', key, text }));
        return;
      case 'ready':
        this.#opening.resolve(this.#face());
        return;
      case 'failed':
        this.#closing = true;
        this.#failure = crossed(message.error);
        return;
      case 'crashed':
        this.#crashed(crossed(message.error));
        return;
      case 'stop':
        stop();
        return;
      case 'read':
        this.#read(message);
        return;
      case 'closed':
        if (message.error) this.#failure = crossed(message.error);
    }
  }

  #face(): OwnEngine {
    return {
      link: (client) => this.#links.open(client),
      readAgain: (signal) => this.#readAgain(signal),
      close: () => {
        if (!this.#closing) this.#post({ type: 'close' });
        this.#closing = true;
        return this.#ended.promise;
      },
    };
  }

  #readAgain(signal: AbortSignal): Promise<void> {
    const id = this.#nextReading++;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#readings.set(id, { resolve, reject });
    this.#post({ type: 'read-again', id });
    const abort = (): void => this.#post({ type: 'abort', id });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  #read({ id, error }: Extract<FromThread, { type: 'read' }>): void {
    const reading = this.#readings.get(id);
    this.#readings.delete(id);
    if (error) reading?.reject(crossed(error));
    else reading?.resolve();
  }

  #crashed(error: unknown): void {
    const { logger, crashed } = this.#options;
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    if (this.#closing) logger.error('the engine failed while it was ended', { error });
    else crashed(error);
  }

  #gone(code: number): void {
    if (!this.#closing && this.#failure === undefined)
      this.#crashed(new Error(`the thread of the engine ended (${code})`));
    const failure = this.#failure ?? new Error('the thread of the engine has ended');
    this.#opening.reject(failure);
    this.#hosts.endAll();
    this.#links.closeAll();
    for (const { reject } of this.#readings.values()) reject(failure);
    this.#readings.clear();
    this.#ended.resolve();
  }
}
