import { type ChangedFile, type Draft, isBinary, type TreeEntry } from '../git/index.ts';
import {
  ArgosyError,
  type BlobId,
  contentHash,
  type KubeObject,
  maskTogether,
  parseResourceKey,
  type ResourceKey,
  type TreeId,
} from '../model/index.ts';
import { isWithin } from './app-paths.ts';
import type { Desired } from './assemble-target.ts';
import type { GitChange } from './engine.ts';

/** Bytes of one file that are shown, and of all of them together. */
const LARGEST_TEXT = 2 ** 20;
const LARGEST_SUM = 8 * 2 ** 20;

export interface ShownFiles {
  readonly files: GitChange['files'];
  readonly warnings: readonly string[];
}

/** The files of a change with their texts, as far as they are texts that may be shown. */
export async function shownFiles(
  draft: Draft,
  changed: readonly ChangedFile[],
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ShownFiles> {
  const files: GitChange['files'][number][] = [];
  const withheld: string[] = [];
  let left = LARGEST_SUM;
  for (const { path, before, after } of changed) {
    const [old, fresh] = [await textOf(draft, before, left, signal), await textOf(draft, after, left, signal)];
    left -= (old?.length ?? 0) + (fresh?.length ?? 0);
    const secret = holdsSecret(old) || holdsSecret(fresh);
    if (secret) withheld.push(path);
    files.push({
      path,
      change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      before: secret ? undefined : old,
      after: secret ? undefined : fresh,
      inside: paths.some((one) => isWithin(one, path)),
    });
  }
  return {
    files,
    warnings: withheld.map(
      (path) => `The text of '${path}' is not shown: it holds a Secret. Its objects are shown masked.`,
    ),
  };
}

async function textOf(
  draft: Draft,
  entry: TreeEntry | undefined,
  left: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (entry === undefined || (entry.kind !== 'blob' && entry.kind !== 'executable')) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await draft.blob(entry.id as BlobId, Math.min(LARGEST_TEXT, left), signal);
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

/** A manifest of a Secret, in YAML or JSON: its values stand in the text in base64 or in clear. */
function holdsSecret(text: string | undefined): boolean {
  return text !== undefined && /\bkind["']?\s*:\s*(?:[&!]\S*\s+)*["']?Secret\b/.test(text);
}

/** Objects that two renderings have differently, masked. */
export function changedObjects(
  before: ReadonlyMap<ResourceKey, Desired>,
  after: ReadonlyMap<ResourceKey, Desired>,
  maskedAnnotations: readonly string[],
): GitChange['objects'] {
  const objects: GitChange['objects'][number][] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, fresh] = [before.get(key), after.get(key)];
    if (old?.hash === fresh?.hash) continue;
    const views: readonly (KubeObject | undefined)[] = [old?.object, fresh?.object];
    const [maskedOld, maskedFresh] = maskTogether(views, { annotations: maskedAnnotations });
    objects.push({ ref: parseResourceKey(key), before: maskedOld, after: maskedFresh });
  }
  return objects;
}

/** Of all that is shown and of what will be written, but not of the moment. */
export function changeHash(
  view: Omit<GitChange, 'hash'>,
  edits: ReadonlyMap<string, Pick<TreeEntry, 'kind' | 'id'> | undefined>,
): string {
  return contentHash([
    view,
    [...edits].map(([path, entry]) => (entry === undefined ? [path] : [path, entry.kind, entry.id])),
  ]);
}

/** The text of a file of a reasonable size; undefined when it is none. */
export async function textAt(
  draft: Draft,
  tree: TreeId,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return textOf(draft, await draft.entryAt(tree, path, signal), LARGEST_TEXT, signal);
}
