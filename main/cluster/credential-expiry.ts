import { X509Certificate } from 'node:crypto';
import type { Credentials } from './credentials.ts';
import type { CredentialView } from './face.ts';
import { tokenExpiry } from './oidc.ts';

/** Until when what the kubeconfig holds is good. Programs, providers and token files give new ones by themselves. */
export function credentialView({
  access,
  headers,
  tls,
}: Pick<Credentials, 'access' | 'headers' | 'tls'>): CredentialView {
  const { user } = access;
  const renews =
    user.token === undefined &&
    (user.exec !== undefined || user.authProvider !== undefined || user.tokenFile !== undefined);
  const { authorization } = headers;
  const token = typeof authorization === 'string' ? /^Bearer (.+)$/.exec(authorization)?.[1] : undefined;
  const ends = [
    tls.cert === undefined ? undefined : certificateExpiry(tls.cert),
    token === undefined ? undefined : tokenExpiry(token),
  ].filter((end) => end !== undefined);
  return { renews, ...(ends.length === 0 ? {} : { expiresAt: Math.min(...ends) }) };
}

/** Milliseconds since the epoch; undefined for what is no certificate: the connection says what is wrong with it. */
function certificateExpiry(pem: Buffer): number | undefined {
  try {
    const end = Date.parse(new X509Certificate(pem).validTo);
    return Number.isNaN(end) ? undefined : end;
  } catch {
    return undefined;
  }
}
