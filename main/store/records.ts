import { ArgosyError } from '../model/index.ts';
import type { ClusterRecord, RepositoryRecord } from './store.ts';

/**
 * What is written of a repository and a cluster: the fields by name, never the object as it came. A field that somebody adds
 * by mistake (a password, a token) does not reach the disk (security-and-operations §5.1, CVE-2025-55190: allow-list).
 */
export function formatRepository(record: RepositoryRecord): string {
  refuseCredentials(record.url, 'repository URL');
  if (record.proxy !== undefined) refuseCredentials(record.proxy, 'proxy URL');
  const { password, bearerToken, sshPrivateKey, tlsClientKey } = record.secrets;
  return JSON.stringify({
    url: record.url,
    type: record.type,
    name: record.name,
    project: record.project,
    username: record.username,
    insecure: record.insecure,
    proxy: record.proxy,
    caBundle: record.caBundle,
    secrets: { password, bearerToken, sshPrivateKey, tlsClientKey },
  });
}

export function formatCluster(record: ClusterRecord): string {
  refuseCredentials(record.server, 'cluster URL');
  return JSON.stringify({
    server: record.server,
    name: record.name,
    kubeconfig: record.kubeconfig && { path: record.kubeconfig.path, context: record.kubeconfig.context },
    secret: record.secret,
    allowExec: record.allowExec,
    namespaces: record.namespaces,
    labels: record.labels,
    annotations: record.annotations,
    project: record.project,
  });
}

/** `https://user:password@host/`: the password would stand in clear in the file. A user name alone is no secret. */
function refuseCredentials(url: string, what: string): void {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*:[^/?#]*@/.test(url)) return;
  throw new ArgosyError('InvalidArgument', `the ${what} contains a password`, {
    advice: 'Give the URL without it and the password as credentials: those are kept in the keychain.',
  });
}
