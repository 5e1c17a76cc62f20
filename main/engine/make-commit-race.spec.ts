import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BranchChange, Draft, type LineageRequest, type LineageStep, type Repositories } from '../git/index.ts';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { isWithin } from './app-paths.ts';
import { makeCommit } from './make-commit.ts';
import type { PlannedChange } from './planned-change.ts';

/** What the plan looks at: a folder of the application, and a file elsewhere that the undone commit touched too. */
const GUARDED = ['app', 'notes.txt'];
const EDITED = ['app/a.yaml', 'app/gone.yaml', 'notes.txt'];
const MOST_ATTEMPTS = 5;
const BY = { name: 'Ada', email: 'ada@example.org', signs: false };

interface Made {
  readonly tree: TreeId;
  readonly parent: CommitSha | undefined;
  readonly touched: readonly string[];
  readonly foreign: boolean;
}

/** A branch that somebody else pushes to, too: `meanwhile[n]` are the files of each of their commits before our push number n. */
async function race(meanwhile: readonly (readonly (readonly string[])[])[]) {
  const draft = new Draft({ tree: async () => [], blob: async () => new Uint8Array() }, '0'.repeat(40));
  const commits = new Map<CommitSha, Made>();
  let tip: CommitSha;
  let texts = 0;
  const commit = async (paths: readonly string[], foreign: boolean): Promise<void> => {
    const blob = (): BlobId => draft.putBlob(Buffer.from(`${texts++}\n`));
    const before = commits.get(tip)?.tree ?? draft.putTree([]);
    const tree = await draft.withEntries(before, new Map(paths.map((path) => [path, { kind: 'blob', id: blob() }])));
    const parent = commits.has(tip) ? tip : undefined;
    tip = draft.putCommit({ tree, parents: parent === undefined ? [] : [parent], by: BY, at: texts, message: 'm' });
    commits.set(tip, { tree, parent, touched: paths, foreign });
  };
  tip = '' as CommitSha;
  await commit([...EDITED, 'app/other.yaml', 'elsewhere/b.yaml'], true);
  const base = tip;
  const baseTree = commits.get(base)!.tree;

  let pushes = 0;
  const repositories = {
    async push(_url: string, change: BranchChange) {
      for (const paths of meanwhile[pushes++] ?? []) await commit(paths, true);
      if (change.expected !== tip) throw new ArgosyError('Conflict', 'the branch has moved', { retry: true });
      const text = Buffer.from(change.objects.at(-1)!.bytes).toString();
      commits.set(change.commit, {
        tree: /^tree (\w+)/.exec(text)![1] as TreeId,
        parent: /^parent (\w+)/m.exec(text)![1] as CommitSha,
        touched: EDITED,
        foreign: false,
      });
      tip = change.commit;
    },
    resolve: async () => ({ commit: tip }),
    commit: async (_url: string, id: CommitSha) => ({ tree: commits.get(id)!.tree }),
    async lineage(_url: string, request: LineageRequest): Promise<readonly LineageStep[]> {
      const steps: LineageStep[] = [];
      for (let at: CommitSha | undefined = request.tip; at !== undefined && at !== request.since; ) {
        const { parent, touched }: Made = commits.get(at)!;
        const touches = touched.some((path) => request.paths.some((one) => isWithin(one, path)));
        if (touches) steps.push({ commit: { sha: at, author: 'Eve' } as never, mainline: parent! });
        at = parent;
      }
      return steps;
    },
  } as unknown as Repositories;

  const id = draft.putBlob(Buffer.from('as it was\n'));
  const edits = new Map(
    EDITED.map((path) => [path, path.includes('gone') ? undefined : { kind: 'blob' as const, id }]),
  );
  const planned: PlannedChange = {
    view: { repoURL: 'u', branch: 'main', base, message: 'm', hash: 'h' } as never,
    draft,
    author: BY,
    baseTree,
    tree: await draft.withEntries(baseTree, edits),
    edits,
    guarded: GUARDED,
    newBranch: false,
    source: 0,
    syncs: true,
    prune: false,
    holds: () => true,
  };
  const made = makeCommit({ repositories, clock: new ManualClock(1000) }, planned, new AbortController().signal);
  const outcome = await made.then(
    (pushed) => ({ pushed, error: undefined }),
    (error: unknown) => ({ pushed: undefined, error }),
  );
  return { ...outcome, tip, commits, draft, edits };
}

const theirs = fc.constantFrom(
  'elsewhere/b.yaml',
  'elsewhere/new.yaml',
  'app2/a.yaml',
  'app/other.yaml',
  'app/new.yaml',
  'notes.txt',
);
const harmless = fc.constantFrom('elsewhere/b.yaml', 'elsewhere/new.yaml', 'app2/a.yaml', 'notes.txt.orig');
const rounds = (path: fc.Arbitrary<string>) =>
  fc.array(fc.array(fc.uniqueArray(path, { minLength: 1, maxLength: 2 }), { maxLength: 2 }), { maxLength: 7 });

describe('makeCommit, while somebody else pushes', () => {
  it('arrives on top of theirs or not at all, and never takes anything of theirs away', async () => {
    const seen = { arrived: 0, refused: 0, busy: 0 };
    await fc.assert(
      fc.asyncProperty(fc.oneof(rounds(theirs), rounds(harmless)), async (meanwhile) => {
        const { pushed, error, tip, commits, draft, edits } = await race(meanwhile);
        // The first round in which nobody was faster is the one that arrives.
        const quiet = [...meanwhile, []].findIndex((one) => one.length === 0);
        const before = meanwhile.slice(0, quiet).flat(2);
        const first = meanwhile
          .slice(0, quiet)
          .findIndex((round) => round.flat().some((path) => GUARDED.some((one) => isWithin(one, path))));
        if (first >= 0 && first < MOST_ATTEMPTS - 1) {
          seen.refused++;
          expect(error).toMatchObject({ code: 'Conflict', message: expect.stringContaining('by Eve') });
        } else if (quiet >= MOST_ATTEMPTS) {
          seen.busy++;
          expect(error).toMatchObject({ code: 'Conflict', retry: true });
        } else {
          seen.arrived++;
          expect(error).toBeUndefined();
        }
        const newest = commits.get(tip)!;
        if (pushed === undefined) {
          expect([...commits.values()].every(({ foreign }) => foreign)).toBe(true);
          return;
        }
        expect([tip, newest.foreign]).toEqual([pushed.commit, false]);
        const below = commits.get(newest.parent!)!;
        expect(below.foreign).toBe(true);
        expect(newest.tree).toBe(await draft.withEntries(below.tree, edits));
        // Every commit of theirs is below ours.
        let count = 0;
        for (let at = newest.parent; at !== undefined; at = commits.get(at)!.parent) count++;
        expect(count).toBe([...commits.values()].filter(({ foreign }) => foreign).length);
        for (const path of before) expect(await draft.entryAt(newest.tree, path)).toBeDefined();
      }),
      { numRuns: 400 },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  });
});
