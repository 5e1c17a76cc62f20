import type { Input } from '../../../../../preload/contract/index.ts';
import type { AppClient } from '../../../../client/index.ts';
import { LogBuffer } from './log-buffer.ts';

export interface LogState {
  /** Another number whenever there are other lines or another phase. */
  readonly version: number;
  readonly phase: 'reading' | 'ended' | 'failed';
  readonly error: Error | undefined;
}

/** Lines that are taken before the window may draw: a container that writes faster waits, and its oldest lines are left out at the source. */
export const LINES_A_FRAME = 2000;

/** A log as it is read: its lines, and whether more come. Lives outside of React; readers are told when it is `soon`. */
export class LogStream {
  readonly buffer: LogBuffer;
  readonly #nextFrame: () => Promise<void>;
  readonly #soon: () => Promise<void>;
  readonly #listeners = new Set<() => void>();
  readonly #controller = new AbortController();
  #state: LogState = { version: 0, phase: 'reading', error: undefined };
  #telling = false;
  #paused = false;
  #resume: (() => void) | undefined;

  constructor(nextFrame: () => Promise<void>, soon = nextFrame, buffer = new LogBuffer()) {
    this.#nextFrame = nextFrame;
    this.#soon = soon;
    this.buffer = buffer;
  }

  readonly state = (): LogState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes no more lines for now: what comes waits at its source, and so does the engine. */
  pause(paused: boolean): void {
    this.#paused = paused;
    if (!paused) this.#resume?.();
  }

  stop(): void {
    this.#controller.abort();
    this.#resume?.();
  }

  async read(client: Pick<AppClient, 'stream'>, request: Input<'app.logs'>): Promise<void> {
    const { signal } = this.#controller;
    try {
      let taken = 0;
      for await (const line of client.stream('app.logs', request, signal)) {
        this.buffer.add(line);
        this.#changed();
        taken += 1;
        if (taken % LINES_A_FRAME === 0) await this.#nextFrame();
        while (this.#paused && !signal.aborted) await new Promise<void>((resolve) => (this.#resume = resolve));
        if (signal.aborted) return;
      }
      this.#end('ended', undefined);
    } catch (error) {
      if (!signal.aborted) this.#end('failed', error instanceof Error ? error : new Error(String(error)));
    }
  }

  #end(phase: 'ended' | 'failed', error: Error | undefined): void {
    this.#state = { version: this.#state.version + 1, phase, error };
    this.#tell();
  }

  #changed(): void {
    if (this.#telling) return;
    this.#telling = true;
    void this.#soon().then(() => {
      this.#telling = false;
      this.#state = { ...this.#state, version: this.#state.version + 1 };
      this.#tell();
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Resolves before the next painting; in a window that is hidden, where nothing paints, a little later. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve, 100);
    else requestAnimationFrame(() => resolve());
  });
}

/** How often the lines on the screen follow: often enough to read along, seldom enough that a fast log does not keep the window busy. */
const TOLD_MS = 80;

export function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, TOLD_MS));
}
