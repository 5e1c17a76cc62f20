import { chmodSync, closeSync, copyFileSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { ArgosyError } from '../model/index.ts';
import type { Logger } from '../runtime/index.ts';

const DAY_MS = 86_400_000;

/** The newest whole copy of a store. */
export function backupPath(storePath: string): string {
  return `${storePath}.backup`;
}

/** Writes a whole, compact copy and only then puts it in the place of the one before. */
export function backUp(database: DatabaseSync, target: string): void {
  const fresh = `${target}.new`;
  rmSync(fresh, { force: true });
  try {
    // SQLite takes an empty file that is there already, and its mode with it.
    closeSync(openSync(fresh, 'wx', 0o600));
    database.prepare('VACUUM INTO ?').run(fresh);
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** The backup of every day. Without room for it the store itself is as good as before, so that is told and no more. */
export function backUpDaily(database: DatabaseSync, storePath: string, now: number, logger: Logger): void {
  if (!backupIsOld(storePath, now)) return;
  try {
    backUp(database, backupPath(storePath));
  } catch (error) {
    logger.warn('the store could not be backed up', { path: storePath, error });
  }
}

function backupIsOld(storePath: string, now: number): boolean {
  const path = backupPath(storePath);
  return !existsSync(path) || now - statSync(path).mtimeMs > DAY_MS;
}

/** Keeps the damaged files as they are and says what a person can do. */
export function damaged(storePath: string, words: string, now: number, cause?: unknown): ArgosyError {
  const kept = `${storePath}.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal'])
    if (existsSync(storePath + suffix)) copyFileSync(storePath + suffix, kept + suffix);
  const backup = backupPath(storePath);
  return new ArgosyError('FailedPrecondition', `the store is damaged: ${words}`, {
    subject: storePath,
    advice: existsSync(backup)
      ? `A copy of the damaged files is kept at ${kept}. Start again with the backup of ${new Date(statSync(backup).mtimeMs).toISOString()} (recover: backup), or empty (recover: empty). Nothing in a cluster is touched by either.`
      : `A copy of the damaged files is kept at ${kept}. There is no backup yet: start again empty (recover: empty) and create the applications from their manifests. Nothing in a cluster is touched by that.`,
    cause,
  });
}

/** Puts the backup, or nothing, in the place of a store. The caller holds the lock and the database is closed. */
export function recover(storePath: string, how: 'backup' | 'empty', now: number): void {
  const backup = backupPath(storePath);
  if (how === 'backup' && !existsSync(backup)) {
    throw new ArgosyError('NotFound', 'there is no backup of the store', {
      subject: storePath,
      advice: 'Recover with an empty store.',
    });
  }
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  for (const suffix of ['', '-wal']) {
    if (existsSync(storePath + suffix)) renameSync(storePath + suffix, `${storePath}.replaced-${stamp}${suffix}`);
  }
  rmSync(`${storePath}-shm`, { force: true });
  if (how === 'backup') {
    copyFileSync(backup, storePath);
    chmodSync(storePath, 0o600);
  }
}
