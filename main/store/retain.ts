import type { DatabaseSync } from 'node:sqlite';
import type { AppKey } from '../model/index.ts';

/** How long the past is kept. Unfinished operations are kept whatever their age. */
export interface RetainRule {
  readonly transitionDays: number;
  readonly transitionsPerApplication: number;
  readonly operationDays: number;
  readonly operationsPerApplication: number;
}

export const RETAIN: RetainRule = {
  transitionDays: 90,
  transitionsPerApplication: 1_000,
  operationDays: 14,
  operationsPerApplication: 20,
};

const DAY_MS = 86_400_000;

/** Forgetting, always of one application and along an index: going through all of them took 2.6 s at 800,000 transitions. */
export interface Forget {
  /** What the rule no longer keeps of an application's changes of status. */
  transitions(app: AppKey, now: number): void;
  /** …and of its finished operations. */
  operations(app: AppKey, now: number): void;
  /** Everything finished: the application is gone. */
  everything(app: AppKey): void;
}

export function prepareForget(database: DatabaseSync, rule: RetainRule): Forget {
  const oldTransitions = database.prepare('DELETE FROM transitions WHERE app = ? AND at < ?');
  const moreTransitions = database.prepare(
    `DELETE FROM transitions WHERE id IN (
       SELECT id FROM transitions WHERE app = ? ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?)`,
  );
  const oldOperations = database.prepare('DELETE FROM operations WHERE app = ? AND finished = 1 AND started_at < ?');
  const moreOperations = database.prepare(
    `DELETE FROM operations WHERE id IN (
       SELECT id FROM operations WHERE app = ? AND finished = 1 ORDER BY started_at DESC, id DESC LIMIT -1 OFFSET ?)`,
  );
  const allTransitions = database.prepare('DELETE FROM transitions WHERE app = ?');
  const allOperations = database.prepare('DELETE FROM operations WHERE app = ? AND finished = 1');
  return {
    transitions(app, now) {
      oldTransitions.run(app, now - rule.transitionDays * DAY_MS);
      moreTransitions.run(app, rule.transitionsPerApplication);
    },
    operations(app, now) {
      oldOperations.run(app, now - rule.operationDays * DAY_MS);
      moreOperations.run(app, rule.operationsPerApplication);
    },
    everything(app) {
      allTransitions.run(app);
      allOperations.run(app);
    },
  };
}
