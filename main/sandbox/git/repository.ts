import fs, { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import git from 'isomorphic-git';
import { ArgosyError } from '../../model/index.ts';
import { readRef, swapRefs } from './refs.ts';

export interface Author {
  readonly name: string;
  readonly email: string;
}

export const BRANCH = 'main';
const MAIN = `refs/heads/${BRANCH}`;
/** How often a commit is made again, on top of what somebody else has committed or pushed meanwhile. */
const ATTEMPTS = 5;
/** How far back is looked for what to undo. */
const LONGEST_HISTORY = 200;

/** A bare repository with one branch. Files are texts by path. */
export class SandboxRepository {
  readonly folder: string;
  readonly #now: () => number;

  /** `now` in milliseconds. */
  constructor(folder: string, now: () => number) {
    this.folder = folder;
    this.#now = now;
  }

  get exists(): boolean {
    return existsSync(path.join(this.folder, 'HEAD'));
  }

  async init(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    await git.init({ fs, gitdir: this.folder, bare: true, defaultBranch: BRANCH });
    // Readers may ask for any commit that they know, as hosted services allow.
    await git.setConfig({ fs, gitdir: this.folder, path: 'uploadpack.allowanysha1inwant', value: true });
  }

  head(): Promise<string | undefined> {
    return readRef(this.folder, MAIN);
  }

  /** A file of the newest commit, or of the one that is named. */
  async read(file: string, commit?: string): Promise<string | undefined> {
    const oid = commit ?? (await this.head());
    if (oid === undefined) return undefined;
    try {
      const { blob } = await git.readBlob({ fs, gitdir: this.folder, oid, filepath: file });
      return Buffer.from(blob).toString('utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'NotFoundError') return undefined;
      throw error;
    }
  }

  /** All files of the newest commit. */
  async files(): Promise<string[]> {
    const head = await this.head();
    return head === undefined ? [] : git.listFiles({ fs, gitdir: this.folder, ref: head });
  }

  /** The newest commits first; of a merge its first parent. */
  async history(): Promise<
    readonly { readonly commit: string; readonly parent: string | undefined; readonly message: string }[]
  > {
    const log = await git.log({ fs, gitdir: this.folder, ref: MAIN, depth: LONGEST_HISTORY });
    return log.map(({ oid, commit }) => ({ commit: oid, parent: commit.parent[0], message: commit.message }));
  }

  /** What one commit had in a folder where another has something else: texts by path, null where it had no such file. */
  async changed(from: string, to: string, folder: string): Promise<Map<string, string | null>> {
    const files = new Set<string>();
    for (const ref of [from, to])
      for (const file of await git.listFiles({ fs, gitdir: this.folder, ref }))
        if (file.startsWith(folder)) files.add(file);
    const changes = new Map<string, string | null>();
    for (const file of files) {
      const before = await this.read(file, from);
      if (before !== (await this.read(file, to))) changes.set(file, before ?? null);
    }
    return changes;
  }

  /** A commit on top of the branch that sets these files; null removes one. Returns its id. */
  async commit(message: string, changes: ReadonlyMap<string, string | null>, author: Author): Promise<string> {
    let refusal: string | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const head = await this.head();
      const commit = await this.#commitOn(head, message, changes, author);
      [refusal] = await swapRefs(this.folder, [{ ref: MAIN, before: head, after: commit }]);
      if (refusal === undefined) return commit;
    }
    throw new ArgosyError('Aborted', `the commit was not made: ${refusal}`, { subject: this.folder, retry: true });
  }

  async #commitOn(
    head: string | undefined,
    message: string,
    changes: ReadonlyMap<string, string | null>,
    author: Author,
  ): Promise<string> {
    const base =
      head === undefined ? undefined : (await git.readCommit({ fs, gitdir: this.folder, oid: head })).commit.tree;
    const tree = await this.#tree(base, [...changes]);
    const timestamp = Math.floor(this.#now() / 1000);
    return git.commit({
      fs,
      gitdir: this.folder,
      message,
      tree: tree ?? (await git.writeTree({ fs, gitdir: this.folder, tree: [] })),
      parent: head === undefined ? [] : [head],
      noUpdateBranch: true,
      author: { ...author, timestamp, timezoneOffset: 0 },
      committer: { ...author, timestamp, timezoneOffset: 0 },
    });
  }

  /** The tree with the changes in it; undefined when nothing is left. */
  async #tree(
    base: string | undefined,
    changes: readonly (readonly [string, string | null])[],
  ): Promise<string | undefined> {
    type Entry = { mode: string; path: string; oid: string; type: 'blob' | 'tree' | 'commit' };
    const entries = new Map<string, Entry>();
    if (base !== undefined) {
      const { tree } = await git.readTree({ fs, gitdir: this.folder, oid: base });
      for (const entry of tree)
        entries.set(entry.path, { mode: entry.mode, path: entry.path, oid: entry.oid, type: entry.type });
    }
    const below = new Map<string, [string, string | null][]>();
    for (const [file, text] of changes) {
      const slash = file.indexOf('/');
      if (slash >= 0) {
        const name = file.slice(0, slash);
        below.set(name, [...(below.get(name) ?? []), [file.slice(slash + 1), text]]);
      } else if (text === null) entries.delete(file);
      else {
        const oid = await git.writeBlob({ fs, gitdir: this.folder, blob: Buffer.from(text) });
        entries.set(file, { mode: '100644', path: file, oid, type: 'blob' });
      }
    }
    for (const [name, inner] of below) {
      const known = entries.get(name);
      const oid = await this.#tree(known?.type === 'tree' ? known.oid : undefined, inner);
      if (oid === undefined) entries.delete(name);
      else entries.set(name, { mode: '040000', path: name, oid, type: 'tree' });
    }
    if (entries.size === 0) return undefined;
    return git.writeTree({ fs, gitdir: this.folder, tree: [...entries.values()] });
  }
}

/** All files of a folder by their path in it. */
export function filesIn(folder: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) for (const [file, text] of filesIn(at, name)) files.set(file, text);
    else files.set(name, readFileSync(at, 'utf8'));
  }
  return files;
}
