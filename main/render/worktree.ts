import type { BlobId, TreeId } from '../model/index.ts';
import { readOrExplain, tooLarge } from './contents.ts';
import { failure } from './failure.ts';
import { mountOf } from './referenced-tree.ts';
import { childOf, isWithin, joinPath, nameOf, parentOf, type RepositoryPath, ROOT } from './repository-path.ts';
import type { SourceEntry, SourceTree } from './request.ts';

export type Found =
  | { readonly kind: 'file'; readonly path: RepositoryPath; readonly id: BlobId }
  | { readonly kind: 'tree'; readonly path: RepositoryPath; readonly id: TreeId }
  | { readonly kind: 'submodule'; readonly path: RepositoryPath }
  | { readonly kind: 'missing'; readonly path: RepositoryPath };

/**
 * What a path held when it was looked at, without following a link: `t`, `b`, `l` or `s` with the id, or `-`.
 * `t` alone: some folder, whatever it holds.
 */
export type Observation = readonly [path: string, saw: string];

/** Targets of links by blob id: small, and asked for by every lookup through a link. */
export interface LinkCache {
  get(id: string): string | undefined;
  set(id: string, target: string): void;
}

const MOST_LINKS = 40;
/** Bytes, as in Linux. */
const LONGEST_LINK = 4096;
const MARKS = { tree: 't', blob: 'b', executable: 'b', link: 'l', submodule: 's' } as const;

/**
 * One commit as a folder that cannot be left: links are followed inside the root only. It writes down what was looked at
 * outside the source's own tree, because that (and nothing else) decides whether an answer still holds for another commit.
 */
export class Worktree {
  readonly signal: AbortSignal | undefined;
  readonly #tree: SourceTree;
  readonly #links: LinkCache;
  /** First parts of the paths below which another repository lies. */
  readonly #mounts: ReadonlySet<string>;
  readonly #observed = new Map<string, string>();
  #covered: RepositoryPath | undefined;

  /** @param references the other repositories that `tree` shows, by the names that sources refer to them by. */
  constructor(
    tree: SourceTree,
    links: LinkCache,
    signal: AbortSignal | undefined,
    references: ReadonlyMap<string, unknown> = new Map(),
  ) {
    this.#tree = tree;
    this.#links = links;
    this.#mounts = new Set([...references.keys()].map(mountOf));
    this.signal = signal;
  }

  /** From now on the id of this folder's tree stands for everything below it; the way to it is forgotten. */
  cover(folder: RepositoryPath): void {
    this.#covered = folder;
    this.#observed.clear();
  }

  observations(): Observation[] {
    return [...this.#observed];
  }

  /** Do all of these still hold? Reads trees only. */
  async holds(observations: readonly Observation[]): Promise<boolean> {
    for (const [path, saw] of observations) {
      const now = await this.#look(path as RepositoryPath);
      if (saw === 't' ? !now.startsWith('t') : now !== saw) return false;
    }
    return true;
  }

  /** Follows links; throws when one leaves the repository or they go in a circle. */
  async find(path: RepositoryPath): Promise<Found> {
    const direct = await this.#tree.treeAt(path, this.signal);
    if (direct === undefined) return this.#walk(path, path, 0);
    this.#observe(path, 't');
    return { kind: 'tree', path, id: direct };
  }

  /** Where a link of `folder` leads. */
  async follow(folder: RepositoryPath, entry: SourceEntry): Promise<Found> {
    const path = childOf(folder, entry.name);
    this.#observe(path, `l${entry.id}`);
    return this.#walk(await this.#target(path, entry.id, ''), path, 1);
  }

  /** The entries of a folder that matters as a whole, wherever it lies. */
  wholeFolder(folder: RepositoryPath, tree: TreeId): Promise<readonly SourceEntry[]> {
    this.#observe(folder, `t${tree}`);
    return this.entries(tree);
  }

  entries(tree: TreeId): Promise<readonly SourceEntry[]> {
    return this.#tree.entries(tree, this.signal);
  }

  read(id: BlobId, maxBytes: number): Promise<Uint8Array> {
    return this.#tree.blob(id, maxBytes, this.signal);
  }

  async #walk(path: RepositoryPath, asked: RepositoryPath, links: number): Promise<Found> {
    if (links > MOST_LINKS) throw tooManyLinks(asked);
    // Mostly the folder is a real one: two questions instead of one for each part of the path.
    const parent = parentOf(path);
    const folder = await this.#tree.treeAt(parent, this.signal);
    const top = this.#mountAbove(path);
    let at = folder === undefined || path === ROOT ? top : parent;
    let tree = folder === undefined || path === ROOT ? await this.#tree.treeAt(top, this.signal) : folder;
    const parts = path === ROOT ? [] : (at === ROOT ? path : path.slice(at.length + 1)).split('/');
    for (const [index, part] of parts.entries()) {
      const here = childOf(at, part);
      const entry = tree === undefined ? undefined : (await this.entries(tree)).find((each) => each.name === part);
      if (entry === undefined) {
        this.#observe(here, '-');
        return { kind: 'missing', path: here };
      }
      const last = index === parts.length - 1;
      switch (entry.kind) {
        case 'tree':
          at = here;
          tree = entry.id as TreeId;
          break;
        case 'link':
          this.#observe(here, `l${entry.id}`);
          return this.#walk(await this.#target(here, entry.id, parts.slice(index + 1).join('/')), asked, links + 1);
        case 'submodule':
          this.#observe(here, `s${entry.id}`);
          return { kind: 'submodule', path: here };
        case 'blob':
        case 'executable':
          this.#observe(here, `b${entry.id}`);
          return last ? { kind: 'file', path: here, id: entry.id as BlobId } : { kind: 'missing', path: here };
      }
    }
    if (tree === undefined) return { kind: 'missing', path };
    this.#observe(path, 't');
    return { kind: 'tree', path, id: tree };
  }

  /** The path that a link stands for, with the rest of the path behind it. */
  async #target(link: RepositoryPath, id: string, rest: string): Promise<RepositoryPath> {
    let target = this.#links.get(id);
    if (target === undefined) {
      const bytes = await readOrExplain(
        () => this.read(id as BlobId, LONGEST_LINK),
        () => tooLarge(link, LONGEST_LINK),
      );
      target = new TextDecoder().decode(bytes);
      this.#links.set(id, target);
    }
    // Nobody knows what lies above the root, so an absolute target can only lead out.
    const inside = target.startsWith('/') || target === '' ? undefined : joinPath(parentOf(link), target);
    const path = inside === undefined ? undefined : joinPath(inside, rest);
    if (path === undefined || this.#mountAbove(path) !== this.#mountAbove(link)) throw outOfBounds(link);
    return path;
  }

  async #look(path: RepositoryPath): Promise<string> {
    const tree = await this.#tree.treeAt(path, this.signal);
    if (tree !== undefined) return `t${tree}`;
    const parent = await this.#tree.treeAt(parentOf(path), this.signal);
    if (parent === undefined) return '-';
    const entry = (await this.entries(parent)).find((each) => each.name === nameOf(path));
    return entry === undefined ? '-' : `${MARKS[entry.kind]}${entry.id}`;
  }

  /** The root of the repository that a path leads into. */
  #mountAbove(path: RepositoryPath): RepositoryPath {
    const [first = ''] = path.split('/', 1);
    return this.#mounts.has(first) ? (first as RepositoryPath) : ROOT;
  }

  #observe(path: RepositoryPath, saw: string): void {
    // The tree of a root covers its own repository, not another one that is found beside it.
    if (this.#covered !== undefined && isWithin(this.#covered, path) && this.#mountAbove(path) === ROOT) return;
    // The id of a whole folder says more than that it is one.
    if (saw === 't' && this.#observed.get(path)?.startsWith('t')) return;
    this.#observed.set(path, saw);
  }
}

function outOfBounds(link: RepositoryPath) {
  return failure('InvalidArgument', `repository contains out-of-bounds symlinks. file: ${link}`, {
    subject: link,
    advice: 'Replace the link by the file itself, or let it lead to a file of the same repository.',
  });
}

function tooManyLinks(path: RepositoryPath) {
  return failure('InvalidArgument', `${path}: too many levels of symbolic links`, {
    subject: path,
    advice: 'The link leads to itself: remove it.',
  });
}
