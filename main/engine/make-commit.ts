import { ArgosyError, type CommitSha, type TreeId } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { PushedChange } from './engine.ts';
import type { PlannedChange } from './planned-change.ts';

/** How often somebody else may be faster. */
const MOST_ATTEMPTS = 5;

/**
 * Makes a planned commit and pushes it. A branch that moved meanwhile is followed as long as nothing that the plan looked at has
 * changed: the same files are then changed on top of the new tip. Otherwise nothing is pushed.
 */
export async function makeCommit(
  { repositories, clock }: Pick<ApplicationsPorts, 'repositories' | 'clock'>,
  planned: PlannedChange,
  signal: AbortSignal,
): Promise<PushedChange> {
  const { repoURL: url, branch, base, message } = planned.view;
  let parent = base;
  let tree = planned.tree;
  for (let attempt = 1; ; attempt++) {
    const at = clock.now();
    const commit = planned.draft.putCommit({ tree, parents: [parent], by: planned.author, at, message });
    const objects = planned.draft.objectsOf(commit, tree);
    const expected = planned.newBranch ? undefined : parent;
    try {
      await repositories.push(url, { branch, expected, base: parent, commit, objects, by: planned.author, at }, signal);
      return { commit, branch };
    } catch (error) {
      if (await arrived(repositories, url, branch, commit, error, signal)) return { commit, branch };
      if (!(error instanceof ArgosyError) || error.code !== 'Conflict' || attempt === MOST_ATTEMPTS) throw error;
    }
    ({ parent, tree } = await onTop(repositories, planned, signal));
  }
}

/** A connection that broke while the server worked leaves open what it did: it is asked. */
async function arrived(
  repositories: ApplicationsPorts['repositories'],
  url: string,
  branch: string,
  commit: CommitSha,
  error: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  if (!(error instanceof ArgosyError) || signal.aborted) return false;
  if (error.code !== 'Unavailable' && error.code !== 'DeadlineExceeded') return false;
  try {
    const revision = `refs/heads/${branch}`;
    const now = await repositories.resolve({ url, revision, freshness: 'latest', force: true }, signal);
    return now.commit === commit;
  } catch {
    // It cannot be asked either: what the push said is what the person is told.
    return false;
  }
}

/** The change on the branch's new tip; throws when that is not the same change any more. */
async function onTop(
  repositories: ApplicationsPorts['repositories'],
  planned: PlannedChange,
  signal: AbortSignal,
): Promise<{ readonly parent: CommitSha; readonly tree: TreeId }> {
  const { repoURL: url, branch, base } = planned.view;
  const { commit: tip } = await repositories.resolve(
    { url, revision: `refs/heads/${branch}`, freshness: 'latest', force: true },
    signal,
  );
  const { tree: tipTree } = await repositories.commit(url, tip, signal);
  const between = await repositories
    .lineage(url, { tip, since: base, paths: planned.guarded }, signal)
    .catch((error: unknown) => {
      if (error instanceof ArgosyError && error.code === 'FailedPrecondition')
        throw outdated('BranchMoved', branch, error.message, error);
      throw error;
    });
  const [meddling] = between;
  if (meddling !== undefined) {
    const { sha, author } = meddling.commit;
    throw outdated('BranchMoved', branch, `${sha.slice(0, 7)} by ${author} touched the same files meanwhile`);
  }
  return { parent: tip, tree: await planned.draft.withEntries(tipTree, planned.edits, signal) };
}

export function outdated(
  reason: 'PlanOutOfDate' | 'BranchMoved',
  subject: string,
  because: string,
  cause?: unknown,
): ArgosyError {
  return new ArgosyError('Conflict', `this is not what was planned any more: ${because}`, {
    subject,
    reason,
    advice: 'Nothing was pushed. Look at the plan again.',
    cause,
  });
}
