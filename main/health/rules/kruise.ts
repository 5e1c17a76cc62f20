/** OpenKruise: health-rules P14, §4.4–4.7 and the rows of apps.kruise.io, game.kruise.io and rollouts.kruise.io. */

import type { KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionList } from '../conditions.ts';
import { at, health, need, RuleError } from '../fields.ts';
import { generation, isEmpty, join, observed, spec, status, type Verdict } from './clauses.ts';

/** P14: nothing is said before the controller has seen the object as it is. */
function workload(check: Check): Check {
  return (object) =>
    status(object) === undefined || generation(object) !== observed(object)
      ? health('Progressing', 'Waiting for initialization')
      : check(object);
}

const WAITING = health('Progressing', 'Waiting for initialization');

/** An ordering needs two numbers. */
function ordered(a: unknown, b: unknown): readonly [number, number] {
  if (typeof a === 'number' && typeof b === 'number') return [a, b];
  throw new RuleError('attempt to compare values that are no numbers');
}

function hasGrown(object: KubeObject): boolean {
  const [wanted] = ordered(generation(object), 1);
  return wanted > 1;
}

export const cloneSet = workload((object) => {
  const strategy = spec(object, 'updateStrategy');
  if (need(strategy, 'paused') === true || status(object, 'updatedAvailableReplicas') === undefined) {
    return health('Suspended', 'Cloneset is paused');
  }
  // An absent partition is not 0 here: such a CloneSet never gets past this point once it was changed.
  if (at(strategy, 'partition') !== 0 && hasGrown(object)) {
    const [updated, expected] = ordered(status(object, 'updatedReplicas'), status(object, 'expectedUpdatedReplicas'));
    return updated >= expected ? health('Suspended', 'Cloneset needs manual intervention') : WAITING;
  }
  return status(object, 'updatedAvailableReplicas') === status(object, 'replicas')
    ? health('Healthy', 'All Cloneset workloads are ready and updated')
    : health('Degraded', 'Some replicas are not ready or available');
});

export const kruiseDaemonSet = workload((object) => {
  const rolling = spec(object, 'updateStrategy', 'rollingUpdate');
  const scheduled = status(object, 'updatedNumberScheduled');
  if (need(rolling, 'paused') === true || scheduled === undefined) return health('Suspended', 'Daemonset is paused');
  const partition = at(rolling, 'partition');
  const desired = status(object, 'desiredNumberScheduled');
  if (partition !== undefined && partition !== 0 && hasGrown(object)) {
    const [wanted, held] = ordered(desired, partition);
    const [updated] = ordered(scheduled, wanted);
    return updated > wanted - held ? health('Suspended', 'Daemonset needs manual intervention') : WAITING;
  }
  if (scheduled !== desired) return WAITING;
  if (status(object, 'numberAvailable') === desired) {
    return health('Healthy', 'All Daemonset workloads are ready and updated');
  }
  return status(object, 'numberUnavailable') === desired
    ? health('Degraded', 'Some pods are not ready or available')
    : WAITING;
});

export const kruiseStatefulSet = workload((object) => {
  const rolling = spec(object, 'updateStrategy', 'rollingUpdate');
  const available = status(object, 'updatedAvailableReplicas');
  if (need(rolling, 'paused') === true || available === undefined) return health('Suspended', 'Statefulset is paused');
  const partition = at(rolling, 'partition');
  const total = status(object, 'replicas');
  if (partition !== 0 && hasGrown(object)) {
    const [all, held] = ordered(total, partition);
    const [updated] = ordered(status(object, 'updatedReplicas'), all);
    return updated > all - held ? health('Suspended', 'Statefulset needs manual intervention') : WAITING;
  }
  return available === total
    ? health('Healthy', 'All Statefulset workloads are ready and updated')
    : health('Degraded', 'Some replicas are not ready or available');
});

export const advancedCronJob: Check = (object) => {
  const scheduled = need(object, 'status', 'lastScheduleTime');
  if (scheduled === undefined && spec(object, 'paused') === true)
    return health('Suspended', 'AdvancedCronJob is Paused');
  if (!isEmpty(status(object, 'active'))) return health('Progressing', 'AdvancedCronJobs has active jobs');
  return scheduled === undefined
    ? health('Degraded', 'AdvancedCronJobs has not run successfully')
    : health('Healthy', 'AdvancedCronJobs has run successfully');
};

export const broadcastJob: Check = (object) => {
  const running = health('Progressing', 'BroadcastJob is still running');
  if (status(object) === undefined) return running;
  const phase = status(object, 'phase');
  if (status(object, 'desired') === status(object, 'succeeded') && phase === 'completed') {
    return health('Healthy', 'BroadcastJob is completed successfully');
  }
  if (status(object, 'active') !== 0 && phase === 'running') return running;
  if (status(object, 'failed') !== 0 && phase === 'failed') return health('Degraded', 'BroadcastJob failed');
  return phase === 'paused' && spec(object, 'paused') === true
    ? health('Suspended', 'BroadcastJob is Paused')
    : running;
};

export const gameServer: Check = (object) => {
  const otherwise = health('Unknown', 'Waiting for GameServer to be ready');
  if (status(object) === undefined) return otherwise;
  const current = status(object, 'currentState');
  const desired = status(object, 'desiredState');
  if (current !== desired) {
    return health('Progressing', join`State change: ${current ?? 'Unknown'} → ${desired ?? 'Unknown'}`);
  }
  const pod = conditionList(status(object, 'podStatus', 'conditions'));
  if (pod.some((condition) => condition.type === 'KruisePodReady' && condition.status !== 'True')) {
    return health('Degraded', 'Pod is not ready: KruisePodReady');
  }
  return current === 'Ready' ? health('Healthy', 'GameServer is Ready') : otherwise;
};

export const gameServerSet: Check = (object) => {
  const otherwise = health('Progressing', 'Waiting for GameServerSet initialization');
  if (status(object) === undefined || generation(object) !== observed(object)) return otherwise;
  const rolling = spec(object, 'updateStrategy', 'rollingUpdate');
  if (at(rolling, 'paused') === true) return health('Suspended', 'GameServerSet is paused');
  const count = (name: string) => status(object, name) ?? 0;
  const partition = at(rolling, 'partition') ?? 0;
  const total = count('replicas');
  if (partition !== 0) {
    const [all, held] = ordered(total, partition);
    const [updated] = ordered(count('updatedReplicas'), all);
    if (updated >= all - held)
      return health('Suspended', join`Partition=${partition}, waiting for manual intervention`);
  }
  if (count('updatedReadyReplicas') === total) {
    return health('Healthy', 'All GameServerSet replicas are updated and ready');
  }
  const [ready, all] = ordered(count('readyReplicas'), total);
  return ready < all ? health('Progressing', `ReadyReplicas ${ready}/${all}, still progressing`) : otherwise;
};

export const kruiseRollout: Check = (object): Verdict => {
  const otherwise = health('Progressing', 'Rollout is still progressing');
  if (need(object, 'status', 'observedGeneration') !== generation(object)) return otherwise;
  const step = need(object, 'status', 'canaryStatus', 'currentStepState');
  const phase = status(object, 'phase');
  if (step === 'StepPaused' && phase === 'Progressing') {
    return health('Suspended', 'Rollout is Paused need manual intervention');
  }
  if (step === 'Completed' && phase === 'Healthy') return health('Healthy', 'Rollout is Completed');
  if (step === 'StepPaused' && (phase === 'Terminating' || phase === 'Disabled')) {
    return health('Degraded', 'Rollout is Disabled or Terminating');
  }
  return otherwise;
};
