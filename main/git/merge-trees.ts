import { ArgosyError, type BlobId, type TreeId } from '../model/index.ts';
import type { TreeEntry } from './backend.ts';
import type { Draft } from './draft.ts';
import { followRenames, type MergeTrees, type RenameConflict } from './follow-renames.ts';
import { mergeText, type TextMerge } from './merge-text.ts';

/** A path where both sides changed, and how. */
export interface MergeConflict {
  readonly path: string;
  readonly because:
    | 'both changed the same lines'
    | 'no text'
    | 'too large to merge'
    | 'changed and removed'
    | 'other kinds'
    | RenameConflict['because'];
}

export interface MergedTree {
  readonly tree: TreeId;
  readonly conflicts: readonly MergeConflict[];
}

const LARGEST_FILE = 4 * 2 ** 20;
const MOST_CONFLICTS = 100;

/**
 * What `ours` becomes when the way from `base` to `theirs` is gone: trees first, so that only folders changed on both sides are
 * read, then the lines of a file. Undoing a commit is this with the commit as base and its parent as theirs. A file that was renamed on
 * one side takes the changes of the other along.
 */
export async function mergeTrees(draft: Draft, given: MergeTrees, signal?: AbortSignal): Promise<MergedTree> {
  const { trees, conflicts } = await followRenames(draft, given, signal);
  const merge = new TreeMerge(draft, signal);
  const root = (id: TreeId): TreeEntry => ({ name: '', kind: 'tree', id });
  const merged = await merge.entry('', root(trees.base), root(trees.ours), root(trees.theirs));
  const named = new Set(conflicts.map(({ path }) => path));
  const others = merge.conflicts.filter(({ path }) => !named.has(path));
  return {
    tree: (merged?.id as TreeId | undefined) ?? draft.putTree([]),
    conflicts: [...conflicts, ...others].slice(0, MOST_CONFLICTS),
  };
}

class TreeMerge {
  readonly conflicts: MergeConflict[] = [];
  readonly #draft: Draft;
  readonly #signal: AbortSignal | undefined;

  constructor(draft: Draft, signal: AbortSignal | undefined) {
    this.#draft = draft;
    this.#signal = signal;
  }

  async entry(
    path: string,
    base: TreeEntry | undefined,
    ours: TreeEntry | undefined,
    theirs: TreeEntry | undefined,
  ): Promise<TreeEntry | undefined> {
    if (same(base, ours)) return theirs;
    if (same(base, theirs) || same(ours, theirs)) return ours;
    if ([base, ours, theirs].every((one) => one === undefined || one.kind === 'tree')) {
      return this.#folder(path, base, ours, theirs);
    }
    if (ours === undefined || theirs === undefined) return this.#conflict(path, 'changed and removed', ours);
    if (isFile(ours) && isFile(theirs) && (base === undefined || isFile(base))) {
      return this.#file(path, base, ours, theirs);
    }
    return this.#conflict(path, 'other kinds', ours);
  }

  async #folder(
    path: string,
    base: TreeEntry | undefined,
    ours: TreeEntry | undefined,
    theirs: TreeEntry | undefined,
  ): Promise<TreeEntry | undefined> {
    const [b, o, t] = await Promise.all([base, ours, theirs].map((one) => this.#entries(one)));
    const merged: TreeEntry[] = [];
    for (const name of new Set([...o!.keys(), ...t!.keys(), ...b!.keys()])) {
      const below = path === '' ? name : `${path}/${name}`;
      const entry = await this.entry(below, b!.get(name), o!.get(name), t!.get(name));
      if (entry !== undefined) merged.push(entry);
    }
    if (merged.length === 0) return undefined;
    const name = (ours ?? theirs)!.name;
    const id = ours === undefined ? this.#draft.putTree(merged) : await this.#rewrite(ours.id as TreeId, o!, merged);
    return { name, kind: 'tree', id };
  }

  /** Only what differs is written, through the draft's own door, which refuses trees that it could not write faithfully. */
  async #rewrite(ours: TreeId, before: ReadonlyMap<string, TreeEntry>, after: readonly TreeEntry[]): Promise<TreeId> {
    const changes = new Map<string, TreeEntry | undefined>();
    for (const name of before.keys()) changes.set(name, undefined);
    for (const entry of after) {
      if (same(before.get(entry.name), entry)) changes.delete(entry.name);
      else changes.set(entry.name, entry);
    }
    return changes.size === 0 ? ours : this.#draft.withEntries(ours, changes, this.#signal);
  }

  async #file(
    path: string,
    base: TreeEntry | undefined,
    ours: TreeEntry,
    theirs: TreeEntry,
  ): Promise<TreeEntry | undefined> {
    const kind = ours.kind === base?.kind ? theirs.kind : ours.kind;
    if (ours.id === theirs.id) return { ...ours, kind };
    if (base?.id === ours.id) return { ...theirs, kind };
    if (base?.id === theirs.id) return { ...ours, kind };
    const merged = await this.#lines(base, ours, theirs);
    switch (merged.kind) {
      case 'merged':
        return { name: ours.name, kind, id: this.#draft.putBlob(merged.bytes) };
      case 'conflict':
        return this.#conflict(path, 'both changed the same lines', ours);
      case 'binary':
        return this.#conflict(path, 'no text', ours);
      case 'too-large':
        return this.#conflict(path, 'too large to merge', ours);
    }
  }

  async #lines(base: TreeEntry | undefined, ours: TreeEntry, theirs: TreeEntry): Promise<TextMerge> {
    const read = async (entry: TreeEntry | undefined): Promise<Uint8Array> =>
      entry === undefined ? new Uint8Array() : this.#draft.blob(entry.id as BlobId, LARGEST_FILE, this.#signal);
    try {
      const [b, o, t] = await Promise.all([read(base), read(ours), read(theirs)]);
      return mergeText(b, o, t);
    } catch (error) {
      if (error instanceof ArgosyError && error.code === 'ResourceExhausted') return { kind: 'too-large' };
      throw error;
    }
  }

  async #entries(entry: TreeEntry | undefined): Promise<Map<string, TreeEntry>> {
    const entries = entry === undefined ? [] : await this.#draft.tree(entry.id as TreeId, this.#signal);
    return new Map(entries.map((one) => [one.name, one]));
  }

  #conflict(path: string, because: MergeConflict['because'], keep: TreeEntry | undefined): TreeEntry | undefined {
    if (this.conflicts.length < MOST_CONFLICTS) this.conflicts.push({ path, because });
    return keep;
  }
}

function same(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  return a?.id === b?.id && a?.kind === b?.kind;
}

function isFile(entry: TreeEntry): boolean {
  return entry.kind === 'blob' || entry.kind === 'executable';
}
