/** Waiting: for health between waves, for hooks, for deletions (reference §3.6 steps 3–5). */

import { type HealthStatus, type OperationPhase, parseResourceKey, type ResourceKey } from '../model/index.ts';
import { all, type SyncRun } from './sync-run.ts';
import type { SyncTask } from './task.ts';

/**
 * How long an object that was just applied may be absent from the cache before it counts as deleted. A watch that is behind by seconds is common,
 * an object that vanishes between apply and the first look is not.
 */
const MISSING_GRACE_MS = 10_000;

/** Monotonic times at which running objects were first found missing. */
type Missing = Map<SyncTask, number>;

/** Resolves when none of the tasks is running any more and none of their deletions is under way. */
export async function waitFor(run: SyncRun, tasks: readonly SyncTask[]): Promise<void> {
  const missing: Missing = new Map();
  const seen = new Set<SyncTask>();
  // A wave of many objects becomes healthy one by one: looking at all of them at each change would be quadratic.
  let due: ReadonlySet<ResourceKey> | 'all' = 'all';
  for (;;) {
    run.throwIfInterrupted();
    const waiting = tasks.filter((task) => run.ledger.isRunning(task) || run.ledger.isDeleting(task));
    if (waiting.length === 0) return;

    // Listen before looking: a change between the two is then not lost.
    const stop = new AbortController();
    let looked = false;
    let changedWhileLooking = false;
    const changed = run.ports
      .changed(
        waiting.map((task) => task.key),
        AbortSignal.any([run.signal, stop.signal]),
      )
      .then((keys) => {
        changedWhileLooking = !looked;
        return keys ?? undefined;
      });
    // It may reject while we look; it is awaited below.
    changed.catch(() => undefined);
    try {
      const keys: ReadonlySet<ResourceKey> | 'all' = due;
      await all(keys === 'all' ? waiting : waiting.filter((task) => keys.has(task.key) || missing.has(task)), (task) =>
        look(run, task, missing, seen),
      );
      looked = true;
      const running = waiting.filter((task) => run.ledger.isRunning(task));
      const deleting = waiting.filter((task) => run.ledger.isDeleting(task));
      if (running.length + deleting.length === 0) return;
      run.tellOnce(running.length > 0 ? waitingMessage(running, false) : waitingMessage(deleting, true));
      const which = await firstOf(run, changed, missing);
      // Further changes may have come after the first while we were still looking: nobody listened to those.
      due = which === undefined || changedWhileLooking ? 'all' : new Set(which);
    } finally {
      stop.abort();
      await changed.catch(() => undefined);
    }
  }
}

async function look(run: SyncRun, task: SyncTask, missing: Missing, seen: Set<SyncTask>): Promise<void> {
  if (run.ledger.isDeleting(task)) return lookAtDeletion(run, task);
  const health = await run.ports.health(task.key, run.signal, run.ledger.get(task)?.since);
  if (health === 'behind') return;
  if (health !== 'missing') {
    seen.add(task);
    missing.delete(task);
    return judge(run, task, health);
  }
  const since = missing.get(task) ?? run.clock.monotonic();
  missing.set(task, since);
  if (!seen.has(task) && run.clock.monotonic() - since < MISSING_GRACE_MS) return;
  // A watch that died while the machine slept shows nothing for longer than any grace.
  if ((await run.ports.exists?.(task.key, run.signal)) === true) {
    missing.set(task, run.clock.monotonic());
    return;
  }
  missing.delete(task);
  const { group, kind, name } = parseResourceKey(task.key);
  const message = `Resource ${group}/${kind}/${name} is missing, it might have been deleted`;
  await run.settle(task, { phase: 'Error', message });
}

async function lookAtDeletion(run: SyncRun, task: SyncTask): Promise<void> {
  const state = run.ledger.get(task)!;
  const inTheWay = state.phase === 'Running';
  const uid = task.resource.live?.uid;
  // What is in the way of a hook may be its own run of an earlier phase, which the plan could not know.
  const gone =
    run.ports.gone !== undefined && uid !== undefined && !inTheWay
      ? await run.ports.gone(task.key, uid, run.signal)
      : (await run.ports.health(task.key, run.signal)) === 'missing';
  if (!gone) return;
  // A hook whose predecessor is out of the way has yet to run.
  if (inTheWay) run.ledger.forget(task);
  else run.note(task, { phase: state.phase, deleting: false });
}

async function judge(run: SyncRun, task: SyncTask, health: HealthStatus | undefined): Promise<void> {
  const phase = task.hook === undefined ? objectPhase(health) : hookPhase(health);
  if (phase === 'Running') return;
  const message = health?.message ?? '';
  if (task.hook === undefined) {
    // That an object became healthy is read again after a crash; that it failed ends the operation and is worth a record.
    if (phase === 'Succeeded') run.note(task, { phase, message });
    else await run.settle(task, { phase, message });
    return;
  }
  // The result is safe before the finalizer goes: a finished hook is never run twice.
  await run.settle(task, { status: undefined, phase, message });
  await finishHook(run, task, phase);
}

async function finishHook(run: SyncRun, task: SyncTask, phase: OperationPhase): Promise<void> {
  await run.intend(task, 'finish-hook');
  const reply = await run.ask(run.hooks.finish(task, run.signal));
  if ('answer' in reply) return;
  const message = `Failed to remove hook finalizer: ${reply.refused}`;
  await run.settle(task, { phase: phase === 'Succeeded' ? 'Error' : phase, message });
}

function objectPhase(health: HealthStatus | undefined): OperationPhase {
  if (health === undefined || health.status === 'Healthy') return 'Succeeded';
  return health.status === 'Degraded' ? 'Failed' : 'Running';
}

function hookPhase(health: HealthStatus | undefined): OperationPhase {
  switch (health?.status) {
    case undefined:
    case 'Healthy':
      return 'Succeeded';
    case 'Degraded':
    case 'Unknown':
      return 'Failed';
    default:
      return 'Running';
  }
}

/** Resolves at the next change, or when the grace of a missing object is over. */
async function firstOf(
  run: SyncRun,
  changed: Promise<readonly ResourceKey[] | undefined>,
  missing: Missing,
): Promise<readonly ResourceKey[] | undefined> {
  const first = Math.min(...missing.values());
  if (first === Number.POSITIVE_INFINITY) return changed;
  const left = first + MISSING_GRACE_MS - run.clock.monotonic();
  let timer: { cancel(): void } | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = run.clock.after(left, () => resolve(undefined));
  });
  try {
    return await Promise.race([changed, over]);
  } finally {
    timer?.cancel();
  }
}

/** `waiting for healthy state of apps/Deployment/web and 2 more resources` (reference §3.6 step 4). */
export function waitingMessage(tasks: readonly SyncTask[], deletion: boolean): string {
  const [first] = tasks;
  if (first === undefined) return '';
  const hook = first.hook !== undefined;
  const what = deletion ? 'deletion of' : hook ? 'completion of hook' : 'healthy state of';
  const { group, kind, name } = parseResourceKey(first.key);
  const more = tasks.length > 1 ? ` and ${tasks.length - 1} more ${hook ? 'hooks' : 'resources'}` : '';
  return `waiting for ${what} ${group}/${kind}/${name}${more}`;
}
