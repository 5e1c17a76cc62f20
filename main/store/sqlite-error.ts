import { ArgosyError } from '../model/index.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that say something about the machine, not about our SQL. */
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const AUTH = 23;
const NOTADB = 26;

/** The primary result code of an error of node:sqlite, or undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === CORRUPT || code === NOTADB;
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === BUSY || code === LOCKED;
}

/** What the machine did to us, in a person's words; undefined when the error is a bug of ours. */
export function machineError(error: unknown, path: string): ArgosyError | undefined {
  if (error instanceof ArgosyError) return error;
  const words = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  if (code === undefined) return fileError(error, path);
  switch (code) {
    case FULL:
      return new ArgosyError('ResourceExhausted', `the store could not be written: ${words}`, {
        subject: path,
        advice:
          'Free some space on this disk. What was not written is kept in memory and is written as soon as there is room.',
        retry: true,
        cause: error,
      });
    case BUSY:
    case LOCKED:
      return new ArgosyError('Unavailable', `the store is locked by another program: ${words}`, {
        subject: path,
        advice:
          'Close the program that has the file open (a database browser, a backup). The write is tried again by itself.',
        retry: true,
        cause: error,
      });
    case IOERR:
    case NOMEM:
      return new ArgosyError('Unavailable', `the store could not be read or written: ${words}`, {
        subject: path,
        advice: 'Look at the disk and its free space. The write is tried again by itself.',
        retry: true,
        cause: error,
      });
    case READONLY:
    case CANTOPEN:
    case AUTH:
      return new ArgosyError('PermissionDenied', `the store cannot be opened for writing: ${words}`, {
        subject: path,
        advice:
          'Give this account the right to write the file and its folder, or choose another folder with ARGOSY_HOME.',
        cause: error,
      });
    case CORRUPT:
    case NOTADB:
      return new ArgosyError('FailedPrecondition', `the store is damaged: ${words}`, {
        subject: path,
        advice:
          'Stop Argosy and restore the backup beside the file, or move the file away to begin with an empty store.',
        cause: error,
      });
    default:
      return undefined;
  }
}

function fileError(error: unknown, path: string): ArgosyError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const options = { subject: path, cause: error };
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ArgosyError('ResourceExhausted', `the store could not be written: ${error.message}`, {
        ...options,
        advice: 'Free some space on this disk.',
        retry: true,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new ArgosyError('PermissionDenied', `the store cannot be opened: ${error.message}`, {
        ...options,
        advice: 'Give this account the right to write the folder, or choose another one with ARGOSY_HOME.',
      });
    case 'EIO':
      return new ArgosyError('Unavailable', `the store could not be written: ${error.message}`, {
        ...options,
        advice: 'Look at the disk.',
        retry: true,
      });
    default:
      return undefined;
  }
}
