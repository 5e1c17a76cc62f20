import type { Repositories } from '../git/index.ts';
import { type ApplicationSource, ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import type { RenderContext, Renderer, RenderResult, SourceTree } from '../render/index.ts';

export interface LoadRequest {
  readonly sources: readonly ApplicationSource[];
  /** Pinned revisions, aligned with the sources; undefined = each source's targetRevision. */
  readonly revisions: readonly string[] | undefined;
  readonly freshness: 'cached' | 'latest';
  /** Monotonic milliseconds at which it was asked for: an answer of the remote since then is new enough. */
  readonly since?: number | undefined;
  /** Render again even what failed or is remembered (hard refresh). */
  readonly force: boolean;
  readonly context: RenderContext;
}

export interface LoadedTarget {
  readonly revisions: readonly CommitSha[];
  readonly results: readonly RenderResult[];
}

/**
 * Resolves and renders every source. Errors are ArgosyErrors whose message is what Argo CD shows behind
 * `Failed to load target state: ` (reference §10.2).
 */
export async function loadTarget(
  ports: { readonly repositories: Repositories; readonly renderer: Renderer },
  request: LoadRequest,
  signal?: AbortSignal,
): Promise<LoadedTarget> {
  const { sources, context, force } = request;
  const trees: SourceTree[] = [];
  // All commits first: a source may refer to one that stands behind it.
  for (const [index, source] of sources.entries()) {
    const tree = await explained(request, index, () => {
      refuseForeignSource(source);
      const { freshness, since } = request;
      const revision = request.revisions?.[index] ?? source.targetRevision;
      return treeOf(ports.repositories, source, { revision, freshness, since }, signal);
    });
    trees.push(tree);
  }
  const references = new Map(sources.flatMap(({ ref }, index) => (ref ? [[ref, trees[index]!] as const] : [])));
  const results: RenderResult[] = [];
  for (const [index, source] of sources.entries()) {
    const tree = trees[index]!;
    const render = () => ports.renderer.render({ source, tree, context, force, references }, signal);
    results.push(await explained(request, index, render));
  }
  return { revisions: trees.map(({ commit }) => commit), results };
}

/** What a source does, its failures in Argo CD's words (reference §10.2). */
async function explained<T>({ sources }: LoadRequest, index: number, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    throw new ArgosyError(
      error.code,
      `failed to generate manifest for source ${index + 1} of ${sources.length}: rpc error: code = Unknown desc = ${error.message}`,
      { subject: error.subject ?? sources[index]!.repoURL, advice: error.advice, retry: error.retry, cause: error },
    );
  }
}

/** What one source alone may refer to: the other sources at the revisions that were seen last. */
export async function referencesOf(
  repositories: Repositories,
  sources: readonly ApplicationSource[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SourceTree>> {
  const references = new Map<string, SourceTree>();
  for (const source of sources) {
    const how = { revision: source.targetRevision, freshness: 'cached', since: undefined } as const;
    if (source.ref) references.set(source.ref, await treeOf(repositories, source, how, signal));
  }
  return references;
}

async function treeOf(
  repositories: Repositories,
  source: ApplicationSource,
  how: { readonly revision: string | undefined } & Pick<LoadRequest, 'freshness' | 'since'>,
  signal: AbortSignal | undefined,
): Promise<SourceTree> {
  const { commit } = await repositories.resolve(
    {
      url: source.repoURL,
      revision: how.revision ?? 'HEAD',
      ...(source.tagPrefix === undefined ? {} : { tagPrefix: source.tagPrefix }),
      freshness: how.freshness,
      since: how.since,
    },
    signal,
  );
  return sourceTree(repositories, source.repoURL, commit);
}

/** Read access to one commit for the render room. */
export function sourceTree(repositories: Repositories, url: string, commit: CommitSha): SourceTree {
  return {
    commit,
    treeAt: (path, signal) => repositories.treeAt(url, commit, path, signal),
    entries: (tree: TreeId, signal) => repositories.tree(url, tree, signal),
    blob: (id: BlobId, maxBytes, signal) => repositories.blob(url, id, maxBytes, signal),
  };
}

function refuseForeignSource(source: ApplicationSource): void {
  const what =
    source.chart !== undefined
      ? 'charts from a Helm repository'
      : source.repoURL.startsWith('oci://')
        ? 'OCI sources'
        : source.plugin !== undefined
          ? 'config management plugins'
          : undefined;
  if (what === undefined) return;
  throw new ArgosyError('FailedPrecondition', `${what} are not supported by this version of Argosy`, {
    subject: source.repoURL,
    advice: 'Use a chart, Kustomization or directory in a Git repository.',
  });
}
