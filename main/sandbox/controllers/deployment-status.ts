import type { Condition } from '../kinds/stored/existing.ts';
import type { Deployment, ReplicaCounts, ReplicaSet } from '../kinds/stored/workloads.ts';
import { availability, progress } from './deployment-progress.ts';
import { type Desk, templateText, withCondition } from './desk.ts';
import { MANAGER } from './pods.ts';
import { boundsOf, withoutHash } from './rollout-bounds.ts';

/** Writes what the ReplicaSets of a Deployment add up to. Returns in how many milliseconds its patience ends. */
export function report(
  desk: Desk,
  deployment: Deployment | undefined,
  sets: readonly ReplicaSet[],
): number | undefined {
  if (deployment === undefined) return undefined;
  const sum = (field: keyof ReplicaCounts) => sets.reduce((total, set) => total + (set.status?.[field] ?? 0), 0);
  const wanted = templateText(withoutHash(deployment.spec.template));
  const current = sets.find((set) => templateText(withoutHash(set.spec.template)) === wanted);
  const { replicas } = deployment.spec;
  const total = sum('replicas');
  const available = sum('availableReplicas');
  const updated = current?.status?.replicas ?? 0;
  const now = desk.timestamp();
  const enough = available >= replicas - boundsOf(deployment).unavailable;
  const before: NonNullable<Deployment['status']> = deployment.status ?? {};
  let conditions = withUpdate(before.conditions, availability(enough), now, false);
  const { told, again } = progress(
    (before.conditions ?? []).find((each) => each.type === 'Progressing'),
    {
      now: desk.now,
      paused: deployment.spec.paused === true,
      newest: current?.metadata.name,
      complete: updated === replicas && total === replicas && available === replicas,
      begun: before.observedGeneration !== deployment.metadata.generation && updated < replicas,
      moved:
        updated !== (before.updatedReplicas ?? 0) ||
        available > (before.availableReplicas ?? 0) ||
        sum('readyReplicas') > (before.readyReplicas ?? 0) ||
        total < (before.replicas ?? 0),
      deadlineMs: (deployment.spec.progressDeadlineSeconds ?? 600) * 1000,
    },
  );
  if (told !== undefined) conditions = withUpdate(conditions, told.condition, now, told.touch);
  const unavailable = Math.max(0, Math.max(total, replicas) - available);
  desk.setStatus(
    deployment,
    {
      observedGeneration: deployment.metadata.generation,
      ...(total === 0 ? {} : { replicas: total }),
      ...(updated === 0 ? {} : { updatedReplicas: updated }),
      ...(sum('readyReplicas') === 0 ? {} : { readyReplicas: sum('readyReplicas') }),
      ...(available === 0 ? {} : { availableReplicas: available }),
      ...(unavailable === 0 ? {} : { unavailableReplicas: unavailable }),
      terminatingReplicas: sum('terminatingReplicas'),
      conditions,
      ...(before.collisionCount === undefined ? {} : { collisionCount: before.collisionCount }),
    },
    MANAGER,
  );
  return again;
}

/** A condition of a Deployment also says when it was last looked at. */
function withUpdate(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
  now: string,
  touch: boolean,
): readonly Condition[] {
  const before = (conditions ?? []).find((each) => each.type === condition.type);
  const changed = before === undefined || before.status !== condition.status || before.reason !== condition.reason;
  if (before !== undefined && !changed && !touch) return conditions!;
  return withCondition(conditions, { ...condition, lastUpdateTime: now }, now);
}
