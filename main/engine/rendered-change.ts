import type { Draft } from '../git/index.ts';
import { type ApplicationSource, ArgosyError, type CommitSha, type ResourceKey, type TreeId } from '../model/index.ts';
import type { SourceTree } from '../render/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Desired, Target } from './assemble-target.ts';
import type { AppRecord } from './record.ts';

export interface RenderedChange {
  readonly before: ReadonlyMap<ResourceKey, Desired>;
  readonly after: ReadonlyMap<ResourceKey, Desired>;
  readonly warnings: readonly string[];
}

/** What one source renders from the branch as it is and as it would be. A commit that is not made yet is rendered from its draft. */
export async function renderedChange(
  ports: Pick<ApplicationsPorts, 'reconciler'>,
  record: AppRecord,
  source: ApplicationSource,
  draft: Draft,
  trees: { readonly base: CommitSha; readonly baseTree: TreeId; readonly tree: TreeId },
  signal: AbortSignal,
): Promise<RenderedChange> {
  const none = new Map<ResourceKey, Desired>();
  try {
    const before = await renderTree(ports, record, source, draftTree(draft, trees.base, trees.baseTree), signal);
    const after = await renderTree(ports, record, source, draftTree(draft, trees.base, trees.tree), signal);
    return { before: before.desired, after: after.desired, warnings: [] };
  } catch (error) {
    if (!(error instanceof ArgosyError) || signal.aborted) throw error;
    // The commit may be what mends it: shown without objects rather than refused.
    return {
      before: none,
      after: none,
      warnings: [`What the application would render is not known: ${error.message}`],
    };
  }
}

export async function renderTree(
  { reconciler }: Pick<ApplicationsPorts, 'reconciler'>,
  record: AppRecord,
  source: ApplicationSource,
  tree: SourceTree,
  signal: AbortSignal,
): Promise<Target> {
  const grounds = reconciler.grounds(record.app);
  if (grounds.kind === 'invalid') {
    throw new ArgosyError('FailedPrecondition', grounds.conditions.map(({ message }) => message).join('; '), {
      subject: record.key,
    });
  }
  return reconciler.loadTree(record.app, record.key, grounds.destination, source, tree, tree.commit, signal);
}

export function draftTree(draft: Draft, commit: CommitSha, root: TreeId): SourceTree {
  return {
    commit,
    async treeAt(path, signal) {
      const entry = await draft.entryAt(root, path, signal);
      return entry?.kind === 'tree' ? (entry.id as TreeId) : undefined;
    },
    entries: (tree, signal) => draft.tree(tree, signal),
    blob: (id, maxBytes, signal) => draft.blob(id, maxBytes, signal),
  };
}
