import { type Application, annotation, type KubeObject, objectSyncOptions, SyncOptions } from '../model/index.ts';

const CLIENT_ANNOTATION = 'argocd.argoproj.io/client-side-apply-migration-manager';

/** Whose client-side fields our first server-side apply of an object takes over, and whether it does (reference §3.7, §3.8). */
export function migrationOf(
  app: Application,
  object: KubeObject,
): { readonly client: string; readonly takesOver: boolean } {
  const options = new SyncOptions(app.spec.syncPolicy?.syncOptions);
  const { serverSideApply, replace } = objectSyncOptions(options, object);
  const clientSide = options.has('ServerSideApply=false') || SyncOptions.of(object).has('ServerSideApply=false');
  return {
    client: annotation(app, CLIENT_ANNOTATION) || 'kubectl-client-side-apply',
    takesOver: !options.has('ClientSideApplyMigration=false') && !replace && (serverSideApply || !clientSide),
  };
}
