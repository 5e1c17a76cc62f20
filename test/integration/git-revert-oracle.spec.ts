import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemBackend, Draft, findGit, type GitBackend, mergeTrees } from '../../main/git/index.ts';
import type { CommitSha, TreeId } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../contract/git/repository.ts';

const program = await findGit(process.env);

/** A file as the histories of this test know it. */
type File =
  | { readonly kind: 'text'; readonly lines: readonly string[]; readonly executable: boolean }
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'link'; readonly to: string };

type Files = ReadonlyMap<string, File>;

type Edit =
  | { readonly do: 'line' | 'insert'; readonly file: string; readonly at: number; readonly text: string }
  | { readonly do: 'cut'; readonly file: string; readonly at: number }
  | { readonly do: 'remove' | 'mode' | 'link' | 'ends' | 'binary'; readonly file: string }
  | { readonly do: 'rename'; readonly file: string; readonly to: string }
  | { readonly do: 'folder'; readonly to: string };

/** Git's own revert is the judge: where both find no conflict, the trees are the same, and we never merge what Git would not. */
describe('undoing a commit, against git revert', () => {
  const temporary = temporaryFolder();
  let backend: GitBackend;
  let repositories = 0;

  beforeAll(async () => {
    const folder = join(temporary.path, 'data');
    backend = await createSystemBackend({
      program: program!,
      folder,
      clock: systemClock,
      log: silentLogger,
      env: process.env,
    });
  });
  afterAll(async () => {
    await backend.close();
    temporary.remove();
  });

  const file = fc.constantFrom('a.yaml', 'dir/b.yaml', 'dir/deep/c.yaml', 'd', 'logo.png', 'link');
  const fresh = fc.constantFrom('new.yaml', 'dir/new.yaml', 'other/a.yaml', 'dir/deep/b.yaml', 'e', 'dir/f');
  const at = fc.nat(11);
  const text = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('x', 'y', 'ü', '\r') });
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('line' as const, 'insert' as const), file, at, text }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), file, at }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('remove', 'mode', 'link', 'ends', 'binary').map((one) => one as 'mode'),
        file,
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), file, to: fresh }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('folder' as const), to: fc.constantFrom('folder', 'other') }) },
  );
  const commits = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 });

  it('gives the same tree, or the same refusal', async () => {
    const seen = { merged: 0, renamed: 0, conflicts: 0, stricter: 0 };
    const strict: string[] = [];
    await fc.assert(
      fc.asyncProperty(commits, fc.boolean(), async (plan, merge) => {
        const source = new TestRepository(join(temporary.path, `r${repositories++}`));
        const states: Files[] = [begun()];
        for (const [turn, edits] of plan.entries())
          states.push(edits.reduce((files, one) => change(files, one, turn), states.at(-1)!));
        const shas = record(source, states, merge);
        const undone = shas[1]!;
        const access = { url: source.path };
        const treeOf = async (id: string): Promise<TreeId> => (await backend.commit(access, id as CommitSha)).tree;
        const draft = new Draft(
          { tree: (id) => backend.tree(access, id), blob: (id, most) => backend.blob(access, id, most) },
          undone,
        );
        const trees = { base: await treeOf(undone), ours: await treeOf(shas.at(-1)!), theirs: await treeOf(shas[0]!) };
        const mine = await mergeTrees(draft, trees);
        let theirs: string | undefined;
        try {
          source.git('revert', '--no-commit', ...(merge ? ['-m', '1'] : []), undone);
          theirs = source.git('write-tree');
        } catch {
          theirs = undefined;
        }
        if (theirs === undefined) {
          seen.conflicts++;
          expect(mine.conflicts).not.toEqual([]);
        } else if (mine.conflicts.length > 0) {
          seen.stricter++;
          strict.push(JSON.stringify({ plan, conflicts: mine.conflicts }));
        } else {
          seen.merged++;
          if (plan.some((edits) => edits.some((one) => one.do === 'rename' || one.do === 'folder'))) seen.renamed++;
          expect(mine.tree).toBe(theirs);
        }
      }),
      { numRuns: Number(process.env['ARGOSY_REVERT_ROUNDS'] ?? 80) },
    );
    if (process.env['ARGOSY_REVERT_ROUNDS'] !== undefined) console.log(seen, strict.join('\n'));
    expect(seen.merged).toBeGreaterThan(0);
    expect(seen.renamed).toBeGreaterThan(0);
    expect(seen.stricter).toBeLessThan(seen.merged / 5);
  }, 600_000);
});

function begun(): Files {
  const files = new Map<string, File>();
  // Every line is another, so that there is one way only to match two texts.
  for (const name of ['a.yaml', 'dir/b.yaml', 'dir/deep/c.yaml', 'd']) {
    const lines = Array.from({ length: 12 }, (_, n) => `${name} ${n}\n`);
    files.set(name, { kind: 'text', lines, executable: false });
  }
  files.set('logo.png', { kind: 'binary', bytes: Buffer.from(`\0picture\n${'pixel\n'.repeat(20)}`) });
  return files.set('link', { kind: 'link', to: 'a.yaml' });
}

function change(files: Files, edit: Edit, turn: number): Files {
  const next = new Map(files);
  if (edit.do === 'folder') {
    for (const [name, file] of files) {
      if (!name.startsWith('dir/') || next.has(name.replace('dir', edit.to))) continue;
      next.delete(name);
      next.set(name.replace('dir', edit.to), file);
    }
    return next;
  }
  const file = files.get(edit.file);
  if (file === undefined) return next;
  const put = (one: File) => next.set(edit.file, one);
  switch (edit.do) {
    case 'remove':
      next.delete(edit.file);
      return next;
    case 'rename':
      if (files.has(edit.to)) return next;
      next.delete(edit.file);
      return next.set(edit.to, file);
    case 'link':
      return put({ kind: 'link', to: `elsewhere/${turn}` });
    case 'binary':
      return put({ kind: 'binary', bytes: Buffer.from(`\0${turn}\n${'pixel\n'.repeat(20)}`) });
    default:
      return edited(next, edit, file, turn);
  }
}

type TextEdit = Extract<
  Edit,
  { readonly do: 'line' | 'insert' | 'cut' | 'ends' | 'mode' | 'link' | 'binary' | 'remove' }
>;

/** What can be done to a text only. */
function edited(files: Map<string, File>, edit: TextEdit, file: File, turn: number): Files {
  if (file.kind !== 'text') return files;
  const put = (one: File) => files.set(edit.file, one);
  const lines = [...file.lines];
  switch (edit.do) {
    case 'line':
      if (edit.at < lines.length) lines[edit.at] = `${edit.text} ${turn} ${edit.at}\n`;
      break;
    case 'insert':
      lines.splice(edit.at, 0, `${edit.text} ${turn} ${edit.at} new\n`);
      break;
    case 'cut':
      if (lines.length > 1) lines.splice(edit.at, 1);
      break;
    case 'ends':
      return put({ ...file, lines: lines.map((line) => (line.endsWith('\r\n') ? line : line.replace(/\n$/, '\r\n'))) });
    case 'mode':
      return put({ ...file, executable: !file.executable });
    default:
      return files;
  }
  return put({ ...file, lines });
}

/** All commits in one go; the second of them as a merge of a branch that began at the first, if that is wished. */
function record(source: TestRepository, states: readonly Files[], merge: boolean): readonly CommitSha[] {
  const parts: Buffer[] = [];
  const say = (text: string) => parts.push(Buffer.from(text));
  const commit = (mark: number, parents: readonly number[], files: Files): void => {
    say(
      `commit refs/heads/main\nmark :${mark}\ncommitter Ada <ada@example.org> ${1_700_000_000 + mark} +0000\ndata 4\nstep\n`,
    );
    for (const [at, parent] of parents.entries()) say(`${at === 0 ? 'from' : 'merge'} :${parent}\n`);
    say('deleteall\n');
    for (const [path, file] of files) {
      const mode = file.kind === 'link' ? '120000' : file.kind === 'text' && file.executable ? '100755' : '100644';
      const bytes =
        file.kind === 'text'
          ? Buffer.from(file.lines.join(''))
          : file.kind === 'link'
            ? Buffer.from(file.to)
            : file.bytes;
      say(`M ${mode} inline ${path}\ndata ${bytes.length}\n`);
      parts.push(bytes);
      say('\n');
    }
  };
  for (const [n, files] of states.entries()) {
    if (n === 1 && merge) commit(100, [1], files);
    commit(n + 1, n === 0 ? [] : n === 1 && merge ? [n, 100] : [n], files);
  }
  source.feed(Buffer.concat(parts), 'fast-import', '--quiet');
  source.git('reset', '-q', '--hard', 'main');
  return source.git('rev-list', '--first-parent', '--reverse', 'main').split('\n') as CommitSha[];
}
