/** What an object says about its own syncing, in annotations: hooks, waves, options. Provisional home until model has them. */

import type { HookType, KubeObject } from '../model/index.ts';

const HOOKS: ReadonlySet<string> = new Set([
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'Skip',
  'PreDelete',
  'PostDelete',
]);

export function splitList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

export function hookTypesOf(object: KubeObject): readonly HookType[] | undefined {
  const own = object.metadata.annotations?.['argocd.argoproj.io/hook'];
  if (own !== undefined) return splitList(own).filter((item): item is HookType => HOOKS.has(item));
  const helm = object.metadata.annotations?.['helm.sh/hook'];
  if (helm === undefined) return undefined;
  const types = new Set<HookType>();
  for (const item of splitList(helm)) {
    if (item === 'crd-install') return undefined;
    if (item === 'pre-install' || item === 'pre-upgrade') types.add('PreSync');
    if (item === 'post-install' || item === 'post-upgrade') types.add('PostSync');
    if (item === 'pre-delete') types.add('PreDelete');
    if (item === 'post-delete') types.add('PostDelete');
  }
  return [...types];
}

export type DeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation';

const HELM_POLICIES: Readonly<Record<string, DeletePolicy>> = {
  'hook-succeeded': 'HookSucceeded',
  'hook-failed': 'HookFailed',
  'before-hook-creation': 'BeforeHookCreation',
};

export function deletePoliciesOf(object: KubeObject): readonly DeletePolicy[] {
  const policies = new Set<DeletePolicy>();
  for (const item of splitList(object.metadata.annotations?.['argocd.argoproj.io/hook-delete-policy'])) {
    if (item === 'HookSucceeded' || item === 'HookFailed' || item === 'BeforeHookCreation') policies.add(item);
  }
  for (const item of splitList(object.metadata.annotations?.['helm.sh/hook-delete-policy'])) {
    const policy = HELM_POLICIES[item];
    if (policy !== undefined) policies.add(policy);
  }
  return policies.size === 0 ? ['BeforeHookCreation'] : [...policies];
}

export function waveOf(object: KubeObject): number {
  const text =
    object.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ??
    object.metadata.annotations?.['helm.sh/hook-weight'];
  return text !== undefined && /^[+-]?\d{1,9}$/.test(text) ? Number(text) : 0;
}

const KINDS = (
  'Namespace,NetworkPolicy,ResourceQuota,LimitRange,PodSecurityPolicy,PodDisruptionBudget,ServiceAccount,Secret,SecretList,ConfigMap,' +
  'StorageClass,PersistentVolume,PersistentVolumeClaim,CustomResourceDefinition,ClusterRole,ClusterRoleList,ClusterRoleBinding,' +
  'ClusterRoleBindingList,Role,RoleList,RoleBinding,RoleBindingList,Service,DaemonSet,Pod,ReplicationController,ReplicaSet,Deployment,' +
  'HorizontalPodAutoscaler,StatefulSet,Job,CronJob,IngressClass,Ingress,APIService'
).split(',');
const RANKS = new Map(KINDS.map((kind, rank) => [kind, rank]));

export function kindRank(kind: string): number {
  return RANKS.get(kind) ?? KINDS.length;
}

export function objectOptions(object: KubeObject): ReadonlySet<string> {
  return new Set(splitList(object.metadata.annotations?.['argocd.argoproj.io/sync-options']));
}
