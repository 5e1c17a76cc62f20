/** What the strategies of the kinds do to an object before it is stored: status, generation, what may not change. */

import { deepEqual, isRecord, type KubeObject } from '../../model/index.ts';
import type { DefinedVersion } from '../crds/definition.ts';
import { TEMPLATE_GENERATION } from '../kinds/defaults.ts';
import type { Kind } from '../kinds/kind.ts';
import type { DraftObject } from '../kinds/stored/existing.ts';
import type { PodSpec } from '../kinds/stored/pod.ts';

/** The fields that differ from kind to kind; each kind has some of them. */
interface Prepared extends DraftObject {
  readonly spec: {
    finalizers?: readonly string[] | undefined;
    readonly template?: unknown;
    readonly versions?: readonly DefinedVersion[];
  };
  readonly aggregationRule?: object;
  rules?: readonly object[] | null;
}

/** Kinds that count a generation: at each change of the named fields. Built-in kinds without an entry count none. */
const GENERATION: Readonly<Record<string, readonly string[]>> = {
  '/Pod': ['spec'],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec'],
  'apps/Deployment': ['spec'],
  'apps/ReplicaSet': ['spec'],
  'apps/StatefulSet': ['spec'],
  'apps/DaemonSet': ['spec'],
  'batch/Job': ['spec'],
  'batch/CronJob': ['spec'],
  'networking.k8s.io/Ingress': ['spec'],
  'networking.k8s.io/IngressClass': ['spec'],
  'networking.k8s.io/NetworkPolicy': ['spec'],
  'policy/PodDisruptionBudget': ['spec'],
  'discovery.k8s.io/EndpointSlice': ['endpoints', 'ports', 'addressType', 'metadata.labels', 'metadata.annotations'],
  'scheduling.k8s.io/PriorityClass': [],
  'apiextensions.k8s.io/CustomResourceDefinition': ['spec'],
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': ['webhooks'],
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': ['webhooks'],
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': ['spec'],
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': ['spec'],
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': ['spec'],
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': ['spec'],
};

/** Fields that an endpoint does not write; the manager never owns them. */
export function resetFields(kind: Kind, subresource: string): readonly (readonly string[])[] {
  if (subresource === 'status') {
    if (kind.custom !== undefined) return [['metadata'], ['spec']];
    switch (`${kind.group}/${kind.kind}`) {
      case '/Pod':
        return [['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences']];
      case 'apps/Deployment':
        return [['spec'], ['metadata', 'labels']];
      case 'apiextensions.k8s.io/CustomResourceDefinition':
        return [['metadata'], ['spec']];
      default:
        return [['spec']];
    }
  }
  return kind.hasStatus ? [['status']] : [];
}

/** In place. `now` is RFC 3339. */
export function prepareForCreate(kind: Kind, given: DraftObject, now: string): void {
  const object = given as Prepared;
  const id = `${kind.group}/${kind.kind}`;
  if (kind.hasStatus) {
    if (kind.custom !== undefined) delete object['status'];
    else if (id !== '/Node') object['status'] = structuredClone(kind.empty['status'] ?? {});
  }
  switch (id) {
    case '/Namespace':
      object['status'] = { phase: 'Active' };
      object.spec.finalizers = [...new Set([...(object.spec.finalizers ?? []), 'kubernetes'])];
      break;
    case '/PersistentVolumeClaim':
      object['status'] = { phase: 'Pending' };
      break;
    case '/PersistentVolume':
      object['status'] = { phase: 'Pending', lastPhaseTransitionTime: now };
      break;
    case 'apps/DaemonSet':
      object.metadata.annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: '1' };
      break;
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      object['status'] = {
        ...(object['status'] as object),
        storedVersions: object.spec.versions?.filter((each) => each.storage === true).map((each) => each.name),
      };
      break;
    case 'rbac.authorization.k8s.io/ClusterRole':
      forgetNoRules(object);
      break;
    case '/Pod':
      object['status'] = { phase: 'Pending', qosClass: qosClass(object.spec as unknown as PodSpec) };
      break;
    default:
      break;
  }
  if (kind.custom !== undefined || GENERATION[id] !== undefined) object.metadata.generation = 1;
  else delete object.metadata.generation;
}

/** In place; `current` is what is stored, in the same version. */
export function prepareForUpdate(kind: Kind, subresource: string, given: DraftObject, current: KubeObject): void {
  const next = given as Prepared;
  const id = `${kind.group}/${kind.kind}`;
  for (const field of [
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'selfLink',
  ]) {
    if (current.metadata[field] === undefined) delete next.metadata[field];
    else next.metadata[field] = current.metadata[field];
  }
  if (subresource === 'status') {
    const whole = kind.custom !== undefined || id === 'apiextensions.k8s.io/CustomResourceDefinition';
    keepAllButStatus(next, current);
    if (whole) next.metadata = { ...current.metadata, managedFields: next.metadata.managedFields };
    if (id === 'apps/Deployment') restore(next.metadata, current.metadata, 'labels');
    if (id === '/Pod') restore(next.metadata, current.metadata, 'ownerReferences');
    return;
  }
  if (kind.hasStatus) restore(next, current, 'status');
  if (id === '/Namespace' && subresource === '') next.spec.finalizers = (current as Prepared).spec.finalizers;
  if (id === 'rbac.authorization.k8s.io/ClusterRole') forgetNoRules(next);
  if (id === 'apps/DaemonSet') {
    const before = Number(current.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const changed = !deepEqual(next.spec.template, (current as Prepared).spec.template);
    next.metadata.annotations = {
      ...next.metadata.annotations,
      [TEMPLATE_GENERATION]: String(changed ? before + 1 : before),
    };
  }
  if (kind.custom !== undefined) {
    if (customChanged(kind, next, current)) next.metadata.generation = (current.metadata.generation ?? 0) + 1;
    return;
  }
  const counted = GENERATION[id];
  if (counted?.some((path) => !deepEqual(at(next, path), at(current, path)))) {
    next.metadata.generation = (current.metadata.generation ?? 0) + 1;
  }
}

/** An aggregated role without rules has none, not an empty list of them. */
function forgetNoRules(role: Prepared): void {
  if (role.aggregationRule !== undefined && role.rules?.length === 0) role.rules = null;
}

function keepAllButStatus(next: DraftObject, current: KubeObject): void {
  const own = new Set(['apiVersion', 'kind', 'metadata', 'status']);
  for (const field of Object.keys(next)) if (!own.has(field)) delete next[field];
  for (const field of Object.keys(current)) if (!own.has(field)) next[field] = current[field];
}

function customChanged(kind: Kind, next: KubeObject, current: KubeObject): boolean {
  const strip = ({ metadata: _m, apiVersion: _a, status, ...rest }: KubeObject) =>
    kind.hasStatus ? rest : { ...rest, status };
  return !deepEqual(strip(next), strip(current));
}

function restore(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>, field: string): void {
  if (source[field] === undefined) delete target[field];
  else target[field] = source[field];
}

function at(object: KubeObject, path: string): unknown {
  return path.split('.').reduce<unknown>((value, field) => (isRecord(value) ? value[field] : undefined), object);
}

export function qosClass(spec: PodSpec): string {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  let some = false;
  let guaranteed = containers.length > 0;
  for (const { resources } of containers) {
    for (const name of ['cpu', 'memory']) {
      const limit = resources?.limits?.[name];
      const request = resources?.requests?.[name];
      if ((limit !== undefined && limit !== '0') || (request !== undefined && request !== '0')) some = true;
      if (limit === undefined || (request !== undefined && request !== limit)) guaranteed = false;
    }
  }
  return guaranteed ? 'Guaranteed' : some ? 'Burstable' : 'BestEffort';
}

export function withoutManagedTimes(object: KubeObject): unknown {
  const { managedFields, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: { ...metadata, managedFields: (managedFields ?? []).map(({ time: _time, ...rest }) => rest) },
  };
}
