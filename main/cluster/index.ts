/** The face of the cluster room: one connection, one cache, one budget for each cluster. See README.md. */

export { createCluster } from './cluster.ts';
export type { ClusterLimits, ClusterOptions } from './cluster-options.ts';
export { ClusterError } from './errors.ts';
export type * from './face.ts';
export type { ClusterAccess, ExecPlugin, KubeContext, Kubeconfig } from './kubeconfig.ts';
export { type KubeconfigSource, readKubeconfig } from './kubeconfig-source.ts';
export type { OidcTokens } from './oidc.ts';
