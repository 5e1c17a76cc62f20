import { ArgosyError, deepEqual, type SyncOperation } from '../model/index.ts';
import type { Target } from './assemble-target.ts';
import { localObjects, localTarget } from './local-target.ts';
import { requestedSources } from './operation-result.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord, Destination } from './record.ts';
import { sourcesOf } from './records.ts';

/** The revisions that a request names, one for each source. */
export function pinnedRevisions({ revision, revisions }: SyncOperation): readonly string[] | undefined {
  return revisions ?? (revision === undefined || revision === '' ? undefined : [revision]);
}

/** The objects to sync with: local manifests, pinned revisions or sources, or the newest of the spec's own. */
export async function requestedTarget(
  reconciler: Reconciler,
  record: AppRecord,
  sync: SyncOperation,
  revisions: readonly string[] | undefined,
  destination: Destination,
  signal: AbortSignal,
): Promise<Target> {
  const { app } = record;
  if (sync.manifests && sync.manifests.length > 0) {
    const objects = localObjects(sync.manifests);
    return localTarget(objects, await reconciler.assembleInput(record.key, destination, objects, signal));
  }
  const sources = requestedSources(app, sync);
  if (revisions && revisions.length !== sources.length) {
    throw new ArgosyError('InvalidArgument', `${revisions.length} revisions were given for ${sources.length} sources`, {
      subject: record.key,
    });
  }
  const current = record.target;
  const pinned = revisions?.every((revision, i) => revision === current?.revisions[i]) === true;
  // The comparison that asked for this sync has just loaded the same target; not when the spec was changed since.
  const fresh = record.targetInputs === reconciler.inputsOf(app) && record.targetFailure === undefined;
  if (pinned && fresh && current && deepEqual(sources, sourcesOf(app))) return current;
  return reconciler.loadTarget(
    app,
    record.key,
    destination,
    { sources, revisions, freshness: revisions ? 'cached' : 'latest', force: false, previous: record.target },
    signal,
  );
}
