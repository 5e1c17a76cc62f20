import type { DatabaseSync } from 'node:sqlite';
import type { AppKey, HealthStatusCode, SyncStatusCode } from '../model/index.ts';
import type { Transition } from './store.ts';
import type { WriteQueue } from './write-queue.ts';

/** When an application changed its status: one row a change, the newest first. */
export function openTransitions(database: DatabaseSync, queue: WriteQueue) {
  const insert = database.prepare('INSERT INTO transitions (app, at, sync, health, revision) VALUES (?, ?, ?, ?, ?)');
  const newest = database.prepare(
    'SELECT at, sync, health, revision FROM transitions WHERE app = ? ORDER BY at DESC, id DESC LIMIT ?',
  );
  let number = 0;
  return {
    add(transition: Transition): void {
      const { app, at, sync, health, revision } = transition;
      queue.add(`transition/${number++}`, { write: () => insert.run(app, at, sync, health, revision ?? null) });
    },
    of(app: AppKey, limit: number): readonly Transition[] {
      // A store that cannot be written now still answers with what it has.
      if (queue.health().kind === 'ok') queue.commit();
      return newest.all(app, limit).map((row) => ({
        app,
        at: Number(row['at']),
        sync: String(row['sync']) as SyncStatusCode,
        health: String(row['health']) as HealthStatusCode,
        ...(row['revision'] === null ? {} : { revision: String(row['revision']) }),
      }));
    },
  };
}
