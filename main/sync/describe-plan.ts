import { assertNever, type ResourceKey, type SyncPhase } from '../model/index.ts';
import type { SyncPlan, SyncTask } from './task.ts';

/** One line of a plan as a person reads it before anything is done. */
export interface PlanRow {
  /** From 1; rows of one step run together. */
  readonly step: number;
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly key: ResourceKey;
  readonly change: 'create' | 'change' | 'same' | 'prune' | 'keep' | 'hook' | 'refused';
  /** Why it is kept or refused, what it waits for; may be empty. */
  readonly note: string;
}

export function describePlan(plan: SyncPlan): readonly PlanRow[] {
  return plan.steps.flatMap((step, index) =>
    step.tasks.map((task) => ({
      step: index + 1,
      phase: task.phase,
      wave: task.wave,
      key: task.key,
      change: changeOf(task),
      note: noteOf(task),
    })),
  );
}

function changeOf(task: SyncTask): PlanRow['change'] {
  if (task.refusal !== undefined) return 'refused';
  if (task.hook !== undefined) return 'hook';
  switch (task.act) {
    case 'prune':
      return task.skipped === undefined ? 'prune' : 'keep';
    case 'create-namespace':
    case 'apply':
      if (task.resource.live === undefined && task.resource.exists !== true) return 'create';
      return task.resource.modified ? 'change' : 'same';
    default:
      return assertNever(task.act);
  }
}

function noteOf(task: SyncTask): string {
  if (task.refusal !== undefined) return task.refusal;
  if (task.skipped !== undefined) return task.skipped;
  if (task.act === 'prune' && task.options.confirm) return 'waits for confirmation';
  if (task.options.dryRun === 'replaces-live-object') return 'the one that is there is deleted first';
  if (task.options.dryRun === 'kind-not-there-yet') return 'cannot be tried before its kind is installed';
  if (task.options.dryRun === 'namespace-not-there-yet') return 'cannot be tried before its namespace exists';
  return '';
}
