import { ArgosyError, type CommitSha, type TreeId } from '../model/index.ts';
import type { LineageRequest, LineageStep, ObjectReader } from './authoring.ts';
import type { CommitInfo } from './backend.ts';
import { entryAt } from './draft.ts';

export interface HistoryReader extends Pick<ObjectReader, 'tree'> {
  /** Undefined where the history is not there: the edge of a shallow clone. */
  commit(id: CommitSha, signal?: AbortSignal): Promise<CommitInfo | undefined>;
}

const MOST_VISITED = 20_000;
/** Clocks of different people: a parent may be dated after its child by so much. */
const SKEW_MS = 24 * 3_600_000;

/**
 * The commits between `since` and `tip`, newest first, that touched one of the paths. A merge counts as one commit, against the
 * parent on the way down to `since`; the commits that it brought are undone with it and do not count again.
 */
export async function lineage(
  reader: HistoryReader,
  request: LineageRequest,
  signal?: AbortSignal,
): Promise<readonly LineageStep[]> {
  const steps: LineageStep[] = [];
  for (const step of await wayDown(reader, request, signal)) {
    const parent = await reader.commit(step.mainline, signal);
    if (parent === undefined) throw unrelated(request);
    if (await touches(reader, step.commit.tree, parent.tree, request.paths, signal)) steps.push(step);
  }
  return steps;
}

async function wayDown(
  reader: HistoryReader,
  { tip, since }: LineageRequest,
  signal: AbortSignal | undefined,
): Promise<readonly LineageStep[]> {
  if (tip === since) return [];
  const target = await reader.commit(since, signal);
  if (target === undefined) throw unrelated({ tip, since });
  const visited = new Map<CommitSha, CommitInfo>();
  const children = new Map<CommitSha, CommitSha[]>();
  const queue: CommitInfo[] = [];
  const visit = async (id: CommitSha): Promise<void> => {
    if (visited.has(id)) return;
    if (visited.size >= MOST_VISITED) throw tooLong(since);
    const commit = id === since ? target : await reader.commit(id, signal);
    if (commit === undefined) return;
    visited.set(id, commit);
    if (id !== since) insert(queue, commit);
  };
  await visit(tip);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    signal?.throwIfAborted();
    // Older than where we want to go: nothing below can lead there.
    if (next.date < target.date - SKEW_MS) break;
    if (visited.has(since) && next.date < target.date) continue;
    for (const parent of next.parents) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [next.sha]);
      else known.push(next.sha);
      await visit(parent);
    }
  }
  if (!visited.has(since)) throw unrelated({ tip, since });

  const leads = new Set<CommitSha>([since]);
  const climb: CommitSha[] = [since];
  for (let at = climb.pop(); at !== undefined; at = climb.pop()) {
    for (const child of children.get(at) ?? []) {
      if (leads.has(child)) continue;
      leads.add(child);
      climb.push(child);
    }
  }
  const steps: LineageStep[] = [];
  for (let at = tip; at !== since; ) {
    const commit = visited.get(at)!;
    const mainline = commit.parents.find((parent) => leads.has(parent));
    if (mainline === undefined) throw unrelated({ tip, since });
    steps.push({ commit, mainline });
    at = mainline;
  }
  return steps;
}

/** Oldest first, so that the newest is popped. */
function insert(queue: CommitInfo[], commit: CommitInfo): void {
  let [low, high] = [0, queue.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (queue[middle]!.date <= commit.date) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, commit);
}

async function touches(
  reader: Pick<ObjectReader, 'tree'>,
  tree: TreeId,
  parent: TreeId,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (tree === parent) return false;
  for (const path of paths) {
    const [now, before] = await Promise.all([
      entryAt(reader, tree, path, signal),
      entryAt(reader, parent, path, signal),
    ]);
    if (now?.id !== before?.id || now?.kind !== before?.kind) return true;
  }
  return false;
}

function unrelated({ tip, since }: Pick<LineageRequest, 'tip' | 'since'>): ArgosyError {
  return new ArgosyError(
    'FailedPrecondition',
    `commit ${since.slice(0, 7)} is not part of the history of ${tip.slice(0, 7)}: it was on another branch, or the branch was rewritten`,
    { subject: since, advice: 'Go back without Git: `argosy app rollback APP ID --hold --reason …`.' },
  );
}

function tooLong(since: CommitSha): ArgosyError {
  return new ArgosyError(
    'ResourceExhausted',
    `more than ${MOST_VISITED} commits were made since ${since.slice(0, 7)}`,
    {
      subject: since,
      advice: 'Choose a newer deployment, or make the revert with Git.',
    },
  );
}
