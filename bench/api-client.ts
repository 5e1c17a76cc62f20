import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { Agent } from 'undici';

/** A plain connection to the API server of a kubeconfig with certificates or a token, for what stands beside the engine. */
export function apiClient(kubeconfig: string): {
  readonly server: string;
  readonly dispatcher: Agent;
  readonly headers: Readonly<Record<string, string>>;
} {
  const config = load(readFileSync(kubeconfig, 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { 'client-certificate-data'?: string; 'client-key-data'?: string; token?: string } }[];
  };
  const { cluster } = config.clusters[0]!;
  const { user } = config.users[0]!;
  const text = (base64: string | undefined): string | undefined =>
    base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();
  return {
    server: cluster.server,
    headers: { accept: 'application/json', ...(user.token ? { authorization: `Bearer ${user.token}` } : {}) },
    dispatcher: new Agent({
      allowH2: true,
      connections: 1,
      pipelining: 100,
      connect: {
        ca: text(cluster['certificate-authority-data']),
        cert: text(user['client-certificate-data']),
        key: text(user['client-key-data']),
      },
    }),
  };
}
