import type { DatabaseSync } from 'node:sqlite';

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

/** Forgets what the rule no longer keeps, and what belongs to applications that are gone. Returns the number of rows. */
export function forget(database: DatabaseSync, rule: RetainRule, now: number): number {
  const statements: readonly (readonly [string, ...(string | number)[]])[] = [
    ['DELETE FROM transitions WHERE at < ?', now - rule.transitionDays * DAY_MS],
    ['DELETE FROM transitions WHERE app NOT IN (SELECT key FROM applications)'],
    [
      `DELETE FROM transitions WHERE id IN (
         SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY app ORDER BY at DESC, id DESC) AS n FROM transitions)
         WHERE n > ?)`,
      rule.transitionsPerApplication,
    ],
    ['DELETE FROM operations WHERE finished = 1 AND started_at < ?', now - rule.operationDays * DAY_MS],
    ['DELETE FROM operations WHERE finished = 1 AND app NOT IN (SELECT key FROM applications)'],
    [
      `DELETE FROM operations WHERE id IN (
         SELECT id FROM (
           SELECT id, row_number() OVER (PARTITION BY app ORDER BY started_at DESC, id DESC) AS n FROM operations WHERE finished = 1)
         WHERE n > ?)`,
      rule.operationsPerApplication,
    ],
  ];
  let rows = 0;
  for (const [sql, ...parameters] of statements) rows += Number(database.prepare(sql).run(...parameters).changes);
  return rows;
}
