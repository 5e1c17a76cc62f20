import { Draft, type LineageStep, mergeTrees, type Repositories } from '../git/index.ts';
import {
  type Application,
  type ApplicationSource,
  ArgosyError,
  type CommitSha,
  deepEqual,
  historyEntry,
  type RevisionHistory,
  revisionsOf,
  type TreeId,
} from '../model/index.ts';
import { appPaths, isWithin } from './app-paths.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import { buildChange } from './build-change.ts';
import { changeGround, gitSource } from './change-ground.ts';
import { textAt } from './change-view.ts';
import type { RevertChoice } from './engine.ts';
import type { PlannedChange } from './planned-change.ts';
import type { AppRecord } from './record.ts';
import { renderedChange } from './rendered-change.ts';
import { revertMessage } from './revert-message.ts';
import { prunesOfRevert, type RevertPrunes } from './revert-prunes.ts';

const MOST_UNDONE = 200;

type Ports = Pick<ApplicationsPorts, 'repositories' | 'reconciler' | 'settings' | 'records'>;

/** What it takes to undo everything that touched an application since a deployment of its history. Nothing is written. */
export async function planRevert(
  ports: Ports,
  record: AppRecord,
  choice: RevertChoice,
  signal: AbortSignal,
): Promise<PlannedChange> {
  const { app } = record;
  refusePruneWithout(choice, app);
  const source = gitSource(app, choice.source);
  const { entry, since, deployed } = deploymentOf(app, source, choice);
  const { repositories } = ports;
  const ground = await changeGround(repositories, source, choice.branch, signal);
  const { url, base, baseTree } = ground;
  const draft = draftOver(repositories, url, base);
  const paths = await pathsOf(draft, app, [source, deployed], [baseTree], signal);

  const steps = await repositories.lineage(url, { tip: base, since, paths }, signal);
  refuseNothing(steps, since, paths, url);
  const tree = await undone(repositories, url, draft, baseTree, steps, signal);
  if (tree === baseTree) {
    throw new ArgosyError(
      'FailedPrecondition',
      `'${ground.branch}' holds what deployment ${entry.id} had already: the ${steps.length} commits since undo each other`,
      { subject: url, advice: 'There is nothing to revert.' },
    );
  }
  const rendered = await renderedChange(ports, record, source, draft, { base, baseTree, tree }, signal);
  if (choice.prune && rendered.warnings.length > 0) {
    throw new ArgosyError('FailedPrecondition', `what a prune would delete is not known: ${rendered.warnings[0]}`, {
      subject: url,
      advice: 'Revert without prune, and prune with a sync when the application renders again.',
    });
  }
  const prunes = prunesOfRevert(ports.records, record, rendered);
  const prune = choice.branch === undefined && (choice.prune || app.spec.syncPolicy?.automated?.prune === true);
  return buildChange(
    ports,
    {
      record,
      source,
      index: choice.source,
      ground,
      draft,
      tree,
      paths,
      message: revertMessage(app.metadata.name ?? '', entry.id, steps),
      undoes: steps.map(({ commit }) => commit),
      rendered,
      warnings: [
        ...steps.flatMap(mergeWarning),
        ...(await notAsDeployed(repositories, url, draft, tree, since, paths, entry, signal)),
        ...parameterWarning(deployed, source, entry),
        ...(prune ? [] : leftWarning(prunes, choice.branch === undefined)),
      ],
      syncs: true,
      prune: choice.prune,
      ...(prune ? prunes : { prunes: [], guards: [] }),
      holds: () => true,
    },
    signal,
  );
}

export function draftOver(repositories: Repositories, url: string, like: CommitSha): Draft {
  return new Draft(
    {
      tree: (id, signal) => repositories.tree(url, id, signal),
      blob: (id, maxBytes, signal) => repositories.blob(url, id, maxBytes, signal),
    },
    like,
  );
}

/** The paths that any of these sources has, at any of these trees: what was deployed may have had other bases. */
export async function pathsOf(
  draft: Draft,
  app: Application,
  sources: readonly ApplicationSource[],
  trees: readonly TreeId[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const all = new Set<string>();
  for (const source of sources) {
    for (const tree of trees) {
      for (const path of await appPaths(app, source, (file) => textAt(draft, tree, file, signal))) all.add(path);
    }
  }
  const each = [...all];
  return each.filter((path) => !each.some((other) => other !== path && isWithin(other, path))).sort();
}

interface Deployment {
  readonly entry: RevisionHistory;
  readonly since: CommitSha;
  readonly deployed: ApplicationSource;
}

function deploymentOf(app: Application, source: ApplicationSource, { id, source: index }: RevertChoice): Deployment {
  const history = app.status?.history;
  const entry = id === undefined ? history?.at(newestRuns(app) ? -1 : -2) : historyEntry(history, id);
  if (entry === undefined) {
    throw new ArgosyError(
      'NotFound',
      id === undefined
        ? 'the history holds no deployment before the newest one'
        : `the history holds no deployment with the id ${id}`,
      { subject: app.metadata.name, advice: `See \`argosy app history ${app.metadata.name}\`.` },
    );
  }
  const since = revisionsOf(entry)[index];
  const deployed = (entry.sources ?? (entry.source === undefined ? [] : [entry.source]))[index] ?? source;
  if (since === undefined || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(since)) {
    throw new ArgosyError('FailedPrecondition', `deployment ${entry.id} was not made from a commit of this source`, {
      subject: source.repoURL,
      advice: 'Choose another deployment, or go back with `argosy app rollback`.',
    });
  }
  if (deployed.repoURL !== source.repoURL) {
    throw new ArgosyError(
      'FailedPrecondition',
      `deployment ${entry.id} came from another repository: ${deployed.repoURL}`,
      { subject: source.repoURL, advice: 'Set the source back in the spec first, or choose a newer deployment.' },
    );
  }
  return { entry, since: since as CommitSha, deployed };
}

/** After a rollback, or a sync that did not get through, Git is to become what runs; otherwise what ran before. */
function newestRuns({ status }: Application): boolean {
  const newest = status?.history?.at(-1);
  const last = status?.operationState;
  if (newest?.rolledBackTo !== undefined) return true;
  const failed = (last?.phase === 'Failed' || last?.phase === 'Error') && last.operation.sync?.dryRun !== true;
  const tried = revisionsOf(last?.syncResult);
  return newest !== undefined && failed && tried.length > 0 && !deepEqual(tried, revisionsOf(newest));
}

function refuseNothing(steps: readonly LineageStep[], since: CommitSha, paths: readonly string[], url: string): void {
  if (steps.length === 0) {
    const where = paths[0] === '' ? 'the repository' : paths.map((path) => `'${path}'`).join(', ');
    throw new ArgosyError('FailedPrecondition', `no commit since ${since.slice(0, 7)} touched ${where}`, {
      subject: url,
      advice: 'There is nothing to revert in Git. If the spec or the cluster changed, use `argosy app rollback`.',
    });
  }
  if (steps.length <= MOST_UNDONE) return;
  throw new ArgosyError('ResourceExhausted', `${steps.length} commits would be undone, more than ${MOST_UNDONE}`, {
    subject: url,
    advice: 'Choose a newer deployment, or make the revert with Git.',
  });
}

/** Newest first, each as `git revert` would: the difference to its parent on the line, taken back from what is there by then. */
async function undone(
  repositories: Repositories,
  url: string,
  draft: Draft,
  start: TreeId,
  steps: readonly LineageStep[],
  signal: AbortSignal,
): Promise<TreeId> {
  let ours = start;
  for (const { commit, mainline } of steps) {
    // Fetched whole: what comes back has to be there when the commit is packed.
    await repositories.commit(url, commit.sha, signal);
    const { tree: theirs } = await repositories.commit(url, mainline, signal);
    const { tree, conflicts } = await mergeTrees(draft, { base: commit.tree, ours, theirs }, signal);
    if (conflicts.length > 0) throw conflictIn(commit.sha, commit.message, conflicts, url);
    ours = tree;
  }
  return ours;
}

function conflictIn(
  sha: CommitSha,
  message: string,
  conflicts: readonly { readonly path: string; readonly because: string }[],
  url: string,
): ArgosyError {
  const name = `${sha.slice(0, 7)} "${(message.split('\n')[0] ?? '').slice(0, 80)}"`;
  const shown = conflicts.slice(0, 10).map(({ path, because }) => `${path} (${because})`);
  const more = conflicts.length > shown.length ? ` and ${conflicts.length - shown.length} more` : '';
  return new ArgosyError(
    'FailedPrecondition',
    `undoing ${name} conflicts with what the branch holds now in ${shown.join(', ')}${more}: one side is the branch, the other what stood there before ${sha.slice(0, 7)}`,
    {
      subject: url,
      advice: `Resolve it with \`git revert ${sha.slice(0, 7)}\` in a clone, or go back without Git: \`argosy app rollback APP ID --hold\`.`,
    },
  );
}

function mergeWarning({ commit, mainline }: LineageStep): readonly string[] {
  if (commit.parents.length < 2) return [];
  return [
    `${commit.sha.slice(0, 7)} is a merge: everything that it brought to ${mainline.slice(0, 7)} is undone, and merging the same branch again will not bring it back.`,
  ];
}

async function notAsDeployed(
  repositories: Repositories,
  url: string,
  draft: Draft,
  tree: TreeId,
  since: CommitSha,
  paths: readonly string[],
  entry: RevisionHistory,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { tree: then } = await repositories.commit(url, since, signal);
  const warnings: string[] = [];
  for (const path of paths) {
    const [now, before] = [await draft.entryAt(tree, path, signal), await draft.entryAt(then, path, signal)];
    if (now?.id === before?.id && now?.kind === before?.kind) continue;
    warnings.push(`'${path === '' ? '.' : path}' will not be just as it was in deployment ${entry.id}.`);
  }
  return warnings;
}

/** What is out of Git goes from the cluster only with a sync that prunes. */
function leftWarning({ prunes }: RevertPrunes, synced: boolean): readonly string[] {
  if (prunes.length === 0) return [];
  const shown = prunes.slice(0, 5).map(({ ref }) => `${ref.kind} ${ref.name}`);
  const more = prunes.length > shown.length ? ` and ${prunes.length - shown.length} more` : '';
  const way = synced ? ': revert with prune deletes it, or a later sync with prune' : ' until a sync with prune';
  return [`${shown.join(', ')}${more} will not be in Git any more, but stay in the cluster${way}.`];
}

function refusePruneWithout({ branch, prune }: RevertChoice, { metadata, status }: Application): void {
  if (!prune) return;
  if (branch !== undefined) {
    throw new ArgosyError('InvalidArgument', 'a commit on a new branch is not synced, so there is nothing to prune', {
      subject: metadata.name,
      advice: 'Prune with the sync that follows the merge, or revert on the branch that the application follows.',
    });
  }
  if (status?.hold === undefined) return;
  throw new ArgosyError('FailedPrecondition', 'the application is held, so it is not synced and nothing is pruned', {
    subject: metadata.name,
    advice: `Revert without prune, then \`argosy app release ${metadata.name}\` and \`argosy app sync ${metadata.name} --prune\`.`,
  });
}

function parameterWarning(
  deployed: ApplicationSource,
  source: ApplicationSource,
  entry: RevisionHistory,
): readonly string[] {
  const { targetRevision: _a, ...then } = deployed;
  const { targetRevision: _b, ...now } = source;
  if (deepEqual(then, now)) return [];
  return [
    `Deployment ${entry.id} had other source parameters than the spec has now; a commit does not bring those back.`,
  ];
}
