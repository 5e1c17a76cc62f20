/** Application exactly as Argo CD's CRD has it (reference §1). Unknown fields survive a round trip because objects are never rebuilt. */

import type { ErrorReason } from './errors.ts';
import type { ObjectMeta } from './object.ts';

export const API_VERSION = 'argoproj.io/v1alpha1';
export const CONTROL_PLANE_NAMESPACE = 'argocd';

export interface Application {
  readonly apiVersion: string;
  readonly kind: 'Application';
  readonly metadata: ObjectMeta & { readonly name: string };
  readonly spec: ApplicationSpec;
  readonly status?: ApplicationStatus;
  readonly operation?: Operation;
  readonly [field: string]: unknown;
}

export interface ApplicationSpec {
  readonly project: string;
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly sourceHydrator?: SourceHydrator;
  readonly destination: ApplicationDestination;
  readonly syncPolicy?: SyncPolicy;
  readonly ignoreDifferences?: readonly ResourceIgnoreDifferences[];
  readonly info?: readonly InfoItem[];
  /** Default 10; 0 keeps no history. */
  readonly revisionHistoryLimit?: number;
  readonly [field: string]: unknown;
}

export interface InfoItem {
  readonly name: string;
  readonly value: string;
}

export interface ApplicationDestination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface ApplicationSource {
  readonly repoURL: string;
  readonly path?: string;
  readonly chart?: string;
  readonly targetRevision?: string;
  readonly tagPrefix?: string;
  readonly ref?: string;
  readonly name?: string;
  readonly helm?: HelmSource;
  readonly kustomize?: KustomizeSource;
  readonly directory?: DirectorySource;
  readonly plugin?: PluginSource;
  readonly [field: string]: unknown;
}

export interface HelmSource {
  readonly releaseName?: string;
  readonly valueFiles?: readonly string[];
  readonly ignoreMissingValueFiles?: boolean;
  readonly values?: string;
  readonly valuesObject?: unknown;
  readonly parameters?: readonly HelmParameter[];
  readonly fileParameters?: readonly { readonly name: string; readonly path: string }[];
  readonly skipCrds?: boolean;
  readonly skipTests?: boolean;
  readonly skipSchemaValidation?: boolean;
  readonly passCredentials?: boolean;
  readonly namespace?: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  /** Accepted and ignored. */
  readonly version?: string;
}

export interface HelmParameter {
  readonly name: string;
  readonly value: string;
  readonly forceString?: boolean;
}

export interface KustomizeSource {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly images?: readonly string[];
  readonly replicas?: readonly { readonly name: string; readonly count: number | string }[];
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly forceCommonLabels?: boolean;
  readonly labelWithoutSelector?: boolean;
  readonly labelIncludeTemplates?: boolean;
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly commonAnnotationsEnvsubst?: boolean;
  readonly forceCommonAnnotations?: boolean;
  readonly namespace?: string;
  readonly patches?: readonly KustomizePatch[];
  readonly components?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
  readonly version?: string;
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
}

export interface KustomizePatch {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, boolean>>;
}

export interface DirectorySource {
  readonly recurse?: boolean;
  readonly include?: string;
  readonly exclude?: string;
  readonly disableExtensionFilter?: boolean;
  readonly jsonnet?: {
    readonly extVars?: readonly JsonnetVar[];
    readonly tlas?: readonly JsonnetVar[];
    readonly libs?: readonly string[];
  };
}

export interface JsonnetVar {
  readonly name: string;
  readonly value: string;
  readonly code?: boolean;
}

export interface PluginSource {
  readonly name?: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly parameters?: readonly Readonly<Record<string, unknown>>[];
}

export interface SourceHydrator {
  readonly drySource: ApplicationSource;
  readonly syncSource: { readonly targetBranch: string; readonly path: string; readonly repoURL?: string };
  readonly hydrateTo?: { readonly targetBranch: string };
}

export interface SyncPolicy {
  readonly automated?: {
    readonly enabled?: boolean;
    readonly prune?: boolean;
    readonly selfHeal?: boolean;
    readonly allowEmpty?: boolean;
  };
  readonly syncOptions?: readonly string[];
  readonly retry?: RetryStrategy;
  readonly managedNamespaceMetadata?: ManagedNamespaceMetadata;
}

export interface ManagedNamespaceMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RetryStrategy {
  /** < 0 is unlimited. */
  readonly limit?: number;
  readonly backoff?: {
    /** Go duration or plain seconds. */
    readonly duration?: string;
    readonly factor?: number;
    readonly maxDuration?: string;
  };
  readonly refresh?: boolean;
}

export interface ResourceIgnoreDifferences {
  readonly group?: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
  readonly managedFieldsManagers?: readonly string[];
}

// ---- operation (reference §3.2) ----

export interface Operation {
  readonly sync?: SyncOperation;
  readonly initiatedBy?: OperationInitiator;
  readonly info?: readonly InfoItem[];
  readonly retry?: RetryStrategy;
}

export interface OperationInitiator {
  readonly username?: string;
  readonly automated?: boolean;
}

export interface SyncOperation {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly prune?: boolean;
  readonly dryRun?: boolean;
  readonly syncStrategy?: {
    readonly apply?: { readonly force?: boolean };
    readonly hook?: { readonly force?: boolean };
  };
  readonly resources?: readonly SyncOperationResource[];
  /** Local manifests as JSON or YAML texts. */
  readonly manifests?: readonly string[];
  readonly syncOptions?: readonly string[];
  readonly autoHealAttemptsCount?: number;
  /** Ours: the sync does exactly the plan with this hash, or nothing. */
  readonly planHash?: string;
  /** Ours: the sync goes back to this entry of the history. */
  readonly rolledBackTo?: number;
}

export interface SyncOperationResource {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly exclude?: boolean;
}

// ---- status (reference §1.8) ----

export type SyncStatusCode = 'Synced' | 'OutOfSync' | 'Unknown';
export type HealthStatusCode = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';
export type OperationPhase = 'Running' | 'Terminating' | 'Failed' | 'Error' | 'Succeeded';
export type ResultCode = 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
export type HookType = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail' | 'Skip' | 'PreDelete' | 'PostDelete';
export type SyncPhase = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail';

export type ConditionType =
  | 'DeletionError'
  | 'InvalidSpecError'
  | 'ComparisonError'
  | 'SyncError'
  | 'UnknownError'
  | 'SharedResourceWarning'
  | 'RepeatedResourceWarning'
  | 'ExcludedResourceWarning'
  | 'OrphanedResourceWarning';

export interface Condition {
  readonly type: ConditionType;
  readonly message: string;
  readonly lastTransitionTime?: string;
  /** Ours: what can be done about it. */
  readonly reason?: ErrorReason;
}

export interface HealthStatus {
  readonly status: HealthStatusCode;
  readonly message?: string;
}

export interface ApplicationStatus {
  readonly sync?: SyncStatus;
  readonly health?: HealthStatus & { readonly lastTransitionTime?: string };
  readonly resources?: readonly ResourceStatus[];
  readonly history?: readonly RevisionHistory[];
  readonly conditions?: readonly Condition[];
  readonly reconciledAt?: string;
  readonly operationState?: OperationState;
  readonly sourceType?: SourceType;
  readonly sourceTypes?: readonly SourceType[];
  readonly summary?: {
    readonly externalURLs?: readonly string[];
    readonly images?: readonly string[];
    readonly isAppOfApps?: boolean;
  };
  readonly resourceHealthSource?: string;
  readonly controllerNamespace?: string;
  /** Ours. */
  readonly hold?: Hold;
  /** Ours. */
  readonly refusedRevisions?: readonly RefusedRevisions[];
  /** Ours: what automation took back by itself lately, oldest first. */
  readonly heals?: readonly Heal[];
  readonly [field: string]: unknown;
}

export type SourceType = 'Helm' | 'Kustomize' | 'Directory' | 'Plugin';

export interface SyncStatus {
  readonly status: SyncStatusCode;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly comparedTo?: {
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
    readonly destination: ApplicationDestination;
    readonly ignoreDifferences?: readonly ResourceIgnoreDifferences[];
  };
}

export interface ResourceStatus {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status?: SyncStatusCode;
  readonly health?: HealthStatus;
  readonly hook?: boolean;
  readonly requiresPruning?: boolean;
  readonly syncWave?: number;
  readonly requiresDeletionConfirmation?: boolean;
}

export interface RevisionHistory {
  readonly id: number;
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly deployedAt: string;
  readonly deployStartedAt?: string;
  readonly initiatedBy?: OperationInitiator;
  /** Ours: what ran after it, and the plan that was carried out. */
  readonly images?: readonly string[];
  readonly planHash?: string;
  /** Ours: identifies its objects; equal, equal objects. */
  readonly target?: string;
  /** Ours: the entry that this deployment went back to. */
  readonly rolledBackTo?: number;
  /** Ours: of the application, when the deployment began. */
  readonly healthBefore?: HealthStatusCode;
  /** Ours: when the application was first seen Healthy with it; RFC 3339. Absent: never, as far as anybody knows. */
  readonly healthyAt?: string;
}

/**
 * Ours: why automation leaves an application alone. It lives in the status, which no Git and no parent application writes, so that nothing but a
 * person takes it away.
 */
export interface Hold {
  readonly kind: 'rollback' | 'pause';
  readonly reason: string;
  readonly by: string;
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339: it ends by itself then. Absent: only a person ends it. */
  readonly until?: string;
  /** Of a rollback: the revisions that were left, those it went to, and those that Git offered then. */
  readonly left?: readonly string[];
  readonly to?: readonly string[];
  readonly offered?: readonly string[];
  /** Identifies the objects that Git offered then: a commit that changes none of them is none for this application. */
  readonly offeredTarget?: string;
  /** Automation resumes when Git offers something else than all of these. */
  readonly releaseOnNewCommit?: boolean;
}

/** Ours: revisions that are never synced again until a person allows them. */
export interface RefusedRevisions {
  readonly revisions: readonly string[];
  /** Identifies their objects, where they were known: another commit with just the same objects is refused too. */
  readonly target?: string;
  readonly reason: string;
  readonly by: string;
  /** RFC 3339. */
  readonly since: string;
}

/** Ours: an object that was not as Git says, and that self heal set right. Such a sync is no entry of the history (reference §3.9). */
export interface Heal {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** It was changed, it was deleted, or it was there without being declared. */
  readonly was: 'changed' | 'missing' | 'extra';
  /** RFC 3339: when the heal began. */
  readonly at: string;
  /** RFC 3339: when it was as Git says again; or when the attempt failed. */
  readonly healedAt?: string;
  readonly failedAt?: string;
  readonly fields: readonly HealedField[];
  /** How many more fields were set right. */
  readonly more?: number;
}

export interface HealedField {
  readonly path: string;
  /** Only numbers and booleans are kept. */
  readonly live?: number | boolean;
  readonly desired?: number | boolean;
  /** Who changed it, and when, as far as the cluster tells. */
  readonly manager?: string;
  readonly changedAt?: string;
}

export interface OperationState {
  readonly operation: Operation;
  readonly phase: OperationPhase;
  readonly message?: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly retryCount?: number;
  /** Absent: it ended before it was known what to sync with, or nothing of it may count as tried. */
  readonly syncResult?: SyncOperationResult;
  /** Ours: of the application, when the operation began. */
  readonly healthBefore?: HealthStatusCode;
  /** Ours: a person ended it; a sync timeout says the same in its message. */
  readonly terminated?: boolean;
  /** Ours: why it was refused, or what it waits for. */
  readonly reason?: ErrorReason;
}

export interface SyncOperationResult {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  readonly source?: ApplicationSource;
  readonly sources?: readonly ApplicationSource[];
  readonly managedNamespaceMetadata?: ManagedNamespaceMetadata;
  readonly resources?: readonly ResourceResult[];
}

export interface ResourceResult {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly status?: ResultCode;
  readonly message?: string;
  readonly hookType?: HookType;
  readonly hookPhase?: OperationPhase;
  readonly syncPhase?: SyncPhase;
  readonly images?: readonly string[];
}
