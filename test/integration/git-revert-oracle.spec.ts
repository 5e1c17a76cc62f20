import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemBackend, Draft, findGit, type GitBackend, mergeTrees } from '../../main/git/index.ts';
import type { CommitSha, TreeId } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../contract/git/repository.ts';

const program = await findGit(process.env);

type Edit =
  | { readonly do: 'line'; readonly file: string; readonly at: number; readonly text: string }
  | { readonly do: 'insert'; readonly file: string; readonly at: number; readonly text: string }
  | { readonly do: 'cut'; readonly file: string; readonly at: number }
  | { readonly do: 'remove' | 'executable'; readonly file: string };

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

  const file = fc.constantFrom('a.yaml', 'dir/b.yaml', 'dir/deep/c.yaml', 'd');
  const at = fc.nat(11);
  const text = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('x', 'y', 'ü', '\r') });
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.record({ do: fc.constant('line' as const), file, at, text }),
    fc.record({ do: fc.constant('insert' as const), file, at, text }),
    fc.record({ do: fc.constant('cut' as const), file, at }),
    fc.record({ do: fc.constantFrom('remove' as const, 'executable' as const), file }),
  );
  const commits = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 });

  it('gives the same tree, or the same refusal', async () => {
    const seen = { merged: 0, conflicts: 0, stricter: 0 };
    await fc.assert(
      fc.asyncProperty(commits, async (plan) => {
        const source = new TestRepository(join(temporary.path, `r${repositories++}`));
        const files = new Map<string, string[]>();
        // Every line is another, so that there is one way only to match two texts.
        for (const name of ['a.yaml', 'dir/b.yaml', 'dir/deep/c.yaml', 'd']) {
          files.set(
            name,
            Array.from({ length: 12 }, (_, n) => `${name} ${n}\n`),
          );
        }
        const shas = [save(source, files, [])];
        for (const [turn, edits] of plan.entries()) {
          for (const one of edits) change(files, one, turn);
          shas.push(save(source, files, edits));
        }
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
          source.git('-c', 'merge.renames=false', 'revert', '--no-commit', undone);
          theirs = source.git('write-tree');
        } catch {
          theirs = undefined;
        }
        if (theirs === undefined) {
          seen.conflicts++;
          expect(mine.conflicts).not.toEqual([]);
        } else if (mine.conflicts.length > 0) {
          seen.stricter++;
        } else {
          seen.merged++;
          expect(mine.tree).toBe(theirs);
        }
      }),
      { numRuns: Number(process.env['ARGOSY_REVERT_ROUNDS'] ?? 60) },
    );
    expect(seen.merged).toBeGreaterThan(0);
    expect(seen.stricter).toBeLessThan(seen.merged / 5);
  }, 300_000);
});

function save(source: TestRepository, files: Map<string, string[]>, edits: readonly Edit[]): CommitSha {
  source.git('rm', '-rq', '--cached', '--ignore-unmatch', '.');
  source.git('clean', '-fdq');
  source.write(Object.fromEntries([...files].map(([name, lines]) => [name, lines.join('')])));
  source.git('add', '-A');
  for (const one of edits) {
    if (one.do === 'executable' && files.has(one.file)) source.git('update-index', '--chmod=+x', one.file);
  }
  source.git('commit', '-q', '--allow-empty', '-m', 'step');
  source.git('reset', '-q', '--hard');
  return source.head();
}

function change(files: Map<string, string[]>, edit: Edit, turn: number): void {
  const lines = files.get(edit.file);
  if (lines === undefined) return;
  switch (edit.do) {
    case 'line':
      if (edit.at < lines.length) lines[edit.at] = `${edit.text} ${turn} ${edit.at}\n`;
      return;
    case 'insert':
      lines.splice(edit.at, 0, `${edit.text} ${turn} ${edit.at} new\n`);
      return;
    case 'cut':
      if (lines.length > 1) lines.splice(edit.at, 1);
      return;
    case 'remove':
      files.delete(edit.file);
      return;
    case 'executable':
  }
}
