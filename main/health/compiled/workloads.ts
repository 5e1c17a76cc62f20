/** Deployment, StatefulSet, DaemonSet, ReplicaSet: reference §4.1. */

import type { HealthStatus, KubeObject } from '../../model/index.ts';
import { conditionsOf } from '../conditions.ts';
import { at, textAt } from '../fields.ts';
import { count, integer, requireVersion } from './typed.ts';

const HEALTHY: HealthStatus = { status: 'Healthy' };

function progressing(message: string): HealthStatus {
  return { status: 'Progressing', message };
}

function notObserved(object: KubeObject, what: string): HealthStatus | undefined {
  return count(object, 'metadata', 'generation') > count(object, 'status', 'observedGeneration')
    ? progressing(`Waiting for rollout to finish: observed ${what} generation less than desired generation`)
    : undefined;
}

export function deployment(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1');
  if (at(object, 'spec', 'paused') === true) return { status: 'Suspended', message: 'Deployment is paused' };
  const waiting = notObserved(object, 'deployment');
  if (waiting !== undefined) return waiting;

  const name = textAt(object, 'metadata', 'name');
  if (conditionsOf(object).find((c) => c.type === 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return { status: 'Degraded', message: `Deployment ${JSON.stringify(name)} exceeded its progress deadline` };
  }
  const wanted = integer(object, 'spec', 'replicas');
  const updated = count(object, 'status', 'updatedReplicas');
  const total = count(object, 'status', 'replicas');
  const available = count(object, 'status', 'availableReplicas');
  const prefix = 'Waiting for rollout to finish:';
  if (wanted !== undefined && updated < wanted) {
    return progressing(`${prefix} ${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (total > updated) return progressing(`${prefix} ${total - updated} old replicas are pending termination...`);
  if (available < updated) {
    return progressing(`${prefix} ${available} of ${updated} updated replicas are available...`);
  }
  return HEALTHY;
}

export function statefulSet(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1');
  const observed = count(object, 'status', 'observedGeneration');
  if (observed === 0 || count(object, 'metadata', 'generation') > observed) {
    return progressing('Waiting for statefulset spec update to be observed...');
  }
  const wanted = integer(object, 'spec', 'replicas');
  const ready = count(object, 'status', 'readyReplicas');
  if (wanted !== undefined && ready < wanted) return progressing(`Waiting for ${wanted - ready} pods to be ready...`);

  const updated = count(object, 'status', 'updatedReplicas');
  const strategy = textAt(object, 'spec', 'updateStrategy', 'type');
  if (strategy === 'RollingUpdate' && at(object, 'spec', 'updateStrategy', 'rollingUpdate') !== undefined) {
    const partition = integer(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
    if (wanted !== undefined && partition !== undefined && updated < wanted - partition) {
      return progressing(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      );
    }
    return {
      status: 'Healthy',
      message: `partitioned roll out complete: ${updated} new pods have been updated...`,
    };
  }
  if (strategy === 'OnDelete') return { status: 'Healthy', message: `statefulset has ${ready} ready pods` };

  const next = textAt(object, 'status', 'updateRevision');
  const current = textAt(object, 'status', 'currentRevision');
  if (next !== current) {
    return progressing(`waiting for statefulset rolling update to complete ${updated} pods at revision ${next}...`);
  }
  return {
    status: 'Healthy',
    message: `statefulset rolling update complete ${count(object, 'status', 'currentReplicas')} pods at revision ${current}...`,
  };
}

export function daemonSet(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1');
  const waiting = notObserved(object, 'daemon set');
  if (waiting !== undefined) return waiting;

  const updated = count(object, 'status', 'updatedNumberScheduled');
  const desired = count(object, 'status', 'desiredNumberScheduled');
  const available = count(object, 'status', 'numberAvailable');
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return { status: 'Healthy', message: `daemon set ${updated} out of ${desired} new pods have been updated` };
  }
  const prefix = `Waiting for daemon set ${JSON.stringify(textAt(object, 'metadata', 'name'))} rollout to finish:`;
  if (updated < desired) return progressing(`${prefix} ${updated} out of ${desired} new pods have been updated...`);
  if (available < desired) return progressing(`${prefix} ${available} of ${desired} updated pods are available...`);
  return HEALTHY;
}

export function replicaSet(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1');
  const waiting = notObserved(object, 'replica set');
  if (waiting !== undefined) return waiting;

  const failure = conditionsOf(object).find((c) => c.type === 'ReplicaFailure');
  if (failure?.status === 'True') {
    return { status: 'Degraded', ...(typeof failure.message === 'string' && { message: failure.message }) };
  }
  const wanted = integer(object, 'spec', 'replicas');
  const available = count(object, 'status', 'availableReplicas');
  if (wanted !== undefined && available < wanted) {
    return progressing(`Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`);
  }
  return HEALTHY;
}
