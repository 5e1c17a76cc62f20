import type { Cluster } from '../cluster/index.ts';
import { type Application, DELETION_APPROVED, type GroupKind } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { isApproved } from './approval.ts';
import { cascadeOf, isOwnFinalizer, kindsLeft, nameOf } from './delete-application.ts';
import { hookStage } from './delete-hook-stage.ts';
import { type HookWorld, tidyDeleteHooks } from './delete-hooks.ts';
import type { DeletionGrounds } from './deletion-grounds.ts';
import type { StepPorts, Underway } from './deletion-underway.ts';
import { type DeletionWait, LOOK_AGAIN, type Waiting, waiting } from './deletion-wait.ts';
import { deleteWave, holders } from './deletion-wave.ts';
import { gateFacts } from './gate.ts';
import { DELETE_PHASES, type DeletePhase, hasHookStage, hookFinalizer, isHookFinalizer } from './hook-finalizers.ts';
import { assertReadable, leftInCluster } from './left-in-cluster.ts';
import type { AppRecord } from './record.ts';
import { timestamp } from './timestamps.ts';

/** Milliseconds after which it is said what holds an object that was deleted. Pods have 30 s to end, but most do not need them. */
const HELD_AFTER = 10_000;

export type Step =
  | { readonly kind: 'gone' }
  /** A stage is over: its finalizers go, and there is more to do. */
  | { readonly kind: 'drop'; readonly which: (finalizer: string) => boolean }
  | Waiting;

/**
 * The next step of a deletion, from the finalizers that are left (reference §1.6): PreDelete hooks, the objects wave by wave, PostDelete hooks, what the
 * hooks' policies delete. What can be done at once is done.
 */
export async function deletionStep(
  ports: StepPorts,
  record: AppRecord,
  underway: Underway,
  grounds: DeletionGrounds,
  signal: AbortSignal,
): Promise<Step> {
  const { app, key } = record;
  const finalizers = app.metadata.finalizers ?? [];
  if (!finalizers.some(isOwnFinalizer)) return finalizers.length === 0 ? { kind: 'gone' } : foreign(finalizers);
  if (grounds.kind === 'unknown') {
    const { message } = grounds;
    ports.logger.warn('the destination of a deleted application is unknown: nothing is touched', { app: key, message });
    return { kind: 'drop', which: isOwnFinalizer };
  }
  if (grounds.kind === 'blocked') throw grounds.error;

  const { cluster } = grounds.destination;
  const world: HookWorld = { ...ports, app, key, gate: gateFacts(record, grounds, ports.settings()) };
  if (hasHookStage(app, 'PreDelete', 'run')) {
    const busy = await hookStage('PreDelete', ports, record, underway, grounds, world, signal);
    return busy ?? stageOver('PreDelete', 'run');
  }
  const cascade = cascadeOf(app);
  if (cascade !== undefined) {
    const kinds = await readable(ports, record, cluster, signal);
    // A hook that still had its finalizer would hold up the deletion of its namespace for ever.
    if (hasHookStage(app, 'PreDelete', 'cleanup')) await tidyDeleteHooks('PreDelete', world, 'release', signal);
    const goes = leftInCluster(app, key, world.gate).filter(({ fate }) => fate.kind === 'goes');
    if (goes.length === 0) return { kind: 'drop', which: (one) => isOwnFinalizer(one) && !isHookFinalizer(one) };
    const asking = goes.filter(({ fate }) => fate.kind === 'goes' && fate.confirm);
    if (asking[0] && !isApproved(app, Date.parse(app.metadata.deletionTimestamp ?? ''))) {
      const message = confirmation(nameOf(asking[0].object), asking.length);
      return waiting(message, { cluster, kinds, reason: 'AwaitsConfirmation' });
    }
    const going = await deleteWave(goes, world.gate, cascade, signal);
    return vanishing(ports.clock, app, underway, kinds, cluster, going, goes.length);
  }
  if (hasHookStage(app, 'PostDelete', 'run')) {
    const busy = await hookStage('PostDelete', ports, record, underway, grounds, world, signal);
    return busy ?? stageOver('PostDelete', 'run');
  }
  const kinds = await readable(ports, record, cluster, signal);
  for (const phase of DELETE_PHASES) {
    if (!hasHookStage(app, phase, 'cleanup')) continue;
    const going = await tidyDeleteHooks(phase, world, 'clean-up', signal);
    if (going.length === 0) return stageOver(phase, 'cleanup');
    return vanishing(ports.clock, app, underway, kinds, cluster, going, going.length);
  }
  throw new Error(`no stage for the finalizers ${finalizers.join()}`);
}

function stageOver(phase: DeletePhase, stage: 'run' | 'cleanup'): Step {
  return { kind: 'drop', which: (finalizer) => finalizer === hookFinalizer(phase, stage) };
}

/** The kinds of everything that may be there; throws when one of them cannot be believed. */
async function readable(
  { clock }: Pick<StepPorts, 'clock'>,
  { app, key, target }: AppRecord,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const kinds = new Map<string, GroupKind>(kindsLeft(app));
  for (const kind of target?.kinds ?? []) kinds.set(`${kind.group}/${kind.kind}`, kind);
  await assertReadable(cluster, kinds.values(), key, clock, signal);
  return new Set(kinds.keys());
}

/** Waits until these have vanished. What takes long is said with what holds it. */
function vanishing(
  clock: Clock,
  app: Application,
  underway: Underway,
  kinds: ReadonlySet<string>,
  cluster: Cluster,
  going: DeletionWait['vanishing'],
  all: number,
): Waiting {
  underway.most = Math.max(underway.most, all);
  const now = clock.monotonic();
  const before = underway.vanishing;
  underway.vanishing = new Map(going.map(({ uid }) => [uid, before.get(uid) ?? now]));
  const first = going.reduce((least, { uid }) => Math.min(least, underway.vanishing.get(uid) ?? now), now);
  const waited = now - first;
  // Said once and kept: the same words are the same condition.
  if (underway.since?.first !== first) underway.since = { first, at: timestamp(clock.now() - waited) };
  const { message, changing } = holders(cluster, going);
  const left = (count: number): void => {
    const gone = underway.most - (all - going.length + count);
    underway.task.update({ progress: gone / Math.max(1, underway.most) });
  };
  left(going.length);
  const long = waited >= HELD_AFTER;
  return waiting(message, {
    cluster,
    kinds,
    vanishing: going,
    changing: long ? changing : [],
    atLatest: long ? LOOK_AGAIN : HELD_AFTER - waited,
    left,
    held: long ? `${message}, since ${underway.since.at}: ${wayOut(app)}` : undefined,
  });
}

/** What holds an object belongs to somebody who has to let go of it; nothing here is forced. */
function wayOut({ metadata: { name } }: Application): string {
  return `whoever set the finalizer has to take it off; \`argosy app delete ${name} --cascade=false\` ends the deletion and leaves what is still there`;
}

/** Finalizers that nobody here knows hold the application, as they would in a cluster. */
function foreign(finalizers: readonly string[]): Waiting {
  return waiting(
    `the application is held by its finalizer ${finalizers.join(', ')}, which is not Argosy's to take off`,
    {},
  );
}

function confirmation(first: string, count: number): string {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  return `waiting for deletion confirmation of ${first}${more}: it is given by the annotation ${DELETION_APPROVED} with the time of now`;
}
