import {
  type Application,
  type ApplicationStatus,
  CONTROL_PLANE_NAMESPACE,
  type Condition,
  type ConditionType,
  deepEqual,
  type HealthStatus,
  mergeConditions,
  type ResourceStatus,
  type SourceType,
  type SyncStatusCode,
  type Timestamp,
} from '../model/index.ts';
import type { Row } from './record.ts';
import { summaryOf } from './summary.ts';

export interface StatusInput {
  readonly app: Application;
  readonly sync: SyncStatusCode;
  readonly revisions: readonly string[];
  readonly sourceTypes: readonly SourceType[];
  readonly health: HealthStatus;
  readonly rows: Iterable<Row>;
  /** Of the types in `COMPARED`; all others stay as they are. */
  readonly conditions: readonly Condition[];
  /** RFC 3339; undefined keeps the old one (reference §2.1: only advanced at level 2 and above). */
  readonly reconciledAt: string | undefined;
  readonly now: Timestamp;
}

/** Conditions that a comparison decides; the others (SyncError, DeletionError) belong to whoever wrote them. */
const COMPARED: ReadonlySet<ConditionType> = new Set<ConditionType>([
  'InvalidSpecError',
  'ComparisonError',
  'SharedResourceWarning',
  'RepeatedResourceWarning',
  'ExcludedResourceWarning',
  'OrphanedResourceWarning',
]);

/**
 * Reference §2.3: OutOfSync as soon as one counted object is, or when the namespace's managed metadata is not what the last sync wrote;
 * the caller decides on Unknown. What the project does not permit is shown as Unknown and counts as not there, so it is a difference as well.
 */
export function syncStatusOf(rows: Iterable<Row>, app: Application): SyncStatusCode {
  let status: SyncStatusCode = namespaceMetadataChanged(app) ? 'OutOfSync' : 'Synced';
  for (const row of rows) {
    if (!row.counts) continue;
    if (row.status === 'Unknown' && !row.refused) return 'Unknown';
    if (row.status !== 'Synced') status = 'OutOfSync';
  }
  return status;
}

export function namespaceMetadataChanged(app: Application): boolean {
  const last = app.status?.operationState?.syncResult;
  if (last === undefined) return false;
  return !deepEqual(last.managedNamespaceMetadata, app.spec.syncPolicy?.managedNamespaceMetadata);
}

/** The `.status` of an Application as Argo CD writes it (reference §1.8), keeping what a comparison does not touch. */
export function buildStatus(input: StatusInput): ApplicationStatus {
  const { app, rows } = input;
  const previous = app.status ?? {};
  const multiple = app.spec.sources !== undefined && app.spec.sources.length > 0;
  const all = [...rows];
  const resources = all.map(resourceStatus).sort(byIdentity);
  const health = {
    status: input.health.status,
    ...(input.health.message ? { message: input.health.message } : {}),
    lastTransitionTime:
      previous.health?.status === input.health.status ? (previous.health.lastTransitionTime ?? input.now) : input.now,
  };
  const conditions = mergeConditions(previous.conditions, input.conditions, COMPARED, input.now);
  const status: ApplicationStatus = {
    ...previous,
    sync: {
      status: input.sync,
      ...(multiple
        ? { revisions: input.revisions }
        : input.revisions[0] === undefined
          ? {}
          : { revision: input.revisions[0] }),
      comparedTo: {
        ...(multiple
          ? { sources: app.spec.sources! }
          : app.spec.source === undefined
            ? {}
            : { source: app.spec.source }),
        destination: app.spec.destination,
        ...(app.spec.ignoreDifferences === undefined ? {} : { ignoreDifferences: app.spec.ignoreDifferences }),
      },
    },
    health,
    resources,
    ...(input.reconciledAt === undefined ? {} : { reconciledAt: input.reconciledAt }),
    ...sourceTypeFields(multiple, input.sourceTypes),
    summary: summaryOf(all),
    controllerNamespace: CONTROL_PLANE_NAMESPACE,
  };
  return withConditions(status, conditions);
}

/** An empty list of conditions is left out, as Argo CD does. */
export function withConditions(status: ApplicationStatus, conditions: readonly Condition[]): ApplicationStatus {
  const { conditions: _, ...rest } = status;
  return conditions.length === 0 ? rest : { ...rest, conditions };
}

/** Equal but for times that say nothing new: not worth a write or a frame. */
export function sameStatus(a: ApplicationStatus | undefined, b: ApplicationStatus): boolean {
  if (a === undefined) return false;
  return deepEqual({ ...a, reconciledAt: undefined }, { ...b, reconciledAt: undefined });
}

function sourceTypeFields(multiple: boolean, types: readonly SourceType[]): Partial<ApplicationStatus> {
  if (types.length === 0) return {};
  return multiple ? { sourceTypes: types } : { sourceType: types[0]! };
}

function resourceStatus(row: Row): ResourceStatus {
  const { ref } = row;
  return {
    ...(ref.group === '' ? {} : { group: ref.group }),
    version: ref.version,
    kind: ref.kind,
    ...(ref.namespace === '' ? {} : { namespace: ref.namespace }),
    name: ref.name,
    ...(row.hook ? {} : { status: row.status }),
    ...(row.health === undefined ? {} : { health: row.health }),
    ...(row.hook ? { hook: true } : {}),
    ...(row.requiresPruning ? { requiresPruning: true } : {}),
    ...(row.wave === 0 ? {} : { syncWave: row.wave }),
    ...(row.confirmDeletion ? { requiresDeletionConfirmation: true } : {}),
  };
}

function byIdentity(a: ResourceStatus, b: ResourceStatus): number {
  return (
    compareText(a.group ?? '', b.group ?? '') ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
