export interface LruOptions<K, V> {
  /** Most entries kept; default: no limit of its own. */
  readonly maxEntries?: number;
  /** Most cost kept, in the unit of `cost`. */
  readonly maxCost?: number;
  /** Cost of one entry, for example its bytes; default 1. Asked once, when the entry is set. */
  readonly cost?: (value: V, key: K) => number;
  readonly onEvict?: (key: K, value: V) => void;
}

interface Entry<V> {
  readonly value: V;
  readonly cost: number;
}

/** Keeps what was used last, within a count and a cost. A Map's own order of insertion is the order of use. */
export class Lru<K, V> {
  readonly #entries = new Map<K, Entry<V>>();
  readonly #options: LruOptions<K, V>;
  #cost = 0;
  #hits = 0;
  #misses = 0;

  constructor(options: LruOptions<K, V>) {
    if (options.maxEntries === undefined && options.maxCost === undefined) throw new RangeError('an Lru needs a bound');
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get cost(): number {
    return this.#cost;
  }

  get stats(): { readonly hits: number; readonly misses: number; readonly size: number; readonly cost: number } {
    return { hits: this.#hits, misses: this.#misses, size: this.size, cost: this.#cost };
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Looks without counting as use. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** A value that alone exceeds the cost is not kept; an older value of its key is removed all the same. */
  set(key: K, value: V): void {
    this.delete(key);
    const cost = this.#options.cost?.(value, key) ?? 1;
    if (!(cost >= 0)) throw new RangeError(`a cost must not be negative: ${cost}`);
    if (cost > (this.#options.maxCost ?? Number.POSITIVE_INFINITY)) return;
    this.#entries.set(key, { value, cost });
    this.#cost += cost;
    this.#shrink();
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#cost -= entry.cost;
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#cost = 0;
  }

  keys(): IterableIterator<K> {
    return this.#entries.keys();
  }

  #shrink(): void {
    const { maxEntries = Number.POSITIVE_INFINITY, maxCost = Number.POSITIVE_INFINITY, onEvict } = this.#options;
    while (this.#entries.size > maxEntries || this.#cost > maxCost) {
      const oldest = this.#entries.entries().next();
      if (oldest.done) return;
      const [key, entry] = oldest.value;
      this.delete(key);
      onEvict?.(key, entry.value);
    }
  }
}
