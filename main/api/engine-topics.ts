import type { TopicName } from '../../preload/contract/index.ts';
import type { Engine } from '../engine/index.ts';
import { type Application, appKeyOf } from '../model/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';
import { applicationRow, instant } from './application-row.ts';
import { ConnectionStates } from './connection-states.ts';
import { clusterRow } from './rows.ts';
import { type TopicRows, TopicSource } from './topic-source.ts';

/** The topics of the contract over an engine. */
export function engineTopics(engine: Engine, clock: Clock): ReadonlyMap<string, TopicSource> {
  const rows: Record<TopicName, TopicRows> = {
    applications: slimApplications(engine),
    'applications.full': applicationTopic(engine, (app) => app),
    clusters: {
      snapshot: () => engine.clusters.list().map((view) => [view.server, clusterRow(view)] as const),
      row: (server) => {
        const view = engine.clusters.list().find((one) => one.server === server);
        return view === undefined ? undefined : clusterRow(view);
      },
      onChange: (listener) => clusterChanges(engine, clock, listener),
    },
    tasks: {
      snapshot: () => engine.tasks.list(),
      row: (id) => engine.tasks.get(id),
      onChange: (listener) => engine.tasks.onChange(listener),
    },
  };
  return new Map(Object.entries(rows).map(([name, topic]) => [name, new TopicSource(name as TopicName, topic, clock)]));
}

function applicationTopic(engine: Engine, row: (app: Application) => unknown): TopicRows {
  return {
    snapshot: () => engine.applications.list().map((app) => [appKeyOf(app), row(app)] as const),
    row: (key) => {
      const app = engine.applications.find(key);
      return app === undefined ? undefined : row(app);
    },
    onChange: (listener) => engine.applications.onChange((key) => listener(key)),
  };
}

/** What is counted of a cluster is told this long after one of its applications has changed: a number is no news by itself. */
const COUNTS_MS = 1000;

function clusterChanges(engine: Engine, clock: Clock, listener: (server: string) => void): () => void {
  const changed = new Set<string>();
  let timer: Timer | undefined;
  const stops = [
    engine.clusters.onChange(listener),
    engine.applications.onChange((_key, app) => {
      if (app === undefined) return;
      changed.add(app.spec.destination.server ?? app.spec.destination.name ?? '');
      timer ??= clock.after(COUNTS_MS, () => {
        timer = undefined;
        for (const { server, name } of engine.clusters.list()) {
          if (changed.has(server) || changed.has(name)) listener(server);
        }
        changed.clear();
      });
    }),
  ];
  return () => {
    timer?.cancel();
    for (const stop of stops) stop();
  };
}

/** Rows also change when their cluster is lost or heard again: what is not known now is not shown as if it were. */
function slimApplications(engine: Engine): TopicRows {
  const states = new ConnectionStates(engine.clusters);
  let instanceLabel = '';
  const plain = applicationTopic(engine, (app) => {
    const fresh = engine.applications.fresh(appKeyOf(app));
    const away = states.awaySince(app.spec.destination);
    return applicationRow(app, {
      reason: firstReason(engine, app),
      staleSince: away > 0 ? away : fresh ? 0 : instant(app.status?.reconciledAt) || 1,
      instanceLabel,
    });
  });
  return {
    ...plain,
    snapshot: () => {
      instanceLabel = engine.config.get().get('application.instanceLabelKey') ?? 'app.kubernetes.io/instance';
      return plain.snapshot();
    },
    onChange: (listener) => {
      const stops = [
        plain.onChange(listener),
        engine.clusters.onChange(() => {
          const names = states.changed();
          if (names.size === 0) return;
          for (const app of engine.applications.list()) {
            const { server, name } = app.spec.destination;
            if (names.has(server ?? name ?? '')) listener(appKeyOf(app));
          }
        }),
      ];
      // What was told while nobody listened.
      states.changed();
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Nothing is looked for where nothing is wrong. */
function firstReason(engine: Engine, app: Application): string {
  const { status } = app;
  const well =
    status?.sync?.status === 'Synced' && status.health?.status === 'Healthy' && (status.conditions?.length ?? 0) === 0;
  if (well || status?.sync === undefined) return '';
  return engine.applications.reasons(appKeyOf(app))[0]?.text ?? '';
}
