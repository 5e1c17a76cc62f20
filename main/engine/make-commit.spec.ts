import { describe, expect, it } from 'vitest';
import { type BranchChange, Draft, type LineageStep, type Repositories, type TreeEntry } from '../git/index.ts';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { makeCommit } from './make-commit.ts';
import type { PlannedChange } from './planned-change.ts';

const sha = (digit: string) => digit.repeat(40) as CommitSha;
const BASE = sha('a');
const MOVED = sha('b');

/** A remote that answers pushes in turn, and a plan that changes one file. */
function setUp(answers: readonly (ArgosyError | 'taken')[], between: readonly string[] = []) {
  const draft = new Draft({ tree: async () => [], blob: async () => new Uint8Array() }, BASE);
  const before: TreeEntry = { name: 'a', kind: 'blob', id: sha('5') as string as BlobId };
  const baseTree = draft.putTree([before]);
  const movedTree = draft.putTree([before, { name: 'z', kind: 'blob', id: sha('6') as string as BlobId }]);
  const pushes: BranchChange[] = [];
  let tip = BASE;
  const queue = [...answers];
  const repositories = {
    async push(_url: string, change: BranchChange) {
      pushes.push(change);
      const answer = queue.shift()!;
      if (answer === 'taken') {
        tip = change.commit;
        return;
      }
      if (answer.code === 'Conflict') tip = MOVED;
      if (answer.message.includes('but arrived')) tip = change.commit;
      throw answer;
    },
    resolve: async () => ({ commit: tip }),
    commit: async (_url: string, commit: CommitSha) => ({ tree: commit === MOVED ? movedTree : baseTree }),
    lineage: async (): Promise<readonly LineageStep[]> =>
      between.map((author) => ({ commit: { sha: MOVED, author } as never, mainline: BASE })),
  } as unknown as Repositories;
  const id = draft.putBlob(Buffer.from('new'));
  const edits = new Map([['a', { kind: 'blob' as const, id }]]);
  const plan = async (newBranch = false): Promise<PlannedChange> => ({
    view: { repoURL: 'u', branch: 'main', base: BASE, message: 'm', hash: 'h' } as never,
    draft,
    author: { name: 'Ada', email: 'a@b', signs: false },
    baseTree,
    tree: await draft.withEntries(baseTree, edits),
    edits,
    guarded: ['a'],
    newBranch,
    source: 0,
    syncs: true,
    prune: false,
    holds: () => true,
  });
  const make = async (newBranch = false) =>
    makeCommit({ repositories, clock: new ManualClock(1000) }, await plan(newBranch), new AbortController().signal);
  return { make, pushes, draft };
}

const moved = new ArgosyError('Conflict', 'the branch has moved', { retry: true });

describe('makeCommit', () => {
  it('goes on top of what came in between, with the files of the plan and no others', async () => {
    const { make, pushes, draft } = setUp([moved, 'taken']);
    const { commit, branch } = await make();
    expect([branch, pushes.map(({ expected }) => expected)]).toEqual(['main', [BASE, MOVED]]);
    expect(pushes[1]!.commit).toBe(commit);
    const text = Buffer.from(pushes[1]!.objects.at(-1)!.bytes).toString();
    expect(text).toContain(`parent ${MOVED}\n`);
    const tree = /^tree ([0-9a-f]+)/.exec(text)![1] as TreeId;
    expect((await draft.tree(tree)).map(({ name, id }) => [name, id === sha('6')])).toEqual([
      ['a', false],
      ['z', true],
    ]);
  });

  it('stops where somebody touched what the plan is about', async () => {
    const { make, pushes } = setUp([moved, 'taken'], ['Eve']);
    await expect(make()).rejects.toMatchObject({ code: 'Conflict', message: expect.stringContaining('by Eve') });
    expect(pushes).toHaveLength(1);
  });

  it('gives up when the branch never stands still, and at once when it is refused', async () => {
    const busy = setUp(Array.from({ length: 9 }, () => moved));
    await expect(busy.make()).rejects.toBe(moved);
    expect(busy.pushes).toHaveLength(5);
    const refusal = new ArgosyError('PermissionDenied', 'protected');
    const refused = setUp([refusal]);
    await expect(refused.make()).rejects.toBe(refusal);
    expect(refused.pushes).toHaveLength(1);
  });

  it('looks whether the commit arrived when the connection broke', async () => {
    const lost = setUp([new ArgosyError('Unavailable', 'hung up, but arrived', { retry: true })]);
    await expect(lost.make()).resolves.toMatchObject({ branch: 'main' });
    const gone = setUp([new ArgosyError('Unavailable', 'hung up', { retry: true })]);
    await expect(gone.make()).rejects.toMatchObject({ message: 'hung up' });
  });

  it('expects no branch where it makes one', async () => {
    const { make, pushes } = setUp(['taken']);
    await make(true);
    expect(pushes[0]).toMatchObject({ expected: undefined, base: BASE });
  });
});
