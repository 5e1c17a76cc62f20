import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Clock, Logger } from '../runtime/index.ts';
import { pack, unpack } from './packing.ts';
import { isDamage } from './sqlite-error.ts';

export interface CacheOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sum of the packed values; the least recently used ones go first. Bytes. */
  readonly maxBytes: number;
  /** 32 bytes; values are sealed with it on disk (rendered manifests can hold Secrets). */
  readonly key?: Uint8Array | undefined;
}

export interface Cache {
  get(kind: string, key: string): Uint8Array | undefined;
  put(kind: string, key: string, value: Uint8Array): void;
  flush(): void;
  counters(): CacheCounters;
  close(): void;
}

export interface CacheCounters {
  readonly hits: number;
  readonly misses: number;
  readonly damaged: number;
  readonly evicted: number;
  readonly bytes: number;
}

/** The time of last use is noted this coarsely, so that reading does not write. */
const USED_STEP_MS = 60_000;
/** One value may take at most this share of the cache. */
const LARGEST_SHARE = 0.25;
/** Eviction goes down to this share, so that it does not run at each write. */
const EVICT_TO = 0.9;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    used INTEGER NOT NULL,
    UNIQUE (kind, key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS entries_by_use ON entries (used);
  CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
`;

/**
 * Caches by content hash, in a file of their own: any entry may vanish at any time, so this file is never synced, never backed
 * up, and simply begun anew when it is damaged. Values stand apart from their index, which therefore stays small.
 */
export function openCache(options: CacheOptions): Cache {
  const { path, clock, logger, maxBytes, key: sealKey } = options;
  let database = openFile(path, logger);
  let statements = prepare(database);
  let bytes = statements.total();
  const waiting = new Map<string, { kind: string; key: string; size: number; packed: Uint8Array }>();
  const touched = new Map<number, number>();
  let scheduled: NodeJS.Immediate | undefined;
  const counts = { hits: 0, misses: 0, damaged: 0, evicted: 0 };

  const tick = () => Math.floor(clock.now() / USED_STEP_MS);
  const schedule = () => {
    scheduled ??= setImmediate(flush);
  };

  /** The cache is an aid: a failure of it is told once in the log and costs only what it would have saved. */
  function guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      logger.warn('the cache failed and goes on without this entry', { path, error });
      if (isDamage(error)) {
        database.close();
        discard(path);
        database = openFile(path, logger);
        statements = prepare(database);
        bytes = 0;
      }
      return undefined;
    }
  }

  function flush(): void {
    if (scheduled !== undefined) clearImmediate(scheduled);
    scheduled = undefined;
    if (waiting.size === 0 && touched.size === 0) return;
    guarded(() => {
      database.exec('BEGIN IMMEDIATE');
      const now = tick();
      let sum = bytes;
      for (const [id, used] of touched) statements.touch.run(used, id);
      for (const { kind, key, size, packed } of waiting.values()) {
        const before = statements.find.get(kind, key);
        if (before !== undefined) {
          sum -= Number(before['stored']);
          statements.drop.run(before['id']!);
          statements.dropBody.run(before['id']!);
        }
        const { lastInsertRowid } = statements.insert.run(kind, key, size, packed.length, now);
        statements.insertBody.run(lastInsertRowid, packed);
        sum += packed.length;
      }
      if (sum > maxBytes) {
        const oldest: number[] = [];
        for (const row of statements.oldest.iterate()) {
          if (sum <= maxBytes * EVICT_TO) break;
          oldest.push(Number(row['id']));
          sum -= Number(row['stored']);
        }
        for (const id of oldest) {
          statements.drop.run(id);
          statements.dropBody.run(id);
        }
        counts.evicted += oldest.length;
      }
      database.exec('COMMIT');
      bytes = sum;
    });
    waiting.clear();
    touched.clear();
  }

  return {
    get(kind, key) {
      const name = `${kind}\0${key}`;
      const fresh = waiting.get(name);
      if (fresh !== undefined) {
        counts.hits++;
        return unpack(name, fresh.packed, fresh.size, sealKey);
      }
      return guarded(() => {
        const row = statements.find.get(kind, key);
        if (row === undefined) {
          counts.misses++;
          return undefined;
        }
        const id = Number(row['id']);
        const body = statements.body.get(id)?.['body'];
        const value = body instanceof Uint8Array ? unpack(name, body, Number(row['size']), sealKey) : undefined;
        if (value === undefined) {
          counts.damaged++;
          counts.misses++;
          statements.drop.run(id);
          statements.dropBody.run(id);
          bytes -= Number(row['stored']);
          return undefined;
        }
        counts.hits++;
        const now = tick();
        if (Number(row['used']) !== now) {
          touched.set(id, now);
          schedule();
        }
        return value;
      });
    },
    put(kind, key, value) {
      const name = `${kind}\0${key}`;
      const packed = pack(name, value, sealKey);
      if (packed.length > maxBytes * LARGEST_SHARE) return;
      waiting.set(name, { kind, key, size: value.length, packed });
      schedule();
    },
    flush,
    counters: () => ({ ...counts, bytes }),
    close() {
      flush();
      database.close();
    },
  };
}

function openFile(path: string, logger: Logger): DatabaseSync {
  for (let attempt = 0; ; attempt++) {
    let database: DatabaseSync | undefined;
    try {
      closeSync(openSync(path, 'a', 0o600));
      chmodSync(path, 0o600);
      database = new DatabaseSync(path, { timeout: 250 });
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA auto_vacuum = INCREMENTAL');
      database.exec(SCHEMA);
      return database;
    } catch (error) {
      database?.close();
      if (!isDamage(error) || attempt > 0) throw error;
      logger.warn('the cache is damaged and begins anew', { path, error });
      discard(path);
    }
  }
}

function discard(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
}

function prepare(database: DatabaseSync) {
  return {
    total: () => Number(database.prepare('SELECT coalesce(sum(stored), 0) AS n FROM entries').get()?.['n'] ?? 0),
    find: database.prepare('SELECT id, size, stored, used FROM entries WHERE kind = ? AND key = ?'),
    body: database.prepare('SELECT body FROM bodies WHERE id = ?'),
    insert: database.prepare('INSERT INTO entries (kind, key, size, stored, used) VALUES (?, ?, ?, ?, ?)'),
    insertBody: database.prepare('INSERT OR REPLACE INTO bodies (id, body) VALUES (?, ?)'),
    touch: database.prepare('UPDATE entries SET used = ? WHERE id = ?'),
    oldest: database.prepare('SELECT id, stored FROM entries ORDER BY used, id'),
    drop: database.prepare('DELETE FROM entries WHERE id = ?'),
    dropBody: database.prepare('DELETE FROM bodies WHERE id = ?'),
  };
}
