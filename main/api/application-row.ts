import type { Row } from '../../preload/contract/index.ts';
import {
  type Application,
  appKeyOf,
  CONTROL_PLANE_NAMESPACE,
  parseTrackingId,
  TRACKING_ANNOTATION,
} from '../model/index.ts';

/** What a row says that is not in the Application. */
export interface RowContext {
  /** The first sentence of its reason strip. */
  readonly reason: string;
  /** Milliseconds since the epoch until when its state is known; 0: now. */
  readonly staleSince: number;
  /** The label that names the application of an object, where no annotation does. */
  readonly instanceLabel: string;
}

/** Sentences of a table's line: longer ones are read on the application's page. */
const LONGEST = 240;
/** What a person filters by; more is read on the application's page. */
const MOST_LABELS = 16;

const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/** A line of the applications table. */
export function applicationRow(app: Application, context: RowContext): Row<'applications'> {
  const source = app.spec.source ?? app.spec.sources?.[0];
  const { metadata, status } = app;
  const operation = status?.operationState;
  const automated = app.spec.syncPolicy?.automated;
  const hold = status?.hold;
  const labels = Object.entries(metadata.labels ?? {}).slice(0, MOST_LABELS);
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
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
    deleting: metadata.deletionTimestamp !== undefined,
    reason: context.reason.slice(0, LONGEST),
    parent: parentOf(app, context.instanceLabel),
    wave: waveOf(metadata.annotations?.[SYNC_WAVE]),
    staleSince: context.staleSince,
    hold: hold?.kind ?? '',
    ...(hold === undefined
      ? {}
      : {
          held: {
            since: instant(hold.since),
            until: instant(hold.until),
            by: hold.by.slice(0, LONGEST),
            reason: hold.reason.slice(0, LONGEST),
          },
        }),
    ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
  };
}

/**
 * The application that made it, by its tracking mark (reference §1.7): the annotation, which must be about this very object (a copied one is about
 * another), otherwise the label. Whether there is such an application is for the reader to see.
 */
function parentOf(app: Application, instanceLabel: string): string {
  const { name, namespace = CONTROL_PLANE_NAMESPACE, annotations, labels } = app.metadata;
  const id = parseTrackingId(annotations?.[TRACKING_ANNOTATION] ?? '');
  const own =
    id?.group === 'argoproj.io' && id.kind === 'Application' && id.name === name && id.namespace === namespace;
  const parent = own ? id.app : (labels?.[instanceLabel] ?? '');
  return parent === appKeyOf(app) ? '' : parent;
}

function waveOf(text: string | undefined): number {
  const wave = Number.parseInt(text ?? '0', 10);
  return Number.isSafeInteger(wave) ? wave : 0;
}

/** Milliseconds since the epoch; 0 for what is no time. */
export function instant(time: string | undefined): number {
  const at = time === undefined ? 0 : Date.parse(time);
  return Number.isNaN(at) ? 0 : at;
}
