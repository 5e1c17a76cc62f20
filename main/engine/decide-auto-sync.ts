import type { Application, ApplicationSource, OperationState, ResourceStatus, SyncStatusCode } from '../model/index.ts';
import { deepEqual } from '../model/index.ts';

/** Everything the decision looks at. Pure input: no clock is read and nothing is asked for. */
export interface AutoSyncInput {
  readonly app: Application;
  readonly sync: SyncStatusCode;
  readonly resources: readonly ResourceStatus[];
  /** The revisions just compared with. */
  readonly revisions: readonly string[];
  readonly operationState: OperationState | undefined;
  readonly operationInProgress: boolean;
  /** Why a sync may not start by itself now (a hold of the person), if so. */
  readonly held: string | undefined;
  /** A person has refused the revisions that Git offers. */
  readonly refused: boolean;
  /** A sync window of the project is shut; `until`: when to look again. */
  readonly window: { readonly until: number | undefined } | undefined;
  /** How long a heal must wait after the last one, by its number from 1; the shipped default waits only in a fight. */
  readonly healDelay: (attempt: number) => number;
  readonly now: number;
}

export interface HealedResource {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Why an application is, or is not, synced by itself right now. Source: automated sync semantics, reference §3.9. */
export type AutoSyncDecision =
  | { readonly act: 'sync' }
  | { readonly act: 'heal'; readonly resources: readonly HealedResource[]; readonly attempt: number }
  | { readonly act: 'wait'; readonly until: number; readonly because: 'back-off' | 'window' }
  | {
      readonly act: 'none';
      readonly because:
        | 'manual'
        | 'busy'
        | 'deleting'
        | 'synced'
        | 'unknown'
        | 'held'
        | 'refused'
        | 'window'
        | 'only-pruning'
        | 'already-tried';
    }
  /** Nothing is done, and the application carries this SyncError. */
  | { readonly act: 'refuse'; readonly message: string };

export function decideAutoSync(input: AutoSyncInput): AutoSyncDecision {
  const { app, resources, revisions, operationState } = input;
  const automated = app.spec.syncPolicy?.automated;
  if (!automated || automated.enabled === false) return { act: 'none', because: 'manual' };
  if (input.operationInProgress) return { act: 'none', because: 'busy' };
  if (app.metadata.deletionTimestamp !== undefined) return { act: 'none', because: 'deleting' };
  if (input.sync === 'Unknown') return { act: 'none', because: 'unknown' };
  if (input.sync !== 'OutOfSync') return { act: 'none', because: 'synced' };
  if (input.held !== undefined) return { act: 'none', because: 'held' };
  if (input.refused) return { act: 'none', because: 'refused' };
  if (input.window !== undefined) {
    const { until } = input.window;
    return until === undefined ? { act: 'none', because: 'window' } : { act: 'wait', until, because: 'window' };
  }

  const outOfSync = resources.filter((resource) => resource.status !== undefined && resource.status !== 'Synced');
  if (
    automated.prune !== true &&
    outOfSync.length > 0 &&
    outOfSync.every((resource) => resource.requiresPruning === true)
  ) {
    return { act: 'none', because: 'only-pruning' };
  }

  let decision: AutoSyncDecision = { act: 'sync' };
  if (alreadyAttempted(app, revisions, operationState)) {
    if (operationState!.phase !== 'Succeeded') {
      return {
        act: 'refuse',
        message: `Failed last sync attempt to [${revisions.join(',')}]: ${operationState!.message ?? ''}`,
      };
    }
    if (automated.selfHeal !== true) return { act: 'none', because: 'already-tried' };
    const attempt = (operationState!.operation.sync?.autoHealAttemptsCount ?? 0) + 1;
    const finished = Date.parse(operationState!.finishedAt ?? operationState!.startedAt);
    const until = finished + input.healDelay(attempt);
    if (until > input.now) return { act: 'wait', until, because: 'back-off' };
    decision = { act: 'heal', attempt, resources: outOfSync.map(healed) };
  }

  // The guard also stops an application whose rendered set became empty (reference §3.9).
  if (
    automated.prune === true &&
    automated.allowEmpty !== true &&
    resources.every((resource) => resource.requiresPruning === true || resource.hook === true)
  ) {
    return {
      act: 'refuse',
      message: `Skipping sync attempt to [${revisions.join(',')}]: auto-sync will wipe out all resources`,
    };
  }
  return decision;
}

function healed(resource: ResourceStatus): HealedResource {
  return {
    group: resource.group ?? '',
    kind: resource.kind,
    name: resource.name,
    namespace: resource.namespace ?? '',
  };
}

/** The last operation already tried just these revisions of just these sources. */
function alreadyAttempted(app: Application, revisions: readonly string[], state: OperationState | undefined): boolean {
  const result = state?.syncResult;
  if (!state || !result) return false;
  if (state.operation.sync?.dryRun === true) return false;
  const tried = result.revisions ?? (result.revision === undefined ? [] : [result.revision]);
  if (!deepEqual(tried, revisions)) return false;
  if (!deepEqual(result.managedNamespaceMetadata, app.spec.syncPolicy?.managedNamespaceMetadata)) return false;
  return deepEqual(result.sources ?? sourcesOf(result.source), app.spec.sources ?? sourcesOf(app.spec.source));
}

function sourcesOf(source: ApplicationSource | undefined): readonly ApplicationSource[] {
  return source === undefined ? [] : [source];
}
