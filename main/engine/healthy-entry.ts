import type { ApplicationStatus, SyncOperation, Timestamp } from '../model/index.ts';

/**
 * Notes in the newest entry of the history that the application was seen Healthy with it: an automatic rollback goes back to no other. Only while what
 * lives is what the entry deployed: a sync that failed since then, or one of chosen objects, may be what is healthy or not.
 */
export function withHealthyEntry(status: ApplicationStatus, operating: boolean, now: Timestamp): ApplicationStatus {
  const { health, history = [], operationState } = status;
  const newest = history.at(-1);
  if (operating || health?.status !== 'Healthy' || newest === undefined || newest.healthyAt !== undefined) {
    return status;
  }
  const itsOwn = operationState === undefined || operationState.finishedAt === newest.deployedAt;
  if (!itsOwn && !changesNothing(operationState.operation.sync)) return status;
  return { ...status, history: [...history.slice(0, -1), { ...newest, healthyAt: now }] };
}

/** A heal brings back what the entry deployed, a dry run does nothing at all. */
function changesNothing(sync: SyncOperation | undefined): boolean {
  return sync?.autoHealAttemptsCount !== undefined || sync?.dryRun === true;
}
