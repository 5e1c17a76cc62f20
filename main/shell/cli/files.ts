import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError, EXIT } from './exit.ts';

/** A file of this machine; an error names it and says what the system says. */
export function readText(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as Error).message}`, EXIT.error);
  }
}
