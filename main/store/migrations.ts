import type { DatabaseSync } from 'node:sqlite';
import { ArgosyError } from '../model/index.ts';

/** "Argo" in ASCII: tells our files from any other SQLite file (PRAGMA application_id). */
export const APPLICATION_ID = 0x4172676f;

/**
 * Each entry brings the schema from its index to the next number. Entries are never changed after a release, only added.
 * Status lives apart from the document, because it changes hundreds of times as often and a row is rewritten whole.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE applications (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE application_status (
    id INTEGER PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE documents (
    collection TEXT NOT NULL,
    key TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (collection, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE operations (
    id TEXT PRIMARY KEY,
    app TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    request TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX operations_by_app ON operations (app, started_at);
  CREATE TABLE operation_records (
    operation TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (operation, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE transitions (
    id INTEGER PRIMARY KEY,
    app TEXT NOT NULL,
    at INTEGER NOT NULL,
    sync TEXT NOT NULL,
    health TEXT NOT NULL,
    revision TEXT
  ) STRICT;
  CREATE INDEX transitions_by_app ON transitions (app, at);
  `,
];

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/** Refuses a file that is not ours or that a newer Argosy wrote; says whether there is something to migrate. */
export function checkSchema(
  database: DatabaseSync,
  path: string,
  migrations = MIGRATIONS,
): 'empty' | 'old' | 'current' {
  const version = schemaVersion(database);
  const id = Number(database.prepare('PRAGMA application_id').get()?.['application_id'] ?? 0);
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] ?? 0);
  if (tables === 0 && version === 0) return 'empty';
  if (id !== APPLICATION_ID) {
    throw new ArgosyError('FailedPrecondition', 'the file is a database of another program, not a store of Argosy', {
      subject: path,
      advice: 'Choose another folder with ARGOSY_HOME, or move the file away.',
    });
  }
  if (version > migrations.length) {
    throw new ArgosyError(
      'FailedPrecondition',
      `the store was written by a newer Argosy: its schema is ${version}, this version knows schemas up to ${migrations.length}`,
      { subject: path, advice: 'Update Argosy, or give this version a folder of its own with ARGOSY_HOME.' },
    );
  }
  return version < migrations.length ? 'old' : 'current';
}

/** All or nothing: a step that fails leaves the store as it was. */
export function migrate(database: DatabaseSync, migrations = MIGRATIONS): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (let version = schemaVersion(database); version < migrations.length; version++)
      database.exec(migrations[version]!);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
