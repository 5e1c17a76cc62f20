/** What a Deployment says of its rollout: the two conditions that `kubectl rollout status` and health rules read. */

import type { Condition } from '../kinds/stored/existing.ts';

/** What happened since the last look. Times in milliseconds. */
export interface Progress {
  readonly now: number;
  readonly paused: boolean;
  /** The name of the newest ReplicaSet. */
  readonly newest: string | undefined;
  readonly complete: boolean;
  /** The specification has changed and the new set is not there in full. */
  readonly begun: boolean;
  /** A count went the right way. */
  readonly moved: boolean;
  readonly deadlineMs: number;
}

export interface Told {
  readonly condition: Condition;
  /** Written anew although it says the same. */
  readonly touch: boolean;
}

export function availability(enough: boolean): Condition {
  return enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

const progressing = (status: string, reason: string, message: string): Condition => ({
  type: 'Progressing',
  status,
  reason,
  message,
});

/** What is to be told now, if anything, and in how many milliseconds patience ends. */
export function progress(
  before: Condition | undefined,
  { now, paused, newest, complete, begun, moved, deadlineMs }: Progress,
): { readonly told?: Told; readonly again?: number } {
  const said = before?.reason;
  if (paused) {
    if (said === 'DeploymentPaused') return {};
    return { told: { condition: progressing('Unknown', 'DeploymentPaused', 'Deployment is paused'), touch: true } };
  }
  if (newest === undefined) {
    if (said !== 'DeploymentPaused') return {};
    return { told: { condition: progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed'), touch: true } };
  }
  const of = (status: string, reason: string, message: string, touch = true) => ({
    told: { condition: progressing(status, reason, message), touch },
  });
  const done = said === 'NewReplicaSetAvailable';
  if (complete)
    return of('True', 'NewReplicaSetAvailable', `ReplicaSet "${newest}" has successfully progressed.`, !done);
  if (before === undefined || (done && begun))
    return of('True', 'NewReplicaSetCreated', `Created new replica set "${newest}"`);
  if (done) return {};
  if (moved) return of('True', 'ReplicaSetUpdated', `ReplicaSet "${newest}" is progressing.`);
  if (said === 'ProgressDeadlineExceeded') return {};
  const end = (before.lastUpdateTime === undefined ? now : Date.parse(before.lastUpdateTime)) + deadlineMs;
  if (now >= end) return of('False', 'ProgressDeadlineExceeded', `ReplicaSet "${newest}" has timed out progressing.`);
  // The time of the last update lacks its fraction of a second.
  return { again: end - now + 1000 };
}
