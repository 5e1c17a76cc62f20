import type { KubeObject, SyncOperation } from '../model/index.ts';
import { objectOptions } from './declared.ts';
import type { Propagation, SyncTaskOptions } from './index.ts';

const MIGRATION_ANNOTATION = 'argocd.argoproj.io/client-side-apply-migration-manager';
const DEFAULT_MIGRATION_MANAGER = 'kubectl-client-side-apply';

/** The options of the operation as they were when it was created, not those of the spec now (reference §3.1). */
export interface OperationOptions {
  readonly set: ReadonlySet<string>;
  readonly force: boolean;
  readonly propagation: Propagation;
  readonly migrationManager: string;
}

export function operationOptions(
  operation: SyncOperation,
  appAnnotations: Readonly<Record<string, string>> | undefined,
): OperationOptions {
  const set = new Set(operation.syncOptions ?? []);
  const strategy = operation.syncStrategy;
  return {
    set,
    force: (strategy?.apply ?? strategy?.hook)?.force ?? false,
    propagation: propagationOf(set),
    migrationManager: appAnnotations?.[MIGRATION_ANNOTATION] ?? DEFAULT_MIGRATION_MANAGER,
  };
}

function propagationOf(options: ReadonlySet<string>): Propagation {
  if (options.has('PrunePropagationPolicy=background')) return 'Background';
  if (options.has('PrunePropagationPolicy=orphan')) return 'Orphan';
  return 'Foreground';
}

/** Weighs the options of application and object for one object: `object` is the desired one, or the live one of a prune. */
export function taskOptions(
  app: OperationOptions,
  object: KubeObject,
  dryRun: SyncTaskOptions['dryRun'],
): SyncTaskOptions {
  const own = objectOptions(object);
  return {
    validate: !app.set.has('Validate=false') && !own.has('Validate=false'),
    replace: app.set.has('Replace=true') || own.has('Replace=true'),
    force: app.force || own.has('Force=true'),
    // Argosy applies server-side unless somebody says no: on the object, or on the application where the object does not say yes.
    serverSideApply:
      !own.has('ServerSideApply=false') && (!app.set.has('ServerSideApply=false') || own.has('ServerSideApply=true')),
    clientSideApplyMigration: !app.set.has('ClientSideApplyMigration=false'),
    migrationManager: app.migrationManager,
    respectIgnoreDifferences: app.set.has('RespectIgnoreDifferences=true'),
    dryRun,
    propagation: app.propagation,
    confirm: pruneRule(app, own) === 'confirm',
  };
}

/** The object's own word on pruning, `Prune=true` included, overrides the application's (reference §3.8). */
function pruneRule(app: OperationOptions, own: ReadonlySet<string>): 'yes' | 'never' | 'confirm' {
  for (const options of [own, app.set]) {
    if (options.has('Prune=false')) return 'never';
    if (options.has('Prune=confirm')) return 'confirm';
    if (options.has('Prune=true')) return 'yes';
  }
  return 'yes';
}

/** Why a prune does nothing: reference §3.7. */
export function pruneSkipped(operation: SyncOperation, app: OperationOptions, live: KubeObject): string | undefined {
  if (operation.prune !== true) return 'ignored (requires pruning)';
  return pruneRule(app, objectOptions(live)) === 'never' ? 'ignored (no prune)' : undefined;
}
