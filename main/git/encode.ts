import { createHash } from 'node:crypto';
import { ArgosyError, type CommitSha, type TreeId } from '../model/index.ts';
import type { Author, NewObject } from './authoring.ts';
import type { TreeEntry } from './backend.ts';

/** Writers of Git's object formats: the counterparts of objects.ts. */

const MODES: Readonly<Record<TreeEntry['kind'], string>> = {
  blob: '100644',
  executable: '100755',
  link: '120000',
  submodule: '160000',
  tree: '40000',
};

/** Git's order of a tree: bytes of the names, a folder as if its name ended with a slash. */
export function encodeTree(entries: Iterable<TreeEntry>): Uint8Array {
  const sorted = [...entries].map((entry) => ({
    entry,
    order: Buffer.from(entry.kind === 'tree' ? `${entry.name}/` : entry.name),
  }));
  sorted.sort((a, b) => Buffer.compare(a.order, b.order));
  return Buffer.concat(
    sorted.flatMap(({ entry }) => [Buffer.from(`${MODES[entry.kind]} ${entry.name}\0`), Buffer.from(entry.id, 'hex')]),
  );
}

export interface NewCommit {
  readonly tree: TreeId;
  readonly parents: readonly CommitSha[];
  readonly by: Author;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

export function encodeCommit({ tree, parents, by, at, message }: NewCommit): Uint8Array {
  const person = `${signatureOf(by)} ${Math.floor(at / 1000)} +0000`;
  const head = [`tree ${tree}`, ...parents.map((id) => `parent ${id}`), `author ${person}`, `committer ${person}`];
  return Buffer.from(`${head.join('\n')}\n\n${message.replace(/\0/g, '').trimEnd()}\n`);
}

/** `Name <email>`, without what would end it early: Git itself drops these characters too. */
export function signatureOf({ name, email }: Pick<Author, 'name' | 'email'>): string {
  const crud = (text: string) => text.replace(/[<>\p{Cc}]/gu, '').replace(/^[\s.,:;"'\\]+|[\s.,:;"'\\]+$/g, '');
  return `${crud(name)} <${crud(email)}>`;
}

/** @param idBytes 20, or 32 in a SHA-256 repository. */
export function newObject(kind: NewObject['kind'], bytes: Uint8Array, idBytes: number): NewObject {
  const hash = createHash(idBytes === 32 ? 'sha256' : 'sha1');
  return { kind, id: hash.update(headerOf({ kind, bytes })).update(bytes).digest('hex') as NewObject['id'], bytes };
}

export function headerOf({ kind, bytes }: Pick<NewObject, 'kind' | 'bytes'>): string {
  return `${kind} ${bytes.length}\0`;
}

/** What a branch may be called (the rules of `git check-ref-format --branch`). */
export function checkBranchName(name: string): string {
  const bad =
    name === '' ||
    name.length > 200 ||
    name === 'HEAD' ||
    name === '@' ||
    /^-|^refs\/|\.\.|@\{|\/\/|^\/|\/$|\.$|[\s~^:?*[\\\p{Cc}]/u.test(name) ||
    name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'));
  if (!bad) return name;
  throw new ArgosyError('InvalidArgument', `'${name.slice(0, 200)}' is not a valid branch name`, {
    subject: name.slice(0, 200),
    advice: 'Letters, digits, dashes and slashes are always fine.',
  });
}
