import { ArgosyError, type TreeId } from '../model/index.ts';
import type { ObjectReader } from './authoring.ts';
import type { TreeEntry } from './backend.ts';

export interface ChangedFile {
  readonly path: string;
  readonly before: TreeEntry | undefined;
  readonly after: TreeEntry | undefined;
}

const MOST_FILES = 10_000;

/** Files, links and submodules that differ between two trees, by path. Equal folders are not read. */
export async function changedFiles(
  reader: Pick<ObjectReader, 'tree'>,
  before: TreeId,
  after: TreeId,
  signal?: AbortSignal,
): Promise<readonly ChangedFile[]> {
  const found: ChangedFile[] = [];
  const folder = async (a: TreeId | undefined, b: TreeId | undefined, prefix: string): Promise<void> => {
    if (a === b) return;
    const [old, fresh] = await Promise.all(
      [a, b].map(
        async (id) => new Map((id === undefined ? [] : await reader.tree(id, signal)).map((e) => [e.name, e])),
      ),
    );
    for (const name of new Set([...old!.keys(), ...fresh!.keys()])) {
      const [was, is] = [old!.get(name), fresh!.get(name)];
      if (was?.id === is?.id && was?.kind === is?.kind) continue;
      const path = prefix + name;
      if (was?.kind === 'tree' || is?.kind === 'tree') {
        await folder(treeOf(was), treeOf(is), `${path}/`);
      }
      const [fileBefore, fileAfter] = [fileOf(was), fileOf(is)];
      if (fileBefore === undefined && fileAfter === undefined) continue;
      if (found.length === MOST_FILES) throw tooMany();
      found.push({ path, before: fileBefore, after: fileAfter });
    }
  };
  await folder(before, after, '');
  return found.sort((x, y) => (x.path < y.path ? -1 : 1));
}

function treeOf(entry: TreeEntry | undefined): TreeId | undefined {
  return entry?.kind === 'tree' ? (entry.id as TreeId) : undefined;
}

function fileOf(entry: TreeEntry | undefined): TreeEntry | undefined {
  return entry?.kind === 'tree' ? undefined : entry;
}

function tooMany(): ArgosyError {
  return new ArgosyError('ResourceExhausted', `the change touches more than ${MOST_FILES} files`, {
    advice: 'Make it with Git.',
  });
}
