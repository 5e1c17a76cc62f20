import type { ContentHash } from '../model/index.ts';
import { type Clock, Lru } from '../runtime/index.ts';
import { SourceFailure } from './failure.ts';
import { isPassing } from './tool-failure.ts';

interface Failed {
  readonly error: SourceFailure;
  readonly times: number;
  /** Of the clock's `now`. */
  readonly since: number;
}

/** Argo CD replays an error after the third failure in a row (reference §10.2); ours need no repetition unless they may pass. */
const TRIES_OF_PASSING = 3;

/** Failures by the key of their inputs: what cannot succeed is not tried again at every refresh. */
export class Failures {
  readonly #failed = new Lru<ContentHash, Failed>({ maxEntries: 2_000 });
  readonly #clock: Clock;
  readonly #keepMs: number;

  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  /** The error to answer with, if there is one. */
  replay(key: ContentHash): SourceFailure | undefined {
    const failed = this.#failed.get(key);
    if (failed === undefined) return undefined;
    if (this.#clock.now() - failed.since >= this.#keepMs) {
      this.#failed.delete(key);
      return undefined;
    }
    return isPassing(failed.error) && failed.times < TRIES_OF_PASSING ? undefined : failed.error;
  }

  /** Git that cannot be reached, an abort or a bug says nothing about the inputs. */
  remember(key: ContentHash, error: unknown): void {
    if (!(error instanceof SourceFailure) || error.code === 'Aborted') return;
    const times = (this.#failed.peek(key)?.times ?? 0) + 1;
    this.#failed.set(key, { error, times, since: this.#clock.now() });
  }

  forget(key: ContentHash): void {
    this.#failed.delete(key);
  }
}
