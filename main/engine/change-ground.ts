import { checkBranchName, type Repositories } from '../git/index.ts';
import { type Application, type ApplicationSource, ArgosyError } from '../model/index.ts';
import type { ChangeGround } from './planned-change.ts';
import { sourcesOf } from './records.ts';

/** The source that a commit would be made to. Throws where there is no Git behind it. */
export function gitSource(app: Application, index: number): ApplicationSource {
  const source = sourcesOf(app)[index];
  if (source === undefined) {
    throw new ArgosyError('NotFound', `the application has no source ${index}`, { subject: app.metadata.name });
  }
  if (source.chart === undefined && !source.repoURL.startsWith('oci://')) return source;
  throw new ArgosyError('FailedPrecondition', 'a chart from a registry cannot be changed with a commit', {
    subject: source.repoURL,
    advice: 'Set another chart version in the spec, or go back with `argosy app rollback`.',
  });
}

/** The branch that a source follows, at its newest; or a new one from where the source stands. */
export async function changeGround(
  repositories: Repositories,
  source: ApplicationSource,
  newBranch: string | undefined,
  signal: AbortSignal,
): Promise<ChangeGround> {
  const url = source.repoURL;
  const revision = source.targetRevision ?? 'HEAD';
  const { tagPrefix } = source;
  const latest = { url, freshness: 'latest', force: true } as const;
  const resolved = await repositories.resolve(
    { ...latest, revision, ...(tagPrefix === undefined ? {} : { tagPrefix }) },
    signal,
  );
  const tracked = resolved.ref?.startsWith('refs/heads/') ? resolved.ref.slice('refs/heads/'.length) : undefined;
  const { tree: baseTree } = await repositories.commit(url, resolved.commit, signal);
  const base = { url, base: resolved.commit, baseTree };
  if (newBranch === undefined) {
    if (tracked !== undefined) return { ...base, branch: tracked, newBranch: false, warnings: [] };
    throw new ArgosyError(
      'FailedPrecondition',
      `the source follows '${revision}', which is no branch: no commit can change what it stands for`,
      {
        subject: url,
        advice: 'Put the commit on a new branch, then let targetRevision name that branch, or a tag on it.',
      },
    );
  }
  const branch = checkBranchName(newBranch);
  if (await exists(repositories, url, branch, signal)) {
    throw new ArgosyError('AlreadyExists', `the branch '${branch}' exists already`, {
      subject: url,
      advice: 'Choose another name for the new branch.',
    });
  }
  const follows = `'${tracked ?? revision}'`;
  return {
    ...base,
    branch,
    newBranch: true,
    warnings: [
      `The application follows ${follows}: the commit on '${branch}' changes nothing until it is merged there.`,
    ],
  };
}

async function exists(repositories: Repositories, url: string, branch: string, signal: AbortSignal): Promise<boolean> {
  try {
    await repositories.resolve({ url, revision: `refs/heads/${branch}`, freshness: 'cached' }, signal);
    return true;
  } catch (error) {
    if (error instanceof ArgosyError && error.code === 'NotFound') return false;
    throw error;
  }
}
