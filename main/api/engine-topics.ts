import type { Row, TopicName } from '../../preload/contract/index.ts';
import type { Engine } from '../engine/index.ts';
import { type Application, appKeyOf } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { clusterRow } from './rows.ts';
import { type TopicRows, TopicSource } from './topic-source.ts';

/** The topics of the contract over an engine. */
export function engineTopics(engine: Engine, clock: Clock): ReadonlyMap<string, TopicSource> {
  const rows: Record<TopicName, TopicRows> = {
    applications: applicationTopic(engine, applicationRow),
    'applications.full': applicationTopic(engine, (app) => app),
    clusters: {
      snapshot: () => engine.clusters.list().map((view) => [view.server, clusterRow(view)] as const),
      row: (server) => {
        const view = engine.clusters.list().find((one) => one.server === server);
        return view === undefined ? undefined : clusterRow(view);
      },
      onChange: (listener) => engine.clusters.onChange(listener),
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

function applicationRow(app: Application): Row<'applications'> {
  const source = app.spec.source ?? app.spec.sources?.[0];
  const { status } = app;
  return {
    name: app.metadata.name,
    namespace: app.metadata.namespace ?? '',
    project: app.spec.project,
    sync: status?.sync?.status ?? 'Unknown',
    health: status?.health?.status ?? 'Unknown',
    repoURL: source?.repoURL ?? '',
    path: source?.path ?? source?.chart ?? '',
    targetRevision: source?.targetRevision ?? '',
    revision: status?.sync?.revision ?? status?.sync?.revisions?.[0] ?? '',
    server: app.spec.destination.server ?? app.spec.destination.name ?? '',
    destinationNamespace: app.spec.destination.namespace ?? '',
    operation: status?.operationState?.phase ?? '',
    reconciledAt: status?.reconciledAt === undefined ? 0 : Date.parse(status.reconciledAt),
    conditions: status?.conditions?.length ?? 0,
  };
}
