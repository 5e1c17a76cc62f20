import { deepEqual } from '../model/index.ts';
import type { SyncPlan, SyncTask } from '../sync/index.ts';

/**
 * Whether a plan made after a failed attempt only goes on with that attempt's plan: the same objects become the same, and what was to be left alone
 * still is. An object that differs now and did not then was changed by somebody else.
 */
export function continuesPlan(before: SyncPlan, now: SyncPlan): boolean {
  if (now.invalid.length > 0) return false;
  const planned = new Map(before.steps.flatMap(({ tasks }) => tasks).map((task) => [idOf(task), task]));
  return now.steps.every(({ tasks }) => tasks.every((task) => continues(planned.get(idOf(task)), task)));
}

function continues(before: SyncTask | undefined, now: SyncTask): boolean {
  if (before === undefined) return false;
  if (before.skipped !== now.skipped || !deepEqual(before.resource.desired, now.resource.desired)) return false;
  if (now.hook !== undefined || before.resource.modified) return true;
  return !now.resource.modified && before.resource.live?.uid === now.resource.live?.uid;
}

function idOf({ phase, act, key }: SyncTask): string {
  return `${phase} ${act} ${key}`;
}
