import {
  type AppSyncOptions,
  annotation,
  appSyncOptions,
  type KubeObject,
  type ObjectSyncOptions,
  objectSyncOptions,
  type SyncOperation,
  SyncOptions,
} from '../model/index.ts';
import type { SyncTaskOptions } from './task.ts';

const MIGRATION_ANNOTATION = 'argocd.argoproj.io/client-side-apply-migration-manager';
const DEFAULT_MIGRATION_MANAGER = 'kubectl-client-side-apply';

/** The options of the operation as they were when it was created, not those of the spec now (reference §3.1). */
export interface OperationOptions {
  readonly app: SyncOptions;
  readonly whole: AppSyncOptions;
  /** Of the strategy: every object. */
  readonly force: boolean;
  readonly migrationManager: string;
}

export function operationOptions(operation: SyncOperation, application: KubeObject): OperationOptions {
  const app = new SyncOptions(operation.syncOptions);
  const strategy = operation.syncStrategy;
  return {
    app,
    whole: appSyncOptions(app),
    force: (strategy?.apply ?? strategy?.hook)?.force ?? false,
    migrationManager: annotation(application, MIGRATION_ANNOTATION) ?? DEFAULT_MIGRATION_MANAGER,
  };
}

/** Weighs the options of application and object for one object: the desired one, or the live one of a prune. */
export function ownOptions(operation: OperationOptions, object: KubeObject): ObjectSyncOptions {
  return objectSyncOptions(operation.app, object);
}

export function taskOptions(
  operation: OperationOptions,
  object: KubeObject,
  dryRun: SyncTaskOptions['dryRun'],
): SyncTaskOptions {
  const own = ownOptions(operation, object);
  return {
    validate: own.validate,
    replace: own.replace,
    force: operation.force || own.force,
    serverSideApply: appliesServerSide(operation, object, own),
    clientSideApplyMigration: operation.whole.clientSideApplyMigration,
    migrationManager: operation.migrationManager,
    respectIgnoreDifferences: operation.whole.respectIgnoreDifferences,
    dryRun,
    propagation: operation.whole.propagation,
    confirm: own.prune === 'confirm',
  };
}

/** Argosy applies server-side unless somebody says no: on the object, or on the application where the object does not say yes. */
function appliesServerSide(operation: OperationOptions, object: KubeObject, own: ObjectSyncOptions): boolean {
  if (own.serverSideApply) return true;
  return !SyncOptions.of(object).has('ServerSideApply=false') && !operation.app.has('ServerSideApply=false');
}

/** Why a prune does nothing: reference §3.7. What others declare as well stays, where Argo CD would delete it and let them make it anew. */
export function pruneSkipped(
  operation: SyncOperation,
  options: OperationOptions,
  live: KubeObject,
  declaredBy: readonly string[] = [],
): string | undefined {
  if (operation.prune !== true) return 'ignored (requires pruning)';
  if (declaredBy.length > 0) return `ignored (declared by ${declaredBy.join(', ')})`;
  return ownOptions(options, live).prune === 'forbidden' ? 'ignored (no prune)' : undefined;
}
