import { taskId } from './ledger.ts';
import type { SyncRecord } from './ports.ts';
import { all, type SyncRun } from './sync-run.ts';
import type { SyncTask } from './task.ts';

/**
 * Takes over what an interrupted execution of the same plan recorded. What has a result is not done again. An intent without a result may or may not
 * have reached the cluster: an ordinary object is applied again, which is harmless; a hook that exists was created (anything in its way had been
 * removed before that intent was written), so it is waited for, and never run twice; nor is it removed when its request arrives only now.
 */
export async function restore(run: SyncRun, records: readonly SyncRecord[]): Promise<void> {
  const byId = new Map(run.tasks.map((task) => [taskId(task.key, task.phase), task]));
  const open = new Set<SyncTask>();
  for (const record of records) {
    const phase = record.kind === 'intent' ? record.phase : record.result.syncPhase;
    const task = phase === undefined ? undefined : byId.get(taskId(record.key, phase));
    if (task === undefined) continue;
    if (record.kind === 'intent') {
      if (record.act === 'apply' && task.hook !== undefined && run.ledger.isPending(task)) open.add(task);
      continue;
    }
    open.delete(task);
    const { status, message = '', hookPhase = 'Running' } = record.result;
    run.note(task, {
      status,
      phase: hookPhase,
      message,
      since: record.resourceVersion,
      deleting: status === 'Pruned',
    });
  }
  await all([...open], async (task) => {
    if (await exists(run, task)) run.note(task, { status: 'Synced', phase: 'Running' });
    else run.cleared.add(task);
  });
  // A finalizer may still be on a hook that finished just before the end: taking it off twice is harmless.
  const finished = run.tasks.filter(
    (task) => task.hook !== undefined && !run.ledger.isPending(task) && !run.ledger.isRunning(task),
  );
  await all(finished, (task) => run.hooks.finish(task, run.signal));
}

async function exists(run: SyncRun, { key }: SyncTask): Promise<boolean> {
  if (run.ports.exists !== undefined) return run.ports.exists(key, run.signal);
  return (await run.ports.health(key, run.signal)) !== 'missing';
}
