import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import { WriteQueue } from './write-queue.ts';

let folder: string;
let database: DatabaseSync;
let queue: WriteQueue;
const clock = new ManualClock();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argosy-queue-'));
  const file = path.join(folder, 'q.db');
  database = new DatabaseSync(file);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)',
  );
  queue = new WriteQueue(database, file, clock, silentLogger);
});
afterEach(() => {
  queue.close();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (id: number, text: string) =>
  queue.add(`${id}`, {
    write: () => database.prepare('INSERT OR REPLACE INTO t VALUES (?, ?)').run(id, text),
  });
const rows = () =>
  database
    .prepare('SELECT id, v FROM t ORDER BY id')
    .all()
    .map((row) => [row['id'], String(row['v']).length]);

describe('write queue', () => {
  it('writes a key of one turn once, the newest text', async () => {
    put(1, 'a');
    put(1, 'abc');
    await queue.durable();
    expect(rows()).toEqual([[1, 3]]);
    expect(queue.counters()).toEqual({ commits: 1, syncs: 1 });
  });

  it('does not make anybody wait for the disk who did not ask', async () => {
    put(1, 'a');
    await new Promise((resolve) => setImmediate(resolve));
    expect(queue.counters()).toEqual({ commits: 1, syncs: 0 });
  });

  it('answers at once when everything is on the disk', async () => {
    await queue.durable();
    expect(queue.counters()).toEqual({ commits: 0, syncs: 0 });
  });

  it('reports a full disk, keeps what waits and writes it when there is room', async () => {
    database.exec('PRAGMA max_page_count = 3');
    put(1, 'x'.repeat(50_000));
    await expect(queue.durable()).rejects.toMatchObject({ code: 'ResourceExhausted', retry: true });
    expect(queue.health()).toMatchObject({ kind: 'failing', waiting: 1 });
    put(2, 'y');
    expect(rows()).toEqual([]);
    clock.advance(1_000);
    expect(queue.health()).toMatchObject({ kind: 'failing', waiting: 2 });
    database.exec('PRAGMA max_page_count = 1000');
    clock.advance(1_999);
    expect(rows()).toEqual([]);
    clock.advance(1);
    await queue.durable();
    expect(rows()).toEqual([
      [1, 50_000],
      [2, 1],
    ]);
    expect(queue.health()).toEqual({ kind: 'ok' });
    expect(clock.timers).toBe(0);
  });

  it('serves commits made during a wait for the disk with the next wait', async () => {
    put(1, 'a');
    const first = queue.durable();
    await new Promise((resolve) => setImmediate(resolve));
    put(2, 'b');
    put(3, 'c');
    await Promise.all([first, queue.durable(), queue.durable()]);
    expect(queue.counters()).toEqual({ commits: 2, syncs: 2 });
  });

  it('answers who still waits when it is closed', async () => {
    put(1, 'a');
    const waits = queue.durable();
    queue.close();
    await waits;
    expect(rows()).toEqual([[1, 1]]);
  });
});
