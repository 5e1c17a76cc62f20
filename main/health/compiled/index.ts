import type { HealthStatus, KubeObject } from '../../model/index.ts';
import {
  apiService,
  horizontalPodAutoscaler,
  ingress,
  job,
  persistentVolumeClaim,
  service,
  workflow,
} from './others.ts';
import { pod } from './pod.ts';
import { daemonSet, deployment, replicaSet, statefulSet } from './workloads.ts';

export type Check = (object: KubeObject) => HealthStatus | undefined;

/** The checks that Argo CD compiles in, by `group/Kind` (reference §4.1). They come after every script and every rule. */
export const COMPILED: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['apps/Deployment', deployment],
  ['apps/StatefulSet', statefulSet],
  ['apps/DaemonSet', daemonSet],
  ['apps/ReplicaSet', replicaSet],
  ['/Pod', pod],
  ['/PersistentVolumeClaim', persistentVolumeClaim],
  ['/Service', service],
  ['batch/Job', job],
  ['extensions/Ingress', ingress],
  ['networking.k8s.io/Ingress', ingress],
  ['autoscaling/HorizontalPodAutoscaler', horizontalPodAutoscaler],
  ['apiregistration.k8s.io/APIService', apiService],
  ['argoproj.io/Workflow', workflow],
]);
