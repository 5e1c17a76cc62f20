import type { BlobId, TreeId } from '../model/index.ts';
import type { InputFile } from './contents.ts';
import { failure } from './failure.ts';
import { childOf, type RepositoryPath } from './repository-path.ts';
import type { SourceEntry } from './request.ts';
import type { Worktree } from './worktree.ts';

/**
 * All files of a chart's folder, as Helm walks it: links are followed, to folders too, but only inside the repository.
 * Reads trees and links.
 */
export async function chartFiles(
  folder: RepositoryPath,
  entries: readonly SourceEntry[],
  worktree: Worktree,
  limits: { readonly files: number; readonly depth: number },
): Promise<InputFile[]> {
  const files: InputFile[] = [];

  // Links to folders can make few entries look like endlessly many, so what is looked at is counted, not what is found.
  let visited = 0;
  const count = () => {
    if (++visited <= limits.files) return;
    throw failure('ResourceExhausted', `${folder || '.'}: more than ${limits.files} files`, {
      subject: folder || '.',
      advice: 'A chart holds only what its templates need: move the rest out of its folder.',
    });
  };
  const add = (path: RepositoryPath, id: BlobId) => void files.push({ path, id });

  // `path` is where Helm finds it, `real` where it lies: they differ below a link to a folder.
  const visit = async (path: RepositoryPath, real: RepositoryPath, names: readonly SourceEntry[], depth: number) => {
    if (depth > limits.depth) {
      throw failure('ResourceExhausted', `${path}: folders are nested deeper than ${limits.depth}`, { subject: path });
    }
    for (const entry of names) {
      count();
      const here = childOf(path, entry.name);
      switch (entry.kind) {
        case 'tree':
          await visit(here, childOf(real, entry.name), await worktree.entries(entry.id as TreeId), depth + 1);
          break;
        case 'link': {
          const target = await worktree.follow(real, entry);
          if (target.kind === 'file') add(here, target.id);
          else if (target.kind === 'submodule') throw submodule(target.path);
          else if (target.kind === 'missing') throw dangling(here, target.path);
          else await visit(here, target.path, await worktree.wholeFolder(target.path, target.id), depth + 1);
          break;
        }
        case 'submodule':
          throw submodule(here);
        case 'blob':
        case 'executable':
          add(here, entry.id as BlobId);
      }
    }
  };
  await visit(folder, folder, entries, 0);
  return files;
}

function submodule(path: RepositoryPath) {
  return failure('FailedPrecondition', `${path} is a Git submodule: its files are not read`, {
    subject: path,
    advice: 'Put the files into the repository itself.',
  });
}

function dangling(link: RepositoryPath, target: RepositoryPath) {
  return failure('InvalidArgument', `${link}: open ${target}: no such file or directory`, {
    subject: link,
    advice: 'The link leads to nothing: correct or remove it.',
  });
}
