import { ArgosyError, type Condition, type ConditionType, type ErrorReason, mergeConditions } from '../model/index.ts';
import { kindsLeft } from './delete-application.ts';
import { retryAfter } from './delete-hook-stage.ts';
import { type DeletionGrounds, type DeletionGroundsPorts, deletionGrounds } from './deletion-grounds.ts';
import { deletionStep } from './deletion-step.ts';
import type { StepPorts, Underway } from './deletion-underway.ts';
import { Noticed, type Waiting, waiting, wakeWhen } from './deletion-wait.ts';
import { withFinalizers } from './hook-finalizers.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';
import { withConditions } from './status.ts';
import type { Tasks } from './tasks.ts';
import { timestamp } from './timestamps.ts';

export interface RemovalPorts extends DeletionGroundsPorts, StepPorts {
  readonly records: Records;
  readonly tasks: Pick<Tasks, 'start'>;
  /** Resolves when everything that was put is on disk. */
  readonly durable: () => Promise<void>;
  /** Queues another look. */
  readonly again: (record: AppRecord) => void;
}

const CONDITION: ReadonlySet<ConditionType> = new Set<ConditionType>(['DeletionError']);
const NO_CONDITIONS: readonly Condition[] = [];
const STOPPED = 'the engine stopped; it goes on at the next start';

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
    const given = givenUp(record, records);
    const both = AbortSignal.any([signal, given.signal]);
    try {
      for (;;) {
        both.throwIfAborted();
        const step = await deletionStep(this.#ports, record, underway, grounds, both);
        if (step.kind === 'gone') return this.#finish(record, underway);
        if (step.kind === 'drop') {
          const left = (record.app.metadata.finalizers ?? []).filter((finalizer) => !step.which(finalizer));
          given.expect(left);
          records.put(record, withFinalizers(record.app, left));
          // On disk before anything follows from it: a finished hook whose finalizer came back would run once more.
          await this.#ports.durable();
          continue;
        }
        underway.failures = 0;
        this.#wait(record, underway, step, noticed);
        return;
      }
    } catch (error) {
      if (signal.aborted) return underway.task.finish('cancelled', STOPPED);
      // Whoever took the finalizers off has queued the next look.
      if (given.signal.aborted) return;
      this.#failed(record, underway, grounds, error, noticed);
      if (!(error instanceof ArgosyError)) throw error;
    } finally {
      given.end();
      noticed?.end();
    }
  }

  /** Forgets every wait; the next engine finds out by itself how far the deletions are. */
  stop(): void {
    for (const { rest, task } of this.#underway.values()) {
      rest();
      task.finish('cancelled', STOPPED);
    }
    this.#underway.clear();
  }

  #begun(record: AppRecord): Underway {
    const known = this.#underway.get(record);
    if (known) return known;
    const task = this.#ports.tasks.start('deletion', `Delete ${record.key}`, record.key, undefined);
    const nothing = {
      hooks: undefined,
      running: undefined,
      since: undefined,
      vanishing: new Map(),
      rest: () => undefined,
    };
    const underway: Underway = { task, failures: 0, tries: 0, most: 0, ...nothing };
    this.#underway.set(record, underway);
    return underway;
  }

  #wait(record: AppRecord, underway: Underway, step: Waiting, noticed: Noticed | undefined): void {
    underway.task.update({ message: step.message });
    this.#condition(record, step.held, step.reason);
    underway.rest = wakeWhen(this.#ports.clock, step, noticed?.keys ?? new Set(), () => this.#ports.again(record));
  }

  #failed(
    record: AppRecord,
    underway: Underway,
    grounds: DeletionGrounds,
    error: unknown,
    noticed: Noticed | undefined,
  ): void {
    underway.failures += 1;
    const kinds = new Set(kindsLeft(record.app).keys());
    for (const { group, kind } of record.target?.kinds ?? []) kinds.add(`${group}/${kind}`);
    const cluster = grounds.kind === 'ok' ? grounds.destination.cluster : undefined;
    const message = error instanceof Error ? error.message : String(error);
    this.#wait(
      record,
      underway,
      waiting(message, { cluster, kinds, atLatest: retryAfter(underway.failures) }),
      noticed,
    );
  }

  #finish(record: AppRecord, underway: Underway): void {
    this.#underway.delete(record);
    underway.task.update({ progress: 1 });
    underway.task.finish('succeeded', `${record.key} is deleted`);
    this.#ports.logger.info('an application was deleted', { app: record.key });
    this.#ports.records.remove(record);
  }

  /** The same words keep their time: how long it has been so is part of what is said. */
  #condition(record: AppRecord, message: string | undefined, reason?: ErrorReason): void {
    const { clock, records } = this.#ports;
    const now = timestamp(clock.now());
    const found: Condition[] =
      message === undefined
        ? []
        : [{ type: 'DeletionError', message, lastTransitionTime: now, ...(reason && { reason }) }];
    const before = record.app.status?.conditions ?? NO_CONDITIONS;
    const merged = mergeConditions(before, found, CONDITION, now);
    if (merged === before) return;
    records.put(record, { ...record.app, status: withConditions(record.app.status ?? {}, merged) });
  }
}

/** Aborts when somebody else takes finalizers off while a stage works: what is left is not to be touched any more. */
function givenUp(record: AppRecord, records: Pick<Records, 'onChange'>) {
  const controller = new AbortController();
  let expected: readonly string[] = record.app.metadata.finalizers ?? [];
  const end = records.onChange((key) => {
    const now = record.app.metadata.finalizers ?? [];
    if (key === record.key && expected.some((finalizer) => !now.includes(finalizer))) {
      controller.abort(new Error('finalizers were taken off'));
    }
  });
  const expect = (finalizers: readonly string[]): void => {
    expected = finalizers;
  };
  return { signal: controller.signal, expect, end };
}
