/** One step for real: prune, clear the way for hooks, then apply (reference §3.6 step 9). */

import { ArgosyError, parseResourceKey } from '../model/index.ts';
import { apiVersionOf } from './ledger.ts';
import { all, type SyncRun } from './sync-run.ts';
import type { SyncTask } from './task.ts';
import { waitFor } from './wait.ts';

/** How long an applied CustomResourceDefinition may take to be established before its objects are applied anyway (reference §3.7). */
const ESTABLISHED_MS = 3_000;

/** True when every task could be carried out. A prune that fails keeps the step's objects from being applied. */
export async function runTasks(run: SyncRun, tasks: readonly SyncTask[]): Promise<boolean> {
  await whileHeld(run);
  const prunes = tasks.filter((task) => task.act === 'prune');
  const applies = tasks.filter((task) => task.act !== 'prune');
  await prune(run, prunes);
  if (prunes.some((task) => run.ledger.isUnsuccessful(task))) return false;
  await clearWay(run, applies);
  if (applies.some((task) => run.ledger.isUnsuccessful(task))) return false;
  for (const same of runsOfKind(applies)) {
    await all(same, (task) => applyTask(run, task));
    run.throwIfInterrupted();
  }
  return !applies.some((task) => run.ledger.get(task)?.status === 'SyncFailed');
}

async function whileHeld(run: SyncRun): Promise<void> {
  const held = run.ports.held?.(run.signal);
  if (held === undefined) return;
  run.tell('Sync operation blocked by sync window');
  try {
    await held;
  } catch (error) {
    run.throwIfInterrupted();
    throw error;
  }
  run.throwIfInterrupted();
  run.tell('one or more tasks are running');
}

async function prune(run: SyncRun, tasks: readonly SyncTask[]): Promise<void> {
  for (const task of tasks) {
    if (task.skipped !== undefined)
      run.note(task, { status: 'PruneSkipped', phase: 'Succeeded', message: task.skipped });
  }
  const active = tasks.filter((task) => task.skipped === undefined);
  await confirmation(run, active);
  await all(active, async (task) => {
    await run.intend(task, 'prune');
    const reply = await run.ask(run.ports.prune(task, run.signal));
    if ('refused' in reply) {
      await run.settle(task, { status: 'SyncFailed', phase: 'Failed', message: reply.refused });
      return;
    }
    const { message, gone } = reply.answer;
    await run.settle(task, { status: 'Pruned', phase: 'Succeeded', message, deleting: gone !== true });
  });
}

async function confirmation(run: SyncRun, prunes: readonly SyncTask[]): Promise<void> {
  const tasks = prunes.filter((task) => task.options.confirm);
  const [first] = tasks;
  if (first === undefined) return;
  if (run.ports.approved === undefined) {
    throw new ArgosyError('FailedPrecondition', 'pruning needs a confirmation and no way to give one was given');
  }
  const { kind, name } = parseResourceKey(first.key);
  const more = tasks.length > 1 ? ` and ${tasks.length - 1} more resources` : '';
  run.tellWaits(`waiting for pruning confirmation of ${apiVersionOf(first)}/${kind}/${name}${more}`);
  await run.ports.approved(run.signal);
  run.throwIfInterrupted();
}

/**
 * Takes the finalizers of an earlier run off hooks that still exist, and deletes those that are to be created anew. What an earlier run has deleted and is
 * not gone yet is waited for: applied to it, this run would take its result for its own, or lose the hook in the middle.
 */
async function clearWay(run: SyncRun, tasks: readonly SyncTask[]): Promise<void> {
  const removed: SyncTask[] = [];
  const hooks = tasks.filter((task) => task.hook !== undefined && !run.cleared.has(task));
  await all(hooks, async (task) => {
    const missing = (await run.ports.health(task.key, run.signal)) === 'missing';
    if (missing && task.resource.live === undefined) return;
    const anew = task.deletePolicies.includes('BeforeHookCreation');
    await run.intend(task, anew ? 'remove-hook' : 'finish-hook');
    const reply = await run.ask(makeWay(run, task, anew));
    if ('answer' in reply) {
      if (!reply.answer) removed.push(task);
      return;
    }
    const message = `failed to delete resource: ${reply.refused}`;
    await run.settle(task, { status: undefined, phase: 'Error', message });
  });
  await waitUntilAbsent(run, removed);
}

/** False: the object is deleted and has not vanished yet. */
async function makeWay(run: SyncRun, task: SyncTask, anew: boolean): Promise<boolean> {
  const { deleting } = await run.hooks.finish(task, run.signal);
  if (!anew) return deleting !== true;
  const { gone } = await run.hooks.remove(task, run.signal);
  return gone === true;
}

async function waitUntilAbsent(run: SyncRun, tasks: readonly SyncTask[]): Promise<void> {
  for (const task of tasks) run.note(task, { phase: 'Running', deleting: true });
  await waitFor(run, tasks);
}

function runsOfKind(tasks: readonly SyncTask[]): readonly (readonly SyncTask[])[] {
  const runs: SyncTask[][] = [];
  let kind: string | undefined;
  for (const task of tasks) {
    const next = parseResourceKey(task.key).kind;
    if (next === kind) runs.at(-1)!.push(task);
    else runs.push([task]);
    kind = next;
  }
  return runs;
}

/** Applies one object between two journal records. A refusal of the server is its result. */
export async function applyTask(run: SyncRun, task: SyncTask): Promise<void> {
  if (!run.ledger.isPending(task)) return;
  await run.intend(task, task.act);
  run.started(task);
  const reply = await run.ask(run.ports.apply(task, run.signal));
  if ('refused' in reply) {
    await run.settle(task, { status: 'SyncFailed', phase: 'Failed', message: reply.refused });
    return;
  }
  const { message, object } = reply.answer;
  // Nobody watches the namespaces of the world for one that was just made: it has no health and is there.
  const phase = task.act === 'create-namespace' ? 'Succeeded' : 'Running';
  await run.settle(task, { status: 'Synced', phase, message, since: object.metadata.resourceVersion });
  const { group, kind } = parseResourceKey(task.key);
  if (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition') await established(run, task);
}

/** Gives a definition its moment; that it needs longer is no failure, its objects will say so. */
async function established(run: SyncRun, task: SyncTask): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const timer = run.clock.after(ESTABLISHED_MS, () => stop.abort());
  try {
    while (!signal.aborted) {
      const next = new AbortController();
      const changed = run.ports.changed([task.key], AbortSignal.any([signal, next.signal]));
      changed.catch(() => undefined);
      try {
        const health = await run.ports.health(task.key, run.signal, run.ledger.get(task)?.since);
        if (typeof health !== 'string' && (health === undefined || health.status === 'Healthy')) return;
        await changed.catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
      } finally {
        next.abort();
        await changed.catch(() => undefined);
      }
    }
  } finally {
    timer.cancel();
  }
}
