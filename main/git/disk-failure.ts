import { ArgosyError, type ErrorCode } from '../model/index.ts';
import type { GitBackend } from './backend.ts';

const CODES: Readonly<Record<string, { readonly code: ErrorCode; readonly advice: string }>> = {
  ENOSPC: { code: 'ResourceExhausted', advice: 'Free some space on the disk.' },
  EDQUOT: { code: 'ResourceExhausted', advice: 'Free some space: the quota of this user is used up.' },
  EMFILE: { code: 'ResourceExhausted', advice: 'Raise the limit of open files of this user.' },
  ENFILE: { code: 'ResourceExhausted', advice: 'Raise the limit of open files of this machine.' },
  EROFS: { code: 'FailedPrecondition', advice: 'Make the folder writable.' },
  EACCES: { code: 'PermissionDenied', advice: 'Give this user the right to the folder.' },
  EPERM: { code: 'PermissionDenied', advice: 'Give this user the right to the folder.' },
  EIO: { code: 'Unavailable', advice: 'Check the disk.' },
};

/** A disk that is full or closed is something a person can mend; what this machine says about it stays the message. */
export function diskFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ArgosyError) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const known = code === undefined || !Object.hasOwn(CODES, code) ? undefined : CODES[code];
  if (known === undefined) return error;
  return new ArgosyError(known.code, `the Git cache cannot be written or read: ${error.message}`, {
    subject: path,
    advice: known.advice,
    retry: known.code !== 'PermissionDenied',
    cause: error,
  });
}

/** The same backend, whose failures of the disk are told as such. */
export function tellingDiskFailures(backend: GitBackend): GitBackend {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw diskFailure(error);
    }
  };
  return {
    name: backend.name,
    listRefs: (...args) => told(backend.listRefs(...args)),
    fetch: (...args) => told(backend.fetch(...args)),
    expand: (...args) => told(backend.expand(...args)),
    commit: (...args) => told(backend.commit(...args)),
    tree: (...args) => told(backend.tree(...args)),
    blob: (...args) => told(backend.blob(...args)),
    lineage: (...args) => told(backend.lineage(...args)),
    push: (...args) => told(backend.push(...args)),
    author: (...args) => told(backend.author(...args)),
    counters: () => backend.counters(),
    close: () => backend.close(),
  };
}
