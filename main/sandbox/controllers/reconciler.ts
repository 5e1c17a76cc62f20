import type { Timer } from '../../runtime/index.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Change } from '../storage/object-store.ts';

export interface ReconcilerOptions {
  readonly name: string;
  /** Which keys a change concerns. */
  readonly concerns: (change: Change) => Iterable<string>;
  /** Brings one key to where it should be. Milliseconds until it wants to look again; undefined: at the next change. */
  readonly sync: (key: string) => number | undefined;
}

/** Rounds in a row for one key without rest: more means that two controllers undo each other. */
const MOST_ROUNDS = 1_000;

/**
 * A controller: a queue of keys that is worked off when the writes that filled it are done. Nothing runs while nothing
 * changes, and the only timers are those that a sync asked for.
 */
export class Reconciler {
  readonly #state: ClusterState;
  readonly #options: ReconcilerOptions;
  readonly #queue = new Set<string>();
  readonly #timers = new Map<string, Timer>();
  readonly #rounds = new Map<string, number>();
  #scheduled: NodeJS.Immediate | undefined;
  #stopped = false;
  readonly #unlisten: () => void;

  constructor(state: ClusterState, options: ReconcilerOptions) {
    this.#state = state;
    this.#options = options;
    this.#unlisten = state.store.listenToAll((change) => this.offer(change));
  }

  /** A change, or an object that was there before. */
  offer(change: Change): void {
    for (const key of this.#options.concerns(change)) this.enqueue(key);
  }

  enqueue(key: string): void {
    if (this.#stopped) return;
    this.#queue.add(key);
    this.#scheduled ??= setImmediate(() => this.#work());
  }

  stop(): void {
    this.#stopped = true;
    this.#unlisten();
    clearImmediate(this.#scheduled);
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #work(): void {
    this.#scheduled = undefined;
    const keys = [...this.#queue];
    this.#queue.clear();
    for (const key of keys) this.#one(key);
    if (this.#queue.size === 0) this.#rounds.clear();
  }

  #one(key: string): void {
    const rounds = (this.#rounds.get(key) ?? 0) + 1;
    this.#rounds.set(key, rounds);
    if (rounds > MOST_ROUNDS) {
      this.#state.logger.error('a controller of the sandbox runs in circles', { controller: this.#options.name, key });
      this.#later(key, 5_000);
      return;
    }
    this.#timers.get(key)?.cancel();
    this.#timers.delete(key);
    try {
      const again = this.#options.sync(key);
      if (again !== undefined) this.#later(key, again);
    } catch (error) {
      // A write that lost against another one, or a namespace that has gone: the next look finds out.
      this.#state.logger.debug('a controller of the sandbox will try again', {
        controller: this.#options.name,
        key,
        error,
      });
      this.#later(key, 1_000);
    }
  }

  #later(key: string, milliseconds: number): void {
    this.#timers.get(key)?.cancel();
    this.#timers.set(
      key,
      this.#state.clock.after(Math.max(1, milliseconds), () => {
        this.#timers.delete(key);
        this.enqueue(key);
      }),
    );
  }
}
