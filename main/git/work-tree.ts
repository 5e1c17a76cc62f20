import * as fs from 'node:fs';
import { chmod, lstat, mkdir, readFile, readlink, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as git from 'isomorphic-git';
import { ArgosyError, type BlobId, type CommitSha } from '../model/index.ts';
import type { ObjectReader } from './authoring.ts';
import type { TreeEntry } from './backend.ts';
import type { ChangedFile } from './tree-changes.ts';
import { checkoutPath } from './tree-path.ts';

/** Bytes of one file that is checked out. */
const LARGEST_FILE = 64 * 2 ** 20;

export interface WorkTree {
  readonly folder: string;
  readonly gitDir: string;
}

/**
 * Refuses a work tree in which a person has begun something: a file that differs from the commit or the index. What is neither
 * tracked nor in the way may stay. isomorphic-git looks, because it runs no filter, hook or monitor of the repository.
 */
export async function refuseDirty(tree: WorkTree, commit: CommitSha, files: readonly ChangedFile[]): Promise<void> {
  const { folder: dir, gitDir: gitdir } = tree;
  // Written through a link, the index would replace whatever that link names.
  if (!(await lstat(join(gitdir, 'index')).catch(() => undefined))?.isFile()) {
    throw new ArgosyError('FailedPrecondition', `the index of '${dir}' is no plain file`, {
      subject: dir,
      advice: 'Commit with Git there, or put the commit on a new branch.',
    });
  }
  const rows = await git.statusMatrix({ fs, dir, gitdir, ref: commit, refresh: false }).catch((error: unknown) => {
    throw new ArgosyError(
      'FailedPrecondition',
      `the state of the work tree cannot be read: ${(error as Error).message}`,
      {
        subject: dir,
        advice: 'Commit with Git there, or put the commit on a new branch.',
        cause: error,
      },
    );
  });
  const inTheWay = new Set(files.filter((file) => file.after !== undefined).map((file) => file.path));
  const dirty = rows
    .filter(([path, head, work, stage]) => {
      const untracked = head === 0 && stage === 0;
      return untracked ? inTheWay.has(path) : work !== 1 || stage !== 1;
    })
    .map(([path]) => path);
  if (dirty.length === 0) return;
  const shown = dirty.slice(0, 5).join(', ');
  throw new ArgosyError(
    'FailedPrecondition',
    `the branch is checked out in '${dir}', where ${dirty.length === 1 ? 'a file has' : `${dirty.length} files have`} changes that are not committed: ${shown}`,
    { subject: dir, advice: 'Commit or stash them first, or put the commit on a new branch.' },
  );
}

/** Brings the files and the index to the new tree. When a file cannot be written, those before it are put back. */
export async function checkOut(tree: WorkTree, files: readonly ChangedFile[], reader: ObjectReader): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    // What goes makes room for what comes: a file can become a folder.
    for (const file of [...files].sort((a, b) => Number(a.after !== undefined) - Number(b.after !== undefined))) {
      undo.push(await replaceFile(tree, file, reader));
    }
  } catch (error) {
    for (const back of undo.reverse()) await back();
    throw error;
  }
  const cache = {};
  for (const { path, after } of files) {
    const what = after === undefined ? { remove: true } : { add: true };
    await git.updateIndex({ fs, dir: tree.folder, gitdir: tree.gitDir, cache, filepath: path, ...what });
  }
}

async function replaceFile(tree: WorkTree, file: ChangedFile, reader: ObjectReader): Promise<() => Promise<void>> {
  if (file.before?.kind === 'submodule' || file.after?.kind === 'submodule') {
    throw new ArgosyError('FailedPrecondition', `'${file.path}' is a submodule of a checked-out branch`, {
      subject: file.path,
      advice: 'Commit with Git there, or put the commit on a new branch.',
    });
  }
  const path = join(tree.folder, ...checkoutPath(file.path));
  await refuseLinks(tree.folder, file.path);
  const before = await remembered(path);
  const back = async (): Promise<void> => {
    await rm(path, { force: true });
    if (before !== undefined) await before(path);
  };
  try {
    if (file.after === undefined) {
      await rm(path, { force: true });
      await removeEmpty(tree.folder, dirname(path));
    } else {
      await mkdir(dirname(path), { recursive: true });
      const bytes = await reader.blob(file.after.id as BlobId, LARGEST_FILE);
      await putFile(path, bytes, file.after.kind);
    }
  } catch (error) {
    await back();
    throw error;
  }
  return back;
}

async function putFile(path: string, bytes: Uint8Array, kind: TreeEntry['kind']): Promise<void> {
  if (kind === 'link') {
    await rm(path, { force: true });
    await symlink(Buffer.from(bytes).toString(), path);
    return;
  }
  const fresh = `${path}.argosy-new`;
  try {
    await writeFile(fresh, bytes, { flag: 'wx' });
    if (kind === 'executable') await chmod(fresh, 0o755);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

async function remembered(path: string): Promise<((path: string) => Promise<void>) | undefined> {
  const info = await lstat(path).catch(() => undefined);
  if (info?.isSymbolicLink()) {
    const target = await readlink(path);
    return (at) => symlink(target, at);
  }
  if (!info?.isFile()) return undefined;
  const bytes = await readFile(path);
  return async (at) => {
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, bytes, { mode: info.mode });
  };
}

/** A link among the folders would let the repository choose where we write. */
async function refuseLinks(root: string, path: string): Promise<void> {
  let at = root;
  for (const part of path.split('/').slice(0, -1)) {
    at = join(at, part);
    const info = await lstat(at).catch(() => undefined);
    if (info === undefined) return;
    if (!info.isDirectory()) {
      throw new ArgosyError('FailedPrecondition', `'${at}' is no folder, but '${path}' should be written below it`, {
        subject: at,
        advice: 'Commit with Git there, or put the commit on a new branch.',
      });
    }
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== root && at.startsWith(root); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
