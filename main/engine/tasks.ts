import type { Clock } from '../runtime/index.ts';

export type TaskKind = 'sync' | 'deletion';

export interface TaskView {
  readonly kind: TaskKind;
  readonly title: string;
  readonly app?: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** 0 to 1; absent when unknown. */
  readonly progress?: number;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt?: number;
}

export interface TaskHandle {
  update(change: { readonly progress?: number; readonly message?: string }): void;
  finish(state: 'succeeded' | 'failed' | 'cancelled', message: string): void;
}

/** Finished tasks are kept this many, newest last. */
const KEPT = 100;

/** Long work as people see it (ux.md §1): title, progress, cancel, result. */
export class Tasks {
  readonly #clock: Clock;
  readonly #tasks = new Map<string, TaskView>();
  readonly #running = new Set<string>();
  readonly #cancels = new Map<string, () => void>();
  readonly #listeners = new Set<(id: string) => void>();
  #next = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Without `cancel` it cannot be stopped by a person. */
  start(kind: TaskKind, title: string, app: string | undefined, cancel: (() => void) | undefined): TaskHandle {
    const id = String(this.#next++);
    this.#running.add(id);
    if (cancel !== undefined) this.#cancels.set(id, cancel);
    this.#put(id, {
      kind,
      title,
      state: 'running',
      message: '',
      startedAt: this.#clock.now(),
      ...(app === undefined ? {} : { app }),
    });
    return {
      update: (change) => {
        const task = this.#tasks.get(id);
        if (task?.state === 'running') this.#put(id, { ...task, ...change });
      },
      finish: (state, message) => {
        const task = this.#tasks.get(id);
        this.#running.delete(id);
        this.#cancels.delete(id);
        if (task?.state === 'running') this.#put(id, { ...task, state, message, finishedAt: this.#clock.now() });
        this.#forgetOld();
      },
    };
  }

  list(): readonly (readonly [string, TaskView])[] {
    return [...this.#tasks];
  }

  get(id: string): TaskView | undefined {
    return this.#tasks.get(id);
  }

  /** False when it does not run any more, or cannot be stopped. */
  cancel(id: string): boolean {
    const cancel = this.#cancels.get(id);
    cancel?.();
    return cancel !== undefined;
  }

  onChange(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(id: string, task: TaskView): void {
    this.#tasks.set(id, task);
    for (const listener of this.#listeners) listener(id);
  }

  #forgetOld(): void {
    let surplus = this.#tasks.size - this.#running.size - KEPT;
    if (surplus <= 0) return;
    for (const [id, task] of this.#tasks) {
      if (surplus <= 0) return;
      if (task.state === 'running') continue;
      this.#tasks.delete(id);
      surplus -= 1;
      for (const listener of this.#listeners) listener(id);
    }
  }
}
