import { isRecord, type KubeObject } from '../../model/index.ts';
import { type ClusterState, getStored, storageKey } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { LabelSelector } from '../kinds/selector.ts';
import { PLAIN_DELETE, removeStored } from '../operations/remove.ts';
import { change } from '../operations/write.ts';
import type { WriteOptions, Written } from '../operations/write-options.ts';
import type { Target } from './route.ts';
import { badRequest, conflict, invalid, invalidValue, MODIFIED, notFound } from './status-error.ts';

/** What the kinds with a scale have in common. A ReplicationController's selector is the labels alone. */
interface Scaled extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Labels };
  readonly status?: { readonly replicas?: number };
}

type Labels = Readonly<Record<string, string>>;

export function readScale(kind: Kind, object: KubeObject): KubeObject {
  const o = object as Scaled;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const scale = kind.custom?.scale;
  const replicas = scale === undefined ? o.spec.replicas : at(o, scale.specReplicasPath);
  const current = scale === undefined ? o.status?.replicas : at(o, scale.statusReplicasPath);
  const selector =
    scale === undefined
      ? selectorText(o.spec.selector)
      : scale.labelSelectorPath === undefined
        ? ''
        : String(at(o, scale.labelSelectorPath) ?? '');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: name!,
      ...(namespace === undefined ? {} : { namespace }),
      uid: uid!,
      resourceVersion: resourceVersion!,
      creationTimestamp: creationTimestamp!,
    },
    spec: Number(replicas ?? 0) === 0 ? {} : { replicas: Number(replicas) },
    status: { replicas: Number(current ?? 0), ...(selector === '' ? {} : { selector }) },
  };
}

export function writeScale(
  state: ClusterState,
  kind: Kind,
  object: KubeObject,
  body: unknown,
  options: WriteOptions,
): KubeObject {
  if (!isRecord(body) || body['kind'] !== 'Scale')
    throw badRequest('the object provided is unrecognized (must be of type Scale)');
  const spec = isRecord(body['spec']) ? body['spec'] : {};
  const replicas = spec['replicas'] ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    throw badRequest('json: cannot unmarshal into Go struct field ScaleSpec.spec.replicas of type int32');
  if (replicas < 0)
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata.name!, [
      invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
  const given = isRecord(body['metadata']) ? body['metadata']['resourceVersion'] : undefined;
  if (typeof given === 'string' && given !== '' && given !== object.metadata.resourceVersion)
    throw conflict(kind, object.metadata.name!, MODIFIED);
  const path = (kind.custom?.scale?.specReplicasPath ?? '.spec.replicas').split('.').slice(1);
  const next = setAt(object, path, replicas) as KubeObject;
  const stored = getStored(state, kind, object.metadata.namespace, object.metadata.name!)!;
  // The real server records the writer of a scale under the subresource.
  const written = change(state, kind, stored, '', next, options);
  return readScale(kind, written.object);
}

function at(object: unknown, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce((value, name) => (isRecord(value) ? value[name] : undefined), object);
}

function setAt(object: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const fields = isRecord(object) ? object : {};
  return { ...fields, [path[0]!]: setAt(fields[path[0]!], path.slice(1), value) };
}

export function selectorText(given: LabelSelector | Labels | null | undefined): string {
  if (given === undefined || given === null) return '';
  const selector = given as LabelSelector;
  const labels = selector.matchLabels ?? (selector.matchExpressions === undefined ? (given as Labels) : {});
  const parts = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`);
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (operator === 'In' || operator === 'NotIn')
      parts.push(
        `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...(values ?? [])].sort((a, b) => (a < b ? -1 : 1)).join(',')})`,
      );
    else parts.push(operator === 'Exists' ? key : `!${key}`);
  }
  return parts.join(',');
}

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** Eviction deletes a Pod; binding gives it a node. */
export function evict(
  state: ClusterState,
  { kind, namespace, name, subresource }: Target,
  body: unknown,
  options: WriteOptions,
): object {
  const stored = getStored(state, kind, namespace, name!);
  if (stored === undefined) throw notFound(kind, name!);
  if (options.dryRun) return SUCCESS;
  if (subresource === 'eviction') {
    const given = isRecord(body) && isRecord(body['deleteOptions']) ? body['deleteOptions'] : {};
    const grace = given['gracePeriodSeconds'];
    removeStored(state, kind, stored, { ...PLAIN_DELETE, graceSeconds: typeof grace === 'number' ? grace : undefined });
    return SUCCESS;
  }
  const target = isRecord(body) && isRecord(body['target']) ? body['target']['name'] : undefined;
  if (typeof target !== 'string' || target === '')
    throw badRequest('Binding "" is invalid: target.name: Required value');
  const spec = stored.object['spec'] as { nodeName?: string };
  if (spec.nodeName !== undefined)
    throw conflict(
      { ...kind, plural: 'pods/binding' },
      name!,
      `pod ${name} is already assigned to node "${spec.nodeName}"`,
    );
  state.store.put(kind.storage, storageKey(kind, stored.object), {
    ...stored.object,
    spec: { ...spec, nodeName: target },
  });
  return SUCCESS;
}

/** PUT of namespaces/NAME/finalize: the finalizers of the spec. */
export function finalizeNamespace(state: ClusterState, kind: Kind, name: string, body: unknown): Written {
  const stored = getStored(state, kind, undefined, name);
  if (stored === undefined) throw notFound(kind, name);
  const spec = isRecord(body) && isRecord(body['spec']) ? body['spec'] : {};
  const finalizers = Array.isArray(spec['finalizers']) ? (spec['finalizers'] as string[]) : [];
  const next: KubeObject = { ...stored.object, spec: finalizers.length === 0 ? {} : { finalizers } };
  const key = storageKey(kind, next);
  const gone =
    next.metadata.deletionTimestamp !== undefined &&
    finalizers.length === 0 &&
    (next.metadata.finalizers ?? []).length === 0;
  const put = state.store.put(kind.storage, key, next);
  return { object: gone ? state.store.remove(kind.storage, key).object : put.object, created: false, warnings: [] };
}
