import type { ApplicationSource, TreeId } from '../model/index.ts';
import { failure } from './failure.ts';
import { type RepositoryPath, sourcePath } from './repository-path.ts';
import type { Worktree } from './worktree.ts';

/** The folder that `spec.source.path` means in one commit. */
export interface Source {
  /** With all links resolved. */
  readonly folder: RepositoryPath;
  readonly tree: TreeId;
}

/** Finds the folder, with Argo CD's texts where there is none (reference §1.3). Reads no file unless a link is on the way. */
export async function openSource(source: ApplicationSource, worktree: Worktree): Promise<Source> {
  refuseOtherRooms(source);
  const asked = source.path ?? '';
  const found = await worktree.find(sourcePath(asked));
  const about = { subject: asked || '.' };
  switch (found.kind) {
    case 'tree':
      worktree.cover(found.path);
      return { folder: found.path, tree: found.id };
    case 'file':
      throw failure('InvalidArgument', `${asked}: app path is not a directory`, {
        ...about,
        advice: 'Name the folder of the file, and the file itself in directory.include.',
      });
    case 'submodule':
      throw failure('FailedPrecondition', `${asked}: ${found.path} is a Git submodule: its files are not read`, {
        ...about,
        advice: 'Make an Application of the repository that the submodule names.',
      });
    case 'missing':
      throw failure('NotFound', `${asked}: app path does not exist`, {
        ...about,
        advice: 'Check spec.source.path and the revision.',
      });
  }
}

function refuseOtherRooms(source: ApplicationSource): void {
  if (source.chart !== undefined && source.chart !== '') {
    throw failure('FailedPrecondition', 'charts from a Helm repository cannot be rendered by this version of Argosy', {
      subject: source.chart,
      advice: 'Use a chart that lies in a Git repository.',
    });
  }
  if (source.repoURL.startsWith('oci://')) {
    throw failure('FailedPrecondition', 'OCI sources cannot be rendered by this version of Argosy', {
      subject: source.repoURL,
      advice: 'Use a Git repository.',
    });
  }
}
