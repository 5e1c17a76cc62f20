export type Priority = 'write' | 'read' | 'background';

const ORDER: readonly Priority[] = ['write', 'read', 'background'];
const LEAST = 4;

/**
 * How many requests may be on their way to one cluster at once. Writes go before reads, reads before background work, so that
 * browsing cannot starve a sync; background work never takes the last quarter. When the server says 429 the budget is halved
 * and grows back with each success (additive increase, multiplicative decrease), so that a busy server is asked less.
 */
export class Budget {
  readonly #most: number;
  readonly #waiting: Record<Priority, Set<() => void>> = { write: new Set(), read: new Set(), background: new Set() };
  #limit: number;
  #running = 0;

  constructor(most: number) {
    if (!Number.isInteger(most) || most < 1)
      throw new RangeError(`a budget must be a whole number above 0, not ${most}`);
    this.#most = most;
    this.#limit = most;
  }

  get running(): number {
    return this.#running;
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get waiting(): number {
    return ORDER.reduce((sum, priority) => sum + this.#waiting[priority].size, 0);
  }

  view(): { readonly running: number; readonly waiting: number; readonly limit: number; readonly most: number } {
    return { running: this.#running, waiting: this.waiting, limit: this.limit, most: this.#most };
  }

  /** Undefined when the way is free at once: the usual case costs no promise. */
  enter(priority: Priority, signal?: AbortSignal): Promise<void> | undefined {
    signal?.throwIfAborted();
    if (this.#free(priority) && !this.#queued(priority)) {
      this.#running++;
      return undefined;
    }
    const queue = this.#waiting[priority];
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        queue.delete(admit);
        reject(signal!.reason as Error);
      };
      queue.add(admit);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  leave(): void {
    this.#running--;
    this.#admit();
  }

  succeeded(): void {
    if (this.#limit >= this.#most) return;
    this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
    this.#admit();
  }

  refused(): void {
    this.#limit = Math.max(Math.min(LEAST, this.#most), this.#limit / 2);
  }

  #free(priority: Priority): boolean {
    const limit = priority === 'background' ? Math.max(1, Math.floor((this.limit * 3) / 4)) : this.limit;
    return this.#running < limit;
  }

  /** Somebody of this or a higher rank waits already. */
  #queued(priority: Priority): boolean {
    for (const other of ORDER) {
      if (this.#waiting[other].size > 0) return true;
      if (other === priority) return false;
    }
    return false;
  }

  #admit(): void {
    for (const priority of ORDER) {
      const queue = this.#waiting[priority];
      for (const admit of queue) {
        if (!this.#free(priority)) break;
        queue.delete(admit);
        this.#running++;
        admit();
      }
      if (queue.size > 0 && priority !== 'background') return;
    }
  }
}
