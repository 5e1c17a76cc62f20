import {
  type Application,
  type ApplicationSource,
  appendHistory,
  DEFAULT_HISTORY_LIMIT,
  imagesOfAll,
  type OperationState,
  type ResourceResult,
  type RevisionHistory,
  type SyncOperation,
  type SyncOperationResult,
} from '../model/index.ts';
import type { Target } from './assemble-target.ts';

/** The sources that an operation syncs from: its own, else those of the spec. */
export function requestedSources(app: Application, sync: SyncOperation): readonly ApplicationSource[] {
  const { source, sources } = sourceFields(app, sync);
  return sources ?? (source === undefined ? [] : [source]);
}

/** The application as if its spec had the operation's sources: what the project says of them counts, not of today's. */
export function asRequested(app: Application, sync: SyncOperation): Application {
  if (sync.sources === undefined && sync.source === undefined) return app;
  const { source: _, sources: __, ...spec } = app.spec;
  return { ...app, spec: { ...spec, ...sourceFields(app, sync) } };
}

/** What was asked for, when it could not even be loaded: the same request is not made again by itself (reference §3.9). */
export function attemptedOf(sync: SyncOperation): Pick<Target, 'revisions'> {
  return { revisions: sync.revisions ?? (sync.revision === undefined ? [] : [sync.revision]) };
}

export function syncResult(
  app: Application,
  sync: SyncOperation,
  target: Pick<Target, 'revisions'>,
  results: readonly ResourceResult[],
): SyncOperationResult {
  const metadata = app.spec.syncPolicy?.managedNamespaceMetadata;
  return {
    ...revisionFields(app, sync, target.revisions),
    ...sourceFields(app, sync),
    resources: results,
    ...(metadata === undefined ? {} : { managedNamespaceMetadata: metadata }),
  };
}

/** What is kept of a deployment beside what its operation says. */
export interface Deployed {
  readonly target: Target;
  readonly planHash: string | undefined;
}

/** Reference §11: only a full, real, successful sync is an entry of the history; undefined for all others. */
export function historyWith(
  app: Application,
  state: OperationState,
  deployed: Deployed,
): readonly RevisionHistory[] | undefined {
  const sync = state.operation.sync ?? {};
  if (state.phase !== 'Succeeded' || sync.dryRun === true) return undefined;
  if ((sync.resources ?? []).length > 0 || (sync.manifests ?? []).length > 0) return undefined;
  const { initiatedBy } = state.operation;
  const { target, planHash } = deployed;
  const images = imagesOfTarget(target);
  return appendHistory(
    app.status?.history,
    {
      ...revisionFields(app, sync, target.revisions),
      ...sourceFields(app, sync),
      deployedAt: state.finishedAt ?? state.startedAt,
      deployStartedAt: state.startedAt,
      ...(initiatedBy === undefined ? {} : { initiatedBy }),
      ...(images.length === 0 ? {} : { images }),
      target: target.id,
      ...(planHash === undefined ? {} : { planHash }),
      ...(sync.rolledBackTo === undefined ? {} : { rolledBackTo: sync.rolledBackTo }),
      ...(state.healthBefore === undefined ? {} : { healthBefore: state.healthBefore }),
    },
    app.spec.revisionHistoryLimit ?? DEFAULT_HISTORY_LIMIT,
  );
}

/** The history is read and written whole with the status: of a huge application it names the first of its images. */
const MOST_IMAGES = 100;

function imagesOfTarget(target: Target): readonly string[] {
  const lasting = [...target.desired.values()].filter(({ hook, skip }) => !hook && !skip);
  return imagesOfAll(lasting.map(({ object }) => object)).slice(0, MOST_IMAGES);
}

function revisionFields(
  app: Application,
  sync: SyncOperation,
  revisions: readonly string[],
): { revision?: string; revisions?: readonly string[] } {
  if (sourceFields(app, sync).sources !== undefined) return { revisions };
  return revisions[0] === undefined ? {} : { revision: revisions[0] };
}

function sourceFields(
  app: Application,
  sync: SyncOperation,
): { source?: ApplicationSource; sources?: readonly ApplicationSource[] } {
  if (sync.sources !== undefined && sync.sources.length > 0) return { sources: sync.sources };
  if (sync.source !== undefined) return { source: sync.source };
  const { source, sources } = app.spec;
  if (sources !== undefined && sources.length > 0) return { sources };
  return source === undefined ? {} : { source };
}
