import type { Row, TopicName } from '../../preload/contract/index.ts';
import type { Engine } from '../engine/index.ts';
import { type Application, appKeyOf } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { clusterRow } from './rows.ts';
import { type TopicRows, TopicSource } from './topic-source.ts';

/** The topics of the contract over an engine. */
export function engineTopics(engine: Engine, clock: Clock): ReadonlyMap<string, TopicSource> {
  const rows: Record<TopicName, TopicRows> = {
    applications: applicationTopic(engine, (app) => applicationRow(app, firstReason(engine, app))),
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

/** A sentence of a table's line: longer ones are read on the application's page. */
const MAX_REASON = 240;

/** Nothing is looked for where nothing is wrong. */
function firstReason(engine: Engine, app: Application): string {
  const { status } = app;
  const well =
    status?.sync?.status === 'Synced' && status.health?.status === 'Healthy' && (status.conditions?.length ?? 0) === 0;
  if (well || status?.sync === undefined) return '';
  return (engine.applications.reasons(appKeyOf(app))[0]?.text ?? '').slice(0, MAX_REASON);
}

function applicationRow(app: Application, reason: string): Row<'applications'> {
  const source = app.spec.source ?? app.spec.sources?.[0];
  const { status } = app;
  const operation = status?.operationState;
  const automated = app.spec.syncPolicy?.automated;
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
    operation: operation?.phase ?? '',
    reconciledAt: instant(status?.reconciledAt),
    conditions: status?.conditions?.length ?? 0,
    healthSince: instant(status?.health?.lastTransitionTime),
    operationAt: instant(operation?.finishedAt ?? operation?.startedAt),
    operationBy: operation?.operation.initiatedBy?.username ?? '',
    automated: automated !== undefined && automated.enabled !== false,
    reason,
  };
}

/** Milliseconds since the epoch; 0 for what is no time. */
function instant(time: string | undefined): number {
  const at = time === undefined ? 0 : Date.parse(time);
  return Number.isNaN(at) ? 0 : at;
}
