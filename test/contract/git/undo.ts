import { type BranchChange, Draft, type GitBackend, mergeTrees, type RepoAccess } from '../../../main/git/index.ts';
import type { CommitSha } from '../../../main/model/index.ts';

const BY = { name: 'Ada Example', email: 'ada@example.org', signs: false };
let moment = 1_700_000_100_000;

/** The commit that takes back what `undone` did to `parent`, on top of `tip`; each has a moment of its own. */
export async function undo(
  backend: GitBackend,
  access: RepoAccess,
  commits: { readonly undone: CommitSha; readonly parent: CommitSha; readonly tip: CommitSha },
  target: { readonly branch?: string; readonly fresh?: boolean } = {},
): Promise<BranchChange> {
  const { undone, parent, tip } = commits;
  for (const commit of [parent, undone, tip]) await backend.fetch(access, commit, undefined);
  const treeOf = async (id: CommitSha) => (await backend.commit(access, id)).tree;
  const draft = new Draft(
    { tree: (id) => backend.tree(access, id), blob: (id, most) => backend.blob(access, id, most) },
    tip,
  );
  const trees = { base: await treeOf(undone), ours: await treeOf(tip), theirs: await treeOf(parent) };
  const { tree, conflicts } = await mergeTrees(draft, trees);
  if (conflicts.length > 0) throw new Error(`conflicts: ${JSON.stringify(conflicts)}`);
  moment += 1000;
  const message = `Revert "${(await backend.commit(access, undone)).message.trim()}"\n`;
  const commit = draft.putCommit({ tree, parents: [tip], by: BY, at: moment, message });
  return {
    branch: target.branch ?? 'main',
    expected: target.fresh === true ? undefined : tip,
    base: tip,
    commit,
    objects: draft.objectsOf(commit, tree),
    by: BY,
    at: moment,
  };
}
