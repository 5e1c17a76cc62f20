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

/**
 * A path that may be written into a work tree. A tree object can hold any name, and `.git`, in all the spellings that some file
 * system takes for it, is where Git keeps programs to run.
 */
export function checkoutPath(path: string): readonly string[] {
  const parts = path.split('/');
  for (const part of parts) {
    // HFS+ passes over these characters, NTFS over dots and spaces at the end and what follows a colon.
    const plain = part.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '').toLowerCase();
    const strange = part === '' || part === '.' || part === '..' || /[\\\0]/.test(part);
    if (!strange && !/^(\.git|git~\d+)[ .]*(:|$)/.test(plain)) continue;
    throw new ArgosyError('FailedPrecondition', `the repository wants a file ${JSON.stringify(path.slice(0, 200))}`, {
      subject: path.slice(0, 200),
      advice: 'Such a name could reach into Git itself, so it is not written. Look at who made that commit.',
    });
  }
  return parts;
}
