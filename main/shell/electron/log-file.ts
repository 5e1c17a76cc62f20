import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of one file; the one before it is kept. */
const LONGEST = 5 * 1024 * 1024;

export interface LogFile {
  readonly path: string;
  readonly write: (line: string) => void;
  readonly close: () => void;
}

/** Lines of the log in a file of this person. Written at once, so that the last line before a crash is there. */
export function openLogFile(folder: string, longest = LONGEST): LogFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'argosy.log');
  let file = openSync(path, 'a', 0o600);
  let size = fstatSync(file).size;
  let closed = false;
  return {
    path,
    write(line) {
      if (closed) return;
      if (size > longest) {
        closeSync(file);
        renameSync(path, `${path}.1`);
        file = openSync(path, 'a', 0o600);
        size = 0;
      }
      size += writeSync(file, `${line}\n`);
    },
    close() {
      closed = true;
      closeSync(file);
    },
  };
}
