import { backoffCeiling, type Clock, type Timer } from '../runtime/index.ts';
import { ClusterError, unauthenticated, unreachable } from './errors.ts';
import type { ConnectionState } from './face.ts';

export interface ConnectionOptions {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Failures in a row until requests are no longer tried. */
  readonly threshold: number;
  /** One cheap request. Its outcome arrives through succeeded, failed or refused. */
  readonly probe: () => void;
  readonly subject: string;
}

/** Milliseconds. An API server that restarts is back within seconds; a closed VPN within hours. */
const UNREACHABLE = { base: 1_000, max: 60_000 };
/** Credentials seldom heal by themselves, and a sign-in program may bother a person: seldom, and slower each time. */
const REFUSED = { base: 60_000, max: 600_000 };

/**
 * The state of a connection and its circuit breaker. Closed (`live`): requests go out. Open (`unreachable`, `auth-needed`):
 * they fail at once with what is known, and one probe at a time, further and further apart, finds out when it is over.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #waiters: (() => void)[] = [];
  #state: ConnectionState = { kind: 'idle' };
  #failures = 0;
  #attempts = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onChange(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Before a request. Throws what is known when the connection is open-circuit. */
  check(): void {
    const state = this.#state;
    switch (state.kind) {
      case 'idle':
        this.#enter({ kind: 'connecting', since: this.#options.clock.now() });
        return;
      case 'connecting':
      case 'live':
        return;
      case 'unreachable':
        throw unreachable(state.message, { subject: this.#options.subject });
      case 'auth-needed':
        throw unauthenticated(state.message);
    }
  }

  get open(): boolean {
    return this.#state.kind === 'unreachable' || this.#state.kind === 'auth-needed';
  }

  /** Resolves when requests make sense: now, or after the outage. */
  usable(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (!this.open) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters = this.#waiters.filter((waiter) => waiter !== enter);
        reject(signal.reason as Error);
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiters.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  succeeded(): void {
    this.#failures = 0;
    if (this.#state.kind === 'live' || this.#closed) return;
    this.#attempts = 0;
    this.#cancel();
    this.#enter({ kind: 'live', since: this.#options.clock.now() });
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
  }

  /**
   * No answer came. The first attempt of all opens the circuit at once: there is nothing good to believe. While sign-in is
   * needed only a probe counts: the server hangs up on strangers, and what broke with that says nothing about the network.
   */
  failed(message: string, probe = false): void {
    if (this.#closed || (this.#state.kind === 'auth-needed' && !probe)) return;
    this.#failures++;
    if (this.#state.kind === 'live' && this.#failures < this.#options.threshold) return;
    // Thirty watches that fail together are one outage, not thirty steps of back-off.
    if (this.#state.kind === 'unreachable' && this.#timer !== undefined) return;
    const delay = this.#schedule(UNREACHABLE);
    const since = this.#state.kind === 'unreachable' ? this.#state.since : this.#options.clock.now();
    this.#enter({ kind: 'unreachable', since, message, nextTry: this.#options.clock.now() + delay });
  }

  /** The credentials were refused, or there are none. */
  refused(message: string): void {
    if (this.#closed || (this.#state.kind === 'auth-needed' && this.#timer !== undefined)) return;
    this.#schedule(REFUSED);
    const since = this.#state.kind === 'auth-needed' ? this.#state.since : this.#options.clock.now();
    this.#enter({ kind: 'auth-needed', since, message });
  }

  /** A person, or a changed kubeconfig, says that it is worth a try now. */
  retryNow(): void {
    if (!this.open || this.#closed) return;
    this.#cancel();
    this.#attempts = 0;
    this.#options.probe();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#waiters = [];
    this.#listeners.clear();
  }

  /** Milliseconds until the next probe: between half and all of a doubling ceiling. One probe waits at a time. */
  #schedule(range: { base: number; max: number }): number {
    this.#cancel();
    const delay = backoffCeiling(this.#attempts++, range) * (0.5 + this.#options.random() / 2);
    this.#timer = this.#options.clock.after(delay, () => {
      this.#timer = undefined;
      this.#options.probe();
    });
    return delay;
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

/** The server's own words, or the network's, without the noise of a stack of causes. */
export function reasonOf(error: unknown): string {
  if (error instanceof ClusterError) return error.status.message;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
