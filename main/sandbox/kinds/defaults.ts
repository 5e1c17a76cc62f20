/** What the server fills in when it decodes an object (the SetDefaults functions of Kubernetes 1.36). Objects are changed in place. */

import type { KubeObject } from '../../model/index.ts';

/** A decoded object that nobody else holds yet. */
// biome-ignore lint/suspicious/noExplicitAny: the objects were checked against their types; the functions read like the Go they follow
type Loose = any;

type Defaulter = (object: Loose) => void;

const set = (target: Loose, field: string, value: unknown) => {
  if (target[field] === undefined || target[field] === null) target[field] = value;
};

export function defaultPodSpec(spec: Loose): void {
  set(spec, 'dnsPolicy', 'ClusterFirst');
  set(spec, 'restartPolicy', 'Always');
  set(spec, 'terminationGracePeriodSeconds', 30);
  set(spec, 'schedulerName', 'default-scheduler');
  set(spec, 'securityContext', {});
  if (spec.hostNetwork === true) defaultHostPorts(spec);
  for (const container of [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ]) {
    defaultContainer(container);
  }
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  if (spec.serviceAccountName !== undefined) set(spec, 'serviceAccount', spec.serviceAccountName);
  else if (spec.serviceAccount !== undefined) spec.serviceAccountName = spec.serviceAccount;
}

function defaultHostPorts(spec: Loose): void {
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const port of container.ports ?? []) set(port, 'hostPort', port.containerPort);
  }
}

function defaultContainer(container: Loose): void {
  if (container.imagePullPolicy === undefined) container.imagePullPolicy = pullPolicy(container.image ?? '');
  set(container, 'terminationMessagePath', '/dev/termination-log');
  set(container, 'terminationMessagePolicy', 'File');
  for (const port of container.ports ?? []) set(port, 'protocol', 'TCP');
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe !== undefined) defaultProbe(probe);
  }
  for (const handler of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (handler?.httpGet !== undefined) defaultHttpGet(handler.httpGet);
  }
  for (const variable of container.env ?? []) {
    if (variable.valueFrom?.fieldRef !== undefined) set(variable.valueFrom.fieldRef, 'apiVersion', 'v1');
    if (variable.valueFrom?.resourceFieldRef !== undefined) set(variable.valueFrom.resourceFieldRef, 'divisor', '0');
  }
}

/** A limit without a request asks for as much. */
function defaultRequests(resources: Loose): void {
  for (const [name, amount] of Object.entries(resources?.limits ?? {})) {
    resources.requests ??= {};
    set(resources.requests, name, amount);
  }
}

function pullPolicy(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  if (last.includes('@')) return 'IfNotPresent';
  const colon = last.indexOf(':');
  return colon < 0 || last.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}

function defaultProbe(probe: Loose): void {
  if (probe.timeoutSeconds === undefined || probe.timeoutSeconds === 0) probe.timeoutSeconds = 1;
  if (probe.periodSeconds === undefined || probe.periodSeconds === 0) probe.periodSeconds = 10;
  if (probe.successThreshold === undefined || probe.successThreshold === 0) probe.successThreshold = 1;
  if (probe.failureThreshold === undefined || probe.failureThreshold === 0) probe.failureThreshold = 3;
  if (probe.httpGet !== undefined) defaultHttpGet(probe.httpGet);
  if (probe.grpc !== undefined) set(probe.grpc, 'service', '');
}

function defaultHttpGet(get: Loose): void {
  set(get, 'path', '/');
  set(get, 'scheme', 'HTTP');
}

const VOLUME_SOURCES = [
  'hostPath',
  'emptyDir',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'persistentVolumeClaim',
  'projected',
  'configMap',
  'downwardAPI',
  'csi',
  'ephemeral',
  'image',
  'fc',
  'azureFile',
  'azureDisk',
  'rbd',
  'cephfs',
  'flexVolume',
  'portworxVolume',
  'glusterfs',
  'vsphereVolume',
  'quobyte',
  'cinder',
  'photonPersistentDisk',
  'scaleIO',
  'storageos',
  'gitRepo',
  'flocker',
];

function defaultVolume(volume: Loose): void {
  if (!VOLUME_SOURCES.some((source) => volume[source] !== undefined)) volume.emptyDir = {};
  if (volume.secret !== undefined) set(volume.secret, 'defaultMode', 420);
  if (volume.configMap !== undefined) set(volume.configMap, 'defaultMode', 420);
  if (volume.hostPath !== undefined) set(volume.hostPath, 'type', '');
  if (volume.downwardAPI !== undefined) {
    set(volume.downwardAPI, 'defaultMode', 420);
    for (const item of volume.downwardAPI.items ?? [])
      if (item.fieldRef !== undefined) set(item.fieldRef, 'apiVersion', 'v1');
  }
  if (volume.projected !== undefined) {
    set(volume.projected, 'defaultMode', 420);
    for (const source of volume.projected.sources ?? []) {
      if (source.serviceAccountToken !== undefined) set(source.serviceAccountToken, 'expirationSeconds', 3600);
      for (const item of source.downwardAPI?.items ?? [])
        if (item.fieldRef !== undefined) set(item.fieldRef, 'apiVersion', 'v1');
    }
  }
  if (volume.ephemeral?.volumeClaimTemplate !== undefined) defaultClaimSpec(volume.ephemeral.volumeClaimTemplate.spec);
}

function defaultTemplate(template: Loose): void {
  defaultPodSpec(template.spec);
}

function defaultClaimSpec(spec: Loose): void {
  set(spec, 'volumeMode', 'Filesystem');
}

/** The deprecated annotations' place was taken by policy fields; what stays is that limits become requests. */
const pod: Defaulter = (object) => {
  defaultPodSpec(object.spec);
  for (const container of [...(object.spec.containers ?? []), ...(object.spec.initContainers ?? [])])
    defaultRequests(container.resources);
  set(object.spec, 'enableServiceLinks', true);
};

const deployment: Defaulter = ({ spec }) => {
  set(spec, 'replicas', 1);
  set(spec, 'revisionHistoryLimit', 10);
  set(spec, 'progressDeadlineSeconds', 600);
  set(spec.strategy, 'type', 'RollingUpdate');
  if (spec.strategy.type === 'RollingUpdate') {
    set(spec.strategy, 'rollingUpdate', {});
    set(spec.strategy.rollingUpdate, 'maxUnavailable', '25%');
    set(spec.strategy.rollingUpdate, 'maxSurge', '25%');
  }
  defaultTemplate(spec.template);
};

const statefulSet: Defaulter = ({ spec }) => {
  set(spec, 'podManagementPolicy', 'OrderedReady');
  set(spec.updateStrategy, 'type', 'RollingUpdate');
  if (spec.updateStrategy.type === 'RollingUpdate') {
    set(spec.updateStrategy, 'rollingUpdate', {});
    set(spec.updateStrategy.rollingUpdate, 'partition', 0);
  }
  set(spec, 'persistentVolumeClaimRetentionPolicy', {});
  set(spec.persistentVolumeClaimRetentionPolicy, 'whenDeleted', 'Retain');
  set(spec.persistentVolumeClaimRetentionPolicy, 'whenScaled', 'Retain');
  set(spec, 'replicas', 1);
  set(spec, 'revisionHistoryLimit', 10);
  defaultTemplate(spec.template);
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= 'v1';
    claim.kind ??= 'PersistentVolumeClaim';
    claim.status ??= {};
    set(claim.status, 'phase', 'Pending');
    defaultClaimSpec(claim.spec);
  }
};

/** A counter of a forgotten API version that is still kept. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const daemonSet: Defaulter = ({ spec, metadata }) => {
  if (metadata.annotations?.[TEMPLATE_GENERATION] === undefined)
    metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: '0' };
  set(spec.updateStrategy, 'type', 'RollingUpdate');
  if (spec.updateStrategy.type === 'RollingUpdate') {
    set(spec.updateStrategy, 'rollingUpdate', {});
    set(spec.updateStrategy.rollingUpdate, 'maxUnavailable', 1);
    set(spec.updateStrategy.rollingUpdate, 'maxSurge', 0);
  }
  set(spec, 'revisionHistoryLimit', 10);
  defaultTemplate(spec.template);
};

const replicaSet: Defaulter = ({ spec }) => {
  set(spec, 'replicas', 1);
  if (spec.template !== undefined) defaultTemplate(spec.template);
};

const replicationController: Defaulter = (object) => {
  const labels = object.spec.template?.metadata?.labels;
  if (labels !== undefined) {
    set(object.spec, 'selector', { ...labels });
    set(object.metadata, 'labels', { ...labels });
  }
  set(object.spec, 'replicas', 1);
  if (object.spec.template !== undefined) defaultTemplate(object.spec.template);
};

function defaultJobSpec(spec: Loose): void {
  if (spec.completions === undefined && spec.parallelism === undefined) {
    spec.completions = 1;
    spec.parallelism = 1;
  }
  set(spec, 'parallelism', 1);
  set(spec, 'backoffLimit', spec.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647);
  set(spec, 'completionMode', 'NonIndexed');
  set(spec, 'suspend', false);
  set(spec, 'manualSelector', false);
  set(spec, 'podReplacementPolicy', spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed');
  defaultTemplate(spec.template);
}

const job: Defaulter = (object) => {
  defaultJobSpec(object.spec);
  const labels = object.spec.template?.metadata?.labels;
  if (labels !== undefined && object.metadata.labels === undefined) object.metadata.labels = labels;
};

const cronJob: Defaulter = ({ spec }) => {
  set(spec, 'concurrencyPolicy', 'Allow');
  set(spec, 'suspend', false);
  set(spec, 'successfulJobsHistoryLimit', 3);
  set(spec, 'failedJobsHistoryLimit', 1);
  // The template of a CronJob is completed when the Job is made of it, only its Pods are here.
  if (spec.jobTemplate?.spec?.template !== undefined) defaultTemplate(spec.jobTemplate.spec.template);
};

const service: Defaulter = ({ spec }) => {
  set(spec, 'sessionAffinity', 'None');
  if (spec.sessionAffinity === 'ClientIP') {
    spec.sessionAffinityConfig ??= { clientIP: {} };
    spec.sessionAffinityConfig.clientIP ??= {};
    set(spec.sessionAffinityConfig.clientIP, 'timeoutSeconds', 10800);
  } else delete spec.sessionAffinityConfig;
  set(spec, 'type', 'ClusterIP');
  for (const port of spec.ports ?? []) {
    set(port, 'protocol', 'TCP');
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0;
  if ((spec.type === 'NodePort' || spec.type === 'LoadBalancer') && external)
    set(spec, 'externalTrafficPolicy', 'Cluster');
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.type === 'ClusterIP')
    set(spec, 'internalTrafficPolicy', 'Cluster');
  if (spec.type === 'LoadBalancer') set(spec, 'allocateLoadBalancerNodePorts', true);
};

const secret: Defaulter = (object) => {
  set(object, 'type', 'Opaque');
  if (object.stringData === undefined) return;
  // Written, never stored: it is folded into data when it is decoded.
  object.data = { ...object.data };
  for (const [name, value] of Object.entries<string>(object.stringData))
    object.data[name] = Buffer.from(value).toString('base64');
  delete object.stringData;
};

const claim: Defaulter = (object) => {
  set(object.status, 'phase', 'Pending');
  defaultClaimSpec(object.spec);
};

const volume: Defaulter = (object) => {
  set(object.status, 'phase', 'Pending');
  set(object.spec, 'persistentVolumeReclaimPolicy', 'Retain');
  set(object.spec, 'volumeMode', 'Filesystem');
  if (object.spec.hostPath !== undefined) set(object.spec.hostPath, 'type', '');
};

const namespace: Defaulter = (object) => {
  if (
    object.metadata.name !== undefined &&
    object.metadata.labels?.['kubernetes.io/metadata.name'] !== object.metadata.name
  ) {
    object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  }
  set(object.status, 'phase', 'Active');
};

const networkPolicy: Defaulter = ({ spec }) => {
  for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])])
    for (const port of rule.ports ?? []) set(port, 'protocol', 'TCP');
  if ((spec.policyTypes ?? []).length === 0)
    spec.policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
};

const binding = (): Defaulter => (object) => {
  if (object.roleRef !== undefined && (object.roleRef.apiGroup === undefined || object.roleRef.apiGroup === '')) {
    object.roleRef.apiGroup = 'rbac.authorization.k8s.io';
  }
  for (const subject of object.subjects ?? []) {
    if (subject.apiGroup === undefined && (subject.kind === 'User' || subject.kind === 'Group'))
      subject.apiGroup = 'rbac.authorization.k8s.io';
  }
};

const autoscaler: Defaulter = ({ apiVersion, spec }) => {
  set(spec, 'minReplicas', 1);
  if (apiVersion === 'autoscaling/v1') {
    set(spec, 'targetCPUUtilizationPercentage', 80);
    return;
  }
  if ((spec.metrics ?? []).length === 0) {
    spec.metrics = [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
    ];
  }
  if (spec.behavior === undefined) return;
  const { behavior } = spec;
  behavior.scaleUp ??= {};
  set(behavior.scaleUp, 'stabilizationWindowSeconds', 0);
  set(behavior.scaleUp, 'selectPolicy', 'Max');
  set(behavior.scaleUp, 'policies', [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]);
  behavior.scaleDown ??= {};
  set(behavior.scaleDown, 'selectPolicy', 'Max');
  set(behavior.scaleDown, 'policies', [{ type: 'Percent', value: 100, periodSeconds: 15 }]);
};

const storageClass: Defaulter = (object) => {
  set(object, 'reclaimPolicy', 'Delete');
  set(object, 'volumeBindingMode', 'Immediate');
};

const slice: Defaulter = (object) => {
  for (const port of object.ports ?? []) {
    set(port, 'name', '');
    set(port, 'protocol', 'TCP');
  }
};

const endpoints: Defaulter = (object) => {
  for (const subset of object.subsets ?? []) for (const port of subset.ports ?? []) set(port, 'protocol', 'TCP');
};

const priorityClass: Defaulter = (object) => {
  set(object, 'preemptionPolicy', 'PreemptLowerPriority');
};

const validatingWebhooks: Defaulter = (object) => {
  for (const hook of object.webhooks ?? []) {
    set(hook, 'failurePolicy', 'Fail');
    set(hook, 'matchPolicy', 'Equivalent');
    set(hook, 'namespaceSelector', {});
    set(hook, 'objectSelector', {});
    set(hook, 'timeoutSeconds', 10);
    if (hook.clientConfig?.service !== undefined) set(hook.clientConfig.service, 'port', 443);
    for (const rule of hook.rules ?? []) set(rule, 'scope', '*');
  }
};

const mutatingWebhooks: Defaulter = (object) => {
  validatingWebhooks(object);
  for (const hook of object.webhooks ?? []) set(hook, 'reinvocationPolicy', 'Never');
};

const admissionPolicy: Defaulter = ({ spec }) => {
  set(spec, 'failurePolicy', 'Fail');
  if (spec.matchConstraints === undefined) return;
  set(spec.matchConstraints, 'matchPolicy', 'Equivalent');
  set(spec.matchConstraints, 'namespaceSelector', {});
  set(spec.matchConstraints, 'objectSelector', {});
  for (const rule of spec.matchConstraints.resourceRules ?? []) set(rule, 'scope', '*');
};

const node: Defaulter = (object) => {
  if (object.status?.capacity !== undefined) set(object.status, 'allocatable', { ...object.status.capacity });
};

const definition: Defaulter = ({ spec }) => {
  if (spec.names !== undefined) {
    if (!spec.names.singular) spec.names.singular = String(spec.names.kind ?? '').toLowerCase();
    if (!spec.names.listKind && spec.names.kind) spec.names.listKind = `${spec.names.kind}List`;
  }
  set(spec, 'conversion', { strategy: 'None' });
  if (spec.conversion.webhook?.clientConfig?.service !== undefined)
    set(spec.conversion.webhook.clientConfig.service, 'port', 443);
};

const limitRange: Defaulter = ({ spec }) => {
  for (const item of spec.limits ?? []) {
    if (item.type !== 'Container') continue;
    for (const [name, amount] of Object.entries(item.max ?? {})) {
      item.default ??= {};
      set(item.default, name, amount);
    }
    for (const [name, amount] of Object.entries(item.default ?? {})) {
      item.defaultRequest ??= {};
      set(item.defaultRequest, name, amount);
    }
    for (const [name, amount] of Object.entries(item.min ?? {})) {
      item.defaultRequest ??= {};
      set(item.defaultRequest, name, amount);
    }
  }
};

const DEFAULTERS: Readonly<Record<string, Defaulter>> = {
  '/Pod': pod,
  '/PodTemplate': (object) => defaultTemplate(object.template),
  '/ReplicationController': replicationController,
  '/Service': service,
  '/Secret': secret,
  '/PersistentVolumeClaim': claim,
  '/PersistentVolume': volume,
  '/Namespace': namespace,
  '/Endpoints': endpoints,
  '/Node': node,
  '/LimitRange': limitRange,
  'apps/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'apps/ReplicaSet': replicaSet,
  'batch/Job': job,
  'batch/CronJob': cronJob,
  'networking.k8s.io/NetworkPolicy': networkPolicy,
  'rbac.authorization.k8s.io/RoleBinding': binding(),
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding(),
  'autoscaling/HorizontalPodAutoscaler': autoscaler,
  'storage.k8s.io/StorageClass': storageClass,
  'discovery.k8s.io/EndpointSlice': slice,
  'scheduling.k8s.io/PriorityClass': priorityClass,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': validatingWebhooks,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': mutatingWebhooks,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': admissionPolicy,
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': admissionPolicy,
  'apiextensions.k8s.io/CustomResourceDefinition': definition,
};

export function applyDefaults(group: string, object: KubeObject): void {
  DEFAULTERS[`${group}/${object.kind}`]?.(object);
}
