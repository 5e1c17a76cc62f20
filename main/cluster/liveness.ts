import type { Clock, Timer } from '../runtime/index.ts';
import type { Connection } from './connection.ts';

export interface LivenessOptions {
  readonly clock: Clock;
  readonly connection: Connection;
  /** Monotonic milliseconds of the last byte from the server. */
  readonly lastByte: () => number;
  readonly probe: () => Promise<void>;
}

/** Bookmarks come about each minute; a connection that is silent for longer may be dead without anybody having been told. */
const SILENCE = 75_000;
const LOOK = 30_000;

/**
 * Finds connections that died silently (a closed lid, a changed network, a firewall that forgot): without it a watch would wait
 * for events for ever. While bytes come it costs a comparison each half minute; after a silence one small request.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #timer: Timer | undefined;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= this.#next();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #next(): Timer {
    return this.#options.clock.after(LOOK, () => {
      this.#timer = this.#next();
      this.#look();
    });
  }

  #look(): void {
    const { clock, connection, lastByte, probe } = this.#options;
    if (connection.state.kind !== 'live') return;
    if (clock.monotonic() - lastByte() < SILENCE) return;
    void probe();
  }
}
