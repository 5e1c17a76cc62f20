/** What the strategies of the kinds do to an object before it is stored: status, generation, what may not change. */

import { deepEqual, type KubeObject } from '../../model/index.ts';
import { TEMPLATE_GENERATION } from '../kinds/defaults.ts';
import type { Kind } from '../kinds/kind.ts';

// biome-ignore lint/suspicious/noExplicitAny: decoded objects of any kind
type Loose = any;

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
export function prepareForCreate(kind: Kind, object: Loose, now: string): void {
  const id = `${kind.group}/${kind.kind}`;
  if (kind.hasStatus) {
    if (kind.custom !== undefined) delete object.status;
    else if (id !== '/Node') object.status = structuredClone((kind.empty as Loose).status ?? {});
  }
  switch (id) {
    case '/Namespace':
      object.status = { phase: 'Active' };
      object.spec.finalizers = [...new Set([...(object.spec.finalizers ?? []), 'kubernetes'])];
      break;
    case '/PersistentVolumeClaim':
      object.status = { phase: 'Pending' };
      break;
    case '/PersistentVolume':
      object.status = { phase: 'Pending', lastPhaseTransitionTime: now };
      break;
    case 'apps/DaemonSet':
      object.metadata.annotations = { ...object.metadata.annotations, [TEMPLATE_GENERATION]: '1' };
      break;
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      object.status.storedVersions = object.spec.versions
        .filter((each: Loose) => each.storage === true)
        .map((each: Loose) => each.name);
      break;
    case 'rbac.authorization.k8s.io/ClusterRole':
      if (object.aggregationRule !== undefined && object.rules?.length === 0) object.rules = null;
      break;
    case '/Pod':
      object.status = { phase: 'Pending', qosClass: qosClass(object.spec) };
      break;
    default:
      break;
  }
  if (kind.custom !== undefined || GENERATION[id] !== undefined) object.metadata.generation = 1;
  else delete object.metadata.generation;
}

/** In place; `current` is what is stored, in the same version. */
export function prepareForUpdate(kind: Kind, subresource: string, next: Loose, current: Loose): void {
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
    if (kind.custom !== undefined || id === 'apiextensions.k8s.io/CustomResourceDefinition') {
      const { status } = next;
      const { managedFields } = next.metadata;
      for (const field of Object.keys(next)) delete next[field];
      Object.assign(next, current);
      next.metadata = { ...current.metadata, managedFields };
      if (status === undefined) delete next.status;
      else next.status = status;
      return;
    }
    for (const field of Object.keys(next))
      if (!['apiVersion', 'kind', 'metadata', 'status'].includes(field)) delete next[field];
    for (const field of Object.keys(current))
      if (!['apiVersion', 'kind', 'metadata', 'status'].includes(field)) next[field] = current[field];
    if (id === 'apps/Deployment') restore(next.metadata, current.metadata, 'labels');
    if (id === '/Pod') restore(next.metadata, current.metadata, 'ownerReferences');
    return;
  }
  if (kind.hasStatus) restore(next, current, 'status');
  if (id === '/Namespace' && subresource === '') next.spec.finalizers = current.spec.finalizers;
  if (id === 'rbac.authorization.k8s.io/ClusterRole' && next.aggregationRule !== undefined && next.rules?.length === 0)
    next.rules = null;
  if (id === 'apps/DaemonSet') {
    const before = Number(current.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const changed = !deepEqual(next.spec.template, current.spec.template);
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

function customChanged(kind: Kind, next: Loose, current: Loose): boolean {
  const strip = ({ metadata: _m, apiVersion: _a, status, ...rest }: Loose) =>
    kind.hasStatus ? rest : { ...rest, status };
  return !deepEqual(strip(next), strip(current));
}

function restore(target: Loose, source: Loose, field: string): void {
  if (source[field] === undefined) delete target[field];
  else target[field] = source[field];
}

function at(object: Loose, path: string): unknown {
  return path.split('.').reduce((value, field) => value?.[field], object);
}

export function qosClass(spec: Loose): string {
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
