import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ArgosyError } from '../model/index.ts';
import { isBusy } from './sqlite-error.ts';

/** Who has a store open. */
export interface StoreHolder {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Which shell: 'desktop', 'serve', 'cli'. */
  readonly shell: string;
}

export interface StoreLock {
  /** True when the holder before us did not say goodbye: it was killed, or the power went. */
  readonly afterCrash: boolean;
  release(): void;
}

/**
 * One engine a store. The lock is the operating system's: an exclusive transaction that stays open on a small database
 * beside the store. The kernel drops it when the process ends in whatever way, so a killed engine leaves no stale lock and a
 * reused pid means nothing. Who holds it stands in a second file, which is only read to tell a person.
 * (Never open the lock file with node:fs: closing any descriptor of it would drop the POSIX lock of the whole process.)
 */
export function lockStore(storePath: string, holder: StoreHolder): StoreLock {
  const lockPath = `${storePath}.lock`;
  const holderPath = `${storePath}.holder.json`;
  createPrivate(lockPath);
  const database = new DatabaseSync(lockPath, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) throw heldBy(storePath, readHolder(holderPath), error);
    throw error;
  }
  const afterCrash = readHolder(holderPath) !== undefined;
  writeFileSync(`${holderPath}.new`, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  renameSync(`${holderPath}.new`, holderPath);
  let held = true;
  return {
    afterCrash,
    release() {
      if (!held) return;
      held = false;
      rmSync(holderPath, { force: true });
      database.close();
    },
  };
}

function createPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Who says to hold the store: for a program that wants to reach the running engine. Undefined when nobody does. */
export function readHolder(holderPath: string): StoreHolder | undefined {
  let text: string;
  try {
    text = readFileSync(holderPath, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return UNKNOWN_HOLDER;
    const { pid, host, since, shell } = value as Record<string, unknown>;
    return typeof pid === 'number' && typeof host === 'string' && typeof since === 'number' && typeof shell === 'string'
      ? { pid, host, since, shell }
      : UNKNOWN_HOLDER;
  } catch {
    // Half a file after a power loss: the holder is unknown, which is all that this file can tell.
    return UNKNOWN_HOLDER;
  }
}

const UNKNOWN_HOLDER: StoreHolder = { pid: 0, host: '', since: 0, shell: '' };

function heldBy(storePath: string, holder: StoreHolder | undefined, cause: unknown): ArgosyError {
  const who =
    holder === undefined || holder.pid === 0
      ? 'another Argosy engine that is just starting'
      : `another Argosy engine: pid ${holder.pid}${holder.host === '' ? '' : ` on ${holder.host}`} (${holder.shell}), since ${new Date(holder.since).toISOString()}`;
  return new ArgosyError('FailedPrecondition', `the store is in use by ${who}`, {
    subject: storePath,
    advice: 'Use the running engine, stop it first, or give this one a folder of its own with ARGOSY_HOME.',
    cause,
  });
}
