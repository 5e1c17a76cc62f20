import { type FSWatcher, statSync, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArgosyError } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';
import { type LocalRepository, locateRepository } from './local-repository.ts';

/** More folders of references than this are not watched one by one; the engine's own polling sees their changes. */
const MOST_FOLDERS = 2000;
const DEEPEST = 32;

interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

/**
 * Tells when the references of a local repository may have moved. It watches HEAD, packed-refs and every folder below refs/
 * (each on its own: Node's recursive watch walks the tree by itself on Linux and misses what appears meanwhile). Lock files
 * are passed over, so one commit wakes us once or twice, not eight times. No polling.
 */
export class RefsWatch {
  readonly #path: string;
  readonly #moved: () => void;
  readonly #log: Logger;
  readonly #watched = new Map<string, Watched>();
  #seen = new Set<string>();
  #closed = false;

  constructor(path: string, moved: () => void, log: Logger) {
    this.#path = path;
    this.#moved = moved;
    this.#log = log;
  }

  /** Brings the watches in line with what is there. Call it before the references are read, or a change between is missed. */
  async sync(): Promise<void> {
    this.#seen = new Set();
    const repository = await locateRepository(this.#path).catch((error: unknown) => {
      if (error instanceof ArgosyError) return undefined;
      throw error;
    });
    if (this.#closed) return;
    if (repository === undefined) this.#awaitPath();
    else await this.#watchRepository(repository);
    for (const [path, { watcher }] of this.#watched) {
      if (this.#seen.has(path)) continue;
      watcher.close();
      this.#watched.delete(path);
    }
  }

  close(): void {
    this.#closed = true;
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #watchRepository({ gitDir, commonDir }: LocalRepository): Promise<void> {
    this.#watch(gitDir, (name) => name === 'HEAD' || name === 'packed-refs' || name === 'refs');
    if (commonDir !== gitDir) this.#watch(commonDir, (name) => name === 'packed-refs' || name === 'refs');
    await this.#watchBelow(join(commonDir, 'refs'), 0);
  }

  async #watchBelow(folder: string, depth: number): Promise<void> {
    if (depth > DEEPEST || !this.#watch(folder, (name) => !name.endsWith('.lock'))) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (this.#closed) return;
    for (const entry of entries) if (entry.isDirectory()) await this.#watchBelow(join(folder, entry.name), depth + 1);
  }

  /** There is no repository (any more): waits for its path, or for the nearest folder above that exists, to change. */
  #awaitPath(): void {
    for (let folder = this.#path; !this.#watch(folder, () => true); folder = dirname(folder)) {
      if (folder === dirname(folder)) return;
    }
    // A repository in the making: its .git folder is there before HEAD and refs are.
    this.#watch(join(this.#path, '.git'), () => true);
  }

  #watch(path: string, matters: (name: string) => boolean): boolean {
    this.#seen.add(path);
    const inode = statSync(path, { throwIfNoEntry: false })?.ino;
    const before = this.#watched.get(path);
    // A folder that was removed and made again has the same path and another inode; its old watch is deaf.
    if (before !== undefined && before.inode === inode) return true;
    before?.watcher.close();
    this.#watched.delete(path);
    if (inode === undefined || this.#watched.size >= MOST_FOLDERS) return false;
    try {
      const own = basename(path);
      const watcher = watch(path, { persistent: false }, (event, name) => {
        if (name === null || matters(name) || (event === 'rename' && name === own)) this.#moved();
      });
      watcher.on('error', () => {
        watcher.close();
        if (this.#watched.get(path)?.watcher === watcher) this.#watched.delete(path);
        this.#moved();
      });
      this.#watched.set(path, { watcher, inode });
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') {
        this.#log.warn('a folder of references cannot be watched', { path, code });
      }
      return false;
    }
  }
}
