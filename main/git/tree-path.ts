import { ArgosyError } from '../model/index.ts';

const LONGEST = 4096;

/**
 * A path inside a repository as its folders; '' and '.' are the root. It comes from an Application, so it is foreign text:
 * what could mean another place on some system is refused, not cleaned.
 */
export function folders(path: string): readonly string[] {
  if (path.length > LONGEST) throw refused(path, 'is too long');
  if (path.includes('\0')) throw refused(path, 'has a NUL character');
  if (path.includes('\\')) throw refused(path, 'has a backslash');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) throw refused(path, 'is absolute');
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refused(path, "has '..' in it");
  return parts;
}

function refused(path: string, why: string): ArgosyError {
  return new ArgosyError('InvalidArgument', `path ${JSON.stringify(path.slice(0, 200))} ${why}`, {
    subject: path.slice(0, 200),
    advice: 'Give a path that is relative to the root of the repository, with forward slashes.',
  });
}
