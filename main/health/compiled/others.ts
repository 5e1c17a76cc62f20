/** Job, PersistentVolumeClaim, Service, Ingress, HorizontalPodAutoscaler, APIService, Workflow: reference §4.1. */

import { annotation, type HealthStatus, type KubeObject } from '../../model/index.ts';
import { type Condition, conditionList, conditionsOf } from '../conditions.ts';
import { health, listAt, RuleError, textAt } from '../fields.ts';
import { requireVersion } from './typed.ts';

/**
 * Any condition of these types counts whatever its status, except that Suspended must be True to suspend: a `Suspended=False`
 * condition left behind by a resumed Job counts as complete (reference §4.1).
 */
export function job(object: KubeObject): HealthStatus | undefined {
  requireVersion(object, 'v1');
  let failure: unknown;
  let failed = false;
  let suspended = false;
  let complete = false;
  let message: unknown = '';
  for (const condition of conditionsOf(object)) {
    if (condition.type === 'Failed') {
      failed = true;
      failure = condition.message;
    } else if (condition.type === 'Complete') {
      complete = true;
      message = condition.message;
    } else if (condition.type === 'Suspended') {
      complete = true;
      message = condition.message;
      if (condition.status === 'True') suspended = true;
    }
  }
  if (failed) return health('Degraded', failure);
  if (!complete) return health('Progressing', message);
  return suspended ? health('Suspended', message) : health('Healthy', message);
}

export function persistentVolumeClaim(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1');
  switch (textAt(object, 'status', 'phase')) {
    case 'Bound':
      return { status: 'Healthy' };
    case 'Pending':
      return { status: 'Progressing' };
    case 'Lost':
      return { status: 'Degraded' };
    default:
      return { status: 'Unknown' };
  }
}

export function service(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1');
  if (textAt(object, 'spec', 'type') !== 'LoadBalancer') return { status: 'Healthy' };
  return balanced(object);
}

export function ingress(object: KubeObject): HealthStatus {
  return balanced(object);
}

function balanced(object: KubeObject): HealthStatus {
  return { status: listAt(object, 'status', 'loadBalancer', 'ingress').length > 0 ? 'Healthy' : 'Progressing' };
}

const SCALING_FAILURES: ReadonlyMap<unknown, ReadonlySet<unknown>> = new Map([
  ['AbleToScale', new Set(['FailedGetScale', 'FailedUpdateScale'])],
  [
    'ScalingActive',
    new Set([
      'FailedGetResourceMetric',
      'FailedGetObjectMetric',
      'FailedGetPodsMetric',
      'FailedGetExternalMetric',
      'FailedComputeMetricsReplicas',
      'InvalidSelector',
    ]),
  ],
]);

export function horizontalPodAutoscaler(object: KubeObject): HealthStatus | undefined {
  requireVersion(object, 'v1', 'v2beta1', 'v2beta2', 'v2');
  const conditions = object.apiVersion.endsWith('/v1') ? annotatedConditions(object) : conditionsOf(object);
  const failed = conditions.find((c) => SCALING_FAILURES.get(c.type)?.has(c.reason) === true);
  if (failed !== undefined) return health('Degraded', failed.message);
  const scaling = conditions.find(
    (c) => (c.type === 'AbleToScale' || c.type === 'ScalingLimited') && c.status === 'True',
  );
  if (scaling !== undefined) return health('Healthy', scaling.message);
  return { status: 'Progressing', message: 'Waiting to Autoscale' };
}

/** autoscaling/v1 has no conditions of its own: the API server writes them into an annotation, as JSON. */
function annotatedConditions(object: KubeObject): readonly Condition[] {
  const text = annotation(object, 'autoscaling.alpha.kubernetes.io/conditions');
  if (text === undefined) return [];
  try {
    return conditionList(JSON.parse(text));
  } catch (error) {
    throw new RuleError(`failed to convert conditions annotation to typed: ${(error as Error).message}`);
  }
}

export function apiService(object: KubeObject): HealthStatus {
  requireVersion(object, 'v1', 'v1beta1');
  const available = conditionsOf(object).find((c) => c.type === 'Available');
  if (available === undefined) return { status: 'Progressing', message: 'Waiting to be processed' };
  return {
    status: available.status === 'True' ? 'Healthy' : 'Progressing',
    message: `${textAt(available, 'reason')}: ${textAt(available, 'message')}`,
  };
}

/** Of any version: the check reads the two fields that it needs and converts nothing. */
export function workflow(object: KubeObject): HealthStatus | undefined {
  const message = textAt(object, 'status', 'message');
  switch (textAt(object, 'status', 'phase')) {
    case '':
    case 'Pending':
    case 'Running':
      return health('Progressing', message);
    case 'Succeeded':
      return health('Healthy', message);
    case 'Failed':
    case 'Error':
      return health('Degraded', message);
    default:
      return health('Unknown', message);
  }
}
