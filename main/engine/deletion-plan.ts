import { judgeDeletions } from '../access/index.ts';
import {
  type AppKey,
  type Application,
  appKeyOf,
  type GroupKind,
  type KubeObject,
  parseApiVersion,
  parseResourceKey,
  parseTrackingId,
  type ResourceRef,
} from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Target } from './assemble-target.ts';
import { comparedWith } from './compared.ts';
import { ControlPlane } from './control-plane.ts';
import { cascadeOf, type DeletionWish, kindsLeft, staysBecause } from './delete-application.ts';
import { deleteHooksOf } from './delete-hooks.ts';
import { deletionGrounds } from './deletion-grounds.ts';
import type { DeletionPlan } from './engine.ts';
import { gateFacts } from './gate.ts';
import { DELETE_PHASES, hasHookStage } from './hook-finalizers.ts';
import { type LeftObject, leftInCluster, unreadableKinds } from './left-in-cluster.ts';
import type { AppRecord } from './record.ts';

type Ports = Pick<ApplicationsPorts, 'records' | 'connections' | 'project' | 'reconciler' | 'settings' | 'clock'>;

/** How one application of the plan ends: as it was asked for, or as its own finalizers say. */
interface End {
  readonly cascade: boolean;
  readonly hooks: boolean;
  /** Why its objects stay, where they do. */
  readonly because: string;
}

/**
 * What deleting an application takes with it, without doing anything: its objects, and those of every child Application that cascades. Children are
 * deleted as `kubectl` would, so that each one's own finalizers decide (reference §7).
 */
export async function deletionPlan(
  ports: Ports,
  record: AppRecord,
  wish: DeletionWish,
  signal: AbortSignal,
): Promise<DeletionPlan> {
  const plan = new Plan(ports, signal);
  await plan.visit(record, {
    cascade: wish.cascade,
    hooks: wish.cascade,
    because: 'the application is deleted without its objects',
  });
  return plan.result();
}

class Plan {
  readonly #ports: Ports;
  readonly #signal: AbortSignal;
  readonly #deletes: DeletionPlan['deletes'][number][] = [];
  readonly #keeps: DeletionPlan['keeps'][number][] = [];
  readonly #hooks: DeletionPlan['hooks'][number][] = [];
  readonly #applications: AppKey[] = [];
  readonly #unreachable = new Set<string>();
  readonly #doubts: string[] = [];
  #desired = 0;

  constructor(ports: Ports, signal: AbortSignal) {
    this.#ports = ports;
    this.#signal = signal;
  }

  async visit(record: AppRecord, end: End): Promise<void> {
    // An application may be declared by several, and even by itself.
    if (this.#applications.includes(record.key)) return;
    this.#applications.push(record.key);
    const { app, key } = record;
    const grounds = deletionGrounds(this.#ports, app);
    if (grounds.kind !== 'ok') {
      const stays = grounds.kind === 'unknown' ? grounds.message : end.because;
      if (grounds.kind === 'blocked' && end.cascade) this.#unreachable.add(grounds.cluster);
      for (const { ref, wave } of remembered(app)) {
        if (grounds.kind === 'blocked' && end.cascade) this.#deletes.push({ ref, wave, application: key });
        else this.#keeps.push({ ref, because: stays, application: key });
      }
      return;
    }
    const { destination } = grounds;
    const target = await this.#target(record, end);
    this.#desired += target?.desired.size ?? 0;
    if (end.hooks && target) {
      for (const phase of DELETE_PHASES) {
        for (const hook of deleteHooksOf(target, phase)) this.#hooks.push({ ref: refOf(hook), phase });
      }
    }
    const kinds = new Map<string, GroupKind>(kindsLeft(app));
    for (const kind of target?.kinds ?? []) kinds.set(`${kind.group}/${kind.kind}`, kind);
    const unreadable = await unreadableKinds(destination.cluster, kinds.values(), this.#ports.clock, this.#signal);
    if (unreadable.length > 0 && end.cascade) {
      this.#unreachable.add(destination.name);
      this.#doubts.push(`what lives in cluster ${destination.name} cannot be read now: ${unreadable[0]!.message}`);
    }
    const gate = gateFacts(record, grounds, this.#ports.settings());
    const left = leftInCluster(app, key, gate);
    const known = new Set<string>(left.map(({ live }) => live.key));
    const forgotten = unreadable.length > 0 ? remembered(app).filter(({ id }) => !known.has(id)) : [];
    await this.#objects(record, end, left, forgotten, destination.cluster instanceof ControlPlane);
    this.#unmarked(record, target, known);
  }

  result(): DeletionPlan {
    const [, ...children] = this.#applications;
    const concerns = judgeDeletions({
      deletes: this.#deletes.map(({ ref }) => ref),
      live: this.#deletes.length + this.#keeps.length,
      desired: this.#desired,
      applications: children,
      // Somebody who deletes an application asks for all of its objects: their number is no surprise.
    }).filter(({ kind }) => kind === 'applications' || kind === 'carries-more');
    return {
      deletes: this.#deletes,
      keeps: this.#keeps,
      applications: this.#applications,
      hooks: this.#hooks,
      guards: [...concerns.map(({ message }) => message), ...this.#doubts],
      unreachable: [...this.#unreachable],
    };
  }

  /** In the order in which they go: the highest wave first, a child Application with everything of its own before the next wave. */
  async #objects(
    { key }: AppRecord,
    end: End,
    left: readonly LeftObject[],
    forgotten: readonly { readonly ref: ResourceRef; readonly wave: number }[],
    children: boolean,
  ): Promise<void> {
    const goes: { ref: ResourceRef; wave: number; child: AppRecord | undefined }[] = [];
    for (const { live, object, fate } of left) {
      if (fate.kind === 'apart') continue;
      const ref = parseResourceKey(live.key);
      if (fate.kind === 'stays' || !end.cascade) {
        const because = fate.kind === 'stays' ? fate.because : end.because;
        this.#keeps.push({ ref, because, application: key });
        continue;
      }
      const isChild = children && ref.kind === 'Application';
      const child = isChild ? this.#ports.records.find(appKeyOf(object as unknown as Application)) : undefined;
      goes.push({ ref, wave: fate.wave, child });
    }
    for (const { ref, wave } of forgotten) {
      if (end.cascade) goes.push({ ref, wave, child: undefined });
      else this.#keeps.push({ ref, because: end.because, application: key });
    }
    goes.sort((a, b) => b.wave - a.wave);
    for (const { ref, wave, child } of goes) {
      this.#deletes.push({ ref, wave, application: key });
      if (child) await this.visit(child, endOf(child.app));
    }
  }

  /** What the application declares, but what is not marked as its own. */
  #unmarked({ app, key, rows }: AppRecord, target: Target | undefined, known: ReadonlySet<string>): void {
    for (const row of rows.values()) {
      const declared = target?.desired.get(row.key);
      if (!row.live || !declared || declared.hook || known.has(row.key)) continue;
      const other = parseTrackingId(row.live.trackingId)?.app;
      const marked = other === undefined ? 'it carries no mark of the application' : `application ${other} tracks it`;
      this.#keeps.push({ ref: row.ref, because: staysBecause(declared.object, app) ?? marked, application: key });
    }
  }

  /** Undefined when nobody can say now what Git has: then it is not known either whether there are hooks. */
  async #target(record: AppRecord, end: End): Promise<Target | undefined> {
    if (record.target && record.targetFailure === undefined) return record.target;
    try {
      return (await comparedWith(this.#ports, record, undefined, this.#signal)).target;
    } catch (error) {
      this.#signal.throwIfAborted();
      const expected = DELETE_PHASES.some((phase) => hasHookStage(record.app, phase, 'run'));
      if (end.hooks && expected) {
        this.#doubts.push(
          `the hooks of ${record.key} cannot be rendered: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      return record.target;
    }
  }
}

/** A child is deleted as it is: only what it carries counts. */
function endOf(app: Application): End {
  const cascade = cascadeOf(app) !== undefined;
  const name = app.metadata.name;
  return { cascade, hooks: true, because: `application ${name} has no finalizer that would delete its objects` };
}

/** What the last comparison saw, for a cluster that cannot be asked. */
function remembered(
  app: Application,
): readonly { readonly ref: ResourceRef; readonly wave: number; readonly id: string }[] {
  return (app.status?.resources ?? [])
    .filter(({ hook }) => hook !== true)
    .map(({ group = '', kind, namespace = '', name, syncWave = 0 }) => ({
      ref: { group, kind, namespace, name },
      wave: syncWave,
      id: `${group}/${kind}/${namespace}/${name}`,
    }));
}

function refOf({ apiVersion, kind, metadata }: KubeObject): ResourceRef {
  const { group } = parseApiVersion(apiVersion);
  return { group, kind, namespace: metadata.namespace ?? '', name: metadata.name ?? metadata.generateName ?? '' };
}
