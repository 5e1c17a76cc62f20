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

export type KeyedRows = readonly (readonly [string, unknown])[];

export interface Delta {
  readonly from: number;
  readonly to: number;
  readonly upsert: KeyedRows;
  readonly remove: readonly string[];
}

export interface Subscriber {
  readonly snapshot: (revision: number, rows: KeyedRows) => void;
  readonly delta: (delta: Delta) => void;
}

export interface Subscription {
  /** A new snapshot, for a subscriber that has missed deltas. */
  readonly restart: () => void;
  readonly stop: () => void;
}

interface Subscribed {
  readonly subscriber: Subscriber;
  readonly keys: ReadonlySet<string> | undefined;
  /** Counted for each subscription, because a filtered one gets fewer deltas. */
  revision: number;
}

/** A topic as it flows (architecture §6): a snapshot, then deltas with revisions, coalesced to frames. */
export class TopicSource {
  readonly name: TopicName;
  readonly #rows: TopicRows;
  readonly #clock: Clock;
  readonly #subscribed = new Set<Subscribed>();
  readonly #changed = new Set<string>();
  #timer: Timer | undefined;
  #stop: (() => void) | undefined;

  constructor(name: TopicName, rows: TopicRows, clock: Clock) {
    this.name = name;
    this.#rows = rows;
    this.#clock = clock;
  }

  /** `keys`: only these rows. */
  subscribe(subscriber: Subscriber, keys?: readonly string[]): Subscription {
    this.#flush(); // so that no delta brings what the snapshot has already
    const mine: Subscribed = { subscriber, keys: keys === undefined ? undefined : new Set(keys), revision: 0 };
    this.#subscribed.add(mine);
    this.#stop ??= this.#rows.onChange((key) => this.#note(key));
    subscriber.snapshot(mine.revision, this.#snapshot(mine.keys));
    return {
      restart: () => {
        this.#flush();
        mine.revision += 1;
        subscriber.snapshot(mine.revision, this.#snapshot(mine.keys));
      },
      stop: () => this.#unsubscribe(mine),
    };
  }

  #unsubscribe(mine: Subscribed): void {
    this.#subscribed.delete(mine);
    if (this.#subscribed.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#changed.clear();
  }

  #snapshot(keys: ReadonlySet<string> | undefined): KeyedRows {
    if (keys === undefined) return [...this.#rows.snapshot()];
    return [...keys].flatMap((key) => {
      const row = this.#rows.row(key);
      return row === undefined ? [] : [[key, row] as const];
    });
  }

  #note(key: string): void {
    if (!this.#wanted(key)) return;
    this.#changed.add(key);
    this.#timer ??= this.#clock.after(FRAME_MS, () => {
      this.#timer = undefined;
      this.#flush();
    });
  }

  #wanted(key: string): boolean {
    for (const { keys } of this.#subscribed) if (keys === undefined || keys.has(key)) return true;
    return false;
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
    for (const one of this.#subscribed) this.#send(one, upsert, remove);
  }

  #send(one: Subscribed, upsert: KeyedRows, remove: readonly string[]): void {
    const { keys, subscriber } = one;
    const mine = keys === undefined ? upsert : upsert.filter(([key]) => keys.has(key));
    const gone = keys === undefined ? remove : remove.filter((key) => keys.has(key));
    if (mine.length === 0 && gone.length === 0) return;
    const from = one.revision;
    one.revision += 1;
    subscriber.delta({ from, to: one.revision, upsert: mine, remove: gone });
  }
}
