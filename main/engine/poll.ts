import type { Repositories } from '../git/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';

export interface PollPorts {
  readonly clock: Clock;
  readonly repositories: Repositories;
  /** Milliseconds between two looks at a remote, and how much is added at random; 0 = never look by itself. */
  readonly interval: () => { readonly everyMs: number; readonly jitterMs: number };
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** The remote could not be asked: its applications have to say so. */
  readonly failed: (url: string, error: unknown) => void;
  /** The remote was asked and answered. Whether refs moved is told by Repositories.onRefsMoved. */
  readonly looked: (url: string) => void;
}

/**
 * Looks at each repository in use every `timeout.reconciliation` + jitter (reference §2.1): one timer and one `ls-remote` for all
 * its applications, and nothing else. A local repository is watched instead, so that a commit is seen at once.
 */
export class RepositoryPoll {
  readonly #ports: PollPorts;
  readonly #polled = new Map<string, { uses: number; timer: Timer | undefined; unwatch: () => void }>();
  #stopped = false;

  constructor(ports: PollPorts) {
    this.#ports = ports;
  }

  /** Keeps looking at the repository until the returned function is called. */
  use(url: string): () => void {
    const polled = this.#polled.get(url) ?? { uses: 0, timer: undefined, unwatch: this.#ports.repositories.watch(url) };
    polled.uses += 1;
    this.#polled.set(url, polled);
    if (polled.uses === 1) this.#plan(url);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      polled.uses -= 1;
      if (polled.uses > 0) return;
      polled.timer?.cancel();
      polled.unwatch();
      this.#polled.delete(url);
    };
  }

  /** The interval changed: plan every look anew. */
  replan(): void {
    for (const url of this.#polled.keys()) this.#plan(url);
  }

  stop(): void {
    this.#stopped = true;
    for (const polled of this.#polled.values()) {
      polled.timer?.cancel();
      polled.unwatch();
    }
    this.#polled.clear();
  }

  #plan(url: string): void {
    const polled = this.#polled.get(url);
    if (!polled || this.#stopped) return;
    polled.timer?.cancel();
    const { everyMs, jitterMs } = this.#ports.interval();
    if (everyMs <= 0) return;
    polled.timer = this.#ports.clock.after(everyMs + this.#ports.random() * jitterMs, () => {
      this.#ports.repositories
        .resolve({ url, revision: 'HEAD', freshness: 'latest' })
        .then(
          () => this.#ports.looked(url),
          (error: unknown) => this.#ports.failed(url, error),
        )
        .finally(() => this.#plan(url))
        .catch((error: unknown) => this.#ports.failed(url, error));
    });
  }
}
