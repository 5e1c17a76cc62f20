import { failure } from './failure.ts';

/** A slash separated path from the root of the repository without `.`, `..` and empty parts; '' is the root. */
export type RepositoryPath = string & { readonly __brand: 'RepositoryPath' };

export const ROOT = '' as RepositoryPath;

/**
 * Joins like a file system; undefined when the result would leave the root. A leading slash of `relative` means the root of
 * the repository, as in Argo CD's file fields. Backslashes and NUL bytes are not path separators and never valid.
 */
export function joinPath(base: RepositoryPath, relative: string): RepositoryPath | undefined {
  if (relative.includes('\0') || relative.length > LONGEST_PATH) return undefined;
  const parts = relative.startsWith('/') || base === '' ? [] : base.split('/');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/') as RepositoryPath;
}

const LONGEST_PATH = 4096;

export function parentOf(path: RepositoryPath): RepositoryPath {
  const slash = path.lastIndexOf('/');
  return (slash < 0 ? '' : path.slice(0, slash)) as RepositoryPath;
}

export function nameOf(path: RepositoryPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function childOf(folder: RepositoryPath, name: string): RepositoryPath {
  return (folder === '' ? name : `${folder}/${name}`) as RepositoryPath;
}

/** Is `path` the folder itself or below it? */
export function isWithin(folder: RepositoryPath, path: RepositoryPath): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** `spec.source.path` with Argo CD's texts (reference §1.3). */
export function sourcePath(path: string): RepositoryPath {
  if (path.startsWith('/')) throw failure('InvalidArgument', `${path}: app path is absolute`, { subject: path });
  const clean = joinPath(ROOT, path);
  if (clean === undefined) throw failure('InvalidArgument', `${path}: app path outside root`, { subject: path });
  return clean;
}

/** Go's order of a directory walk: names by their bytes. JavaScript's own order differs above U+FFFF only. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const surrogate = left >= 0xd800 && right >= 0xd800;
    return surrogate ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : left - right;
  }
  return a.length - b.length;
}
