import type { Cluster } from '../cluster/index.ts';
import type { HealthScripts } from '../health/index.ts';
import {
  ArgosyError,
  type Condition,
  type ConditionType,
  DELETION_APPROVED,
  type GroupKind,
  mergeConditions,
} from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { isApproved } from './approval.ts';
import type { Target } from './assemble-target.ts';
import { cascadeOf, isOwnFinalizer, kindsLeft, nameOf } from './delete-application.ts';
import { type HookProgress, type HookWorld, runDeleteHooks, tidyDeleteHooks } from './delete-hooks.ts';
import { type DeletionGrounds, type DeletionGroundsPorts, deletionGrounds } from './deletion-grounds.ts';
import { type DeletionWait, Noticed, wakeWhen } from './deletion-wait.ts';
import { deleteWave, holders } from './deletion-wave.ts';
import { gateFacts } from './gate.ts';
import { DELETE_PHASES, type DeletePhase, hasHookStage, hookFinalizer, withFinalizers } from './hook-finalizers.ts';
import { assertReadable, leftInCluster } from './left-in-cluster.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import { type Records, sourcesOf } from './records.ts';
import type { EngineSettings } from './settings.ts';
import { withConditions } from './status.ts';
import type { TaskHandle, Tasks } from './tasks.ts';
import { timestamp } from './timestamps.ts';

export interface RemovalPorts extends DeletionGroundsPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly reconciler: Pick<Reconciler, 'loadTarget' | 'inputsOf'>;
  readonly health: HealthScripts;
  readonly settings: () => EngineSettings;
  readonly tasks: Pick<Tasks, 'start'>;
  /** Resolves when everything that was put is on disk. */
  readonly durable: () => Promise<void>;
  /** Queues another look. */
  readonly again: (record: AppRecord) => void;
}

/** Milliseconds between two tries of what failed: doubled from one to the next. */
const RETRY = { first: 10_000, longest: 180_000 };
/** Milliseconds after which it is said what holds an object that was deleted. Pods have 30 s to end, but most do not need them. */
const HELD_AFTER = 10_000;
/** Milliseconds between two looks if nobody tells of a change. */
const LOOK_AGAIN = 60_000;

const CONDITION: ReadonlySet<ConditionType> = new Set<ConditionType>(['DeletionError']);

/** What is in memory about a deletion under way: only when to look again and what people see. Everything else is read from the cluster. */
interface Underway {
  readonly task: TaskHandle;
  failures: number;
  /** How often hooks have failed. */
  tries: number;
  /** Of the hooks that run: why they failed last, when (monotonic milliseconds) they are tried again, and whether they are being tried. */
  hooks: { readonly message: string; readonly again: number; readonly trying: boolean } | undefined;
  /** Monotonic milliseconds since which just these objects have been vanishing. */
  vanishing: { readonly what: string; readonly since: number } | undefined;
  /** Objects that there were at most, for the progress. */
  most: number;
  rest: () => void;
}

type Step =
  | { readonly kind: 'next' }
  | (DeletionWait & {
      readonly kind: 'wait';
      readonly message: string;
      /** It does not go on by itself, or not soon: said as a condition. */
      readonly held: string | undefined;
      readonly progress?: number;
    });

type Grounds = Extract<DeletionGrounds, { kind: 'ok' }>;

/**
 * Deletions (reference §1.6, §3.11). Each look reads the finalizers and the cluster, does the next thing and says what is waited for; it holds no place in
 * the queue meanwhile, so that one object that never goes, or a cluster that is away, keeps no other application from being deleted. Nothing is written
 * that a restart would need: the finalizers say which stage is reached, the objects say how far it is.
 */
export class Removal {
  readonly #ports: RemovalPorts;
  readonly #underway = new Map<AppRecord, Underway>();

  constructor(ports: RemovalPorts) {
    this.#ports = ports;
  }

  /** One look at a deletion. Resolves when the application is gone, or when it is known what to wait for. */
  async look(record: AppRecord, signal: AbortSignal): Promise<void> {
    const { records } = this.#ports;
    if (records.find(record.key) !== record || record.app.metadata.deletionTimestamp === undefined) return;
    const underway = this.#begun(record);
    underway.rest();
    const grounds = deletionGrounds(this.#ports, record.app);
    const noticed = grounds.kind === 'ok' ? new Noticed(grounds.destination.cluster) : undefined;
    const given = new AbortController();
    // Finalizers that somebody takes off while a stage works stop it at once: what is left is not to be touched any more.
    const before = record.app.metadata.finalizers ?? [];
    let own = before;
    const off = records.onChange((key) => {
      if (key !== record.key) return;
      const now = record.app.metadata.finalizers ?? [];
      if (own.some((finalizer) => !now.includes(finalizer))) given.abort(new Error('finalizers were taken off'));
    });
    const drop = async (which: (finalizer: string) => boolean): Promise<void> => {
      own = (record.app.metadata.finalizers ?? []).filter((finalizer) => !which(finalizer));
      records.put(record, withFinalizers(record.app, own));
      await this.#ports.durable();
    };
    try {
      const both = AbortSignal.any([signal, given.signal]);
      for (;;) {
        both.throwIfAborted();
        const step = await this.#step(record, underway, grounds, drop, both);
        if (step === 'gone') return this.#finish(record, underway);
        if (step.kind === 'next') continue;
        underway.failures = 0;
        this.#wait(record, underway, step, noticed?.keys ?? new Set());
        return;
      }
    } catch (error) {
      if (signal.aborted) return underway.task.finish('cancelled', 'the engine stopped; it goes on at the next start');
      // Whoever took them off has queued the next look.
      if (given.signal.aborted) return;
      this.#failed(record, underway, grounds, error, noticed?.keys ?? new Set());
      if (!(error instanceof ArgosyError)) throw error;
    } finally {
      off();
      noticed?.end();
    }
  }

  /** Forgets every wait; the next engine finds out by itself how far the deletions are. */
  stop(): void {
    for (const { rest, task } of this.#underway.values()) {
      rest();
      task.finish('cancelled', 'the engine stopped; it goes on at the next start');
    }
    this.#underway.clear();
  }

  #begun(record: AppRecord): Underway {
    const known = this.#underway.get(record);
    if (known) return known;
    const task = this.#ports.tasks.start(`Delete ${record.key}`, record.key, undefined);
    const underway = {
      task,
      failures: 0,
      tries: 0,
      hooks: undefined,
      vanishing: undefined,
      most: 0,
      rest: () => undefined,
    };
    this.#underway.set(record, underway);
    return underway;
  }

  async #step(
    record: AppRecord,
    underway: Underway,
    grounds: DeletionGrounds,
    drop: (which: (finalizer: string) => boolean) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Step | 'gone'> {
    const { app } = record;
    const finalizers = app.metadata.finalizers ?? [];
    if (!finalizers.some(isOwnFinalizer)) return finalizers.length === 0 ? 'gone' : foreign(finalizers);
    if (grounds.kind === 'unknown') {
      this.#ports.logger.warn('an application is deleted whose destination is unknown: its objects are not touched', {
        app: record.key,
        message: grounds.message,
      });
      await drop(isOwnFinalizer);
      return NEXT;
    }
    if (grounds.kind === 'blocked') throw grounds.error;

    const world: HookWorld = {
      ...this.#ports,
      app,
      key: record.key,
      gate: gateFacts(record, grounds, this.#ports.settings()),
    };
    if (hasHookStage(app, 'PreDelete', 'run')) {
      const step = await this.#runHooks('PreDelete', record, underway, grounds, world, signal);
      if (step !== undefined) return step;
      await drop(is('PreDelete', 'run'));
      return NEXT;
    }
    const cascade = cascadeOf(app);
    if (cascade !== undefined) {
      const kinds = await this.#readable(record, grounds, signal);
      // A hook that still had its finalizer would hold up the deletion of its namespace for ever.
      await tidyDeleteHooks('PreDelete', world, 'release', signal);
      const left = leftInCluster(app, record.key, world.gate);
      const goes = left.filter(({ fate }) => fate.kind === 'goes');
      if (goes.length > 0) {
        const unsaid = goes.filter(({ fate }) => fate.kind === 'goes' && fate.confirm);
        if (unsaid[0] && !isApproved(app, Date.parse(app.metadata.deletionTimestamp ?? ''))) {
          return confirmation(nameOf(unsaid[0].object), unsaid.length, kinds, grounds.destination.cluster);
        }
        const vanishing = await deleteWave(goes, world.gate, cascade, signal);
        return this.#vanishing(underway, kinds, grounds.destination.cluster, vanishing, goes.length);
      }
      await drop((finalizer) => isOwnFinalizer(finalizer) && !DELETE_PHASES.some((phase) => isOf(phase, finalizer)));
      return NEXT;
    }
    if (hasHookStage(app, 'PostDelete', 'run')) {
      const step = await this.#runHooks('PostDelete', record, underway, grounds, world, signal);
      if (step !== undefined) return step;
      await drop(is('PostDelete', 'run'));
      return NEXT;
    }
    const kinds = await this.#readable(record, grounds, signal);
    for (const phase of DELETE_PHASES) {
      if (!hasHookStage(app, phase, 'cleanup')) continue;
      const keys = await tidyDeleteHooks(phase, world, 'clean-up', signal);
      const vanishing = keys.flatMap((key) => {
        const uid = grounds.destination.cluster.live(key)?.uid;
        return uid === undefined ? [] : [{ key, uid }];
      });
      if (vanishing.length > 0) {
        return this.#vanishing(underway, kinds, grounds.destination.cluster, vanishing, vanishing.length);
      }
      await drop(is(phase, 'cleanup'));
    }
    return NEXT;
  }

  /** Undefined when all hooks of the phase have succeeded. */
  async #runHooks(
    phase: DeletePhase,
    record: AppRecord,
    underway: Underway,
    grounds: Grounds,
    world: HookWorld,
    signal: AbortSignal,
  ): Promise<Step | undefined> {
    const { clock } = this.#ports;
    const { cluster } = grounds.destination;
    const kinds = new Set<string>();
    const failed = underway.hooks;
    const rest = (): number => Math.max(0, (underway.hooks?.again ?? 0) - clock.monotonic());
    const held = (message: string): Step => ({
      ...NOTHING,
      kind: 'wait',
      cluster,
      kinds,
      atLatest: rest(),
      message,
      held: message,
    });
    if (failed !== undefined && rest() > 0) return held(failed.message);

    const target = await this.#target(phase, record, grounds, failed !== undefined, signal);
    for (const { group, kind } of target.kinds) kinds.add(`${group}/${kind}`);
    const again = failed !== undefined && !failed.trying;
    const progress: HookProgress = await runDeleteHooks(phase, target, world, again, signal);
    if (again) underway.hooks = { ...failed, trying: true };
    switch (progress.kind) {
      case 'done':
        underway.hooks = undefined;
        return undefined;
      case 'waiting':
        return {
          ...NOTHING,
          kind: 'wait',
          cluster,
          kinds,
          changing: progress.for,
          atLatest: LOOK_AGAIN,
          message: `${phase}: ${progress.message}`,
          // What failed has failed until it succeeds.
          held: failed?.message,
        };
      case 'failed':
        underway.tries += 1;
        underway.hooks = {
          message: progress.message,
          again: clock.monotonic() + delayOf(underway.tries),
          trying: false,
        };
        return held(progress.message);
    }
  }

  /** The target that has the hooks: the one that was compared last, or after a failure the newest, which may have mended them. */
  async #target(
    phase: DeletePhase,
    record: AppRecord,
    { destination }: Grounds,
    newest: boolean,
    signal: AbortSignal,
  ): Promise<Target> {
    const { reconciler } = this.#ports;
    const { app, target } = record;
    const fresh = target && record.targetInputs === reconciler.inputsOf(app) && record.targetFailure === undefined;
    if (fresh && !newest) return target;
    try {
      return await reconciler.loadTarget(
        app,
        record.key,
        destination,
        {
          sources: sourcesOf(app),
          revisions: undefined,
          freshness: newest ? 'latest' : 'cached',
          force: false,
          previous: target,
        },
        signal,
      );
    } catch (error) {
      if (!(error instanceof ArgosyError) || signal.aborted) throw error;
      throw new ArgosyError(error.code, `the ${phase} hooks cannot be rendered: ${error.message}`, {
        subject: record.key,
        advice:
          error.advice ??
          'Mend the source, or delete the application without cascade: then no hook runs and its objects stay.',
        retry: error.retry,
        cause: error,
      });
    }
  }

  /** The kinds of everything that may be there; throws when one of them cannot be believed. */
  async #readable(record: AppRecord, { destination }: Grounds, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const kinds = new Map<string, GroupKind>(kindsLeft(record.app));
    for (const kind of record.target?.kinds ?? []) kinds.set(`${kind.group}/${kind.kind}`, kind);
    await assertReadable(destination.cluster, kinds.values(), record.key, this.#ports.clock, signal);
    return new Set(kinds.keys());
  }

  #vanishing(
    underway: Underway,
    kinds: ReadonlySet<string>,
    cluster: Cluster,
    vanishing: DeletionWait['vanishing'],
    all: number,
  ): Step {
    const { clock } = this.#ports;
    underway.most = Math.max(underway.most, all);
    const what = vanishing
      .map(({ uid }) => uid)
      .sort()
      .join();
    if (underway.vanishing?.what !== what) underway.vanishing = { what, since: clock.monotonic() };
    const waited = clock.monotonic() - underway.vanishing.since;
    const { message, changing } = holders(cluster, vanishing);
    const tell = (left: number): void => {
      const gone = underway.most - (all - vanishing.length + left);
      underway.task.update({ progress: gone / Math.max(1, underway.most) });
    };
    tell(vanishing.length);
    const long = waited >= HELD_AFTER;
    return {
      kind: 'wait',
      cluster,
      kinds,
      vanishing,
      changing: long ? changing : [],
      atLatest: long ? LOOK_AGAIN : HELD_AFTER - waited,
      left: tell,
      message,
      held: long ? message : undefined,
    };
  }

  #wait(record: AppRecord, underway: Underway, step: Extract<Step, { kind: 'wait' }>, noticed: Noticed['keys']): void {
    underway.task.update({ message: step.message });
    this.#condition(record, step.held);
    underway.rest = wakeWhen(this.#ports.clock, step, noticed, () => this.#ports.again(record));
  }

  #failed(
    record: AppRecord,
    underway: Underway,
    grounds: DeletionGrounds,
    error: unknown,
    noticed: Noticed['keys'],
  ): void {
    underway.failures += 1;
    const message = error instanceof Error ? error.message : String(error);
    const known = kindsLeft(record.app).keys();
    const wait = {
      ...NOTHING,
      kind: 'wait' as const,
      cluster: grounds.kind === 'ok' ? grounds.destination.cluster : undefined,
      kinds: new Set([...known, ...(record.target?.kinds ?? []).map(({ group, kind }) => `${group}/${kind}`)]),
      atLatest: delayOf(underway.failures),
      message,
      held: message,
    };
    this.#wait(record, underway, wait, noticed);
  }

  #finish(record: AppRecord, underway: Underway): void {
    this.#underway.delete(record);
    underway.task.update({ progress: 1 });
    underway.task.finish('succeeded', `${record.key} is deleted`);
    this.#ports.logger.info('an application was deleted', { app: record.key });
    this.#ports.records.remove(record);
  }

  /** The same words keep their time: how long it has been so is part of what is said. */
  #condition(record: AppRecord, message: string | undefined): void {
    const { clock, records } = this.#ports;
    const found: Pick<Condition, 'type' | 'message'>[] =
      message === undefined ? [] : [{ type: 'DeletionError', message }];
    const before = record.app.status?.conditions ?? NO_CONDITIONS;
    const merged = mergeConditions(before, found as Condition[], CONDITION, timestamp(clock.now()));
    if (merged === before) return;
    records.put(record, { ...record.app, status: withConditions(record.app.status ?? {}, merged) });
  }
}

const NEXT: Step = { kind: 'next' };
const NO_CONDITIONS: readonly Condition[] = [];
const NOTHING = { vanishing: [], changing: [] } as const;

function is(phase: DeletePhase, stage: 'run' | 'cleanup'): (finalizer: string) => boolean {
  return (finalizer) => finalizer === hookFinalizer(phase, stage);
}

function isOf(phase: DeletePhase, finalizer: string): boolean {
  return is(phase, 'run')(finalizer) || is(phase, 'cleanup')(finalizer);
}

/** Finalizers that nobody here knows hold the application, as they would in a cluster. */
function foreign(finalizers: readonly string[]): Step {
  const message = `the application is held by its finalizer ${finalizers.join(', ')}, which is not Argosy's to take off`;
  return {
    ...NOTHING,
    kind: 'wait',
    cluster: undefined,
    kinds: new Set(),
    atLatest: LOOK_AGAIN,
    message,
    held: message,
  };
}

function confirmation(first: string, count: number, kinds: ReadonlySet<string>, cluster: Cluster): Step {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  const message = `waiting for deletion confirmation of ${first}${more}: it is given by the annotation ${DELETION_APPROVED} with the time of now`;
  return { ...NOTHING, kind: 'wait', cluster, kinds, atLatest: LOOK_AGAIN, message, held: message };
}

function delayOf(failures: number): number {
  return Math.min(RETRY.longest, RETRY.first * 2 ** (failures - 1));
}
