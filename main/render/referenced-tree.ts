import type { ApplicationSource, TreeId } from '../model/index.ts';
import type { SourceTree } from './request.ts';

export type References = ReadonlyMap<string, SourceTree>;

/** The folder under which a referenced repository is found: `$values` for `ref: values`, as `valueFiles` name it. */
export function mountOf(ref: string): string {
  return `$${ref}`;
}

/**
 * The references that the Application itself uses in this source. Nothing in a repository adds to them: an override file or a kustomization cannot
 * reach into another repository.
 */
export function usedReferences(source: ApplicationSource, all: References): References {
  const { valueFiles = [], fileParameters = [] } = source.helm ?? {};
  const names = [...(valueFiles ?? []), ...(fileParameters ?? []).map(({ path }) => path)];
  return new Map([...all].filter(([ref]) => names.some((name) => name.startsWith(`${mountOf(ref)}/`))));
}

/**
 * The source's commit with the commits of other sources in folders beside it (reference §1.3.6). They are found by path only: no folder lists them, so
 * no tool that reads a whole folder gets them. Ids are made of content, so an id that both repositories have is the same in both.
 */
export function withReferences(tree: SourceTree, references: References): SourceTree {
  if (references.size === 0) return tree;
  const mounts = new Map([...references].map(([ref, other]) => [mountOf(ref), other] as const));
  const owners = new Map<string, SourceTree>();
  return {
    commit: tree.commit,
    async treeAt(path, signal) {
      const [first = ''] = path.split('/', 1);
      const other = mounts.get(first);
      if (other === undefined) return tree.treeAt(path, signal);
      const found = await other.treeAt(path.slice(first.length + 1), signal);
      if (found !== undefined) owners.set(found, other);
      return found;
    },
    async entries(id: TreeId, signal) {
      const other = owners.get(id);
      const entries = await (other ?? tree).entries(id, signal);
      if (other !== undefined) for (const entry of entries) owners.set(entry.id, other);
      return entries;
    },
    blob: (id, maxBytes, signal) => (owners.get(id) ?? tree).blob(id, maxBytes, signal),
  };
}
