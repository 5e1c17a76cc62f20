import { scaledValue } from '../../model/index.ts';
import type { Template } from '../kinds/stored/pod.ts';
import type { Deployment } from '../kinds/stored/workloads.ts';
import type { Bounds } from './rolling.ts';

/** The label that tells the Pods of one ReplicaSet of a Deployment from those of the others. */
export const HASH = 'pod-template-hash';

/** How many more and how many fewer there may be while one set takes over from another. */
export function boundsOf(deployment: Deployment): Bounds {
  const { strategy, replicas } = deployment.spec;
  if (strategy.type !== 'RollingUpdate') return { replicas, surge: 0, unavailable: 0 };
  const surge = scaledValue(strategy.rollingUpdate.maxSurge, replicas, true) ?? 0;
  let unavailable = scaledValue(strategy.rollingUpdate.maxUnavailable, replicas, false) ?? 0;
  // Both zero would never get anywhere.
  if (surge === 0 && unavailable === 0) unavailable = 1;
  return { replicas, surge, unavailable: Math.min(unavailable, replicas) };
}

/** A template as the Deployment has it. */
export function withoutHash(template: Template): Template {
  const { [HASH]: _hash, ...labels } = template.metadata.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
