import { ArgosyError, type BlobId } from '../model/index.ts';
import { Lru, SingleFlight } from '../runtime/index.ts';
import { failure, type SourceFailure } from './failure.ts';
import type { RepositoryPath } from './repository-path.ts';
import type { SourceTree } from './request.ts';

/** A file that a tool gets: where the tool finds it, and its content. */
export interface InputFile {
  readonly path: RepositoryPath;
  readonly id: BlobId;
}

/** Reads at once for one source: Git answers them together. */
const WINDOW = 16;

/** Contents of files that several sources share (charts, bases), by blob id, within a budget of bytes. */
export class Contents {
  readonly #kept: Lru<BlobId, Uint8Array>;
  readonly #reading = new SingleFlight<BlobId, Uint8Array>();

  constructor(maxBytes: number) {
    this.#kept = new Lru({ maxCost: maxBytes, cost: (bytes) => bytes.length + 128 });
  }

  async read(tree: SourceTree, id: BlobId, maxBytes: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const kept = this.#kept.get(id);
    if (kept !== undefined) {
      if (kept.length > maxBytes)
        throw new ArgosyError('ResourceExhausted', `${kept.length} bytes, more than the limit of ${maxBytes}`);
      return kept;
    }
    // Two budgets must not share one read: the smaller one would refuse for both.
    const read = (own: AbortSignal | undefined) => tree.blob(id, maxBytes, own);
    const bytes = await this.#reading.run(`${id}:${maxBytes}` as BlobId, read, signal);
    this.#kept.set(id, bytes);
    return bytes;
  }

  /** All files for a tool, by path. Their sum stays below `maxBytes`, else the failure names the source. */
  async readAll(
    tree: SourceTree,
    files: readonly InputFile[],
    maxBytes: number,
    what: string,
    signal: AbortSignal,
  ): Promise<Record<string, Uint8Array>> {
    // Without a prototype: a file may be called `__proto__`.
    const byPath = Object.create(null) as Record<string, Uint8Array>;
    let left = maxBytes;
    for (let at = 0; at < files.length; at += WINDOW) {
      const window = files.slice(at, at + WINDOW);
      const budget = left;
      const contents = await Promise.all(
        window.map((file) =>
          readOrExplain(
            () => this.read(tree, file.id, budget, signal),
            () => tooLarge(what, maxBytes),
          ),
        ),
      );
      for (const [index, bytes] of contents.entries()) {
        byPath[window[index]!.path] = bytes;
        left -= bytes.length;
      }
      if (left < 0) throw tooLarge(what, maxBytes);
    }
    return byPath;
  }
}

/** Git's refusal of one large blob, as a failure of the source. Other limits of Git keep their own words. */
export async function readOrExplain<T>(read: () => Promise<T>, refusal: () => SourceFailure): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isBlobTooLarge(error)) throw refusal();
    throw error;
  }
}

function isBlobTooLarge(error: unknown): boolean {
  return (
    error instanceof ArgosyError &&
    error.code === 'ResourceExhausted' &&
    / bytes, more than the limit of | is larger than \d+ bytes/.test(error.message)
  );
}

/** Of one file, or of all files of a source together. */
export function tooLarge(what: string, maxBytes: number): SourceFailure {
  return failure('ResourceExhausted', `${what}: larger than ${Math.floor(maxBytes / 1024)} KiB`, {
    subject: what,
    advice: 'Move what the tool does not need out of the folder.',
  });
}
