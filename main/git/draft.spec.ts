import { describe, expect, it } from 'vitest';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import { Draft } from './draft.ts';
import { checkBranchName, encodeCommit, encodeTree, newObject, signatureOf } from './encode.ts';
import { mergeTrees } from './merge-trees.ts';
import { parseTree } from './objects.ts';
import type { TreeEntry } from './stored.ts';

const BY = { name: 'Ada', email: 'ada@example.org', signs: false };

/** A store in memory that a draft can stand on. */
function store() {
  const trees = new Map<string, readonly TreeEntry[]>();
  const blobs = new Map<string, Uint8Array>();
  const asked: string[] = [];
  const below = {
    async tree(id: TreeId) {
      asked.push(id);
      const known = trees.get(id);
      if (known === undefined) throw new Error(`no tree ${id}`);
      return known;
    },
    async blob(id: BlobId, maxBytes: number) {
      const bytes = blobs.get(id)!;
      if (bytes.length > maxBytes) throw new ArgosyError('ResourceExhausted', 'too large');
      return bytes;
    },
  };
  const blob = (text: string): BlobId => {
    const { id, bytes } = newObject('blob', Buffer.from(text), 20);
    blobs.set(id, bytes);
    return id as BlobId;
  };
  type Files = { readonly [name: string]: string | Files | TreeEntry };
  const tree = (files: Files): TreeId => {
    const entries = Object.entries(files).map(([name, value]): TreeEntry => {
      if (typeof value === 'string') return { name, kind: 'blob', id: blob(value) };
      if ('kind' in value && 'id' in value) return { ...(value as TreeEntry), name };
      return { name, kind: 'tree', id: tree(value as Files) };
    });
    const { id } = newObject('tree', encodeTree(entries), 20);
    trees.set(id, entries);
    return id as TreeId;
  };
  const draft = () => new Draft(below, '0'.repeat(40));
  return { below, trees, tree, blob, draft, asked };
}

describe('Draft', () => {
  it('knows objects by the ids that Git gives them', () => {
    const draft = store().draft();
    // From `git hash-object`, `git mktree` and `git commit-tree`.
    expect(draft.putBlob(Buffer.from('a\n'))).toBe('78981922613b2afb6025042ff6bd878ac1994e85');
    const tree = draft.putTree([]);
    expect(tree).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  });

  it('orders a folder as if its name ended with a slash', () => {
    const id = '1'.repeat(40) as TreeId;
    const entry = (name: string, kind: TreeEntry['kind']): TreeEntry => ({ name, kind, id });
    const entries = [entry('a', 'tree'), entry('a.b', 'blob'), entry('a-b', 'blob'), entry('a0', 'executable')];
    const order = parseTree(encodeTree(entries), 20).map(({ name }) => name);
    expect(order).toEqual(['a-b', 'a.b', 'a', 'a0']);
  });

  it('changes files deep in folders, lets empty folders go, and reads only what is on the way', async () => {
    const { tree, draft, blob, asked } = store();
    const root = tree({ apps: { one: { 'a.yaml': 'a' }, two: { 'b.yaml': 'b' } }, 'x.txt': 'x' });
    const one = draft();
    const id = one.putBlob(Buffer.from('new'));
    const changes = new Map<string, { kind: 'blob'; id: BlobId } | undefined>([
      ['apps/one/a.yaml', undefined],
      ['fresh/deep/c.yaml', { kind: 'blob', id }],
    ]);
    const changed = await one.withEntries(root, changes);
    expect(changed).toBe(
      tree({ apps: { two: { 'b.yaml': 'b' } }, fresh: { deep: { 'c.yaml': 'new' } }, 'x.txt': 'x' }),
    );
    expect(asked).not.toContain(tree({ 'b.yaml': 'b' }));
    expect(await one.entryAt(changed, 'fresh/deep/c.yaml')).toMatchObject({ kind: 'blob', id: blob('new') });
    expect(await one.entryAt(changed, 'apps/one')).toBeUndefined();
    const commit = one.putCommit({ tree: changed, parents: [], by: BY, at: 0, message: 'm' });
    const kinds = one.objectsOf(commit, changed).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'blob')).toHaveLength(1);
    expect(kinds.at(-1)).toBe('commit');
  });

  it('refuses to write below a file or a link, outside the root, and trees that it would not keep as they are', async () => {
    const { tree, draft, trees, blob } = store();
    const id = blob('x');
    const link: TreeEntry = { name: '', kind: 'link', id };
    const root = tree({ file: 'x', link });
    const write = (path: string) => draft().withEntries(root, new Map([[path, { kind: 'blob' as const, id }]]));
    await expect(write('file/a')).rejects.toMatchObject({ code: 'FailedPrecondition' });
    await expect(write('link/a')).rejects.toMatchObject({ code: 'FailedPrecondition' });
    for (const path of ['../a', '/a', 'a/../../b', 'C:/a', 'a\\b', '']) await expect(write(path)).rejects.toThrow();
    // A name that was no UTF-8 was decoded with a replacement character: its bytes are lost.
    const damaged = 'f'.repeat(40) as TreeId;
    trees.set(damaged, [{ name: 'caf\ufffd', kind: 'blob', id }]);
    await expect(draft().withEntries(damaged, new Map([['a', { kind: 'blob', id }]]))).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('cannot be written back'),
    });
  });

  it('never lets a person end the line that names them', () => {
    expect(signatureOf({ name: ' Eve <x>\ncommitter Mallory', email: '<e@x>\n' })).toBe('Eve xcommitter Mallory <e@x>');
    const text = Buffer.from(
      encodeCommit({ tree: 't' as TreeId, parents: ['p' as CommitSha], by: BY, at: 1999, message: 'a\0b\n\n\n' }),
    );
    expect(text.toString()).toBe(
      'tree t\nparent p\nauthor Ada <ada@example.org> 1 +0000\ncommitter Ada <ada@example.org> 1 +0000\n\nab\n',
    );
  });

  it('takes the branch names that Git takes', () => {
    for (const name of ['main', 'a/b', 'ünï', 'x-1_2.3']) expect(checkBranchName(name)).toBe(name);
    const bad = [
      '',
      '-x',
      'a..b',
      'a b',
      'a~',
      'a^',
      'a:',
      'a?',
      'a*',
      'a[',
      'a\\',
      '/a',
      'a/',
      'a//b',
      '.a',
      'a/.b',
      'a.lock',
      'a.',
      'HEAD',
      '@',
      'a@{b',
      'refs/heads/x',
      'a\nb',
      'x'.repeat(201),
    ];
    for (const name of bad) expect(() => checkBranchName(name), name).toThrow(/not a valid branch name/);
  });
});

describe('mergeTrees', () => {
  it('takes a change back beside what came after it, and reads only folders that both changed', async () => {
    const { tree, draft, asked } = store();
    const before = tree({ app: { 'a.yaml': '1\n' }, other: { 'o.yaml': 'o\n' }, third: { t: 't' } });
    const bad = tree({ app: { 'a.yaml': '2\n', 'b.yaml': 'b' }, other: { 'o.yaml': 'o\n' }, third: { t: 't' } });
    const now = tree({ app: { 'a.yaml': '2\n', 'b.yaml': 'b' }, other: { 'o.yaml': 'changed\n' }, third: { t: 'T' } });
    const { tree: merged, conflicts } = await mergeTrees(draft(), { base: bad, ours: now, theirs: before });
    expect(conflicts).toEqual([]);
    expect(merged).toBe(tree({ app: { 'a.yaml': '1\n' }, other: { 'o.yaml': 'changed\n' }, third: { t: 'T' } }));
    expect(asked).not.toContain(tree({ t: 'T' }));
  });

  it('names every path where both sides changed, and why they do not go together', async () => {
    const { tree, draft, blob } = store();
    const module = (digit: string): TreeEntry => ({ name: '', kind: 'submodule', id: digit.repeat(40) as CommitSha });
    const link = (text: string): TreeEntry => ({ name: '', kind: 'link', id: blob(text) });
    const before = tree({ a: '1\n', b: '\0one', gone: 'g', m: module('1'), l: link('x'), kind: 'f' });
    const bad = tree({ a: '2\n', b: '\0two', gone: 'h', m: module('2'), l: link('y'), kind: { f: '2' } });
    const now = tree({ a: '3\n', b: '\0three', m: module('3'), l: link('z'), kind: { f: '3' } });
    const { conflicts } = await mergeTrees(draft(), { base: bad, ours: now, theirs: before });
    expect(Object.fromEntries(conflicts.map(({ path, because }) => [path, because]))).toEqual({
      a: 'both changed the same lines',
      b: 'no text',
      gone: 'changed and removed',
      m: 'other kinds',
      l: 'other kinds',
      kind: 'other kinds',
    });
  });

  it('does not merge files that are too large to be read, and takes them whole where one side changed', async () => {
    const { tree, draft } = store();
    const large = (text: string) => text.padEnd(5 * 2 ** 20, 'x');
    const [before, bad, now] = ['1', '2', '3'].map((text) => tree({ big: large(text) }));
    const { conflicts } = await mergeTrees(draft(), { base: bad!, ours: now!, theirs: before! });
    expect(conflicts).toEqual([{ path: 'big', because: 'too large to merge' }]);
    expect(await mergeTrees(draft(), { base: bad!, ours: bad!, theirs: before! })).toEqual({
      tree: before,
      conflicts: [],
    });
  });

  it('brings a removed folder back, and takes one away that came with the commit', async () => {
    const { tree, draft } = store();
    const before = tree({ old: { deep: { x: 'x' } }, keep: 'k' });
    const bad = tree({ fresh: { deep: { y: 'y' } }, keep: 'k' });
    expect((await mergeTrees(draft(), { base: bad, ours: bad, theirs: before })).tree).toBe(before);
    const now = tree({ fresh: { deep: { y: 'y', z: 'z' } }, keep: 'k' });
    const { tree: merged, conflicts } = await mergeTrees(draft(), { base: bad, ours: now, theirs: before });
    expect(conflicts).toEqual([]);
    expect(merged).toBe(tree({ fresh: { deep: { z: 'z' } }, old: { deep: { x: 'x' } }, keep: 'k' }));
  });
});
