import type { TopicName } from '../../preload/contract/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';

/** Rows leave at most once in so many milliseconds for a topic: ten frames a second are as live as an eye can follow. */
export const FRAME_MS = 75;

/** The rows of a topic now, and word of what changed. Rows are built only for what changed and only while somebody listens. */
export interface TopicRows {
  readonly snapshot: () => Iterable<readonly [string, unknown]>;
  /** The row now; undefined when there is none any more. */
  readonly row: (key: string) => unknown;
  readonly onChange: (listener: (key: string) => void) => () => void;
}

export interface Delta {
  readonly from: number;
  readonly to: number;
  readonly upsert: readonly (readonly [string, unknown])[];
  readonly remove: readonly string[];
}

export interface Subscriber {
  readonly snapshot: (revision: number, rows: readonly (readonly [string, unknown])[]) => void;
  readonly delta: (delta: Delta) => void;
}

/** A topic as it flows (architecture §6): a snapshot, then deltas with revisions, coalesced to frames. */
export class TopicSource {
  readonly name: TopicName;
  readonly #rows: TopicRows;
  readonly #clock: Clock;
  readonly #subscribers = new Set<Subscriber>();
  readonly #changed = new Set<string>();
  #revision = 0;
  #timer: Timer | undefined;
  #stop: (() => void) | undefined;

  constructor(name: TopicName, rows: TopicRows, clock: Clock) {
    this.name = name;
    this.#rows = rows;
    this.#clock = clock;
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#flush(); // so that the snapshot and the revision agree
    this.#subscribers.add(subscriber);
    this.#stop ??= this.#rows.onChange((key) => this.#note(key));
    subscriber.snapshot(this.#revision, [...this.#rows.snapshot()]);
    return () => {
      this.#subscribers.delete(subscriber);
      if (this.#subscribers.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
      this.#timer?.cancel();
      this.#timer = undefined;
      this.#changed.clear();
    };
  }

  #note(key: string): void {
    this.#changed.add(key);
    this.#timer ??= this.#clock.after(FRAME_MS, () => {
      this.#timer = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#changed.size === 0) return;
    const upsert: (readonly [string, unknown])[] = [];
    const remove: string[] = [];
    for (const key of this.#changed) {
      const row = this.#rows.row(key);
      if (row === undefined) remove.push(key);
      else upsert.push([key, row]);
    }
    this.#changed.clear();
    const delta = { from: this.#revision, to: this.#revision + 1, upsert, remove };
    this.#revision += 1;
    for (const subscriber of this.#subscribers) subscriber.delta(delta);
  }
}
