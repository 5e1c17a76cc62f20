import type { TreeId } from '../model/index.ts';
import type { Draft } from './draft.ts';
import { findRenames, type MovedFile } from './renames.ts';
import type { TreeEntry } from './stored.ts';
import { type ChangedFile, changedFiles } from './tree-changes.ts';

/** The three trees of a merge. */
export interface MergeTrees {
  readonly base: TreeId;
  readonly ours: TreeId;
  readonly theirs: TreeId;
}

export interface RenameConflict {
  readonly path: string;
  readonly because:
    | 'renamed and removed'
    | 'renamed to different names'
    | 'the new name is taken'
    | 'its folder was renamed'
    | 'other kinds';
}

export interface FollowedRenames {
  readonly trees: MergeTrees;
  readonly conflicts: readonly RenameConflict[];
}

const SIDES = ['ours', 'theirs'] as const;
type Side = (typeof SIDES)[number];

/**
 * The trees with each file under the name that it has last: what one side renamed, the others are given under that name too, and
 * merging by names does the rest. Most undone commits rename nothing, and then only what they changed is looked up.
 *
 * `theirs` is the small side, an undone commit against its parent; what `ours` has changed is read as a whole only when a file or
 * folder that the commit touched is gone from it.
 */
export async function followRenames(draft: Draft, trees: MergeTrees, signal?: AbortSignal): Promise<FollowedRenames> {
  const none = { trees, conflicts: [] };
  const changed = await changedFiles(draft, trees.base, trees.theirs, signal);
  const wanted: Record<Side, Set<string>> = { ours: new Set(), theirs: new Set() };
  let lookAtOurs = false;
  for (const { path, before, after } of changed) {
    if (before === undefined) {
      // Put back into a folder that may have another name by now.
      if (await hasLostFolder(draft, trees, path, signal)) lookAtOurs = true;
      continue;
    }
    const mine = fileOnly(await draft.entryAt(trees.ours, path, signal));
    if (mine === undefined) {
      wanted.ours.add(path);
      lookAtOurs = true;
    }
    if (after === undefined && !same(mine, before)) wanted.theirs.add(path);
  }
  const lost = lostAndFound(changed);
  if (!lookAtOurs && (lost.gone.length === 0 || lost.fresh.length === 0)) return none;

  const here = lookAtOurs ? lostAndFound(await changedFiles(draft, trees.base, trees.ours, signal)) : NOTHING;
  const gains = { ours: new Gains(draft, trees, 'ours', signal), theirs: new Gains(draft, trees, 'theirs', signal) };
  // That a folder was renamed shows in its files, also in those that the other side left alone.
  for (const { path } of here.gone) if ((await gains.ours.above(path)).length > 0) wanted.ours.add(path);
  for (const { path } of lost.gone) if ((await gains.theirs.above(path)).length > 0) wanted.theirs.add(path);
  const renames = {
    ours: await findRenames(draft, here.gone, here.fresh, wanted.ours, signal),
    theirs: await findRenames(draft, lost.gone, lost.fresh, wanted.theirs, signal),
  };
  const stray = new Set<string>();
  for (const side of SIDES) {
    for (const from of renames[side].keys()) for (const path of await gains[side].above(from)) stray.add(path);
  }
  const conflicts: RenameConflict[] = [...stray].map((path) => ({ path, because: 'its folder was renamed' }));
  const moves = await movesOf(draft, trees, renames, conflicts, signal);
  if (conflicts.length > 0) return { trees, conflicts };
  return { trees: await moved(draft, trees, moves, signal), conflicts };
}

interface LostAndFound {
  readonly gone: readonly MovedFile[];
  readonly fresh: readonly MovedFile[];
}

const NOTHING: LostAndFound = { gone: [], fresh: [] };

function lostAndFound(changed: readonly ChangedFile[]): LostAndFound {
  return {
    gone: changed.flatMap(({ path, before, after }) =>
      before !== undefined && after === undefined ? [{ path, entry: before }] : [],
    ),
    fresh: changed.flatMap(({ path, before, after }) =>
      before === undefined && after !== undefined ? [{ path, entry: after }] : [],
    ),
  };
}

/** By tree: from which name to which. */
type Moves = Readonly<Record<keyof MergeTrees, Map<string, { readonly to: string; readonly entry: TreeEntry }>>>;

async function movesOf(
  draft: Draft,
  trees: MergeTrees,
  renames: Readonly<Record<Side, ReadonlyMap<string, string>>>,
  conflicts: RenameConflict[],
  signal: AbortSignal | undefined,
): Promise<Moves> {
  const moves: Moves = { base: new Map(), ours: new Map(), theirs: new Map() };
  for (const side of SIDES) {
    const other = side === 'ours' ? 'theirs' : 'ours';
    for (const [from, to] of renames[side]) {
      const before = (await draft.entryAt(trees.base, from, signal))!;
      const there = fileOnly(await draft.entryAt(trees[other], from, signal));
      const elsewhere = renames[other].get(from);
      if (elsewhere !== undefined) {
        if (elsewhere === to) moves.base.set(from, { to, entry: before });
        else if (side === 'ours') conflicts.push({ path: from, because: 'renamed to different names' });
        continue;
      }
      if (there === undefined) {
        conflicts.push({ path: from, because: 'renamed and removed' });
        continue;
      }
      // Unchanged there: the file goes and the new one comes, and nothing has to be merged.
      if (same(there, before)) continue;
      if (typeOf(there) !== typeOf(before)) {
        conflicts.push({ path: from, because: 'other kinds' });
        continue;
      }
      if (await standsInTheWay(draft, [trees.base, trees[other]], from, to, signal)) {
        conflicts.push({ path: to, because: 'other kinds' });
        continue;
      }
      if (await isTaken(draft, trees[other], from, to, signal)) {
        conflicts.push({ path: to, because: 'the new name is taken' });
        continue;
      }
      moves.base.set(from, { to, entry: before });
      moves[other].set(from, { to, entry: there });
    }
  }
  return moves;
}

async function moved(
  draft: Draft,
  trees: MergeTrees,
  moves: Moves,
  signal: AbortSignal | undefined,
): Promise<MergeTrees> {
  const each = async (name: keyof MergeTrees): Promise<TreeId> => {
    if (moves[name].size === 0) return trees[name];
    const gone = new Map([...moves[name].keys()].map((path) => [path, undefined]));
    const come = new Map([...moves[name].values()].map(({ to, entry }) => [to, { kind: entry.kind, id: entry.id }]));
    // One after the other: a file may move into a folder that bears its own name.
    return draft.withEntries(await draft.withEntries(trees[name], gone, signal), come, signal);
  };
  return { base: await each('base'), ours: await each('ours'), theirs: await each('theirs') };
}

/**
 * What the other side has put into folders that this side no longer has. Where such a folder was renamed, it is not for us to guess
 * whether that belongs into the old one or the new one.
 */
class Gains {
  readonly #draft: Draft;
  readonly #trees: MergeTrees;
  readonly #side: Side;
  readonly #signal: AbortSignal | undefined;
  readonly #known = new Map<string, readonly string[]>();

  constructor(draft: Draft, trees: MergeTrees, side: Side, signal: AbortSignal | undefined) {
    this.#draft = draft;
    this.#trees = trees;
    this.#side = side;
    this.#signal = signal;
  }

  /** In the folders that a file which is gone stood in. */
  async above(path: string): Promise<readonly string[]> {
    const all: string[] = [];
    for (const folder of foldersAbove(path)) {
      let gained = this.#known.get(folder);
      if (gained === undefined) {
        gained = await this.#in(folder);
        this.#known.set(folder, gained);
      }
      all.push(...gained);
    }
    return all;
  }

  async #in(folder: string): Promise<readonly string[]> {
    const at = (tree: TreeId) => folderAt(this.#draft, tree, folder, this.#signal);
    if ((await at(this.#trees[this.#side])) !== undefined) return [];
    const was = await at(this.#trees.base);
    const is = await at(this.#trees[this.#side === 'ours' ? 'theirs' : 'ours']);
    if (was === undefined || is === undefined) return [];
    const changed = await changedFiles(this.#draft, was, is, this.#signal);
    return changed.flatMap(({ path, before }) => (before === undefined ? [`${folder}/${path}`] : []));
  }
}

async function hasLostFolder(
  draft: Draft,
  trees: MergeTrees,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const folder of foldersAbove(path)) {
    if ((await folderAt(draft, trees.base, folder, signal)) === undefined) continue;
    if ((await folderAt(draft, trees.ours, folder, signal)) === undefined) return true;
  }
  return false;
}

/** A folder of the new name that holds only the file itself goes with it. */
async function isTaken(
  draft: Draft,
  tree: TreeId,
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const there = await draft.entryAt(tree, to, signal);
  if (there?.kind !== 'tree' || !from.startsWith(`${to}/`)) return there !== undefined;
  const without = await draft.withEntries(tree, new Map([[from, undefined]]), signal);
  return (await draft.entryAt(without, to, signal)) !== undefined;
}

/** A file where the new name needs a folder. */
async function standsInTheWay(
  draft: Draft,
  trees: readonly TreeId[],
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const folder of foldersAbove(to)) {
    if (folder === from) continue;
    for (const tree of trees) if (fileOnly(await draft.entryAt(tree, folder, signal)) !== undefined) return true;
  }
  return false;
}

async function folderAt(
  draft: Draft,
  tree: TreeId,
  path: string,
  signal: AbortSignal | undefined,
): Promise<TreeId | undefined> {
  const entry = await draft.entryAt(tree, path, signal);
  return entry?.kind === 'tree' ? (entry.id as TreeId) : undefined;
}

/** `a/b/c` → `a`, `a/b`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function fileOnly(entry: TreeEntry | undefined): TreeEntry | undefined {
  return entry?.kind === 'tree' ? undefined : entry;
}

/** Whether it can be run is no type of its own. */
function typeOf({ kind }: TreeEntry): TreeEntry['kind'] {
  return kind === 'executable' ? 'blob' : kind;
}

function same(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  return a?.id === b?.id && a?.kind === b?.kind;
}
