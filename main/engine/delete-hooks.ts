import type { Cluster } from '../cluster/index.ts';
import type { HealthScripts } from '../health/index.ts';
import {
  type AppKey,
  type Application,
  ArgosyError,
  gvkOf,
  HOOK_FINALIZER,
  hookDeletePolicies,
  hookTypes,
  isHook,
  isManagedBy,
  type KubeObject,
  keyOf,
  keyOfRef,
  kindRank,
  parseResourceKey,
  type ResourceKey,
  type ResourceRef,
  stamp,
  syncWave,
} from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { finishHook, hookObject, hookPhase } from '../sync/index.ts';
import type { Target } from './assemble-target.ts';
import { FIELD_MANAGER } from './compare.ts';
import { nameOf } from './delete-application.ts';
import { deletionMark, isMarkedFor, withMark } from './deletion-mark.ts';
import { type GateFacts, passGate } from './gate.ts';
import type { DeletePhase } from './hook-finalizers.ts';
import { assertReadable } from './left-in-cluster.ts';
import { healthNow } from './live-changes.ts';

export interface HookWorld {
  readonly app: Application;
  readonly key: AppKey;
  readonly gate: GateFacts;
  readonly health: HealthScripts;
  readonly clock: Clock;
}

/** How far the hooks of one phase are. */
export type HookProgress =
  | { readonly kind: 'done' }
  | { readonly kind: 'waiting'; readonly for: readonly ResourceKey[]; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

/** One hook of the manifests as it is created in this deletion. */
interface DeleteHook {
  readonly key: ResourceKey;
  readonly object: KubeObject;
  readonly declared: string;
  readonly wave: number;
}

type State =
  | { readonly kind: 'absent' }
  /** Of an earlier deletion, or of a sync; or it failed, or was deleted before it succeeded, and is created anew. */
  | { readonly kind: 'in-the-way'; readonly key: ResourceKey; readonly live: KubeObject }
  | { readonly kind: 'running' | 'succeeded'; readonly key: ResourceKey }
  | { readonly kind: 'failed'; readonly key: ResourceKey; readonly live: KubeObject; readonly why: string };

/** The hooks of a phase in a target, in the order in which they run: by wave, then as everything else is ordered. */
export function deleteHooksOf(target: Pick<Target, 'desired'>, phase: DeletePhase): readonly KubeObject[] {
  return [...target.desired.values()]
    .filter(({ hook, object }) => hook && hookTypes(object).includes(phase))
    .map(({ object }) => object)
    .sort((a, b) => syncWave(a) - syncWave(b) || kindRank(a.kind) - kindRank(b.kind) || (keyOf(a) < keyOf(b) ? -1 : 1));
}

/**
 * One look at the hooks of a phase (reference §3.11), and the next thing that is to be done about them: a wave is created when the one before it has
 * succeeded. All that is known is read from the cluster, so that it makes no difference whether this engine began. With `again` hooks that failed are
 * created anew.
 */
export async function runDeleteHooks(
  phase: DeletePhase,
  target: Target,
  world: HookWorld,
  again: boolean,
  signal: AbortSignal,
): Promise<HookProgress> {
  const hooks = deleteHooksOf(target, phase).map((object) => asCreated(object, phase, target, world));
  if (hooks.length === 0) return { kind: 'done' };
  await assertReadable(
    cluster(world),
    hooks.map(({ object }) => gvkOf(object)),
    world.key,
    world.clock,
    signal,
  );
  const waves = [...new Set(hooks.map(({ wave }) => wave))].sort((a, b) => a - b);
  for (const wave of waves) {
    const progress = await runWave(
      phase,
      hooks.filter((hook) => hook.wave === wave),
      world,
      again,
      signal,
    );
    if (progress.kind !== 'done') return progress;
  }
  return { kind: 'done' };
}

async function runWave(
  phase: DeletePhase,
  hooks: readonly DeleteHook[],
  world: HookWorld,
  again: boolean,
  signal: AbortSignal,
): Promise<HookProgress> {
  const states = await Promise.all(hooks.map((hook) => stateOf(hook, phase, world, signal)));
  const failed = states.filter((state) => state.kind === 'failed');
  if (failed.length > 0 && !again) {
    await Promise.all(failed.map(({ live }) => afterFailure(live, world, signal)));
    return { kind: 'failed', message: `${phase} hook(s) failed: ${failed.map(({ why }) => why).join('; ')}` };
  }
  const waiting: ResourceKey[] = [];
  for (const [index, state] of states.entries()) {
    const hook = hooks[index]!;
    switch (state.kind) {
      case 'succeeded':
        break;
      case 'running':
        waiting.push(state.key);
        break;
      case 'failed':
      case 'in-the-way':
        waiting.push(state.key);
        await clear(state.live, state.key, world, signal);
        break;
      case 'absent':
        waiting.push(hook.key);
        await create(hook, world, signal);
        break;
    }
  }
  const [first, ...more] = waiting;
  if (first === undefined) return { kind: 'done' };
  const { group, kind, name } = parseResourceKey(first);
  const others = more.length === 0 ? '' : ` and ${more.length} more hooks`;
  return { kind: 'waiting', for: waiting, message: `waiting for completion of hook ${group}/${kind}/${name}${others}` };
}

/**
 * Takes the finalizer off the hooks of a finished phase, so that they hold nothing up, and when all has gone well deletes those whose policy says so.
 * Answers with those that have not vanished yet.
 */
export async function tidyDeleteHooks(
  phase: DeletePhase,
  world: HookWorld,
  how: 'release' | 'clean-up',
  signal: AbortSignal,
): Promise<readonly { readonly key: ResourceKey; readonly uid: string }[]> {
  const going: { key: ResourceKey; uid: string }[] = [];
  for (const { key, uid, object } of ownHooks(world, phase)) {
    if (object.metadata.finalizers?.includes(HOOK_FINALIZER) === true) await release(object, key, world, signal);
    if (how === 'release' || !hookDeletePolicies(object).includes('HookSucceeded')) continue;
    going.push({ key, uid });
    if (object.metadata.deletionTimestamp === undefined) await remove(object, key, world, signal);
  }
  return going.filter(({ key, uid }) => cluster(world).live(key)?.uid === uid);
}

/** Live hooks that this deletion created for a phase; only those that may be are parsed. */
function* ownHooks(world: HookWorld, phase: DeletePhase, maybe: (key: ResourceKey) => boolean = () => true) {
  for (const live of cluster(world).trackedBy(world.key)) {
    if (!live.whole || live.owners.length > 0 || !maybe(live.key)) continue;
    const object = live.object();
    if (isMarkedFor(object, world.app, phase) && isManagedBy(object, world.key, world.gate.owner.tracking)) {
      yield { key: live.key, uid: live.uid, object };
    }
  }
}

/** The object as this deletion creates it: named, marked, and with the finalizer that keeps it until its result was read. */
function asCreated(object: KubeObject, phase: DeletePhase, target: Target, { app, key, gate }: HookWorld): DeleteHook {
  const at = app.metadata.deletionTimestamp ?? '';
  const declared = object.metadata.name ?? object.metadata.generateName ?? '';
  const named = hookObject(object, phase, { revision: target.revisions[0] ?? '', startedAt: Date.parse(at) });
  if (named === undefined) {
    throw new ArgosyError('FailedPrecondition', `hook ${object.kind}/${declared} needs a start time for its name`);
  }
  // Marked as the application's once more: a generated name was not known before.
  const { destination, owner } = gate;
  const marked = withMark(stamp(named, key, destination.namespace, owner.tracking), { phase, at, declared });
  return { key: keyOf(marked), object: marked, declared, wave: syncWave(object) };
}

async function stateOf(hook: DeleteHook, phase: DeletePhase, world: HookWorld, signal: AbortSignal): Promise<State> {
  const found = started(hook, phase, world);
  if (found === undefined) return leftOver(hook, world, signal);
  const { key, live } = found;
  const health = await healthNow(cluster(world), key, world.health, signal);
  if (health === 'missing' || health === 'behind') return { kind: 'absent' };
  const progress = hookPhase(health);
  if (progress === 'Succeeded') return { kind: 'succeeded', key };
  // Deleted before it succeeded: by us, to try it again, or by a person. It will not end by itself any more.
  if (live.metadata.deletionTimestamp !== undefined) return { kind: 'in-the-way', key, live };
  if (progress === 'Running') return { kind: 'running', key };
  const words = health?.message ? ` (${health.message})` : '';
  return { kind: 'failed', key, live, why: `${nameOf(live)}${words}` };
}

/** The hook that this deletion has created already, under whatever name it was given then. */
function started({ declared, key }: DeleteHook, phase: DeletePhase, world: HookWorld) {
  const beginning = keyOfRef({ ...parseResourceKey(key), name: declared });
  for (const own of ownHooks(world, phase, (one) => one.startsWith(beginning))) {
    if (deletionMark(own.object)?.declared === declared) return { key: own.key, live: own.object };
  }
  return undefined;
}

/** What stands where the hook is to be created. Only a hook of this application may be taken out of the way. */
async function leftOver({ key, object }: DeleteHook, world: HookWorld, signal: AbortSignal): Promise<State> {
  if (cluster(world).live(key) === undefined) return { kind: 'absent' };
  const live = await cluster(world).whole(key, signal);
  if (live === undefined) return { kind: 'absent' };
  if (isManagedBy(live, world.key, world.gate.owner.tracking) && isHook(live)) return { kind: 'in-the-way', key, live };
  throw new ArgosyError(
    'FailedPrecondition',
    `hook ${nameOf(object)} cannot be created: an object of that name exists which is no hook of ${world.key}`,
    { subject: key, advice: 'Give the hook another name, or move that object away. It is not touched from here.' },
  );
}

async function create({ object, key }: DeleteHook, world: HookWorld, signal: AbortSignal): Promise<void> {
  const { kind } = gvkOf(object);
  if ((await cluster(world).resourceOf(gvkOf(object), signal)) === undefined) {
    throw new ArgosyError(
      'FailedPrecondition',
      `hook ${nameOf(object)} cannot be created: the API server has no kind ${kind}`,
      {
        subject: key,
        advice: 'Install its definition, take the hook out of Git, or delete the application without cascade.',
      },
    );
  }
  signal.throwIfAborted();
  pass('hook', key, world)(undefined);
  // Never an apply: what has come to that name since is not overwritten.
  await cluster(world).create(object, { fieldManager: FIELD_MANAGER }, signal);
}

/** Out of the way, with its finalizer; it is created anew when it has vanished. */
async function clear(live: KubeObject, key: ResourceKey, world: HookWorld, signal: AbortSignal): Promise<void> {
  if (live.metadata.finalizers?.includes(HOOK_FINALIZER) === true) await release(live, key, world, signal);
  if (live.metadata.deletionTimestamp === undefined) await remove(live, key, world, signal);
}

/** A failed hook stays until it is tried again, so that its log can be read, unless its policy says otherwise. */
async function afterFailure(live: KubeObject, world: HookWorld, signal: AbortSignal): Promise<void> {
  if (hookDeletePolicies(live).includes('HookFailed')) await clear(live, keyOf(live), world, signal);
}

async function release(object: KubeObject, key: ResourceKey, world: HookWorld, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await finishHook(cluster(world), refOf(object, key), FIELD_MANAGER, pass('delete', key, world), signal);
}

async function remove(object: KubeObject, key: ResourceKey, world: HookWorld, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  pass('delete', key, world)(object);
  const { uid } = object.metadata;
  const options = { propagation: 'Background' as const, ...(uid === undefined ? {} : { uid }) };
  await cluster(world).delete(refOf(object, key), options, signal);
}

function pass(verb: 'hook' | 'delete', key: ResourceKey, { gate }: HookWorld) {
  const ref = parseResourceKey(key);
  return (live: KubeObject | undefined): void => passGate(gate, { verb, ref, namespaced: ref.namespace !== '', live });
}

function refOf(object: KubeObject, key: ResourceKey): ResourceRef & { readonly version: string } {
  return { ...parseResourceKey(key), version: gvkOf(object).version };
}

function cluster({ gate }: HookWorld): Cluster {
  return gate.destination.cluster;
}
