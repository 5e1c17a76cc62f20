import { createHash } from 'node:crypto';
import { type Brand, canonicalJson } from '../model/index.ts';
import type { SyncPlan, SyncTask } from './task.ts';

export type PlanHash = Brand<string, 'PlanHash'>;

/**
 * Two plans with one hash do the same to the same objects. What is applied counts whole; of what lives its identity and how it differs, not its
 * resourceVersion: a status that ticks does not make a plan stale, a deleted, re-created or further drifted object does. Generated names of hooks
 * carry the time at which the operation starts, which a plan that is only read does not have.
 */
export function planHash(plan: SyncPlan): PlanHash {
  const hash = createHash('sha256');
  const { dryRun, selective, invalid, options } = plan;
  hash.update(canonicalJson({ dryRun, selective, invalid, options }));
  for (const { tasks } of plan.steps) for (const line of linesOf(tasks)) hash.update(`\n${line}`);
  return hash.digest('hex') as PlanHash;
}

/** Hooks with generated names are ordered by them, and so by nothing that lasts: their lines are sorted. */
function linesOf(tasks: readonly SyncTask[]): readonly string[] {
  const lines = tasks.map(lineOf);
  return tasks.some((task) => task.generateName !== undefined) ? lines.toSorted() : lines;
}

function lineOf({ resource, ...task }: SyncTask): string {
  const { desired, live, modified, drift, exists } = resource;
  const facts = { uid: live?.uid, modified, drift, exists };
  if (task.generateName === undefined) return canonicalJson({ ...task, ...facts, desired });
  const { name: _, ...metadata } = desired?.metadata ?? {};
  const { key: __, ...rest } = task;
  return canonicalJson({ ...rest, ...facts, desired: desired && { ...desired, metadata } });
}
