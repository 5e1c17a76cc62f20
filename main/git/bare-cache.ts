import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitSha } from '../model/index.ts';
import { isObjectId } from './objects.ts';

/**
 * A bare repository of ours on disk. It is laid out by hand (three small files), which saves a process for each repository.
 * `refs/argosy/<commit>` marks a commit whose trees and blobs are all there: an interrupted fetch leaves none.
 */
export interface BareCache {
  readonly folder: string;
  readonly idBytes: 20 | 32;
  has(commit: CommitSha): boolean;
  /** Written by `git fetch` itself, or by us after we have proven the commit complete. */
  mark(commit: CommitSha, write: boolean): Promise<void>;
  /** Forgets all but the commits used last, so that a repack can drop their objects. */
  keepNewest(count: number): Promise<void>;
}

/** @param alternates objects folder of a local repository that is read in place instead of copied. */
export async function openBareCache(folder: string, idBytes: 20 | 32, alternates?: string): Promise<BareCache> {
  const marks = join(folder, 'refs', 'argosy');
  await mkdir(marks, { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'objects', 'info'), { recursive: true, mode: 0o700 });
  await settle(join(folder, 'config'), configText(idBytes));
  await settle(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
  if (alternates !== undefined) {
    await settle(join(folder, 'objects', 'info', 'alternates'), `${quoted(alternates)}\n`);
  }
  const known = new Set((await readdir(marks)).filter(isObjectId));
  return {
    folder,
    idBytes,
    has: (commit) => known.has(commit),
    async mark(commit, write) {
      if (write) await settle(join(marks, commit), `${commit}\n`);
      known.add(commit);
    },
    async keepNewest(count) {
      if (known.size <= count) return;
      const dated = await Promise.all(
        [...known].map(async (commit) => ({ commit, at: (await stat(join(marks, commit))).mtimeMs })),
      );
      dated.sort((a, b) => b.at - a.at);
      for (const { commit } of dated.slice(count)) {
        known.delete(commit);
        await rm(join(marks, commit), { force: true });
      }
    },
  };
}

/** Marks a commit as used now, so that it is kept. */
export async function touchMark(cache: BareCache, commit: CommitSha, now: number): Promise<void> {
  await utimes(join(cache.folder, 'refs', 'argosy', commit), now / 1000, now / 1000).catch(() => {});
}

/** More packs or loose objects than these slow reads down. Loose objects are counted in one of 256 folders, as Git does. */
export async function needsRepack(cache: BareCache, most: number): Promise<boolean> {
  const list = (name: string) => readdir(join(cache.folder, 'objects', name)).catch(() => [] as string[]);
  const [packs, loose] = await Promise.all([list('pack'), list('17')]);
  return packs.filter((name) => name.endsWith('.pack')).length > most || loose.length > 16;
}

function configText(idBytes: 20 | 32): string {
  const core = (version: number) => `[core]\n\trepositoryformatversion = ${version}\n\tbare = true\n`;
  return idBytes === 20 ? core(0) : `${core(1)}[extensions]\n\tobjectformat = sha256\n`;
}

/** Git reads a path in double quotes with C escapes, so that a line break or a leading `#` in it means nothing. */
function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

/** Writes only what differs, and whole: another process never sees half a file. */
async function settle(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  const fresh = `${path}.${process.pid}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, path);
}
