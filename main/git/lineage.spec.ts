import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlobId, CommitSha, TreeId } from '../model/index.ts';
import { lineage } from './lineage.ts';
import type { CommitInfo } from './stored.ts';

const sha = (n: number) => n.toString(16).padStart(40, '0') as CommitSha;

/** A history: each commit's parents, and the number that stands in its file `app`. Later commits have higher numbers. */
function history(
  commits: readonly { readonly parents: readonly number[]; readonly app: number; readonly date?: number }[],
) {
  const visited: string[] = [];
  return {
    visited,
    async commit(id: CommitSha): Promise<CommitInfo | undefined> {
      visited.push(id);
      const n = Number.parseInt(id, 16);
      const one = commits[n];
      if (one === undefined) return undefined;
      const date = one.date ?? n * 3_600_000;
      return {
        sha: id,
        tree: sha(1000 + one.app) as string as TreeId,
        author: '',
        email: '',
        date,
        message: '',
        parents: one.parents.map(sha),
      };
    },
    async tree(id: TreeId) {
      return [{ name: 'app', kind: 'blob' as const, id: id as string as BlobId }];
    },
  };
}

const numbers = (steps: Awaited<ReturnType<typeof lineage>>) =>
  steps.map(({ commit, mainline }) => [Number.parseInt(commit.sha, 16), Number.parseInt(mainline, 16)]);

describe('lineage', () => {
  it('follows first parents and counts a merge as what it brought', async () => {
    // 0 ← 1 ← 3 ← 4(merge of 2) ← 5; 2 grew from 0.
    const reader = history([
      { parents: [], app: 0 },
      { parents: [0], app: 0 },
      { parents: [0], app: 7 },
      { parents: [1], app: 0 },
      { parents: [3, 2], app: 7 },
      { parents: [4], app: 7 },
    ]);
    expect(numbers(await lineage(reader, { tip: sha(5), since: sha(1), paths: ['app'] }))).toEqual([[4, 3]]);
    expect(numbers(await lineage(reader, { tip: sha(5), since: sha(5), paths: ['app'] }))).toEqual([]);
  });

  it('takes the parent that leads down where somebody merged the branch into their own', async () => {
    // 3 merges 1 (deployed) into 2: its first parent does not hold 1.
    const reader = history([
      { parents: [], app: 0 },
      { parents: [0], app: 1 },
      { parents: [0], app: 2 },
      { parents: [2, 1], app: 3 },
    ]);
    expect(numbers(await lineage(reader, { tip: sha(3), since: sha(1), paths: ['app'] }))).toEqual([[3, 1]]);
  });

  it('refuses a commit that the branch does not hold, or whose history is not there', async () => {
    const reader = history([
      { parents: [], app: 0 },
      { parents: [0], app: 1 },
      { parents: [0], app: 2 },
    ]);
    await expect(lineage(reader, { tip: sha(2), since: sha(1), paths: [''] })).rejects.toMatchObject({
      code: 'FailedPrecondition',
    });
    await expect(lineage(reader, { tip: sha(2), since: sha(9), paths: [''] })).rejects.toMatchObject({
      code: 'FailedPrecondition',
    });
  });

  it('does not read history older than what it looks for', async () => {
    const reader = history(Array.from({ length: 500 }, (_, n) => ({ parents: n === 0 ? [] : [n - 1], app: n })));
    await lineage(reader, { tip: sha(499), since: sha(497), paths: ['app'] });
    expect(reader.visited.length).toBeLessThan(15);
  });

  it('does not read the whole past for a line beside it that began before', async () => {
    // 499 merges a branch that began at 480; what was deployed is 490.
    const line = Array.from({ length: 499 }, (_, n) => ({ parents: n === 0 ? [] : [n - 1], app: n }));
    const reader = history([
      ...line,
      { parents: [480], app: 1, date: 495 * 3_600_000 },
      { parents: [498, 499], app: 2 },
    ]);
    const steps = await lineage(reader, { tip: sha(500), since: sha(490), paths: ['app'] });
    expect(numbers(steps)[0]).toEqual([500, 498]);
    expect(steps).toHaveLength(9);
    expect(reader.visited.length).toBeLessThan(50);
  });

  it('does not believe dates: a rebased or imported history is followed all the same', async () => {
    const years = 365 * 24 * 3_600_000;
    for (const date of [0, -years, 50 * years]) {
      const reader = history([
        { parents: [], app: 0 },
        { parents: [0], app: 1, date: 10 * years },
        { parents: [1], app: 2, date },
        { parents: [2], app: 3, date: date - years },
      ]);
      expect(numbers(await lineage(reader, { tip: sha(3), since: sha(1), paths: ['app'] }))).toEqual([
        [3, 2],
        [2, 1],
      ]);
    }
  });

  it('ends, on any history', async () => {
    const reader = history(Array.from({ length: 20_050 }, (_, n) => ({ parents: n === 0 ? [] : [n - 1], app: 0 })));
    await expect(lineage(reader, { tip: sha(20_049), since: sha(1), paths: ['app'] })).rejects.toMatchObject({
      code: 'ResourceExhausted',
    });
  });

  it('finds an unbroken line from tip to since on any history, whenever there is one', async () => {
    const graph = fc.array(
      fc.record({
        parents: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 2 }),
        app: fc.nat(3),
        // Any clock at all.
        date: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      }),
      { minLength: 2, maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(graph, fc.nat(), async (nodes, pick) => {
        const commits = nodes.map(({ parents, app, date }, n) => ({
          parents: n === 0 ? [] : [...new Set(parents.map((back) => Math.max(0, n - 1 - back)))],
          app,
          date,
        }));
        const tip = commits.length - 1;
        const since = pick % commits.length;
        const below = new Set<number>();
        const walk = (n: number): void => {
          if (below.has(n)) return;
          below.add(n);
          for (const parent of commits[n]!.parents) walk(parent);
        };
        walk(tip);
        const request = { tip: sha(tip), since: sha(since), paths: [''] };
        if (!below.has(since)) {
          await expect(lineage(history(commits), request)).rejects.toMatchObject({ code: 'FailedPrecondition' });
          return;
        }
        // Every commit changes something, so that none is left out.
        const all = numbers(await lineage(history(commits.map((one, n) => ({ ...one, app: n }))), request));
        let at = tip;
        const leads = (n: number): boolean => n === since || commits[n]!.parents.some(leads);
        for (const [commit, mainline] of all) {
          expect(commit).toBe(at);
          expect(mainline).toBe(commits[commit!]!.parents.find(leads));
          at = mainline!;
        }
        expect(at).toBe(since);
      }),
    );
  });
});
