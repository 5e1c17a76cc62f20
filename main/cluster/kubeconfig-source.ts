import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ArgosyError } from '../model/index.ts';
import { type ClusterAccess, type Kubeconfig, parseKubeconfig } from './kubeconfig.ts';

/** Where a cluster's kubeconfig comes from. Files are read again when they change; text from the vault is what it is. */
export type KubeconfigSource =
  | { readonly kind: 'files'; readonly paths: readonly string[]; readonly context?: string }
  | { readonly kind: 'text'; readonly text: string; readonly context?: string; readonly folder?: string };

/** Reads synchronously: a few kilobytes, once a start and after a change, and a cluster's server must be known at once. */
export function readKubeconfig(source: KubeconfigSource): Kubeconfig {
  if (source.kind === 'text') {
    // Without a folder a relative path of a vaulted text means nothing: it starts from the root, where nothing lies.
    return parseKubeconfig([
      { text: source.text, folder: source.folder ?? path.parse(process.execPath).root, origin: 'the stored text' },
    ]);
  }
  const texts: { text: string; folder: string; origin: string }[] = [];
  let missing: unknown;
  for (const file of source.paths) {
    try {
      texts.push({ text: readFileSync(file, 'utf8'), folder: path.dirname(path.resolve(file)), origin: file });
    } catch (error) {
      missing = error; // as kubectl: a file of the list may be absent, all of them may not
    }
  }
  if (texts.length === 0) {
    const cause = (missing as NodeJS.ErrnoException | undefined)?.code ?? 'no file given';
    throw new ArgosyError('FailedPrecondition', `kubeconfig: ${source.paths.join(', ')} cannot be read (${cause})`, {
      subject: 'kubeconfig',
      advice: 'check that the file exists and that you may read it',
      cause: missing,
    });
  }
  return parseKubeconfig(texts);
}

/** Changes when one of the files does; cheap enough to be asked before each new attempt to sign in. */
export function sourceStamp(source: KubeconfigSource): string {
  if (source.kind === 'text') return '';
  return source.paths
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
    })
    .join(' ');
}

export function accessOf(source: KubeconfigSource): ClusterAccess {
  return readKubeconfig(source).access(source.context);
}
