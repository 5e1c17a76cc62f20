/** One function per kind: the cells of its row, in the order of its columns. */

import type { KubeObject } from '../../model/index.ts';
import type { ClusterState } from '../cluster-state.ts';
import { podRow } from './pod-row.ts';
import { humanDuration, since } from './since.ts';
import { selectorText } from './subresources.ts';

// biome-ignore lint/suspicious/noExplicitAny: stored objects of the printer's kind
type Loose = any;

type Printer = (object: KubeObject, now: number, state: ClusterState) => readonly unknown[];

const name = (o: Loose) => o.metadata.name;
const age = (o: Loose, now: number) => since(o.metadata.creationTimestamp, now);
const orNone = (text: string | undefined) => (text === undefined || text === '' ? '<none>' : text);
const containers = (spec: Loose) => (spec?.containers ?? []).map((each: Loose) => each.name).join(',');
const images = (spec: Loose) => (spec?.containers ?? []).map((each: Loose) => each.image).join(',');
const labels = (map: Loose) =>
  orNone(
    Object.keys(map ?? {})
      .sort()
      .map((key) => `${key}=${map[key]}`)
      .join(','),
  );
const selector = (given: Loose) => orNone(selectorText(given));
const count = (map: Loose) => Object.keys(map ?? {}).length;

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const modes = (given: readonly string[] | undefined) => (given ?? []).map((mode) => MODES[mode] ?? mode).join(',');

const service: Printer = (object, now) => {
  const o = object as Loose;
  const { spec } = o;
  let external: string;
  const ips = (spec.externalIPs ?? []).join(',');
  const ingress = (o.status?.loadBalancer?.ingress ?? []).map((each: Loose) => each.ip || each.hostname).join(',');
  switch (spec.type) {
    case 'ExternalName':
      external = spec.externalName;
      break;
    case 'LoadBalancer':
      external = [ingress, ips].filter((each) => each !== '').join(',') || '<pending>';
      break;
    default:
      external = orNone(ips);
  }
  const ports = (spec.ports ?? [])
    .map((each: Loose) => `${each.port}${each.nodePort === undefined ? '' : `:${each.nodePort}`}/${each.protocol}`)
    .join(',');
  return [
    name(o),
    spec.type,
    spec.type === 'ExternalName' ? '<none>' : (spec.clusterIPs?.[0] ?? spec.clusterIP ?? '<none>'),
    external,
    orNone(ports),
    age(o, now),
    labels(spec.selector),
  ];
};

const node: Printer = (object, now) => {
  const o = object as Loose;
  const ready = (o.status?.conditions ?? []).find((each: Loose) => each.type === 'Ready');
  const roles = Object.keys(o.metadata.labels ?? {})
    .filter((key) => key.startsWith('node-role.kubernetes.io/'))
    .map((key) => key.slice('node-role.kubernetes.io/'.length))
    .sort();
  const address = (type: string) =>
    orNone((o.status?.addresses ?? []).find((each: Loose) => each.type === type)?.address);
  const info = o.status?.nodeInfo ?? {};
  return [
    name(o),
    `${ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'}${o.spec.unschedulable ? ',SchedulingDisabled' : ''}`,
    orNone(roles.join(',')),
    age(o, now),
    info.kubeletVersion ?? '',
    address('InternalIP'),
    address('ExternalIP'),
    info.osImage || '<unknown>',
    info.kernelVersion || '<unknown>',
    info.containerRuntimeVersion || '<unknown>',
  ];
};

const event: Printer = (object, now) => {
  const o = object as Loose;
  const first = o.firstTimestamp ?? o.eventTime;
  const last = o.series?.lastObservedTime ?? o.lastTimestamp ?? first;
  const target = o.involvedObject;
  const times = o.series?.count ?? o.count ?? 1;
  return [
    last === undefined || last === null ? '<unknown>' : since(last, now),
    o.type ?? '',
    o.reason ?? '',
    target.name ? `${target.kind.toLowerCase()}/${target.name}` : target.kind.toLowerCase(),
    target.fieldPath ?? '',
    [o.source?.component, o.source?.host].filter((each) => each).join(', ') || (o.reportingComponent ?? ''),
    (o.message ?? '').trim(),
    first === undefined || first === null ? '<unknown>' : since(first, now),
    times,
    name(o),
  ];
};

const job: Printer = (object, now) => {
  const o = object as Loose;
  const { spec } = o;
  const status = o.status ?? {};
  const has = (type: string) =>
    (status.conditions ?? []).some((each: Loose) => each.type === type && each.status === 'True');
  let phase = 'Running';
  if (has('Complete')) phase = 'Complete';
  else if (has('Failed')) phase = 'Failed';
  else if (o.metadata.deletionTimestamp !== undefined) phase = 'Terminating';
  else if (has('Suspended')) phase = 'Suspended';
  else if (has('FailureTarget')) phase = 'FailureTarget';
  else if (has('SuccessCriteriaMet')) phase = 'SuccessCriteriaMet';
  const done = status.succeeded ?? 0;
  const completions =
    spec.completions !== undefined
      ? `${done}/${spec.completions}`
      : spec.parallelism > 1
        ? `${done}/1 of ${spec.parallelism}`
        : `${done}/1`;
  const ended = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  const duration = status.startTime === undefined ? '' : humanDuration(ended - Date.parse(status.startTime));
  return [
    name(o),
    phase,
    completions,
    duration,
    age(o, now),
    containers(spec.template.spec),
    images(spec.template.spec),
    selector(spec.selector),
  ];
};

const autoscaler: Printer = (object, now) => {
  const o = object as Loose;
  const { spec } = o;
  const targets = (spec.metrics ?? []).map((metric: Loose, index: number) => {
    const current = o.status?.currentMetrics?.[index];
    if (metric.type !== 'Resource') return '<unknown>';
    const { target, name: resource } = metric.resource;
    const value = current?.resource?.current;
    if (target.averageUtilization !== undefined) {
      return `${resource}: ${value?.averageUtilization === undefined ? '<unknown>' : `${value.averageUtilization}%`}/${target.averageUtilization}%`;
    }
    return `${resource}: ${value?.averageValue ?? '<unknown>'}/${target.averageValue ?? '<unset>'}`;
  });
  return [
    name(o),
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    targets.length === 0
      ? '<none>'
      : targets.length > 2
        ? `${targets.slice(0, 2).join(', ')} + ${targets.length - 2} more...`
        : targets.join(', '),
    String(spec.minReplicas ?? '<unset>'),
    spec.maxReplicas,
    o.status?.currentReplicas ?? 0,
    age(o, now),
  ];
};

const binding: Printer = (object, now) => {
  const o = object as Loose;
  const of = (kind: string) =>
    (o.subjects ?? [])
      .filter((each: Loose) => each.kind === kind)
      .map((each: Loose) => (kind === 'ServiceAccount' ? `${each.namespace}/${each.name}` : each.name))
      .join(', ');
  return [name(o), `${o.roleRef.kind}/${o.roleRef.name}`, age(o, now), of('User'), of('Group'), of('ServiceAccount')];
};

function endpointsText(o: Loose): string {
  const all: string[] = (o.subsets ?? []).flatMap((subset: Loose) => {
    const ports: Loose[] = (subset.ports ?? []).length === 0 ? [undefined] : subset.ports;
    return ports.flatMap((port) =>
      (subset.addresses ?? []).map((each: Loose) => (port === undefined ? each.ip : `${each.ip}:${port.port}`)),
    );
  });
  if (all.length === 0) return '<none>';
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}

const quota: Printer = (object, now) => {
  const o = object as Loose;
  const hard = o.status?.hard ?? {};
  const used = o.status?.used ?? {};
  const text = (wanted: boolean) =>
    Object.keys(hard)
      .sort()
      .filter((key) => key.startsWith('limits') === wanted)
      .map((key) => `${key}: ${used[key] ?? '0'}/${hard[key]}`)
      .join(', ');
  return [name(o), text(false), text(true), age(o, now)];
};

function backendPorts(o: Loose): string {
  return (o.spec.tls ?? []).length > 0 ? '80, 443' : '80';
}

export const PRINTERS: Readonly<Record<string, Printer>> = {
  '/Pod': podRow,
  '/Service': service,
  '/Node': node,
  '/Event': event,
  'batch/Job': job,
  'autoscaling/HorizontalPodAutoscaler': autoscaler,
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  '/ConfigMap': (o: Loose, now) => [name(o), count(o.data) + count(o.binaryData), age(o, now)],
  '/Secret': (o: Loose, now) => [name(o), o.type, count(o.data), age(o, now)],
  '/ServiceAccount': (o: Loose, now) => [name(o), age(o, now)],
  '/Namespace': (o: Loose, now) => [name(o), o.status?.phase ?? '', age(o, now)],
  '/Endpoints': (o: Loose, now) => [name(o), endpointsText(o), age(o, now)],
  '/PodTemplate': (o: Loose) => [
    name(o),
    containers(o.template.spec),
    images(o.template.spec),
    labels(o.template.metadata.labels),
  ],
  '/ResourceQuota': quota,
  '/PersistentVolumeClaim': (o: Loose, now) => {
    const bound = o.spec.volumeName !== undefined && o.spec.volumeName !== '';
    return [
      name(o),
      o.metadata.deletionTimestamp === undefined ? o.status.phase : 'Terminating',
      o.spec.volumeName ?? '',
      bound ? (o.status.capacity?.storage ?? '') : '',
      bound ? modes(o.status.accessModes) : '',
      o.spec.storageClassName ?? '',
      o.status.currentVolumeAttributesClassName ?? '<unset>',
      age(o, now),
      o.spec.volumeMode ?? '<unset>',
    ];
  },
  '/PersistentVolume': (o: Loose, now) => [
    name(o),
    o.spec.capacity?.storage ?? '',
    modes(o.spec.accessModes),
    o.spec.persistentVolumeReclaimPolicy,
    o.metadata.deletionTimestamp === undefined ? o.status.phase : 'Terminating',
    o.spec.claimRef === undefined ? '' : `${o.spec.claimRef.namespace}/${o.spec.claimRef.name}`,
    o.spec.storageClassName ?? '',
    o.spec.volumeAttributesClassName ?? '<unset>',
    o.status.reason ?? '',
    age(o, now),
    o.spec.volumeMode ?? '<unset>',
  ],
  '/ReplicationController': (o: Loose, now) => [
    name(o),
    o.spec.replicas ?? 0,
    o.status.replicas ?? 0,
    o.status.readyReplicas ?? 0,
    age(o, now),
    containers(o.spec.template?.spec),
    images(o.spec.template?.spec),
    selector(o.spec.selector),
  ],
  'apps/Deployment': (o: Loose, now) => [
    name(o),
    `${o.status.readyReplicas ?? 0}/${o.spec.replicas}`,
    o.status.updatedReplicas ?? 0,
    o.status.availableReplicas ?? 0,
    age(o, now),
    containers(o.spec.template.spec),
    images(o.spec.template.spec),
    selector(o.spec.selector),
  ],
  'apps/ReplicaSet': (o: Loose, now) => [
    name(o),
    o.spec.replicas ?? 0,
    o.status.replicas ?? 0,
    o.status.readyReplicas ?? 0,
    age(o, now),
    containers(o.spec.template.spec),
    images(o.spec.template.spec),
    selector(o.spec.selector),
  ],
  'apps/StatefulSet': (o: Loose, now) => [
    name(o),
    `${o.status.readyReplicas ?? 0}/${o.spec.replicas}`,
    age(o, now),
    containers(o.spec.template.spec),
    images(o.spec.template.spec),
  ],
  'apps/DaemonSet': (o: Loose, now) => [
    name(o),
    o.status.desiredNumberScheduled ?? 0,
    o.status.currentNumberScheduled ?? 0,
    o.status.numberReady ?? 0,
    o.status.updatedNumberScheduled ?? 0,
    o.status.numberAvailable ?? 0,
    labels(o.spec.template.spec.nodeSelector),
    age(o, now),
    containers(o.spec.template.spec),
    images(o.spec.template.spec),
    selector(o.spec.selector),
  ],
  'apps/ControllerRevision': (o: Loose, now) => {
    const owner = (o.metadata.ownerReferences ?? []).find((each: Loose) => each.controller === true);
    const [group] = (owner?.apiVersion ?? '').split('/');
    return [
      name(o),
      owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}.${group}/${owner.name}`,
      o.revision,
      age(o, now),
    ];
  },
  'batch/CronJob': (o: Loose, now) => [
    name(o),
    o.spec.schedule,
    o.spec.timeZone ?? '<none>',
    o.spec.suspend === true ? 'True' : 'False',
    (o.status.active ?? []).length,
    o.status.lastScheduleTime === undefined ? '<none>' : since(o.status.lastScheduleTime, now),
    age(o, now),
    containers(o.spec.jobTemplate.spec.template.spec),
    images(o.spec.jobTemplate.spec.template.spec),
    selector(o.spec.jobTemplate.spec.selector),
  ],
  'networking.k8s.io/Ingress': (o: Loose, now) => {
    const hosts = [...new Set((o.spec.rules ?? []).map((rule: Loose) => rule.host).filter((host: string) => host))];
    return [
      name(o),
      orNone(o.spec.ingressClassName ?? o.metadata.annotations?.['kubernetes.io/ingress.class']),
      hosts.length === 0
        ? '*'
        : hosts.length > 3
          ? `${hosts.slice(0, 3).join(',')} + ${hosts.length - 3} more...`
          : hosts.join(','),
      (o.status?.loadBalancer?.ingress ?? []).map((each: Loose) => each.ip || each.hostname).join(','),
      backendPorts(o),
      age(o, now),
    ];
  },
  'networking.k8s.io/IngressClass': (o: Loose, now) => [
    name(o),
    o.spec.controller ?? '',
    o.spec.parameters === undefined
      ? '<none>'
      : `${o.spec.parameters.kind}${o.spec.parameters.apiGroup ? `.${o.spec.parameters.apiGroup}` : ''}/${o.spec.parameters.name}`,
    age(o, now),
  ],
  'networking.k8s.io/NetworkPolicy': (o: Loose, now) => [name(o), selector(o.spec.podSelector), age(o, now)],
  'policy/PodDisruptionBudget': (o: Loose, now) => [
    name(o),
    String(o.spec.minAvailable ?? 'N/A'),
    String(o.spec.maxUnavailable ?? 'N/A'),
    o.status?.disruptionsAllowed ?? 0,
    age(o, now),
  ],
  'storage.k8s.io/StorageClass': (o: Loose, now) => [
    o.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
      ? `${name(o)} (default)`
      : name(o),
    o.provisioner,
    o.reclaimPolicy ?? 'Delete',
    o.volumeBindingMode ?? '<unset>',
    o.allowVolumeExpansion === true,
    age(o, now),
  ],
  'storage.k8s.io/VolumeAttributesClass': (o: Loose, now) => [name(o), o.driverName, age(o, now)],
  'scheduling.k8s.io/PriorityClass': (o: Loose, now) => [
    name(o),
    o.value,
    o.globalDefault === true,
    age(o, now),
    o.preemptionPolicy ?? '<unset>',
  ],
  'coordination.k8s.io/Lease': (o: Loose, now) => [name(o), o.spec.holderIdentity ?? '', age(o, now)],
  'node.k8s.io/RuntimeClass': (o: Loose, now) => [name(o), o.handler, age(o, now)],
  'discovery.k8s.io/EndpointSlice': (o: Loose, now) => {
    const ports = (o.ports ?? []).map((each: Loose) => String(each.port ?? '*'));
    const addresses = (o.endpoints ?? []).flatMap((each: Loose) => each.addresses);
    const text = (list: readonly string[]) =>
      list.length === 0
        ? '<unset>'
        : list.length > 3
          ? `${list.slice(0, 3).join(',')} + ${list.length - 3} more...`
          : list.join(',');
    return [name(o), o.addressType, text(ports), text(addresses), age(o, now)];
  },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': (o: Loose, now) => [
    name(o),
    (o.webhooks ?? []).length,
    age(o, now),
  ],
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': (o: Loose, now) => [
    name(o),
    (o.webhooks ?? []).length,
    age(o, now),
  ],
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': (o: Loose, now) => [
    name(o),
    (o.spec.validations ?? []).length,
    o.spec.paramKind === undefined ? '<unset>' : `${o.spec.paramKind.apiVersion}/${o.spec.paramKind.kind}`,
    age(o, now),
  ],
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': (o: Loose, now) => [
    name(o),
    (o.spec.mutations ?? []).length,
    o.spec.paramKind === undefined ? '<unset>' : `${o.spec.paramKind.apiVersion}/${o.spec.paramKind.kind}`,
    age(o, now),
  ],
};
