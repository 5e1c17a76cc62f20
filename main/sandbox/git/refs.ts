import fs, { closeSync, mkdirSync, openSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import git from 'isomorphic-git';

/** Branches and tags, as Git names them: nothing that leaves the folder, no lock, nothing a program would take for an option or a pattern. */
export function isRefName(name: string): boolean {
  return (
    /^refs\/(heads|tags)\//.test(name) &&
    name.length <= 200 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in it
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(name) &&
    name
      .split('/')
      .every((part) => part !== '' && !part.startsWith('.') && !part.startsWith('-') && !/\.lock$/i.test(part))
  );
}

export async function readRef(gitdir: string, ref: string): Promise<string | undefined> {
  try {
    return await git.resolveRef({ fs, gitdir, ref });
  } catch (error) {
    if ((error as { code?: string }).code === 'NotFoundError') return undefined;
    throw error;
  }
}

export interface RefChange {
  readonly ref: string;
  /** What it must be now; undefined when there must be none. */
  readonly before: string | undefined;
  /** What it shall be; undefined removes it. */
  readonly after: string | undefined;
}

/** A lock that another process holds is waited for this often, this long each time. */
const PATIENCE = { times: 50, ms: 20 };

/**
 * Swaps references only where they still are what the caller saw; one answer for each: undefined when it was done, else why not. Locks as Git does
 * (`<ref>.lock`, made new), so that commits of another process and of Git itself keep out. `whole`: all or none.
 */
export async function swapRefs(
  gitdir: string,
  changes: readonly RefChange[],
  whole = false,
): Promise<readonly (string | undefined)[]> {
  const held: string[] = [];
  try {
    const answers: (string | undefined)[] = [];
    for (const { ref, before } of changes) {
      const locked = await lock(path.join(gitdir, `${ref}.lock`));
      if (typeof locked === 'string') {
        answers.push(locked);
        continue;
      }
      held.push(path.join(gitdir, `${ref}.lock`));
      answers.push((await readRef(gitdir, ref)) === before ? undefined : 'the reference has moved: fetch first');
    }
    if (whole && answers.some((answer) => answer !== undefined))
      return answers.map((answer) => answer ?? 'another reference of the same push was refused');
    for (const [index, change] of changes.entries()) {
      if (answers[index] !== undefined) continue;
      answers[index] = await write(gitdir, change);
      held.splice(held.indexOf(path.join(gitdir, `${change.ref}.lock`)), 1);
    }
    return answers;
  } finally {
    for (const file of held) rmSync(file, { force: true });
  }
}

async function lock(file: string): Promise<true | string> {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') return 'a reference with a part of this name exists';
    throw error;
  }
  for (let attempt = 0; ; attempt++) {
    try {
      closeSync(openSync(file, 'wx'));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (attempt >= PATIENCE.times) return `${path.basename(file)} is locked; remove the file if nothing else writes`;
      await pause(PATIENCE.ms);
    }
  }
}

/** Under the lock, which this uses up. */
async function write(gitdir: string, { ref, after }: RefChange): Promise<string | undefined> {
  const file = path.join(gitdir, ref);
  const draft = `${file}.lock`;
  if (after === undefined) {
    await git.deleteRef({ fs, gitdir, ref });
    rmSync(draft);
    removeEmptyFolders(path.dirname(file), gitdir);
    return undefined;
  }
  if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    rmSync(draft);
    return 'a reference with this name as a part of it exists';
  }
  writeFileSync(draft, `${after}\n`);
  renameSync(draft, file);
  return undefined;
}

/** An empty folder would stand in the way of a reference with its name. */
function removeEmptyFolders(folder: string, gitdir: string): void {
  const roots = [path.join(gitdir, 'refs', 'heads'), path.join(gitdir, 'refs', 'tags')];
  for (let at = folder; !roots.includes(at) && at.startsWith(gitdir); at = path.dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return; // not empty
    }
  }
}
