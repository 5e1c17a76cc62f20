import { createHash } from 'node:crypto';
import { type Brand, canonicalJson } from '../model/index.ts';
import type { SyncPlan } from './task.ts';

export type PlanHash = Brand<string, 'PlanHash'>;

/**
 * Two plans with one hash do the same to the same objects. What is applied counts whole; of what lives its identity and whether it differs, not its
 * resourceVersion: a status that ticks does not make a plan stale, a deleted, re-created or newly drifted object does.
 */
export function planHash(plan: SyncPlan): PlanHash {
  const hash = createHash('sha256');
  hash.update(canonicalJson({ dryRun: plan.dryRun, selective: plan.selective, invalid: plan.invalid }));
  for (const { tasks } of plan.steps) {
    for (const { resource, ...task } of tasks) {
      hash.update('\n');
      hash.update(
        canonicalJson({ ...task, desired: resource.desired, uid: resource.live?.uid, modified: resource.modified }),
      );
    }
  }
  return hash.digest('hex') as PlanHash;
}
