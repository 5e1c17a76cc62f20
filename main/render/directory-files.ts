import { type BlobId, compileGlob, type DirectorySource, type Glob, type TreeId } from '../model/index.ts';
import { failure } from './failure.ts';
import { byBytes, childOf, type RepositoryPath } from './repository-path.ts';
import type { SourceEntry } from './request.ts';
import type { Found, Worktree } from './worktree.ts';

export interface DirectoryFile {
  readonly kind: 'yaml' | 'json' | 'jsonnet';
  /** As a person finds it in the repository, links not resolved. */
  readonly path: RepositoryPath;
  /** Where the content lies. */
  readonly real: RepositoryPath;
  readonly id: BlobId;
}

export interface WalkLimits {
  readonly files: number;
  readonly entries: number;
  readonly depth: number;
}

/**
 * The files of a directory source in the order of a file-system walk (reference §1.3.4). Reads trees, and links: a link may
 * lead to a file anywhere inside the repository; a link to a folder is not followed, as in Argo CD.
 */
export async function directoryFiles(
  folder: RepositoryPath,
  entries: readonly SourceEntry[],
  options: DirectorySource,
  worktree: Worktree,
  limits: WalkLimits,
): Promise<DirectoryFile[]> {
  const found: DirectoryFile[] = [];
  const wanted = selector(options);
  let visited = 0;

  const visit = async (
    at: RepositoryPath,
    relative: string,
    names: readonly SourceEntry[],
    depth: number,
  ): Promise<void> => {
    if (depth > limits.depth) throw tooDeep(at, limits.depth);
    for (const entry of [...names].sort((a, b) => byBytes(a.name, b.name))) {
      if (++visited > limits.entries) throw tooMany(folder, limits.entries);
      if (found.length > limits.files) throw tooMany(folder, limits.files);
      const path = childOf(at, entry.name);
      const below = relative === '' ? entry.name : `${relative}/${entry.name}`;
      switch (entry.kind) {
        case 'tree':
          if (options.recurse) await visit(path, below, await worktree.entries(entry.id as TreeId), depth + 1);
          break;
        case 'submodule':
          if (options.recurse && wanted.folder(below)) throw submodule(path);
          break;
        case 'link': {
          // Looked at whatever it is called: one that leads out is refused, as Argo CD refuses the whole repository.
          const target = await worktree.follow(at, entry);
          const kind = wanted.file(entry.name, below);
          if (kind !== undefined) addLink(found, kind, path, target);
          break;
        }
        case 'blob':
        case 'executable': {
          const kind = wanted.file(entry.name, below);
          if (kind !== undefined) found.push({ kind, path, real: path, id: entry.id as BlobId });
          break;
        }
      }
    }
  };
  await visit(folder, '', entries, 0);
  return found;
}

/** A link to nothing is left out, as in Argo CD. */
function addLink(to: DirectoryFile[], kind: DirectoryFile['kind'], path: RepositoryPath, target: Found): void {
  if (target.kind === 'submodule') throw submodule(target.path);
  if (target.kind === 'file') to.push({ kind, path, real: target.path, id: target.id });
}

function selector(options: DirectorySource) {
  const include = glob('include', options.include);
  const exclude = glob('exclude', options.exclude);
  return {
    file(name: string, relative: string): DirectoryFile['kind'] | undefined {
      const kind = kindOfFile(name, options.disableExtensionFilter ?? false);
      if (kind === undefined || exclude?.matches(relative)) return undefined;
      return include === undefined || include.matches(relative) ? kind : undefined;
    },
    folder: (relative: string) => !exclude?.matches(relative) && !exclude?.matches(`${relative}/`),
  };
}

/** A pattern that does not compile would match nothing, and everything would be pruned: refuse it instead. */
function glob(field: string, pattern: string | undefined): Glob | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  try {
    return compileGlob(pattern);
  } catch (error) {
    throw failure('InvalidArgument', `directory.${field}: ${(error as Error).message}`, { cause: error });
  }
}

function kindOfFile(name: string, everything: boolean): DirectoryFile['kind'] | undefined {
  if (name.endsWith('.json')) return 'json';
  if (name.endsWith('.jsonnet')) return 'jsonnet';
  return everything || name.endsWith('.yaml') || name.endsWith('.yml') ? 'yaml' : undefined;
}

function submodule(path: RepositoryPath) {
  return failure('FailedPrecondition', `${path} is a Git submodule: its files are not read`, {
    subject: path,
    advice: 'Exclude the folder (directory.exclude), or put the files into the repository itself.',
  });
}

function tooMany(folder: RepositoryPath, limit: number) {
  return failure('ResourceExhausted', `${folder || '.'}: more than ${limit} files`, {
    subject: folder || '.',
    advice: 'Give the application a smaller folder, or set directory.recurse to false.',
  });
}

function tooDeep(folder: RepositoryPath, limit: number) {
  return failure('ResourceExhausted', `folders are nested deeper than ${limit} below the app path`, {
    subject: folder,
    advice: 'Give the application a smaller folder.',
  });
}
