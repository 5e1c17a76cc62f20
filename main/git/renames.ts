import { ArgosyError, type BlobId } from '../model/index.ts';
import type { ObjectReader } from './authoring.ts';
import { type Pieces, piecesOf, similarity } from './similarity.ts';
import type { TreeEntry } from './stored.ts';

/** A file that one side no longer has, or has anew. */
export interface MovedFile {
  readonly path: string;
  readonly entry: TreeEntry;
}

const LARGEST_FILE = 4 * 2 ** 20;
/** What is read and compared to find out: beyond it only files that moved unchanged are found. */
const MOST_READ = 1_000;
const MOST_PAIRS = 100_000;
/** As Git asks for: half of a file, three quarters where only the folder changed, which is looked at first. */
const ALIKE = 0.5;
const ALIKE_BY_NAME = 0.75;
const EMPTY = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]);

/**
 * Which of the files that are gone stand under another name now: unchanged ones, then those that kept their name in another folder,
 * then the most alike. Only `wanted` ones are read for that. Empty files are all the same and never renamed.
 */
export async function findRenames(
  reader: Pick<ObjectReader, 'blob'>,
  gone: readonly MovedFile[],
  fresh: readonly MovedFile[],
  wanted: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const renames = new Map<string, string>();
  const open = new Set(fresh.filter(({ entry }) => !EMPTY.has(entry.id)).sort(byPath));
  const sources = new Set(gone.filter(({ entry }) => !EMPTY.has(entry.id)).sort(byPath));
  const take = (from: MovedFile, to: MovedFile): void => {
    renames.set(from.path, to.path);
    sources.delete(from);
    open.delete(to);
  };

  const byId = Map.groupBy(sources, ({ entry }) => entry.id);
  for (const to of open) {
    const same = (byId.get(to.entry.id) ?? []).filter((from) => sources.has(from) && isAlikeKind(from.entry, to.entry));
    const from = same.find((one) => baseName(one.path) === baseName(to.path)) ?? same[0];
    if (from !== undefined) take(from, to);
  }

  for (const one of sources) if (!wanted.has(one.path) || !isFile(one.entry)) sources.delete(one);
  for (const one of open) if (!isFile(one.entry)) open.delete(one);
  if (sources.size === 0 || sources.size + open.size > MOST_READ || sources.size * open.size > MOST_PAIRS)
    return renames;
  const pieces = new PiecesOfFiles(reader, signal);

  const [goneNames, freshNames] = [sources, open].map((all) => Map.groupBy(all, ({ path }) => baseName(path)));
  for (const [name, [from, ...others]] of goneNames!) {
    const [to, ...more] = freshNames!.get(name) ?? [];
    if (to === undefined || others.length > 0 || more.length > 0) continue;
    if ((await pieces.alike(from!, to)) >= ALIKE_BY_NAME) take(from!, to);
  }

  const pairs: { readonly from: MovedFile; readonly to: MovedFile; readonly alike: number; readonly named: boolean }[] =
    [];
  for (const to of open) {
    for (const from of sources) {
      const alike = await pieces.alike(from, to);
      if (alike >= ALIKE) pairs.push({ from, to, alike, named: baseName(from.path) === baseName(to.path) });
    }
  }
  pairs.sort((a, b) => b.alike - a.alike || Number(b.named) - Number(a.named));
  for (const { from, to } of pairs) if (sources.has(from) && open.has(to)) take(from, to);
  return renames;
}

class PiecesOfFiles {
  readonly #reader: Pick<ObjectReader, 'blob'>;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, Pieces | undefined>();

  constructor(reader: Pick<ObjectReader, 'blob'>, signal: AbortSignal | undefined) {
    this.#reader = reader;
    this.#signal = signal;
  }

  async alike(from: MovedFile, to: MovedFile): Promise<number> {
    this.#signal?.throwIfAborted();
    const [a, b] = [await this.#of(from.entry), await this.#of(to.entry)];
    return a === undefined || b === undefined ? 0 : similarity(a, b);
  }

  /** Undefined: too large to be read for this. */
  async #of({ id }: TreeEntry): Promise<Pieces | undefined> {
    if (this.#known.has(id)) return this.#known.get(id);
    const bytes = await this.#reader.blob(id as BlobId, LARGEST_FILE, this.#signal).catch((error: unknown) => {
      if (error instanceof ArgosyError && error.code === 'ResourceExhausted') return undefined;
      throw error;
    });
    const pieces = bytes === undefined ? undefined : piecesOf(bytes);
    this.#known.set(id, pieces);
    return pieces;
  }
}

function byPath(a: MovedFile, b: MovedFile): number {
  return a.path < b.path ? -1 : 1;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isFile({ kind }: TreeEntry): boolean {
  return kind === 'blob' || kind === 'executable';
}

/** Files whatever their mode; links and submodules among themselves. */
function isAlikeKind(a: TreeEntry, b: TreeEntry): boolean {
  return (isFile(a) && isFile(b)) || a.kind === b.kind;
}
