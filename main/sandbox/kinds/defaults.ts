/** What the server fills in when it decodes an object, as its API reference documents the defaults of the fields. */

import type { KubeObject } from '../../model/index.ts';
import { type Filler, filler } from './defaults/facts.ts';
import * as network from './defaults/network.ts';
import * as others from './defaults/others.ts';
import { POD } from './defaults/pods.ts';
import * as workloads from './defaults/workloads.ts';

export { TEMPLATE_GENERATION } from './defaults/workloads.ts';

const FILLERS: ReadonlyMap<string, Filler> = new Map(
  Object.entries({
    '/Pod': POD,
    '/PodTemplate': workloads.POD_TEMPLATE,
    '/ReplicationController': workloads.REPLICATION_CONTROLLER,
    'apps/Deployment': workloads.DEPLOYMENT,
    'apps/ReplicaSet': workloads.REPLICA_SET,
    'apps/StatefulSet': workloads.STATEFUL_SET,
    'apps/DaemonSet': workloads.DAEMON_SET,
    'batch/Job': workloads.JOB,
    'batch/CronJob': workloads.CRON_JOB,
    'autoscaling/HorizontalPodAutoscaler': workloads.AUTOSCALER,
    '/Service': network.SERVICE,
    '/Endpoints': network.ENDPOINTS,
    'discovery.k8s.io/EndpointSlice': network.ENDPOINT_SLICE,
    'networking.k8s.io/NetworkPolicy': network.NETWORK_POLICY,
    '/Secret': others.SECRET,
    '/Namespace': others.NAMESPACE,
    '/Node': others.NODE,
    '/LimitRange': others.LIMIT_RANGE,
    '/PersistentVolumeClaim': others.PERSISTENT_VOLUME_CLAIM,
    '/PersistentVolume': others.PERSISTENT_VOLUME,
    'storage.k8s.io/StorageClass': others.STORAGE_CLASS,
    'scheduling.k8s.io/PriorityClass': others.PRIORITY_CLASS,
    'rbac.authorization.k8s.io/RoleBinding': others.BINDING,
    'rbac.authorization.k8s.io/ClusterRoleBinding': others.BINDING,
    'admissionregistration.k8s.io/ValidatingWebhookConfiguration': others.VALIDATING_WEBHOOKS,
    'admissionregistration.k8s.io/MutatingWebhookConfiguration': others.MUTATING_WEBHOOKS,
    'admissionregistration.k8s.io/ValidatingAdmissionPolicy': others.ADMISSION_POLICY,
    'admissionregistration.k8s.io/MutatingAdmissionPolicy': others.ADMISSION_POLICY,
    'apiextensions.k8s.io/CustomResourceDefinition': others.CUSTOM_RESOURCE_DEFINITION,
  }).map(([kind, facts]) => [kind, filler(facts)]),
);

/** In place. `object` is decoded, and nobody else holds it. */
export function applyDefaults(group: string, object: KubeObject): void {
  FILLERS.get(`${group}/${object.kind}`)?.(object as unknown as Record<string, unknown>);
}
