import type {
  Event,
  HorizontalPodAutoscaler,
  Namespace,
  Node,
  PodDisruptionBudget,
  ResourceQuota,
} from '../../kinds/stored/cluster.ts';
import type { Existing } from '../../kinds/stored/existing.ts';
import { since } from '../since.ts';
import { age, count, orNone, type Printer, printer } from './printer.ts';

/** A ConfigMap or a Secret. */
interface Keyed extends Existing {
  readonly type?: string;
  readonly data?: object;
  readonly binaryData?: object;
}

interface PriorityClass extends Existing {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

interface Lease extends Existing {
  readonly spec: { readonly holderIdentity?: string };
}

interface RuntimeClass extends Existing {
  readonly handler: string;
}

const ROLE = 'node-role.kubernetes.io/';

function node(object: Node, now: number): readonly unknown[] {
  const { metadata, spec, status } = object;
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const roles = Object.keys(metadata.labels ?? {}).filter((key) => key.startsWith(ROLE));
  const address = (wanted: string) => orNone(status?.addresses?.find(({ type }) => type === wanted)?.address);
  const info = status?.nodeInfo;
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return [
    metadata.name,
    `${word}${spec.unschedulable ? ',SchedulingDisabled' : ''}`,
    orNone(
      roles
        .map((key) => key.slice(ROLE.length))
        .sort()
        .join(','),
    ),
    age(object, now),
    info?.kubeletVersion ?? '',
    address('InternalIP'),
    address('ExternalIP'),
    info?.osImage || '<unknown>',
    info?.kernelVersion || '<unknown>',
    info?.containerRuntimeVersion || '<unknown>',
  ];
}

function event(object: Event, now: number): readonly unknown[] {
  const { involvedObject: target, source, series } = object;
  const first = object.firstTimestamp ?? object.eventTime ?? undefined;
  const last = series?.lastObservedTime ?? object.lastTimestamp ?? first;
  return [
    since(last, now),
    object.type ?? '',
    object.reason ?? '',
    target.name ? `${target.kind.toLowerCase()}/${target.name}` : target.kind.toLowerCase(),
    target.fieldPath ?? '',
    [source?.component, source?.host].filter((each) => each).join(', ') || (object.reportingComponent ?? ''),
    (object.message ?? '').trim(),
    since(first, now),
    series?.count ?? object.count ?? 1,
    object.metadata.name,
  ];
}

function metricTexts({ spec, status }: HorizontalPodAutoscaler): readonly string[] {
  return (spec.metrics ?? []).map(({ type, resource }, index) => {
    if (type !== 'Resource' || resource === undefined) return '<unknown>';
    const { target, name } = resource;
    const value = status?.currentMetrics?.[index]?.resource?.current;
    if (target.averageUtilization !== undefined) {
      const now = value?.averageUtilization === undefined ? '<unknown>' : `${value.averageUtilization}%`;
      return `${name}: ${now}/${target.averageUtilization}%`;
    }
    return `${name}: ${value?.averageValue ?? '<unknown>'}/${target.averageValue ?? '<unset>'}`;
  });
}

function autoscaler(object: HorizontalPodAutoscaler, now: number): readonly unknown[] {
  const { metadata, spec, status } = object;
  const targets = metricTexts(object);
  const more = targets.length > 2 ? ` + ${targets.length - 2} more...` : '';
  return [
    metadata.name,
    `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    orNone(`${targets.slice(0, 2).join(', ')}${more}`),
    String(spec.minReplicas ?? '<unset>'),
    spec.maxReplicas,
    status?.currentReplicas ?? 0,
    age(object, now),
  ];
}

function quota(object: ResourceQuota, now: number): readonly unknown[] {
  const { hard = {}, used = {} } = object.status ?? {};
  const text = (limits: boolean) =>
    Object.keys(hard)
      .sort()
      .filter((key) => key.startsWith('limits') === limits)
      .map((key) => `${key}: ${used[key] ?? '0'}/${hard[key]}`)
      .join(', ');
  return [object.metadata.name, text(false), text(true), age(object, now)];
}

export const CLUSTER: Readonly<Record<string, Printer>> = {
  '/Namespace': printer<Namespace>((each, now) => [each.metadata.name, each.status?.phase ?? '', age(each, now)]),
  '/Node': printer(node),
  '/Event': printer(event),
  '/ConfigMap': printer<Keyed>((each, now) => [
    each.metadata.name,
    count(each.data) + count(each.binaryData),
    age(each, now),
  ]),
  '/Secret': printer<Keyed>((each, now) => [each.metadata.name, each.type, count(each.data), age(each, now)]),
  '/ServiceAccount': printer((each, now) => [each.metadata.name, age(each, now)]),
  '/ResourceQuota': printer(quota),
  'autoscaling/HorizontalPodAutoscaler': printer(autoscaler),
  'policy/PodDisruptionBudget': printer<PodDisruptionBudget>((budget, now) => [
    budget.metadata.name,
    String(budget.spec.minAvailable ?? 'N/A'),
    String(budget.spec.maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    age(budget, now),
  ]),
  'scheduling.k8s.io/PriorityClass': printer<PriorityClass>((each, now) => [
    each.metadata.name,
    each.value,
    each.globalDefault === true,
    age(each, now),
    each.preemptionPolicy ?? '<unset>',
  ]),
  'coordination.k8s.io/Lease': printer<Lease>((lease, now) => [
    lease.metadata.name,
    lease.spec.holderIdentity ?? '',
    age(lease, now),
  ]),
  'node.k8s.io/RuntimeClass': printer<RuntimeClass>((each, now) => [each.metadata.name, each.handler, age(each, now)]),
};
