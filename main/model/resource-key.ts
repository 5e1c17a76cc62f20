import { type GroupKind, type KubeObject, parseApiVersion } from './object.ts';

/**
 * The identity of an object inside one cluster, as text so that it can key a Map: `group/Kind/namespace/name`.
 * The core group and cluster scope are empty parts: `/ConfigMap/default/settings`, `rbac.authorization.k8s.io/ClusterRole//admin`.
 * None of the four parts may contain a slash, so the text is unambiguous. The version is not part of the identity.
 */
export type ResourceKey = string & { readonly __brand: 'ResourceKey' };

export interface ResourceRef extends GroupKind {
  readonly namespace: string;
  readonly name: string;
}

export function resourceKey(group: string, kind: string, namespace: string, name: string): ResourceKey {
  return `${group}/${kind}/${namespace}/${name}` as ResourceKey;
}

export function keyOfRef(ref: ResourceRef): ResourceKey {
  return resourceKey(ref.group, ref.kind, ref.namespace, ref.name);
}

export function keyOf(object: KubeObject): ResourceKey {
  const { group } = parseApiVersion(object.apiVersion);
  return resourceKey(group, object.kind, object.metadata.namespace ?? '', object.metadata.name ?? '');
}

export function parseResourceKey(key: ResourceKey): ResourceRef {
  const [group = '', kind = '', namespace = '', name = ''] = key.split('/');
  return { group, kind, namespace, name };
}
