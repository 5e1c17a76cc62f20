import { createHash, randomBytes } from 'node:crypto';
import fs, { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import git from 'isomorphic-git';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

export function objectId({ type, bytes }: GitObject): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

/** An object of the repository, or undefined when it has none of this id. */
export async function readStored(gitdir: string, oid: string): Promise<GitObject | undefined> {
  try {
    const read = await git.readObject({ fs, gitdir, oid, format: 'content' });
    return { type: read.type as ObjectType, bytes: Buffer.from(read.object as Uint8Array) };
  } catch (error) {
    if ((error as { code?: string }).code === 'NotFoundError') return undefined;
    throw error;
  }
}

/** Whole or not at all: a process that is killed leaves no half object that would pass for one. */
export function storeObject(gitdir: string, oid: string, { type, bytes }: GitObject): void {
  const folder = path.join(gitdir, 'objects', oid.slice(0, 2));
  const file = path.join(folder, oid.slice(2));
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const draft = path.join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])), { mode: 0o444 });
  renameSync(draft, file);
}

export class BadObject extends Error {}

/** The ids that an object names, each with the type that it must have; a submodule's commit is elsewhere and is left out. */
export function namedBy({ type, bytes }: GitObject): readonly { readonly oid: string; readonly type?: ObjectType }[] {
  switch (type) {
    case 'blob':
      return [];
    case 'tree':
      return entriesOf(bytes);
    case 'commit': {
      const [first = '', ...lines] = head(bytes);
      const parents = lines.slice(
        0,
        lines.findIndex((line) => !line.startsWith('parent ')),
      );
      if (!lines.some((line) => line.startsWith('author ')) || !lines.some((line) => line.startsWith('committer ')))
        throw new BadObject('a commit without author or committer');
      return [
        { oid: idIn(first, 'tree '), type: 'tree' },
        ...parents.map((line) => ({ oid: idIn(line, 'parent '), type: 'commit' as const })),
      ];
    }
    case 'tag':
      return [{ oid: idIn(head(bytes)[0] ?? '', 'object ') }];
  }
}

function head(bytes: Buffer): readonly string[] {
  const end = bytes.indexOf('\n\n');
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end).split('\n');
}

function idIn(line: string, word: string): string {
  const oid = line.slice(word.length);
  if (!line.startsWith(word) || !/^[0-9a-f]{40}$/.test(oid))
    throw new BadObject(`an object without its ${word.trim()}`);
  return oid;
}

function entriesOf(bytes: Buffer): readonly { readonly oid: string; readonly type: ObjectType }[] {
  const named: { oid: string; type: ObjectType }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const zero = bytes.indexOf(0, at);
    const [mode = '', ...rest] = bytes.toString('utf8', at, zero).split(' ');
    const name = rest.join(' ');
    if (zero < 0 || zero + 21 > bytes.length || !/^(40000|100644|100755|100664|120000|160000)$/.test(mode))
      throw new BadObject('a tree with an entry that is none');
    if (name === '' || name === '.' || name === '..' || name.includes('/') || /^\.git$/i.test(name))
      throw new BadObject(`a tree with an entry named ${JSON.stringify(name)}`);
    const oid = bytes.toString('hex', zero + 1, zero + 21);
    if (mode !== '160000') named.push({ oid, type: mode === '40000' ? 'tree' : 'blob' });
    at = zero + 21;
  }
  return named;
}
