import { type CommitInfo, changedFiles, type Draft } from '../git/index.ts';
import { type ApplicationSource, ArgosyError, deepEqual, type TreeId } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import { changedObjects, changeHash, shownFiles } from './change-view.ts';
import type { GitChange } from './engine.ts';
import type { ChangeGround, PlannedChange } from './planned-change.ts';
import type { AppRecord } from './record.ts';
import { sourcesOf } from './records.ts';
import type { RenderedChange } from './rendered-change.ts';

export interface ChangeParts {
  readonly record: AppRecord;
  readonly source: ApplicationSource;
  readonly index: number;
  readonly ground: ChangeGround;
  readonly draft: Draft;
  readonly tree: TreeId;
  /** What belongs to the application. */
  readonly paths: readonly string[];
  readonly message: string;
  readonly undoes: readonly CommitInfo[];
  readonly rendered: RenderedChange;
  readonly warnings: readonly string[];
  readonly syncs: boolean;
  readonly prune: boolean;
  readonly prunes: GitChange['prunes'];
  readonly guards: readonly string[];
  readonly holds: () => boolean;
}

/** A tree that was made from a branch's own, as a change that can be shown and carried out. */
export async function buildChange(
  ports: Pick<ApplicationsPorts, 'repositories' | 'settings'>,
  parts: ChangeParts,
  signal: AbortSignal,
): Promise<PlannedChange> {
  const { record, source, index, ground, draft, tree, paths } = parts;
  const { url, base, baseTree } = ground;
  const author = await ports.repositories.author(url, signal);
  const changed = await changedFiles(draft, baseTree, tree, signal);
  if (changed.length === 0) {
    throw new ArgosyError('FailedPrecondition', 'nothing would change: the commit would be empty', { subject: url });
  }
  const edits = new Map(changed.map(({ path, after }) => [path, after]));
  const shown = await shownFiles(draft, changed, paths, signal);
  const outside = shown.files.filter((file) => !file.inside);
  const view = {
    repoURL: url,
    branch: ground.branch,
    base,
    author: `${author.name} <${author.email}>`,
    message: parts.message,
    undoes: parts.undoes,
    files: shown.files,
    prunes: parts.prunes,
    guards: parts.guards,
    objects: changedObjects(parts.rendered.before, parts.rendered.after, ports.settings().diff.maskedAnnotations),
    warnings: [
      ...ground.warnings,
      ...outside.map(
        ({ path }) => `'${path}' does not belong to this application, and is undone too: commits are undone whole.`,
      ),
      ...parts.warnings,
      ...(author.signs
        ? [
            'The commit will not be signed, although your Git asks for signing (commit.gpgSign, with GPG or SSH): Argosy holds no signing key. Where the branch takes signed commits only, push to a new branch and let the server sign the merge.',
          ]
        : []),
      ...shown.warnings,
      ...parts.rendered.warnings,
    ],
  };
  return {
    view: { ...view, hash: changeHash(view, edits) },
    draft,
    author,
    baseTree,
    tree,
    edits,
    guarded: [...new Set([...paths, ...edits.keys()])],
    newBranch: ground.newBranch,
    source: index,
    syncs: parts.syncs,
    prune: parts.prune,
    holds: () => deepEqual(sourcesOf(record.app)[index], source) && parts.holds(),
  };
}
