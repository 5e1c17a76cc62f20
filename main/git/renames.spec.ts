import { describe, expect, it } from 'vitest';
import type { BlobId, TreeId } from '../model/index.ts';
import { Draft } from './draft.ts';
import { mergeTrees } from './merge-trees.ts';
import { findRenames } from './renames.ts';
import { piecesOf, similarity } from './similarity.ts';
import type { TreeEntry } from './stored.ts';

const lines = (from: number, to: number, mark = 'line') =>
  Array.from({ length: to - from }, (_, n) => `${mark} ${from + n}\n`).join('');

const pick = ({ kind, id }: TreeEntry) => ({ kind, id });

function world() {
  const draft = new Draft({ tree: async () => [], blob: async () => new Uint8Array() }, '0'.repeat(40));
  const entry = (text: string | Buffer, kind: TreeEntry['kind'] = 'blob') =>
    ({ name: '', kind, id: draft.putBlob(Buffer.from(text as string)) }) satisfies TreeEntry;
  const tree = (files: Readonly<Record<string, string | Buffer | TreeEntry>>): Promise<TreeId> =>
    draft.withEntries(
      draft.putTree([]),
      new Map(
        Object.entries(files).map(([path, one]) => [
          path,
          pick(typeof one === 'string' || Buffer.isBuffer(one) ? entry(one) : one),
        ]),
      ),
    );
  type Files = Parameters<typeof tree>[0];
  const merge = async (before: Files, bad: Files, now: Files) => {
    const trees = { base: await tree(bad), ours: await tree(now), theirs: await tree(before) };
    const merged = await mergeTrees(draft, trees);
    return { ...merged, is: async (files: Files) => merged.tree === (await tree(files)) };
  };
  return { draft, entry, tree, merge };
}

describe('similarity', () => {
  it('is the share of the larger file that both have', () => {
    const of = (a: string | Buffer, b: string | Buffer) =>
      similarity(piecesOf(Buffer.from(a)), piecesOf(Buffer.from(b)));
    expect(of('a\nb\n', 'b\na\n')).toBe(1);
    expect(of('a\nb\nc\nd\n', 'a\nb\n')).toBe(0.5);
    expect(of('a\na\n', 'a\n')).toBe(0.5);
    expect(of('', '')).toBe(0);
    expect(of(`${'x'.repeat(64)}abc`, `${'x'.repeat(64)}def`)).toBeCloseTo(64 / 67);
    // Another end of line is no other text; in a binary file it is.
    expect(of('one\ntwo\n', 'one\r\ntwo\r\n')).toBe(8 / 10);
    expect(of('\0one\ntwo\n', '\0one\r\ntwo\r\n')).toBe(0);
  });
});

describe('findRenames', () => {
  it('prefers unchanged files, then the same name in another folder, then what is most alike', async () => {
    const { draft, entry } = world();
    const file = (path: string, text: string, kind?: TreeEntry['kind']) => ({ path, entry: entry(text, kind) });
    const gone = [
      file('a/same', lines(0, 10)),
      file('a/named', lines(20, 40)),
      file('a/alike', lines(50, 60)),
      file('a/empty', ''),
      file('a/link', 'somewhere', 'link'),
    ];
    const fresh = [
      file('b/other', lines(0, 10)),
      file('b/named', lines(20, 38)),
      file('b/least', lines(50, 56)),
      file('b/most', lines(50, 59)),
      file('b/empty', ''),
      file('b/text', 'somewhere'),
      file('b/link', 'somewhere', 'link'),
    ];
    const wanted = new Set(gone.map(({ path }) => path));
    expect(Object.fromEntries(await findRenames(draft, gone, fresh, wanted))).toEqual({
      'a/same': 'b/other',
      'a/named': 'b/named',
      'a/alike': 'b/most',
      'a/link': 'b/link',
    });
  });

  it('reads nothing for files that nobody asks about, and nothing at all where there are too many', async () => {
    const { entry } = world();
    const never = {
      blob: async (): Promise<Uint8Array> => {
        throw new Error('read');
      },
    };
    const gone = [{ path: 'a', entry: entry('a b c\n') }];
    const fresh = [{ path: 'b', entry: entry('a b d\n') }];
    expect((await findRenames(never, gone, fresh, new Set())).size).toBe(0);
    const many = Array.from({ length: 1_000 }, (_, n) => ({ path: `n${n}`, entry: entry(`${n}`) }));
    expect((await findRenames(never, gone, many, new Set(['a']))).size).toBe(0);
  });

  it('passes over what is too large to compare', async () => {
    const { draft, entry } = world();
    const large = (end: string) => ({ path: end, entry: entry(`${'x'.repeat(5 * 2 ** 20)}${end}`) });
    expect((await findRenames(draft, [large('a')], [large('b')], new Set(['a']))).size).toBe(0);
  });
});

describe('mergeTrees, with renames', () => {
  it('gives a file its old name back, and keeps what came later', async () => {
    const { merge } = world();
    const text = lines(0, 12);
    const later = text.replace('line 11', 'later');
    const merged = await merge({ 'app/a.yaml': text }, { 'app/b.yaml': text }, { 'app/b.yaml': later });
    expect(merged.conflicts).toEqual([]);
    expect(await merged.is({ 'app/a.yaml': later })).toBe(true);
  });

  it('takes a change back in a file that has another name by now', async () => {
    const { merge } = world();
    const text = lines(0, 12);
    const bad = text.replace('line 2', 'bad');
    const now = bad.replace('line 11', 'later');
    const merged = await merge({ 'a.yaml': text }, { 'a.yaml': bad }, { 'moved/b.yaml': now, 'a.yaml2': 'x' });
    expect(merged.conflicts).toEqual([]);
    expect(await merged.is({ 'moved/b.yaml': text.replace('line 11', 'later'), 'a.yaml2': 'x' })).toBe(true);
  });

  it('undoes a rename with a change, made once and then made again to the same name', async () => {
    const { merge } = world();
    const text = lines(0, 12);
    const changed = text.replace('line 5', 'bad');
    const merged = await merge({ a: text }, { b: changed }, { a: changed });
    expect(merged.conflicts).toEqual([]);
    expect(await merged.is({ a: text })).toBe(true);
  });

  it('guesses nothing: two new names, a file that is gone, a name that is taken, a folder that moved', async () => {
    const { merge } = world();
    const text = lines(0, 12);
    const late = text.replace('line 11', 'later');
    const why = async (...all: Parameters<typeof merge>) =>
      Object.fromEntries((await merge(...all)).conflicts.map(({ path, because }) => [path, because]));
    expect(await why({ a: text }, { b: text }, { c: late })).toEqual({ b: 'renamed to different names' });
    expect(await why({ a: text }, { b: text }, {})).toEqual({ b: 'renamed and removed' });
    expect(await why({ a: text }, { b: text }, { b: late, a: 'new' })).toMatchObject({ a: 'the new name is taken' });
    expect(await why({ 'a/f': text }, { b: text }, { b: late, a: 'new' })).toMatchObject({ 'a/f': 'other kinds' });
    // The commit removed d/gone; then d became e.
    expect(await why({ 'd/gone': 'g', 'd/f': text }, { 'd/f': text }, { 'e/f': text })).toEqual({
      'd/gone': 'its folder was renamed',
    });
    // The commit made d of e; then d/more came.
    expect(await why({ 'e/f': text }, { 'd/f': text }, { 'd/f': text, 'd/more': 'm' })).toEqual({
      'd/more': 'its folder was renamed',
    });
  });

  it('follows a file into a folder of its own name, and out of it', async () => {
    const { merge } = world();
    const text = lines(0, 12);
    const late = text.replace('line 11', 'later');
    const into = await merge({ a: text }, { 'a/a': text }, { 'a/a': late });
    expect(into.conflicts).toEqual([]);
    expect(await into.is({ a: late })).toBe(true);
    const out = await merge({ 'a/a': text }, { a: text }, { a: late });
    expect(out.conflicts).toEqual([]);
    expect(await out.is({ 'a/a': late })).toBe(true);
  });

  it('reads no file where nothing was renamed', async () => {
    const { draft, tree } = world();
    const trees = {
      base: await tree({ a: '1' }),
      ours: await tree({ a: '1', b: '2' }),
      theirs: await tree({ a: '0' }),
    };
    const blind = new Draft(
      {
        tree: (id) => draft.tree(id),
        blob: async (id: BlobId) => {
          throw new Error(`read ${id}`);
        },
      },
      '0'.repeat(40),
    );
    expect((await mergeTrees(blind, trees)).tree).toBe(await tree({ a: '0', b: '2' }));
  });
});
