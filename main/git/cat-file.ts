import { type ChildProcess, spawn } from 'node:child_process';
import { ArgosyError } from '../model/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';
import { type Frame, FrameParser } from './cat-file-frames.ts';

export interface CatFileOptions {
  readonly program: string;
  /** Arguments before `cat-file`: the bare cache and the fixed configuration. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Since 2.36 one process answers both questions; older ones need a process for each. */
  readonly batchCommand: boolean;
  readonly clock: Clock;
  /** Milliseconds without a question after which the processes end. */
  readonly idle: number;
  /** Milliseconds without an answer after which the process is ended and its callers fail. */
  readonly deadline: number;
  readonly onSpawn: () => void;
}

/** Reads objects of one bare repository by id through `git cat-file`, started when first asked and ended when idle. */
export class CatFile {
  readonly #options: CatFileOptions;
  readonly #channels = new Map<string, Channel>();
  #idle: Timer | undefined;
  #closed = false;

  constructor(options: CatFileOptions) {
    this.#options = options;
  }

  /** Type and size, or undefined when there is no such object. */
  info(id: string, signal?: AbortSignal): Promise<Frame | undefined> {
    return this.#ask('info', id, 0, signal);
  }

  /** The bytes too, unless there are more than `maxBytes`: then only type and size. */
  contents(id: string, maxBytes: number, signal?: AbortSignal): Promise<Frame | undefined> {
    return this.#ask('contents', id, maxBytes, signal);
  }

  /** Ends the processes; the next question starts new ones. */
  rest(): void {
    this.#idle?.cancel();
    this.#idle = undefined;
    for (const channel of this.#channels.values()) channel.end();
    this.#channels.clear();
  }

  close(): void {
    this.#closed = true;
    this.rest();
  }

  async #ask(
    verb: 'info' | 'contents',
    id: string,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Frame | undefined> {
    signal?.throwIfAborted();
    if (this.#closed) throw new ArgosyError('Aborted', 'the Git cache is closed');
    this.#idle?.cancel();
    this.#idle = undefined;
    const channel = this.#channel(verb);
    try {
      const line = this.#options.batchCommand ? `${verb} ${id}\n` : `${id}\n`;
      return await channel.ask(line, verb === 'contents' ? maxBytes : undefined, signal);
    } finally {
      this.#restLater();
    }
  }

  #restLater(): void {
    if (this.#closed || [...this.#channels.values()].some((one) => one.pending > 0)) return;
    this.#idle?.cancel();
    this.#idle = this.#options.clock.after(this.#options.idle, () => this.rest());
  }

  #channel(verb: 'info' | 'contents'): Channel {
    const mode = this.#options.batchCommand ? '--batch-command' : verb === 'info' ? '--batch-check' : '--batch';
    let channel = this.#channels.get(mode);
    if (channel === undefined) {
      this.#options.onSpawn();
      const started = new Channel(this.#options, mode, () => {
        if (this.#channels.get(mode) === started) this.#channels.delete(mode);
      });
      channel = started;
      this.#channels.set(mode, channel);
    }
    return channel;
  }
}

interface Question {
  readonly resolve: (frame: Frame | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** One process; answers come in the order of the questions. */
class Channel {
  readonly #child: ChildProcess;
  readonly #parser: FrameParser;
  readonly #questions: Question[] = [];
  readonly #options: CatFileOptions;
  readonly #gone: () => void;
  #stderr = '';
  #deadline: Timer | undefined;
  #outgoing = '';

  constructor(options: CatFileOptions, mode: string, gone: () => void) {
    this.#options = options;
    this.#gone = gone;
    this.#parser = new FrameParser((frame) => this.#answer(frame));
    this.#child = spawn(options.program, [...options.args, 'cat-file', mode], {
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      try {
        this.#parser.push(chunk);
      } catch (error) {
        this.#fail(error as Error);
      }
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => {
      if (this.#stderr.length < 4096) this.#stderr += chunk.toString('utf8');
    });
    this.#child.stdin!.on('error', () => {});
    this.#child.on('error', (error) => this.#fail(error));
    this.#child.on('close', () => this.#fail(new Error(this.#stderr.trim() || 'git cat-file ended')));
  }

  get pending(): number {
    return this.#questions.length;
  }

  ask(line: string, maxBytes: number | undefined, signal?: AbortSignal): Promise<Frame | undefined> {
    return new Promise((resolve, reject) => {
      // An aborted caller leaves at once; its answer still has to be read, because answers carry no number.
      const leave = () => reject(signal!.reason as Error);
      signal?.addEventListener('abort', leave, { once: true });
      const settle = () => signal?.removeEventListener('abort', leave);
      this.#questions.push({
        resolve: (frame) => {
          settle();
          resolve(frame);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      this.#parser.expect(maxBytes);
      // Questions of one turn of the event loop are written together: 500 callers cost one write.
      if (this.#outgoing === '') setImmediate(() => this.#flush());
      this.#outgoing += line;
      this.#deadline ??= this.#options.clock.after(this.#options.deadline, () => this.#late());
    });
  }

  end(): void {
    this.#child.stdin!.end();
    if (this.#questions.length > 0) this.#fail(new ArgosyError('Aborted', 'the Git cache is closed'));
  }

  #flush(): void {
    const text = this.#outgoing;
    this.#outgoing = '';
    if (this.#child.stdin!.writable) this.#child.stdin!.write(text);
  }

  #answer(frame: Frame | undefined): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
    this.#questions.shift()?.resolve(frame);
    if (this.#questions.length > 0)
      this.#deadline = this.#options.clock.after(this.#options.deadline, () => this.#late());
  }

  #late(): void {
    this.#fail(new ArgosyError('DeadlineExceeded', 'git cat-file gives no answer', { retry: true }));
  }

  #fail(error: Error): void {
    this.#deadline?.cancel();
    this.#deadline = undefined;
    this.#gone();
    this.#child.kill('SIGKILL');
    const told =
      error instanceof ArgosyError
        ? error
        : new ArgosyError('Unavailable', `cannot read the Git cache: ${error.message}`, { retry: true, cause: error });
    for (const question of this.#questions.splice(0)) question.reject(told);
  }
}
