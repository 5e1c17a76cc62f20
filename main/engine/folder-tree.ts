import { createHash } from 'node:crypto';
import { lstat, open, readdir, readlink, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import type { SourceEntry, SourceTree } from '../render/index.ts';

const MAX_ENTRIES = 50_000;

/**
 * A folder of this machine as a source tree, for `--local`. Ids are digests of what was read, so that rendering is keyed by content
 * here too. Nothing outside the folder is read: links are handed on as links, and the render room keeps them inside the root.
 */
export async function folderTree(folder: string): Promise<SourceTree> {
  let root: string;
  try {
    root = await realpath(resolve(folder));
    if (!(await lstat(root)).isDirectory()) throw new Error('not a directory');
  } catch (error) {
    throw new ArgosyError('NotFound', `the local folder ${folder} cannot be read: ${(error as Error).message}`, {
      subject: folder,
      advice: 'Give the path of a folder that exists with --local.',
    });
  }
  const paths = new Map<string, string>();
  const trees = new Map<TreeId, readonly SourceEntry[]>();
  let entriesRead = 0;

  async function readTree(path: string): Promise<TreeId> {
    const entries: SourceEntry[] = [];
    for (const entry of (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === '.git') continue;
      entriesRead += 1;
      if (entriesRead > MAX_ENTRIES) {
        throw new ArgosyError('ResourceExhausted', `the local folder ${folder} holds more than ${MAX_ENTRIES} files`, {
          subject: folder,
        });
      }
      const full = join(path, entry.name);
      if (entry.isDirectory()) entries.push({ name: entry.name, kind: 'tree', id: await readTree(full) });
      else if (entry.isSymbolicLink())
        entries.push({ name: entry.name, kind: 'link', id: remember(await readlink(full, 'buffer'), full, true) });
      else if (entry.isFile()) entries.push({ name: entry.name, kind: 'blob', id: await blobId(full) });
    }
    const id = digest(Buffer.from(JSON.stringify(entries))) as TreeId;
    trees.set(id, entries);
    return id;
  }

  const links = new Map<string, Buffer>();
  function remember(content: Buffer, full: string, link: boolean): string {
    const id = digest(content);
    if (link) links.set(id, content);
    else paths.set(id, full);
    return id;
  }

  async function blobId(full: string): Promise<string> {
    // Size and time stand for the content until it is asked for: a local folder may be large, and most of it is never read.
    const { size, mtimeMs, ino } = await lstat(full);
    return remember(Buffer.from(`${full}\0${size}\0${mtimeMs}\0${ino}`), full, false);
  }

  const rootId = await readTree(root);
  return {
    commit: digest(Buffer.from(rootId)) as CommitSha,
    async treeAt(path) {
      let id: TreeId = rootId;
      for (const part of path.split('/').filter((p) => p !== '' && p !== '.')) {
        const found = trees.get(id)?.find((entry) => entry.name === part && entry.kind === 'tree');
        if (!found) return undefined;
        id = found.id as TreeId;
      }
      return id;
    },
    async entries(tree) {
      return trees.get(tree) ?? [];
    },
    async blob(id: BlobId, maxBytes) {
      const link = links.get(id);
      if (link) return link;
      const full = paths.get(id);
      if (full === undefined)
        throw new ArgosyError('NotFound', `no file with id ${id} in ${folder}`, { subject: folder });
      // A parent may have become a link since it was listed.
      const real = await realpath(full);
      if (real !== full || !real.startsWith(root + sep)) {
        throw new ArgosyError('PermissionDenied', `${full} leaves the local folder`, { subject: folder });
      }
      const file = await open(full, 'r');
      try {
        const { size } = await file.stat();
        if (size > maxBytes)
          throw new ArgosyError('ResourceExhausted', `${full} is larger than ${maxBytes} bytes`, { subject: full });
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
  };
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
