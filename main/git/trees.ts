import type { CommitSha, TreeId } from '../model/index.ts';
import { Lru, SingleFlight } from '../runtime/index.ts';
import type { CommitInfo, TreeEntry } from './backend.ts';

/** Where trees and commits come from when they are not remembered. */
export interface TreeSource {
  /** Names the repository. */
  readonly key: string;
  commit(commit: CommitSha, signal: AbortSignal): Promise<CommitInfo>;
  tree(tree: TreeId, signal: AbortSignal): Promise<readonly TreeEntry[]>;
}

interface ParsedTree {
  readonly entries: readonly TreeEntry[];
  /** Made at the first lookup: 500 applications look for their folder in one tree of 500 entries. */
  byName?: ReadonlyMap<string, TreeEntry>;
}

/** Entries of all remembered trees together: about 100 bytes each. */
const MOST_ENTRIES = 100_000;
const MOST_COMMITS = 2000;

/**
 * Commits and trees by id, for all repositories. An id is the hash of its content, so nothing here can be out of date. They
 * are not shared between repositories: a hostile one could name the tree of another and be told what is in it.
 */
export class Trees {
  readonly #trees = new Lru<string, ParsedTree>({ maxCost: MOST_ENTRIES, cost: (tree) => tree.entries.length + 1 });
  readonly #commits = new Lru<string, CommitInfo>({ maxEntries: MOST_COMMITS });
  readonly #treeFlights = new SingleFlight<string, ParsedTree>();
  readonly #commitFlights = new SingleFlight<string, CommitInfo>();

  async commit(source: TreeSource, commit: CommitSha, signal?: AbortSignal): Promise<CommitInfo> {
    const key = `${commit} ${source.key}`;
    const known = this.#commits.get(key);
    if (known !== undefined) return known;
    return this.#commitFlights.run(
      key,
      async (shared) => {
        const info = await source.commit(commit, shared);
        this.#commits.set(key, info);
        return info;
      },
      signal,
    );
  }

  async tree(source: TreeSource, tree: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]> {
    return (await this.#parsed(source, tree, signal)).entries;
  }

  /** Follows folders only: a link or a submodule on the way is "no such folder". */
  async find(
    source: TreeSource,
    commit: CommitSha,
    path: readonly string[],
    signal?: AbortSignal,
  ): Promise<TreeId | undefined> {
    let tree = (await this.commit(source, commit, signal)).tree;
    for (const name of path) {
      const entry = entryOf(await this.#parsed(source, tree, signal), name);
      if (entry?.kind !== 'tree') return undefined;
      tree = entry.id as TreeId;
    }
    return tree;
  }

  #parsed(source: TreeSource, tree: TreeId, signal?: AbortSignal): Promise<ParsedTree> | ParsedTree {
    const key = `${tree} ${source.key}`;
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    return this.#treeFlights.run(
      key,
      async (shared) => {
        const parsed: ParsedTree = { entries: await source.tree(tree, shared) };
        this.#trees.set(key, parsed);
        return parsed;
      },
      signal,
    );
  }
}

function entryOf(tree: ParsedTree, name: string): TreeEntry | undefined {
  tree.byName ??= new Map(tree.entries.map((entry) => [entry.name, entry]));
  return tree.byName.get(name);
}
