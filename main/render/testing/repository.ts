import { hash } from 'node:crypto';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../../model/index.ts';
import type { SourceEntry, SourceTree } from '../request.ts';

/** A file's content, `{link}` a symbolic link, `{submodule}` a Git link. */
export type RepositoryFile = string | Uint8Array | { readonly link: string } | { readonly submodule: string };

export interface ReadCounters {
  /** Ids of the blobs that were read, in order. */
  readonly blobs: string[];
  trees: number;
}

/** A repository in memory with Git's rules: ids depend on content alone, so equal folders of two commits share theirs. */
export class MemoryRepository {
  readonly read: ReadCounters = { blobs: [], trees: 0 };
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #trees = new Map<string, readonly SourceEntry[]>();

  /** A commit of these files: path → content. */
  commit(files: Readonly<Record<string, RepositoryFile>>): SourceTree {
    const root = this.#write(folders(files));
    const commit = hash('sha1', `commit ${root}`) as CommitSha;
    return {
      commit,
      treeAt: async (path) => this.#treeAt(root, path),
      entries: async (tree) => {
        this.read.trees++;
        const entries = this.#trees.get(tree);
        if (entries === undefined) throw new Error(`no tree ${tree}`);
        return entries;
      },
      blob: async (id, maxBytes, signal) => {
        signal?.throwIfAborted();
        this.read.blobs.push(id);
        const bytes = this.#blobs.get(id);
        if (bytes === undefined) throw new Error(`no blob ${id}`);
        if (bytes.length > maxBytes)
          throw new ArgosyError(
            'ResourceExhausted',
            `blob ${id} has ${bytes.length} bytes, more than the limit of ${maxBytes}`,
          );
        return bytes;
      },
    };
  }

  #treeAt(root: TreeId, path: string): TreeId | undefined {
    let tree: string | undefined = root;
    for (const part of path === '' || path === '.' ? [] : path.split('/')) {
      tree = this.#trees.get(tree!)?.find((entry) => entry.name === part && entry.kind === 'tree')?.id;
      if (tree === undefined) return undefined;
    }
    return tree as TreeId;
  }

  #write(folder: Folder): TreeId {
    const entries: SourceEntry[] = [];
    for (const [name, node] of folder) {
      if (node instanceof Map) entries.push({ name, kind: 'tree', id: this.#write(node) });
      else if (typeof node === 'object' && 'submodule' in node) {
        entries.push({ name, kind: 'submodule', id: hash('sha1', node.submodule) });
      } else if (typeof node === 'object' && 'link' in node) {
        entries.push({ name, kind: 'link', id: this.#blob(Buffer.from(node.link)) });
      } else {
        entries.push({ name, kind: 'blob', id: this.#blob(typeof node === 'string' ? Buffer.from(node) : node) });
      }
    }
    // Git's own order: a folder sorts as if its name ended with a slash.
    const order = (entry: SourceEntry) => (entry.kind === 'tree' ? `${entry.name}/` : entry.name);
    entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    const id = hash('sha1', JSON.stringify(entries)) as TreeId;
    this.#trees.set(id, entries);
    return id;
  }

  #blob(bytes: Uint8Array): BlobId {
    const id = hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes])) as BlobId;
    this.#blobs.set(id, bytes);
    return id;
  }
}

type Folder = Map<string, RepositoryFile | Folder>;

function folders(files: Readonly<Record<string, RepositoryFile>>): Folder {
  const root: Folder = new Map();
  for (const [path, file] of Object.entries(files)) {
    const parts = path.split('/');
    const name = parts.pop()!;
    let at = root;
    for (const part of parts) {
      let next = at.get(part);
      if (!(next instanceof Map)) {
        next = new Map();
        at.set(part, next);
      }
      at = next;
    }
    at.set(name, file);
  }
  return root;
}
