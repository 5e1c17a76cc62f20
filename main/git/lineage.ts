import type { CommitSha, TreeId } from '../model/index.ts';
import type { LineageRequest, LineageStep, ObjectReader } from './authoring.ts';
import type { CommitInfo } from './backend.ts';
import { entryAt } from './draft.ts';
import { unrelated, wayDown } from './way-down.ts';

export interface HistoryReader extends Pick<ObjectReader, 'tree'> {
  /** Undefined where the history is not there: the edge of a shallow clone. */
  commit(id: CommitSha, signal?: AbortSignal): Promise<CommitInfo | undefined>;
}

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
  for (const step of await wayDown((id) => reader.commit(id, signal), request, signal)) {
    const parent = await reader.commit(step.mainline, signal);
    if (parent === undefined) throw unrelated(request);
    if (await touches(reader, step.commit.tree, parent.tree, request.paths, signal)) steps.push(step);
  }
  return steps;
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
