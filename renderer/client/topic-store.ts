import type { Client } from '../../preload/client/index.ts';
import type { Row, TopicName } from '../../preload/contract/index.ts';
import type { Link } from './link.ts';

/** A topic with nobody listening is kept this long, so that going back to a page shows it at once. */
export const LINGER_MS = 10_000;

/** What a reader of a whole topic gets: a new object whenever a row has changed. */
export interface TopicView<R> {
  readonly rows: ReadonlyMap<string, R>;
  /** False until the first snapshot has come. */
  readonly ready: boolean;
  readonly error: Error | undefined;
}

/**
 * The rows of one topic, outside of React. A reader of one row is told only when that row changed; a reader of all rows once for
 * every frame of the engine. After a connection was lost the rows stay as they were until a new snapshot replaces them.
 */
export class TopicStore<N extends TopicName> {
  readonly #topic: N;
  readonly #keys: readonly string[] | undefined;
  readonly #link: Pick<Link, 'onConnect'>;
  readonly #after: (ms: number, run: () => void) => () => void;
  readonly #readers = new Set<() => void>();
  readonly #rowReaders = new Map<string, Set<() => void>>();
  #view: TopicView<Row<N>> = { rows: new Map(), ready: false, error: undefined };
  #close: (() => void) | undefined;
  #linger: (() => void) | undefined;

  constructor(
    topic: N,
    keys: readonly string[] | undefined,
    link: Pick<Link, 'onConnect'>,
    after: (ms: number, run: () => void) => () => void,
  ) {
    this.#topic = topic;
    this.#keys = keys;
    this.#link = link;
    this.#after = after;
  }

  readonly view = (): TopicView<Row<N>> => this.#view;

  /** Nobody reads it and it holds no subscription. */
  get idle(): boolean {
    return this.#close === undefined;
  }

  row(key: string): Row<N> | undefined {
    return this.#view.rows.get(key);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#readers.add(listener);
    this.#hold();
    return () => {
      this.#readers.delete(listener);
      this.#release();
    };
  };

  subscribeRow(key: string, listener: () => void): () => void {
    const mine = this.#rowReaders.get(key) ?? new Set();
    this.#rowReaders.set(key, mine);
    mine.add(listener);
    this.#hold();
    return () => {
      mine.delete(listener);
      if (mine.size === 0) this.#rowReaders.delete(key);
      this.#release();
    };
  }

  #hold(): void {
    this.#linger?.();
    this.#linger = undefined;
    this.#close ??= this.#open();
  }

  #release(): void {
    if (this.#readers.size > 0 || this.#rowReaders.size > 0) return;
    this.#linger?.();
    this.#linger = this.#after(LINGER_MS, () => {
      this.#close?.();
      this.#close = undefined;
    });
  }

  #open(): () => void {
    return this.#link.onConnect((client: Client) =>
      client.subscribe(
        this.#topic,
        (event) => {
          if (event.kind === 'snapshot') this.#replace(event.rows);
          else this.#change(event.upsert, event.remove);
        },
        (error) => {
          // The link says by itself that the engine is gone; only a refusal belongs to the topic.
          if ('code' in error && error.code === 'Unavailable') return;
          this.#view = { ...this.#view, error };
          for (const reader of this.#readers) reader();
        },
        this.#keys,
      ),
    );
  }

  #replace(rows: ReadonlyMap<string, Row<N>>): void {
    const before = this.#view.rows;
    // A snapshot after a lost connection mostly says what is known: an equal row stays the same object and renders nothing.
    const next = new Map<string, Row<N>>();
    const changed: string[] = [];
    for (const [key, row] of rows) {
      const old = before.get(key);
      const same = old !== undefined && JSON.stringify(old) === JSON.stringify(row);
      next.set(key, same ? old : row);
      if (!same) changed.push(key);
    }
    for (const key of before.keys()) if (!next.has(key)) changed.push(key);
    this.#view = { rows: next, ready: true, error: undefined };
    this.#tell(changed);
  }

  #change(upsert: readonly (readonly [string, Row<N>])[], remove: readonly string[]): void {
    // The map is this store's own and is not handed out for writing: changed in place, so that a delta costs what it brings and
    // not what is there. The view around it is new, which is what readers compare.
    const rows = this.#view.rows as Map<string, Row<N>>;
    for (const [key, row] of upsert) rows.set(key, row);
    for (const key of remove) rows.delete(key);
    this.#view = { ...this.#view, rows };
    this.#tell([...upsert.map(([key]) => key), ...remove]);
  }

  #tell(changed: readonly string[]): void {
    for (const key of changed) for (const reader of this.#rowReaders.get(key) ?? []) reader();
    for (const reader of this.#readers) reader();
  }
}
