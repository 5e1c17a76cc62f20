import type { DatabaseSync } from 'node:sqlite';
import type { AppKey, HealthStatusCode, SyncStatusCode } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import type { Forget } from './retain.ts';
import type { Transition } from './store.ts';
import type { WriteQueue } from './write-queue.ts';

const FORGET_EVERY = 50;

/** When an application changed its status: one row a change, the newest first. */
export function openTransitions(database: DatabaseSync, queue: WriteQueue, forget: Forget, clock: Clock) {
  const insert = database.prepare('INSERT INTO transitions (app, at, sync, health, revision) VALUES (?, ?, ?, ?, ?)');
  const newest = database.prepare(
    'SELECT at, sync, health, revision FROM transitions WHERE app = ? ORDER BY at DESC, id DESC LIMIT ?',
  );
  let number = 0;
  /** Added since the start, by application: the first one and every so many make room. */
  const added = new Map<AppKey, number>();
  return {
    add(transition: Transition): void {
      const { app, at, sync, health, revision } = transition;
      const count = added.get(app) ?? 0;
      added.set(app, count + 1);
      queue.add(`transition/${number++}`, {
        write: () => {
          insert.run(app, at, sync, health, revision ?? null);
          if (count % FORGET_EVERY === 0) forget.transitions(app, clock.now());
        },
      });
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
