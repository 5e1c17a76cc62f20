/**
 * What the API server's Go types do and its OpenAPI does not say. Read from the public types of k8s.io/api v0.36:
 * fields of value type with `omitempty` (never written when zero) and defaults that functions set instead of the schema.
 */

import { deepEqual } from '../model/index.ts';

const GROUPS = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** Groups that kube-apiserver serves from Go types; everything else is a custom resource or an aggregated server. */
export function isBuiltInGroup(group: string): boolean {
  return GROUPS.has(group);
}

/** Names whose field is a plain value with omitempty in every built-in type that has it. */
const VALUE_FIELDS = new Set(
  `clusterIP component concurrencyPolicy container containerName description dnsPolicy effect externalName
  externalTrafficPolicy fieldPath field group host hostIP image imagePullPolicy ip key keyPath level listKind loadBalancerIP
  medium operator persistentVolumeReclaimPolicy podManagementPolicy prefix priorityClassName role schedulerName scheme
  secretName serviceAccount serviceAccountName serviceName sessionAffinity singular storagePolicyName subPath subPathExpr
  subdomain targetContainerName terminationMessagePath terminationMessagePolicy user volumeName whenDeleted whenScaled
  workingDir failureThreshold hostPort initialDelaySeconds minReadySeconds nodePort healthCheckNodePort number periodSeconds
  successThreshold deprecated globalDefault hostIPC hostNetwork hostPID insecureSkipTLSVerify nullable paused
  preserveUnknownFields publishNotReadyAddresses stdin stdinOnce tty unschedulable uniqueItems
  env.value tolerations.value tolerations.key volumeMounts.readOnly persistentVolumeClaim.readOnly nfs.readOnly csi.driver
  httpGet.path httpHeaders.value paths.path imagePullSecrets.name configMapRef.name secretRef.name configMapKeyRef.name
  secretKeyRef.name ports.name ports.protocol spec.hostname spec.nodeName spec.restartPolicy fieldRef.apiVersion
  strategy.type updateStrategy.type rules.host`.split(/\s+/),
);

/** `parent` is the nearest named field above, so that `env.value` names the value of an item of `env`. */
export function isValueField(parent: string, name: string): boolean {
  return VALUE_FIELDS.has(name) || VALUE_FIELDS.has(`${parent}.${name}`);
}

const KIND_DEFAULTS: Readonly<Record<string, unknown>> = {
  'Deployment/spec.replicas': 1,
  'Deployment/spec.revisionHistoryLimit': 10,
  'Deployment/spec.progressDeadlineSeconds': 600,
  'Deployment/strategy.type': 'RollingUpdate',
  'Deployment/rollingUpdate.maxSurge': '25%',
  'Deployment/rollingUpdate.maxUnavailable': '25%',
  'StatefulSet/spec.replicas': 1,
  'StatefulSet/spec.revisionHistoryLimit': 10,
  'StatefulSet/spec.podManagementPolicy': 'OrderedReady',
  'StatefulSet/updateStrategy.type': 'RollingUpdate',
  'StatefulSet/rollingUpdate.partition': 0,
  'StatefulSet/persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain',
  'StatefulSet/persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
  'StatefulSet/volumeClaimTemplates.apiVersion': 'v1',
  'StatefulSet/volumeClaimTemplates.kind': 'PersistentVolumeClaim',
  'StatefulSet/spec.volumeMode': 'Filesystem',
  'StatefulSet/status.phase': 'Pending',
  'DaemonSet/spec.revisionHistoryLimit': 10,
  'DaemonSet/updateStrategy.type': 'RollingUpdate',
  'DaemonSet/rollingUpdate.maxSurge': 0,
  'DaemonSet/rollingUpdate.maxUnavailable': 1,
  'ReplicaSet/spec.replicas': 1,
  'Job/spec.backoffLimit': 6,
  'Job/spec.completions': 1,
  'Job/spec.parallelism': 1,
  'Job/spec.completionMode': 'NonIndexed',
  'Job/spec.suspend': false,
  'Job/spec.manualSelector': false,
  'Job/spec.podReplacementPolicy': 'TerminatingOrFailed',
  'CronJob/spec.concurrencyPolicy': 'Allow',
  'CronJob/spec.suspend': false,
  'CronJob/spec.successfulJobsHistoryLimit': 3,
  'CronJob/spec.failedJobsHistoryLimit': 1,
  'Service/spec.type': 'ClusterIP',
  'Service/spec.sessionAffinity': 'None',
  'Service/spec.internalTrafficPolicy': 'Cluster',
  'Secret/.type': 'Opaque',
  'PersistentVolumeClaim/spec.volumeMode': 'Filesystem',
  'PersistentVolume/spec.volumeMode': 'Filesystem',
  'PersistentVolume/spec.persistentVolumeReclaimPolicy': 'Retain',
  'HorizontalPodAutoscaler/spec.minReplicas': 1,
  'HorizontalPodAutoscaler/spec.metrics': [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ],
  'HorizontalPodAutoscaler/scaleUp.selectPolicy': 'Max',
  'HorizontalPodAutoscaler/scaleUp.stabilizationWindowSeconds': 0,
  'HorizontalPodAutoscaler/scaleDown.selectPolicy': 'Max',
  'StorageClass/.reclaimPolicy': 'Delete',
  'StorageClass/.volumeBindingMode': 'Immediate',
  'IngressClass/parameters.scope': 'Cluster',
  'CustomResourceDefinition/conversion.strategy': 'None',
  'RoleBinding/roleRef.apiGroup': 'rbac.authorization.k8s.io',
  'ClusterRoleBinding/roleRef.apiGroup': 'rbac.authorization.k8s.io',
  'NetworkPolicy/ports.protocol': 'TCP',
  'MutatingWebhookConfiguration/webhooks.failurePolicy': 'Fail',
  'MutatingWebhookConfiguration/webhooks.matchPolicy': 'Equivalent',
  'MutatingWebhookConfiguration/webhooks.reinvocationPolicy': 'Never',
  'MutatingWebhookConfiguration/webhooks.timeoutSeconds': 10,
  'MutatingWebhookConfiguration/rules.scope': '*',
  'MutatingWebhookConfiguration/service.port': 443,
  'ValidatingWebhookConfiguration/webhooks.failurePolicy': 'Fail',
  'ValidatingWebhookConfiguration/webhooks.matchPolicy': 'Equivalent',
  'ValidatingWebhookConfiguration/webhooks.timeoutSeconds': 10,
  'ValidatingWebhookConfiguration/rules.scope': '*',
  'ValidatingWebhookConfiguration/service.port': 443,
};

/** Defaults inside pod specs (and the few places elsewhere that have the same names and values). */
const POD_DEFAULTS: Readonly<Record<string, unknown>> = {
  'spec.restartPolicy': 'Always',
  'spec.dnsPolicy': 'ClusterFirst',
  'spec.schedulerName': 'default-scheduler',
  'spec.terminationGracePeriodSeconds': 30,
  'spec.enableServiceLinks': true,
  'spec.securityContext': {},
  'containers.resources': {},
  'initContainers.resources': {},
  'containers.terminationMessagePath': '/dev/termination-log',
  'containers.terminationMessagePolicy': 'File',
  'initContainers.terminationMessagePath': '/dev/termination-log',
  'initContainers.terminationMessagePolicy': 'File',
  'fieldRef.apiVersion': 'v1',
  'ports.protocol': 'TCP',
  'httpGet.scheme': 'HTTP',
  'httpGet.path': '/',
  'grpc.service': '',
  'livenessProbe.timeoutSeconds': 1,
  'livenessProbe.periodSeconds': 10,
  'livenessProbe.successThreshold': 1,
  'livenessProbe.failureThreshold': 3,
  'readinessProbe.timeoutSeconds': 1,
  'readinessProbe.periodSeconds': 10,
  'readinessProbe.successThreshold': 1,
  'readinessProbe.failureThreshold': 3,
  'startupProbe.timeoutSeconds': 1,
  'startupProbe.periodSeconds': 10,
  'startupProbe.successThreshold': 1,
  'startupProbe.failureThreshold': 3,
  'configMap.defaultMode': 420,
  'secret.defaultMode': 420,
  'downwardAPI.defaultMode': 420,
  'projected.defaultMode': 420,
  'serviceAccountToken.expirationSeconds': 3600,
  'hostPath.type': '',
  'resourceFieldRef.divisor': '0',
};

/** Value that the server gives a field which nobody declares, or undefined when this table does not know one. */
export function defaultOf(kind: string, parent: string, name: string): unknown {
  const path = `${parent}.${name}`;
  return KIND_DEFAULTS[`${kind}/${path}`] ?? POD_DEFAULTS[path];
}

/** Fields that the server fills in on its own and keeps when a manifest leaves them zero or gives them up. */
const ALLOCATED = new Set([
  'Service/clusterIP',
  'Service/nodePort',
  'Service/healthCheckNodePort',
  'PersistentVolumeClaim/volumeName',
]);

export function keepsAllocated(kind: string, name: string): boolean {
  return ALLOCATED.has(`${kind}/${name}`);
}

export function isSubjectDefault(item: Readonly<Record<string, unknown>>, name: string, value: unknown): boolean {
  if (name !== 'apiGroup') return false;
  return deepEqual(value, item['kind'] === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io');
}
