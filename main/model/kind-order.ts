/** The order in which kinds of one wave are applied (reference §3.5). */

const ORDER = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
] as const;

const RANK: ReadonlyMap<string, number> = new Map(ORDER.map((kind, index) => [kind, index]));

/** 0 for what comes first; every kind that is not listed shares the last rank. The group does not count. */
export function kindRank(kind: string): number {
  return RANK.get(kind) ?? ORDER.length;
}

export function compareKinds(a: string, b: string): number {
  return kindRank(a) - kindRank(b);
}
