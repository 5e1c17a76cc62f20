import { toYaml } from '../model/index.ts';

export interface KubeconfigCluster {
  readonly context: string;
  readonly server: string;
  readonly authority: string;
  readonly token: string;
}

/** A kubeconfig with one context per cluster; the first is the current one. */
export function kubeconfigText(clusters: readonly KubeconfigCluster[]): string {
  return toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]!.context,
    clusters: clusters.map(({ context, server, authority }) => ({
      name: context,
      cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') },
    })),
    users: clusters.map(({ context, token }) => ({ name: context, user: { token } })),
    contexts: clusters.map(({ context }) => ({ name: context, context: { cluster: context, user: context } })),
  });
}
