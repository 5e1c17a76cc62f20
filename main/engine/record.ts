import type { Cluster, KindState, LiveResource } from '../cluster/index.ts';
import type { AppKey, Application, AppProject, ResourceKey } from '../model/index.ts';
import type { Timer } from '../runtime/index.ts';
import type { Target } from './assemble-target.ts';
import { DriftSince } from './drift-since.ts';
import type { ComparedResource } from './engine.ts';
import { FightRecord } from './fight.ts';
import type { TaskHandle } from './tasks.ts';

/** Where an application's objects live. */
export interface Destination {
  readonly cluster: Cluster;
  readonly server: string;
  readonly name: string;
  readonly namespace: string;
  /** The project that the cluster was added for, if any. */
  readonly project: string | undefined;
}

/** A compared object with what it was compared from, so that it is compared again only when one of them changed. */
export interface Row extends ComparedResource {
  /** Identity of the inputs: desired hash, live uid and resourceVersion, rules. Equal inputs, equal row. */
  readonly inputs: string;
  readonly live: LiveResource | undefined;
  /** Whether it decides the application's sync status (reference §2.3). */
  readonly counts: boolean;
  /** A dry run of just these inputs was accepted: the sync need not ask again. */
  readonly dryRunAccepted: boolean;
  /** Health says nothing about the application (reference §4.3). */
  readonly healthIgnored: boolean;
  readonly confirmDeletion: boolean;
  /** Namespaced, but neither the object nor the application names a namespace. */
  readonly namespaceMissing: boolean;
  /** The project does not permit it: a difference that no sync can settle. */
  readonly refused: boolean;
}

/**
 * How much has to be done again (reference §2.1): 1 = compare what changed, 2 = with the revision last seen, 3 = ask the remote,
 * 4 = hard: also render again.
 */
export type Level = 1 | 2 | 3 | 4;

/** Everything the loop holds in memory about one application. */
export class AppRecord {
  readonly key: AppKey;
  /** The current object; replaced, never changed in place. */
  app: Application;
  destination: Destination | undefined;
  project: AppProject | undefined;
  target: Target | undefined;
  /** The sources and settings that `target` was made from. */
  targetInputs = '';
  /** Why the target could not be loaded last time; `since` in milliseconds, for the grace period. */
  targetFailure: { readonly message: string; readonly since: number } | undefined;
  rows: Map<ResourceKey, Row> = new Map();
  /** What the last pass was told about each kind that it needs, as `group/Kind`: whether the cache may be believed. */
  kindStates: ReadonlyMap<string, KindState['kind']> = new Map();
  readonly fights = new FightRecord();
  readonly drift = new DriftSince();
  /** A comparison of this process has decided the status: until then it is what an earlier one has left. */
  compared = false;

  // What the next pass has to do.
  level: Level = 1;
  /** Monotonic milliseconds of the last wish for the remote's newest revision. */
  since: number | undefined;
  dirty: Set<ResourceKey> | 'all' = 'all';
  /** Monotonic milliseconds of the oldest watch event not yet compared. */
  eventAt: number | undefined;
  /** Callers of `refresh` that wait for a pass which begins after their call. */
  waiters: { resolve: (app: Application) => void; reject: (error: unknown) => void }[] = [];

  /** The comparison of what changes while an operation runs. */
  touched: Timer | undefined;
  /** A pass that was put off; `due` in monotonic milliseconds. */
  later: { readonly due: number; readonly level: Level; readonly timer: Timer } | undefined;
  /** Monotonic milliseconds of the watch event that the running heal answers, for the figures. */
  healStartedAt: number | undefined;
  /** Id of the running operation's journal. */
  journal: string | undefined;
  /** What people see of the running operation. */
  task: TaskHandle | undefined;
  /** Ends a running operation: with the reason TERMINATE. */
  operation: AbortController | undefined;
  releases: (() => void)[] = [];

  constructor(key: AppKey, app: Application) {
    this.key = key;
    this.app = app;
  }

  want(level: Level, dirty: Iterable<ResourceKey> | 'all'): void {
    if (level > this.level) this.level = level;
    if (dirty === 'all' || level > 1) this.dirty = 'all';
    else if (this.dirty !== 'all') for (const key of dirty) this.dirty.add(key);
  }

  /** Takes what has to be done and leaves nothing to do. */
  take(): {
    level: Level;
    dirty: ReadonlySet<ResourceKey> | 'all';
    eventAt: number | undefined;
    since: number | undefined;
    waiters: AppRecord['waiters'];
  } {
    const taken = {
      level: this.level,
      dirty: this.dirty,
      eventAt: this.eventAt,
      since: this.since,
      waiters: this.waiters,
    };
    this.level = 1;
    this.dirty = new Set();
    this.eventAt = undefined;
    this.since = undefined;
    this.waiters = [];
    return taken;
  }
}
