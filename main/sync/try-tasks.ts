import { applyMessage } from './apply-message.ts';
import type { SyncOutcome } from './ports.ts';
import { all, type SyncRun } from './sync-run.ts';
import type { SyncTask } from './task.ts';

/**
 * The dry run of everything before anything is applied: one pass, all at once, the port keeps the budget. Objects whose kind or namespace
 * comes into being in this same sync cannot be tried as they will be applied (reference §3.6 steps 1 and 2). False: something was refused.
 */
export async function dryRunAll(run: SyncRun): Promise<boolean> {
  const tasks = run.tasks.filter((task) => task.act === 'apply' && isTriable(task));
  run.tell('one or more tasks are running');
  let refused = false;
  await all(tasks, async (task) => {
    const words = await tryTask(run, task);
    if (words === undefined) return;
    refused = true;
    run.note(task, { status: 'SyncFailed', phase: 'Failed', message: words });
  });
  return !refused;
}

function isTriable({ options: { dryRun } }: SyncTask): boolean {
  return dryRun === 'yes' || dryRun === 'replaces-live-object';
}

async function tryTask(run: SyncRun, task: SyncTask): Promise<string | undefined> {
  run.throwIfInterrupted();
  const reply = await run.ask(run.ports.dryRun(task, run.signal));
  return 'refused' in reply ? reply.refused : undefined;
}

/** An operation that is itself a dry run: every step is tried, nothing is written, every task has a result (reference §3.13). */
export async function tryOnly(run: SyncRun): Promise<SyncOutcome> {
  const tasks = run.tasks.filter((task) => task.phase !== 'SyncFail');
  await all(tasks, async (task) => {
    if (task.act === 'prune') {
      const skipped = task.skipped !== undefined;
      run.note(task, {
        status: skipped ? 'PruneSkipped' : 'Pruned',
        phase: 'Succeeded',
        message: task.skipped ?? 'pruned (dry run)',
      });
      return;
    }
    const words = await tryTask(run, task);
    if (words === undefined) run.note(task, { status: 'Synced', phase: 'Succeeded', message: tried(task) });
    else run.note(task, { status: 'SyncFailed', phase: 'Failed', message: words });
  });
  return tasks.some((task) => run.ledger.isUnsuccessful(task))
    ? run.outcome('Failed', 'one or more objects failed to apply (dry run)')
    : run.outcome('Succeeded', 'successfully synced (all tasks run)');
}

function tried(task: SyncTask): string {
  const { live, modified } = task.resource;
  return `${applyMessage(task, live === undefined ? 'created' : modified ? 'configured' : 'unchanged')} (dry run)`;
}
