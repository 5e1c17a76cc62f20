import { type Draft, isBinary, type TreeEntry } from '../git/index.ts';
import { type ApplicationSource, ArgosyError, type BlobId, compileGlob, type TreeId } from '../model/index.ts';

export interface ManifestFile {
  readonly path: string;
  readonly entry: TreeEntry;
  readonly text: string;
}

const LARGEST_FILE = 4 * 2 ** 20;
const MOST_FILES = 5000;
const DEEPEST = 32;

/** The plain manifests of a directory source (reference §1.3.4), as texts that can be edited. Links and other encodings are left out. */
export async function* manifestFiles(
  draft: Draft,
  tree: TreeId,
  source: ApplicationSource,
  signal: AbortSignal,
): AsyncGenerator<ManifestFile> {
  const { recurse = false, include, exclude } = source.directory ?? {};
  const included = include === undefined || include === '' ? undefined : compileGlob(include);
  const excluded = exclude === undefined || exclude === '' ? undefined : compileGlob(exclude);
  const root = (source.path ?? '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const top = await draft.entryAt(tree, root, signal);
  if (top?.kind !== 'tree') return;
  let seen = 0;
  const queue = [{ id: top.id as TreeId, relative: '', depth: 0 }];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const entry of await draft.tree(at.id, signal)) {
      if (++seen > MOST_FILES) {
        throw new ArgosyError('ResourceExhausted', `the source has more than ${MOST_FILES} files`, { subject: root });
      }
      const relative = at.relative === '' ? entry.name : `${at.relative}/${entry.name}`;
      if (entry.kind === 'tree' && recurse && at.depth < DEEPEST) {
        queue.push({ id: entry.id as TreeId, relative, depth: at.depth + 1 });
      }
      if (entry.kind !== 'blob' && entry.kind !== 'executable') continue;
      if (!/\.(ya?ml|json)$/.test(entry.name)) continue;
      if (excluded?.matches(relative) === true || included?.matches(relative) === false) continue;
      const text = await editableText(draft, entry, signal);
      if (text !== undefined) yield { path: root === '' ? relative : `${root}/${relative}`, entry, text };
    }
  }
}

/** Undefined for what could not be written back byte for byte. */
export async function editableText(draft: Draft, entry: TreeEntry, signal: AbortSignal): Promise<string | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await draft.blob(entry.id as BlobId, LARGEST_FILE, signal);
  } catch (error) {
    if (error instanceof ArgosyError && error.code === 'ResourceExhausted') return undefined;
    throw error;
  }
  if (isBinary(bytes)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
