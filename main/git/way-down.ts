import { ArgosyError, type CommitSha } from '../model/index.ts';
import type { LineageRequest, LineageStep } from './authoring.ts';
import type { CommitInfo } from './backend.ts';

/** Undefined where the history is not there: the edge of a shallow clone. */
export type ReadCommit = (id: CommitSha, signal?: AbortSignal) => Promise<CommitInfo | undefined>;

const MOST_VISITED = 20_000;

interface Visited {
  readonly commit: CommitInfo;
  /** Reached from the tip, and from `since`: what `since` is made of cannot lead to it. */
  above: boolean;
  below: boolean;
  queued: boolean;
}

/**
 * The line of commits from `tip` down to `since`, at each merge by the first parent that leads there. The graph alone decides:
 * dates only choose which commit is looked at first, because people's clocks, rebases and imported histories put them in any order.
 */
export async function wayDown(
  read: ReadCommit,
  { tip, since }: Pick<LineageRequest, 'tip' | 'since'>,
  signal: AbortSignal | undefined,
): Promise<readonly LineageStep[]> {
  if (tip === since) return [];
  const { visited, children } = await walk(read, tip, since, signal);
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
    const { commit } = visited.get(at)!;
    const mainline = commit.parents.find((parent) => leads.has(parent));
    if (mainline === undefined) throw unrelated({ tip, since });
    steps.push({ commit, mainline });
    at = mainline;
  }
  return steps;
}

/**
 * Both ends are walked at once, newest first, until nothing that is only above is left to look at: what both have in common leads
 * nowhere. A clock that went wrong makes some commits be looked at twice, and changes nothing of the answer.
 */
async function walk(
  read: ReadCommit,
  tip: CommitSha,
  since: CommitSha,
  signal: AbortSignal | undefined,
): Promise<{
  readonly visited: ReadonlyMap<CommitSha, Visited>;
  readonly children: ReadonlyMap<CommitSha, readonly CommitSha[]>;
}> {
  const visited = new Map<CommitSha, Visited>();
  const children = new Map<CommitSha, CommitSha[]>();
  const queue: Visited[] = [];
  /** In the queue and only above. */
  let open = 0;
  const reach = async (id: CommitSha, from: Pick<Visited, 'above' | 'below'>): Promise<boolean> => {
    let one = visited.get(id);
    if (one === undefined) {
      if (visited.size >= MOST_VISITED) throw tooLong(since);
      const commit = await read(id, signal);
      if (commit === undefined) return false;
      one = { commit, above: false, below: false, queued: false };
      visited.set(id, one);
    } else if ((one.above || !from.above) && (one.below || !from.below)) return true;
    if (one.queued && !one.below) open--;
    one.above ||= from.above;
    one.below ||= from.below;
    if (!one.queued) insert(queue, one);
    one.queued = true;
    if (!one.below) open++;
    return true;
  };
  if (!(await reach(since, { above: false, below: true }))) throw unrelated({ tip, since });
  await reach(tip, { above: true, below: false });
  while (open > 0) {
    signal?.throwIfAborted();
    const next = queue.pop()!;
    next.queued = false;
    if (!next.below) open--;
    for (const parent of next.commit.parents) {
      if (next.above && !next.below) {
        const known = children.get(parent);
        if (known === undefined) children.set(parent, [next.commit.sha]);
        else known.push(next.commit.sha);
      }
      await reach(parent, next);
    }
  }
  if (visited.get(since)?.above !== true) throw unrelated({ tip, since });
  return { visited, children };
}

/** Oldest first, so that the newest is popped. */
function insert(queue: Visited[], one: Visited): void {
  let [low, high] = [0, queue.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (queue[middle]!.commit.date <= one.commit.date) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, one);
}

export function unrelated({ tip, since }: Pick<LineageRequest, 'tip' | 'since'>): ArgosyError {
  return new ArgosyError(
    'FailedPrecondition',
    `commit ${since.slice(0, 7)} is not part of the history of ${tip.slice(0, 7)}: it was on another branch, or the branch was rewritten`,
    { subject: since, advice: 'Go back without Git: `argosy app rollback APP ID --hold --reason …`.' },
  );
}

function tooLong(since: CommitSha): ArgosyError {
  return new ArgosyError(
    'ResourceExhausted',
    `more than ${MOST_VISITED} commits have to be looked at to find the way to ${since.slice(0, 7)}`,
    {
      subject: since,
      advice: 'Choose a newer deployment, or make the revert with Git.',
    },
  );
}
