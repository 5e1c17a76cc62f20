import type { Repositories } from '../git/index.ts';
import { type ApplicationSource, ArgosyError, type Condition } from '../model/index.ts';

/** Whether a source can be read and its path exists: what `app create` and `app set` validate (reference §1.3, §10.2). */
export async function checkSource(
  repositories: Repositories,
  source: ApplicationSource,
  signal: AbortSignal | undefined,
): Promise<Condition | undefined> {
  if (source.chart !== undefined || source.repoURL.startsWith('oci://')) return undefined;
  let commit: Awaited<ReturnType<Repositories['resolve']>>['commit'];
  try {
    ({ commit } = await repositories.resolve(
      {
        url: source.repoURL,
        revision: source.targetRevision ?? 'HEAD',
        freshness: 'latest',
        ...(source.tagPrefix === undefined ? {} : { tagPrefix: source.tagPrefix }),
      },
      signal,
    ));
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    return { type: 'InvalidSpecError', message: `repository not accessible: ${error.message}` };
  }
  if (source.path === undefined) return undefined;
  try {
    const tree = await repositories.treeAt(source.repoURL, commit, source.path, signal);
    if (tree !== undefined) return undefined;
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    return { type: 'InvalidSpecError', message: `Unable to generate manifests in ${source.path}: ${error.message}` };
  }
  return {
    type: 'InvalidSpecError',
    message: `Unable to generate manifests in ${source.path}: rpc error: code = Unknown desc = ${source.path}: app path does not exist`,
  };
}
