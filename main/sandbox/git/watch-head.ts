import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { BRANCH, type SandboxRepository } from './repository.ts';

/** Tells when the branch has moved, whoever moved it: a push, this process, another one. Costs nothing while nothing is written. */
export class HeadWatch {
  readonly #repository: SandboxRepository;
  readonly #listeners = new Set<() => void>();
  readonly #watcher: FSWatcher;
  #seen: string | undefined;

  private constructor(repository: SandboxRepository, seen: string | undefined) {
    this.#repository = repository;
    this.#seen = seen;
    this.#watcher = watch(path.join(repository.folder, 'refs', 'heads'), (_, name) => {
      // A commit renames a lock to the branch; some systems tell no name.
      if (name === null || name === BRANCH) void this.#look();
    });
    // The folder was taken away, as by a reset: there is nothing to be told any more.
    this.#watcher.on('error', () => this.#watcher.close());
  }

  static async over(repository: SandboxRepository): Promise<HeadWatch> {
    return new HeadWatch(repository, await repository.head());
  }

  on(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  close(): void {
    this.#watcher.close();
    this.#listeners.clear();
  }

  async #look(): Promise<void> {
    const now = await this.#repository.head().catch(() => undefined);
    if (now === undefined || now === this.#seen) return;
    this.#seen = now;
    for (const listener of this.#listeners) listener();
  }
}
