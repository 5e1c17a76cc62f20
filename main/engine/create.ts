import type { Cluster } from '../cluster/index.ts';
import type { JqPort } from '../diff/index.ts';
import type { Repositories } from '../git/index.ts';
import type { HealthScripts } from '../health/index.ts';
import { contentHash } from '../model/index.ts';
import type { Renderer } from '../render/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import type { ClusterRecord, Store } from '../store/index.ts';
import { createApplications } from './applications.ts';
import { childApplications } from './child-applications.ts';
import { createClusters } from './clusters.ts';
import type { EngineConfig } from './config.ts';
import { Connections } from './connections.ts';
import { ControlPlane } from './control-plane.ts';
import type { Engine, KubeContext } from './engine.ts';
import { EngineCounts } from './engine-counters.ts';
import { withHold } from './hold.ts';
import { HoldTimers } from './hold-timers.ts';
import { Loop } from './loop.ts';
import { Operator } from './operate.ts';
import { RepositoryPoll } from './poll.ts';
import { createProjects, projectNamed } from './projects.ts';
import { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import { Records, sourcesOf } from './records.ts';
import { Removal } from './remove-application.ts';
import { createRepositories, type SecretPort } from './repositories.ts';
import { resumeWork } from './resume-work.ts';
import { Tasks } from './tasks.ts';

export interface EngineOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Store;
  readonly repositories: Repositories;
  readonly renderer: Renderer;
  readonly secrets: SecretPort;
  readonly jq: JqPort;
  readonly health: HealthScripts;
  readonly openCluster: (record: ClusterRecord) => Cluster;
  readonly contexts: (
    kubeconfigPath: string | undefined,
  ) => Promise<{ readonly path: string; readonly contexts: readonly KubeContext[] }>;
  readonly config: EngineConfig;
  /** The name of the person for whom this process runs: who did what nobody else is named for. */
  readonly person: () => string;
  readonly random: () => number;
}

/** Puts the engine together. Nothing runs before `start`. */
export function createEngine(options: EngineOptions): Engine {
  const { clock, logger, store } = options;
  const counts = new EngineCounts();
  const connectionListeners = new Set<(server: string) => void>();
  const tasks = new Tasks(clock);
  const records = new Records(store);
  const settings = options.config.current;

  const connections = new Connections(store, options.openCluster, () => controlPlane(), {
    changed: (server, changes) => loop.liveChanged(server, changes),
    connection: (server, state) => {
      for (const listener of connectionListeners) listener(server);
      // What is known of live objects is told kind by kind; only who could not even render because of the cluster is helped by it.
      if (state.kind === 'live') refreshAll((record) => waitsFor(record, server), 2);
    },
    kindChanged: (server, kind, state) => {
      const name = `${kind.group}/${kind.kind}`;
      for (const record of records.all()) {
        const seen = record.destination?.server === server ? record.kindStates.get(name) : undefined;
        // A pass that is under way looks for itself; who saw just this state learns nothing new.
        if (seen === undefined || seen === state.kind) continue;
        // A kind that came or went may have another scope now: the target is assembled again.
        loop.refresh(record, seen === 'absent' || state.kind === 'absent' ? 2 : 1, 'all');
      }
    },
  });
  const reconciler = new Reconciler({
    clock,
    logger,
    records,
    connections,
    repositories: options.repositories,
    renderer: options.renderer,
    project: (name) => projectNamed(store, name),
    settings,
    keepWhole: (server, key) => connections.keepWhole(server, key),
    compare: {
      jq: options.jq,
      jqFailed: (message) => logger.warn(message),
      health: options.health,
      store,
      dryRunCounted: () => (counts.dryRuns += 1),
    },
    counted: (what, times) => {
      if (what === 'refresh') counts.refreshes += times;
      else counts.comparisons += times;
    },
    again: (record, level, afterMs) => loop.refreshAfter(record, level, afterMs),
  });
  const operator = new Operator({
    clock,
    logger,
    records,
    store,
    reconciler,
    health: options.health,
    jq: options.jq,
    tasks,
    settings,
    compareAgain: (record, level) => loop.refresh(record, level, 'all'),
    wrote: (record) => {
      counts.writes += 1;
      if (record.healStartedAt === undefined) return;
      counts.healed(clock.monotonic() - record.healStartedAt);
      record.healStartedAt = undefined;
    },
  });
  const loop: Loop = new Loop({
    clock,
    logger,
    records,
    store,
    reconciler,
    operator,
    settings,
    automatic: () => automatic,
    remove: (record, signal) => removal.look(record, signal),
  });
  const project = (name: string) => projectNamed(store, name);
  const removal = new Removal({
    clock,
    logger,
    records,
    reconciler,
    connections,
    project,
    health: options.health,
    settings,
    tasks,
    durable: () => store.flush(),
    again: (record) => loop.delete(record),
  });
  const poll = new RepositoryPoll({
    clock,
    repositories: options.repositories,
    interval: () => {
      const { reconciliationMs, jitterMs, repoErrorGraceMs } = settings();
      return { everyMs: reconciliationMs, jitterMs, graceMs: repoErrorGraceMs };
    },
    random: options.random,
    failed: (url, error, lasting) => {
      logger.warn('a repository could not be read', { url, error });
      if (lasting) for (const record of records.byRepository(url)) loop.refresh(record, 3, 'all');
    },
  });

  const followSources = (record: AppRecord): void => {
    if (!automatic) return;
    const before = record.releases.splice(0);
    for (const url of new Set(sourcesOf(record.app).map((source) => source.repoURL)))
      record.releases.push(poll.use(url));
    for (const release of before) release();
  };
  const refreshAll = (which: (record: AppRecord) => boolean, level: 1 | 2 | 3): void => {
    for (const record of records.all()) if (which(record)) loop.refresh(record, level, 'all');
  };

  /** Whether the engine acts by itself: compares what was not asked for, polls, syncs. */
  let automatic = false;
  let tracking = contentHash(settings().tracking);
  const stops: (() => void)[] = [];
  const controlPlane = (): ControlPlane =>
    new ControlPlane(childApplications({ clock, records, loop, projects, followSources }));
  const projects = createProjects({
    store,
    records,
    changed: (name) => refreshAll((record) => record.app.spec.project === name, 2),
  });
  const applications = createApplications({
    clock,
    logger,
    records,
    loop,
    reconciler,
    connections,
    project,
    repositories: options.repositories,
    health: options.health,
    settings,
    person: options.person,
    followSources,
  });
  const holds = new HoldTimers({
    clock,
    applications: function* () {
      for (const { key, app } of records.all()) yield [key, app];
    },
    onChange: (listener) => records.onChange(listener),
    over: (key) => {
      const record = records.find(key);
      if (!record) return;
      logger.info('a pause is over', { app: key, reason: record.app.status?.hold?.reason });
      records.put(record, { ...record.app, status: withHold(record.app.status, undefined) });
      loop.refresh(record, 3, 'all');
    },
  });

  return {
    applications,
    projects,
    repositories: createRepositories({
      store,
      git: options.repositories,
      records,
      secrets: options.secrets,
      changed: (url) => {
        for (const record of records.byRepository(url)) loop.refresh(record, 3, 'all');
      },
    }),
    clusters: createClusters({
      store,
      connections,
      records,
      contexts: options.contexts,
      open: options.openCluster,
      kubeVersion: (server) => connections.kubeVersion(server),
      onConnection: (listener) => {
        connectionListeners.add(listener);
        return () => connectionListeners.delete(listener);
      },
      changed: () =>
        refreshAll(
          (record) => record.destination === undefined || connections.opened(record.destination.server) === undefined,
          2,
        ),
    }),
    config: { get: options.config.get, set: options.config.set },
    tasks,
    counters: () =>
      counts.all({
        applications: records.size,
        operations: loop.operationsStarted,
        connections,
        renderer: options.renderer,
        repositories: options.repositories,
      }),

    async start(mode = 'reconcile', calm) {
      records.load();
      if (mode === 'on-demand') return;
      automatic = true;
      stops.push(
        options.repositories.onRefsMoved((url) => {
          const { status, message } = options.repositories.state(url);
          if (status === 'failed') {
            poll.noteFailure(url, message);
            return;
          }
          poll.noteAnswer(url);
          for (const record of records.byRepository(url)) loop.refresh(record, 2, []);
        }),
        options.config.onChange(() => {
          poll.replan();
          void reopened().then(() => refreshAll(() => true, 2));
        }),
      );
      let stopped = false;
      stops.push(() => {
        stopped = true;
      });
      const resumed = resumeWork(store, records, loop, followSources, calm === undefined);
      const compareAll = (): void => {
        if (!stopped) refreshAll((record) => record.app.metadata.deletionTimestamp === undefined, 3);
      };
      if (calm !== undefined) void calm.then(compareAll);
      holds.start();
      stops.push(() => holds.stop());
      await resumed;
    },

    idle: () => loop.idle(),

    async stop() {
      for (const stop of stops.splice(0)) stop();
      poll.stop();
      await loop.stop();
      removal.stop();
      await connections.close();
      await options.repositories.close();
      await options.renderer.close();
      await store.flush();
    },
  };

  /** Nothing could be rendered for this application, maybe because its cluster could not be asked what it serves. */
  function waitsFor(record: AppRecord, server: string): boolean {
    if (record.destination?.server !== server) return false;
    return record.target === undefined || record.targetFailure !== undefined;
  }

  /** A cluster's cache is made for the tracking settings that were in force when it was opened. */
  async function reopened(): Promise<void> {
    const now = contentHash(settings().tracking);
    if (now === tracking) return;
    tracking = now;
    await connections.close();
  }
}
