/** The part of the server's validation that manifests of applications meet. Paths and words are the server's. */

import type { KubeObject } from '../../../model/index.ts';
import { type FieldFault, required } from '../../api/status-error.ts';
import type { Definition } from '../../crds/definition.ts';
import type { Kind } from '../kind.ts';
import type { RoleBinding } from '../rights.ts';
import { type Claim, claimFaults, configMapFaults, type Keyed, secretFaults } from './data.ts';
import { type Ingress, ingressFaults, type Service, serviceFaults } from './network.ts';
import { type GivenPodSpec, podSpecFaults } from './pod.ts';
import {
  type Autoscaler,
  autoscalerFaults,
  type Budget,
  bindingFaults,
  budgetFaults,
  definitionFaults,
} from './rules.ts';
import {
  type CronJob,
  cronJobFaults,
  deploymentFaults,
  type JobObject,
  jobFaults,
  replicaSetFaults,
  statefulSetFaults,
  type Workload,
  workloadFaults,
} from './workloads.ts';

export function validate(kind: Kind, object: KubeObject): readonly FieldFault[] {
  return CHECKS[`${kind.group}/${kind.kind}`]?.(object) ?? [];
}

/** Decoding has seen to the types of the fields: what is checked is a kind's own object, though perhaps one without sense. */
function of<T extends KubeObject>(check: (object: T) => FieldFault[]): (object: KubeObject) => FieldFault[] {
  return (object) => check(object as T);
}

interface PodObject extends KubeObject {
  readonly spec: GivenPodSpec;
}

const CHECKS: Readonly<Record<string, (object: KubeObject) => FieldFault[]>> = {
  '/Pod': of<PodObject>(({ spec }) => podSpecFaults(spec, 'spec')),
  'apps/Deployment': of<Workload>(deploymentFaults),
  'apps/ReplicaSet': of<Workload>(replicaSetFaults),
  'apps/StatefulSet': of<Workload>(statefulSetFaults),
  'apps/DaemonSet': of<Workload>(workloadFaults),
  'batch/Job': of<JobObject>(jobFaults),
  'batch/CronJob': of<CronJob>(cronJobFaults),
  '/Service': of<Service>(serviceFaults),
  '/ConfigMap': of<Keyed>(configMapFaults),
  '/Secret': of<Keyed>(secretFaults),
  '/PersistentVolumeClaim': of<Claim>(claimFaults),
  'networking.k8s.io/Ingress': of<Ingress>(ingressFaults),
  'rbac.authorization.k8s.io/RoleBinding': of<RoleBinding>(bindingFaults),
  'rbac.authorization.k8s.io/ClusterRoleBinding': of<RoleBinding>(bindingFaults),
  'policy/PodDisruptionBudget': of<Budget>(budgetFaults),
  'autoscaling/HorizontalPodAutoscaler': of<Autoscaler>(autoscalerFaults),
  'apiextensions.k8s.io/CustomResourceDefinition': of<Definition>(definitionFaults),
  'storage.k8s.io/StorageClass': (object) => (object['provisioner'] === '' ? [required('provisioner')] : []),
};
