import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * One file per cluster, written through: every write of the API is one statement. Without fsync a write costs 20 µs and
 * outlives the process however it ends; only a crash of the machine can lose the last ones, which a sandbox may.
 */
export class ClusterDatabase {
  readonly #db: DatabaseSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #set: StatementSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = OFF;
      PRAGMA cache_size = -512;
      CREATE TABLE IF NOT EXISTS objects (storage TEXT, key TEXT, revision INTEGER, json TEXT, PRIMARY KEY (storage, key)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    `);
    this.#put = this.#db.prepare('INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)');
    this.#remove = this.#db.prepare('DELETE FROM objects WHERE storage = ? AND key = ?');
    this.#set = this.#db.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)');
  }

  put(storage: string, key: string, revision: number, json: string): void {
    this.#put.run(storage, key, revision, json);
  }

  remove(storage: string, key: string): void {
    this.#remove.run(storage, key);
  }

  *objects(): Iterable<{ storage: string; key: string; revision: number; json: string }> {
    for (const row of this.#db.prepare('SELECT storage, key, revision, json FROM objects').iterate()) {
      yield row as unknown as { storage: string; key: string; revision: number; json: string };
    }
  }

  fact(name: string): string | undefined {
    return (this.#db.prepare('SELECT value FROM facts WHERE name = ?').get(name) as { value: string } | undefined)
      ?.value;
  }

  setFact(name: string, value: string): void {
    this.#set.run(name, value);
  }

  close(): void {
    this.#db.close();
  }
}
