import type { HookDeletePolicy } from '../model/index.ts';
import { type Clock, sleep } from '../runtime/index.ts';
import type { SyncOutcome, SyncPorts, SyncRecord } from './ports.ts';
import { restore } from './resume.ts';
import { applyTask, runTasks } from './run-tasks.ts';
import { all, SyncRun } from './sync-run.ts';
import type { SyncPlan, SyncTask } from './task.ts';
import { dryRunAll, tryOnly } from './try-tasks.ts';
import { waitFor } from './wait.ts';
import { WorkTime } from './work-time.ts';

/** The reason to abort an execution's signal with when the operation is to end; any other reason only stops executing. */
export const TERMINATE = 'terminate';

export interface ExecuteOptions {
  readonly clock: Clock;
  /** Pause after each wave but the last. Default 0; Argo CD's is 2,000. */
  readonly waveDelayMs?: number;
  /** The operation is terminated after so much work. Default 0: never. */
  readonly timeoutMs?: number;
  /** Of the executions of the same operation before this one, and of this one. */
  readonly time?: WorkTime;
  /** What an earlier, interrupted execution of this same plan recorded: it goes on from there. */
  readonly resume?: readonly SyncRecord[];
}

/**
 * Makes a plan true: dry run, then step by step with a health gate between steps (reference §3.6). Each change is journalled before and after.
 * Refusals of the server are results; the promise rejects only with the signal's reason (unless that is TERMINATE), with an Outage of a port, and for
 * failures that are no object's fault, such as a journal that cannot be written.
 */
export async function execute(
  plan: SyncPlan,
  ports: SyncPorts,
  options: ExecuteOptions,
  signal: AbortSignal,
): Promise<SyncOutcome> {
  const { clock, timeoutMs = 0, time = new WorkTime(clock) } = options;
  const timeout = new AbortController();
  const run = new SyncRun(plan, ports, clock, AbortSignal.any([signal, timeout.signal]));
  const stopCounting = timeoutMs > 0 ? time.count(timeoutMs, () => timeout.abort(TERMINATE)) : undefined;
  try {
    run.throwIfInterrupted();
    return await carryOut(run, options);
  } catch (error) {
    if (!run.isInterruption(error)) throw error;
    if (run.signal.reason !== TERMINATE) throw run.signal.reason as Error;
    const why = timeout.signal.aborted ? 'operation is terminating due to timeout' : 'operation is terminating';
    return await terminate(run, why);
  } finally {
    stopCounting?.();
  }
}

async function carryOut(run: SyncRun, options: ExecuteOptions): Promise<SyncOutcome> {
  const { plan, ledger } = run;
  if (plan.invalid.length > 0) return refuse(run);
  if (plan.dryRun) return await tryOnly(run);

  const tasks = run.tasks;
  if (tasks.some((task) => task.hook !== undefined)) void run.hooks;
  await restore(run, options.resume ?? []);

  const namespaces = tasks.filter((task) => task.act === 'create-namespace');
  const begun = tasks.some((task) => task.act !== 'create-namespace' && !ledger.isPending(task));
  if (!begun) {
    for (const task of namespaces) await applyTask(run, task);
    const failed = namespaces.filter((task) => ledger.isUnsuccessful(task));
    if (failed.length > 0) return run.outcome('Failed', withReasons(run, 'the namespace failed to apply', failed));
    if (!(await dryRunAll(run))) return run.outcome('Failed', 'one or more objects failed to apply (dry run)');
  }

  const steps = plan.steps.filter((step) => step.phase !== 'SyncFail');
  const ordinary = steps.flatMap((step) => step.tasks);
  // Health gates exist only where something follows; hooks are always waited for (reference §3.6 step 4).
  const gated = plan.steps.length > 1 ? ordinary : ordinary.filter((task) => task.hook !== undefined);
  for (const [index, step] of steps.entries()) {
    const pending = step.tasks.filter((task) => ledger.isPending(task));
    if (pending.length === 0) continue;
    const unsuccessful = await gate(run, gated, ordinary);
    if (unsuccessful !== undefined) return unsuccessful;

    run.tell('one or more tasks are running');
    if (!(await runTasks(run, pending))) return await fail(run, 'one or more objects failed to apply', ordinary);
    const last = index === steps.length - 1;
    if (last && !step.tasks.some((task) => task.hook !== undefined)) {
      await removeHooks(run, 'HookSucceeded');
      return run.outcome('Succeeded', 'successfully synced (all tasks run)');
    }
    if (!last) await waveDelay(run, options.waveDelayMs ?? 0);
  }
  const unsuccessful = await gate(run, gated, ordinary);
  if (unsuccessful !== undefined) return unsuccessful;
  await removeHooks(run, 'HookSucceeded');
  return run.outcome('Succeeded', 'successfully synced (no more tasks)');
}

function refuse(run: SyncRun): SyncOutcome {
  for (const task of run.tasks) {
    if (task.refusal !== undefined) run.note(task, { status: 'SyncFailed', phase: 'Failed', message: task.refusal });
  }
  return run.outcome('Failed', `one or more synchronization tasks are not valid: ${run.plan.invalid.join('; ')}`);
}

/** Waits for what runs; the outcome when something of it did not succeed. */
async function gate(
  run: SyncRun,
  gated: readonly SyncTask[],
  ordinary: readonly SyncTask[],
): Promise<SyncOutcome | undefined> {
  await waitFor(run, gated);
  if (!ordinary.some((task) => run.ledger.isUnsuccessful(task))) return undefined;
  return await fail(run, 'one or more synchronization tasks completed unsuccessfully', ordinary);
}

async function waveDelay(run: SyncRun, ms: number): Promise<void> {
  if (ms <= 0) return;
  run.tell('one or more tasks are running');
  try {
    await sleep(run.clock, ms, run.signal);
  } catch (error) {
    run.throwIfInterrupted();
    throw error;
  }
}

/** The sync has failed: hooks that run are waited for, then those for failures run, and the reasons are put together (reference §3.6). */
async function fail(run: SyncRun, what: string, tasks: readonly SyncTask[]): Promise<SyncOutcome> {
  const hooks = tasks.filter((task) => task.hook !== undefined);
  await waitFor(run, hooks);
  const failed = tasks.filter((task) => run.ledger.isUnsuccessful(task));
  let message = withReasons(run, what, failed);
  await removeHooks(run, 'HookFailed');

  const rescue = run.tasks.filter((task) => task.phase === 'SyncFail');
  if (rescue.length > 0) {
    run.tell(message);
    const pending = rescue.filter((task) => run.ledger.isPending(task));
    if (pending.length > 0) await runTasks(run, pending);
    await waitFor(run, rescue);
    const broken = rescue.filter((task) => run.ledger.isUnsuccessful(task));
    if (broken.length > 0) message += `\n${withReasons(run, 'one or more SyncFail hooks failed', broken)}`;
    await removeHooks(run, 'HookFailed');
  }
  return run.outcome('Failed', message);
}

function withReasons(run: SyncRun, what: string, failed: readonly SyncTask[]): string {
  const reasons = failed.map((task) => run.ledger.messageOf(task)).filter((message) => message !== '');
  return reasons.length === 0 ? what : `${what}, reason: ${reasons.join(',')}`;
}

/** Deletes the completed hooks whose policy says so, now that the whole sync has ended (reference §3.4). */
async function removeHooks(run: SyncRun, policy: HookDeletePolicy): Promise<void> {
  const due = run.tasks.filter(
    (task) =>
      task.hook !== undefined &&
      task.deletePolicies.includes(policy) &&
      !run.ledger.isPending(task) &&
      !run.ledger.isRunning(task) &&
      run.ledger.get(task)?.status !== 'SyncFailed' &&
      !run.removed.has(task),
  );
  await all(due, async (task) => {
    run.removed.add(task);
    await run.intend(task, 'remove-hook');
    const reply = await run.ask(run.hooks.remove(task, run.signal));
    if ('answer' in reply) return;
    const message = `failed to delete resource: ${reply.refused}`;
    await run.settle(task, { status: undefined, phase: 'Error', message });
  });
}

/** Deletes hooks that run; what was applied stays (reference §3.12). The operation's own signal is spent: this part has its own. */
async function terminate(run: SyncRun, why: string): Promise<SyncOutcome> {
  run.tell(why, 'Terminating');
  const { signal } = new AbortController();
  const hooks = run.tasks.filter(
    (task) =>
      task.hook !== undefined && (run.ledger.isRunning(task) || (run.wasStarted(task) && run.ledger.isPending(task))),
  );
  let clean = true;
  await all(hooks, async (task) => {
    try {
      await run.hooks.finish(task, signal);
      await run.hooks.remove(task, signal);
      await run.settle(task, { status: undefined, phase: 'Succeeded', message: 'Deleted' });
    } catch (error) {
      clean = false;
      const message = `Failed to delete: ${error instanceof Error ? error.message : String(error)}`;
      await run.settle(task, { status: undefined, phase: 'Failed', message });
    }
  });
  return clean
    ? run.outcome('Failed', 'Operation terminated')
    : run.outcome('Error', 'Operation termination had errors');
}
