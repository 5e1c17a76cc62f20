import type { Repositories } from '../git/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';

export interface PollPorts {
  readonly clock: Clock;
  readonly repositories: Repositories;
  /**
   * Milliseconds between two looks at a remote, and how much is added at random; 0 = never look by itself. `graceMs`: how long a failure may last
   * before anybody is told (reference §2.1).
   */
  readonly interval: () => { readonly everyMs: number; readonly jitterMs: number; readonly graceMs: number };
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** The remote could not be asked. `lasting`: for longer than the grace period, so its applications have to say so. */
  readonly failed: (url: string, error: unknown, lasting: boolean) => void;
}

interface Polled {
  uses: number;
  timer: Timer | undefined;
  readonly unwatch: () => void;
  /** Monotonic milliseconds of the first of the failures in a row. */
  failingSince: number | undefined;
}

/**
 * Looks at each repository in use every `timeout.reconciliation` + jitter (reference §2.1): one timer and one `ls-remote` for all
 * its applications, and nothing else. A local repository is watched instead, so that a commit is seen at once.
 */
export class RepositoryPoll {
  readonly #ports: PollPorts;
  readonly #polled = new Map<string, Polled>();
  #stopped = false;

  constructor(ports: PollPorts) {
    this.#ports = ports;
  }

  /** Keeps looking at the repository until the returned function is called. */
  use(url: string): () => void {
    const polled = this.#polled.get(url) ?? this.#begin(url);
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

  /** Somebody else found out that the remote cannot be asked: the watch of a local repository. */
  noteFailure(url: string, error: unknown): void {
    const polled = this.#polled.get(url);
    if (polled && !this.#stopped) this.#failed(url, polled, error);
  }

  /** It answered somebody: a failure from now on is a new one. */
  noteAnswer(url: string): void {
    const polled = this.#polled.get(url);
    if (polled) polled.failingSince = undefined;
  }

  #begin(url: string): Polled {
    return { uses: 0, timer: undefined, unwatch: this.#ports.repositories.watch(url), failingSince: undefined };
  }

  #plan(url: string): void {
    const polled = this.#polled.get(url);
    if (!polled || this.#stopped) return;
    polled.timer?.cancel();
    polled.timer = undefined;
    const wait = this.#wait(polled);
    if (wait !== undefined) polled.timer = this.#ports.clock.after(wait, () => this.#look(url, polled));
  }

  /** While a remote fails, the end of the grace period is waited for no longer than needed. */
  #wait(polled: Polled): number | undefined {
    const { clock, random } = this.#ports;
    const { everyMs, jitterMs, graceMs } = this.#ports.interval();
    const next = everyMs <= 0 ? undefined : everyMs + random() * jitterMs;
    const graceLeft = polled.failingSince === undefined ? 0 : polled.failingSince + graceMs - clock.monotonic();
    if (graceLeft <= 0) return next;
    return next === undefined ? graceLeft : Math.min(next, graceLeft);
  }

  #look(url: string, polled: Polled): void {
    this.#ports.repositories
      .resolve({ url, revision: 'HEAD', freshness: 'latest' })
      .then(
        () => {
          polled.failingSince = undefined;
          this.#plan(url);
        },
        (error: unknown) => this.#failed(url, polled, error),
      )
      .catch((error: unknown) => this.#ports.failed(url, error, true));
  }

  #failed(url: string, polled: Polled, error: unknown): void {
    if (this.#stopped) return;
    const now = this.#ports.clock.monotonic();
    polled.failingSince ??= now;
    this.#ports.failed(url, error, now - polled.failingSince >= this.#ports.interval().graceMs);
    this.#plan(url);
  }
}
