import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import type { NewObject, ObjectReader } from './authoring.ts';
import type { TreeEntry } from './backend.ts';
import { encodeCommit, encodeTree, type NewCommit, newObject } from './encode.ts';
import { checkoutPath, folders } from './tree-path.ts';

/**
 * Objects of a commit that is being made, over those that the repository has. Nothing is written anywhere: a draft can be read
 * and rendered like a commit, and is pushed only when a person says so.
 */
export class Draft implements ObjectReader {
  readonly #below: ObjectReader;
  readonly #idBytes: number;
  readonly #objects = new Map<string, NewObject>();
  readonly #trees = new Map<TreeId, readonly TreeEntry[]>();

  /** @param like any id of the repository: its length tells which hash it uses. */
  constructor(below: ObjectReader, like: string) {
    this.#below = below;
    this.#idBytes = like.length / 2;
  }

  async tree(id: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]> {
    return this.#trees.get(id) ?? this.#below.tree(id, signal);
  }

  async blob(id: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const own = this.#objects.get(id);
    if (own === undefined) return this.#below.blob(id, maxBytes, signal);
    if (own.bytes.length <= maxBytes) return own.bytes;
    throw new ArgosyError(
      'ResourceExhausted',
      `blob ${id} has ${own.bytes.length} bytes, more than the limit of ${maxBytes}`,
      { subject: id },
    );
  }

  putBlob(bytes: Uint8Array): BlobId {
    return this.#put('blob', bytes) as BlobId;
  }

  putTree(entries: readonly TreeEntry[]): TreeId {
    const id = this.#put('tree', encodeTree(entries)) as TreeId;
    this.#trees.set(id, entries);
    return id;
  }

  putCommit(commit: NewCommit): CommitSha {
    return this.#put('commit', encodeCommit(commit)) as CommitSha;
  }

  /** Everything put so far that is part of this commit, the commit last: what a repository needs beside what it has. */
  objectsOf(commit: CommitSha, tree: TreeId): readonly NewObject[] {
    const wanted = new Map<string, NewObject>();
    const gather = (id: TreeId): void => {
      const own = this.#objects.get(id);
      if (own === undefined || wanted.has(id)) return;
      wanted.set(id, own);
      for (const entry of this.#trees.get(id) ?? []) {
        const object = this.#objects.get(entry.id);
        if (entry.kind === 'tree') gather(entry.id as TreeId);
        else if (object !== undefined) wanted.set(entry.id, object);
      }
    };
    gather(tree);
    wanted.set(commit, this.#objects.get(commit)!);
    return [...wanted.values()];
  }

  /** What stands at a path of a tree; undefined when nothing does. Links are not followed. */
  async entryAt(tree: TreeId, path: string, signal?: AbortSignal): Promise<TreeEntry | undefined> {
    return entryAt(this, tree, path, signal);
  }

  /** The tree with these files instead; undefined removes one. Folders come and go with their files. */
  async withEntries(
    tree: TreeId,
    changes: ReadonlyMap<string, Pick<TreeEntry, 'kind' | 'id'> | undefined>,
    signal?: AbortSignal,
  ): Promise<TreeId> {
    const root: Nested = new Map();
    for (const [path, change] of changes) {
      const parts = change === undefined ? folders(path) : checkoutPath(folders(path).join('/'));
      const name = parts.at(-1);
      if (name === undefined || name === '') throw new ArgosyError('InvalidArgument', 'a file has no name');
      let level = root;
      for (const part of parts.slice(0, -1)) {
        const known = level.get(part);
        const next: Nested = known instanceof Map ? known : new Map();
        level.set(part, next);
        level = next;
      }
      level.set(name, change ?? 'remove');
    }
    return (await this.#rewritten(tree, root, '', signal)) ?? this.putTree([]);
  }

  async #rewritten(
    tree: TreeId | undefined,
    changes: Nested,
    folder: string,
    signal: AbortSignal | undefined,
  ): Promise<TreeId | undefined> {
    const before = tree === undefined ? [] : await this.#faithful(tree, folder, signal);
    const entries = new Map(before.map((entry) => [entry.name, entry]));
    for (const [name, change] of changes) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (change === 'remove') entries.delete(name);
      else if (!(change instanceof Map)) entries.set(name, { name, ...change });
      else {
        const known = entries.get(name);
        if (known !== undefined && known.kind !== 'tree') throw notAFolder(path);
        const id = await this.#rewritten(known?.id as TreeId | undefined, change, path, signal);
        if (id === undefined) entries.delete(name);
        else entries.set(name, { name, kind: 'tree', id });
      }
    }
    return entries.size === 0 ? undefined : this.putTree([...entries.values()]);
  }

  /**
   * The entries of a tree that is to be written anew. What our reading does not keep (names that are no UTF-8, modes of old
   * versions) would be lost in silence, so such a tree is refused.
   */
  async #faithful(id: TreeId, folder: string, signal: AbortSignal | undefined): Promise<readonly TreeEntry[]> {
    const entries = await this.tree(id, signal);
    if (newObject('tree', encodeTree(entries), this.#idBytes).id === id) return entries;
    throw new ArgosyError(
      'FailedPrecondition',
      `the folder '${folder === '' ? '.' : folder}' holds a name or mode that cannot be written back unchanged`,
      { subject: folder, advice: 'Make this commit with Git.' },
    );
  }

  #put(kind: NewObject['kind'], bytes: Uint8Array): NewObject['id'] {
    const object = newObject(kind, bytes, this.#idBytes);
    this.#objects.set(object.id, object);
    return object.id;
  }
}

type Nested = Map<string, Nested | Pick<TreeEntry, 'kind' | 'id'> | 'remove'>;

export async function entryAt(
  reader: Pick<ObjectReader, 'tree'>,
  tree: TreeId,
  path: string,
  signal?: AbortSignal,
): Promise<TreeEntry | undefined> {
  let entry: TreeEntry = { name: '', kind: 'tree', id: tree };
  for (const name of folders(path)) {
    if (entry.kind !== 'tree') return undefined;
    const found = (await reader.tree(entry.id as TreeId, signal)).find((one) => one.name === name);
    if (found === undefined) return undefined;
    entry = found;
  }
  return entry;
}

function notAFolder(path: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', `'${path}' is no folder of the repository`, { subject: path });
}
