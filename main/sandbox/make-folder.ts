import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ArgosyError } from '../model/index.ts';

/** The folder that the sandbox keeps everything in, for its owner only. Throws what stands in the way, and how to go on. */
export function makeFolder(folder: string, make: typeof mkdirSync = mkdirSync): void {
  try {
    make(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ArgosyError('FailedPrecondition', `the folder of the sandbox cannot be made: ${folder}`, {
      subject: folder,
      advice: wayOut(folder, error as NodeJS.ErrnoException),
      cause: error,
    });
  }
}

function wayOut(folder: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `${inTheWay(folder)} a file. Move it away or give it another name, then start again.`;
    case 'EACCES':
    case 'EPERM':
      return `You may not write there. Allow it for ${nearest(folder)}, or set ARGOSY_HOME to a folder of your own, then start again.`;
    case 'EROFS':
      return 'That disk can only be read. Set ARGOSY_HOME to a folder that can be written, then start again.';
    case 'ENOSPC':
      return 'The disk is full. Make room, then start again.';
    default:
      return `The system says: ${message}. Mend that, or set ARGOSY_HOME to another folder, then start again.`;
  }
}

/** Names the first part of the path that is there and no folder. */
function inTheWay(folder: string): string {
  let found = folder;
  for (let place = folder; place !== path.dirname(place); place = path.dirname(place)) {
    try {
      if (!statSync(place).isDirectory()) found = place;
    } catch {
      // Nothing there, or nothing that can be looked at: what is in the way is further up.
    }
  }
  return found === folder ? 'That is' : `${found} is`;
}

/** The deepest folder above it that is there. */
function nearest(folder: string): string {
  for (let place = path.dirname(folder); place !== path.dirname(place); place = path.dirname(place)) {
    if (statSync(place, { throwIfNoEntry: false })?.isDirectory()) return place;
  }
  return path.dirname(folder);
}
