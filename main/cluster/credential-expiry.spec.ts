import { describe, expect, it } from 'vitest';
import { credentialView } from './credential-expiry.ts';
import type { ClusterAccess } from './kubeconfig.ts';

function view(user: object, authorization?: string, cert?: string) {
  return credentialView({
    access: { user } as unknown as ClusterAccess,
    headers: authorization === undefined ? {} : { authorization },
    tls: { rejectUnauthorized: true, ...(cert === undefined ? {} : { cert: Buffer.from(cert) }) },
  });
}
const jwt = (exp: number) => `Bearer x.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.y`;

describe('what a credential is worth', () => {
  it('ends when its token does', () => {
    expect(view({ token: 'x' }, jwt(1_900_000_000))).toEqual({ renews: false, expiresAt: 1_900_000_000_000 });
  });

  it('has no end that anybody could read in a plain token', () => {
    expect(view({ token: 'x' }, 'Bearer opaque')).toEqual({ renews: false });
    expect(view({ username: 'me' }, 'Basic bWU6eA==')).toEqual({ renews: false });
  });

  it('is renewed by programs, providers and files', () => {
    expect(view({ exec: { command: 'aws' } }, jwt(1_900_000_000)).renews).toBe(true);
    expect(view({ tokenFile: '/var/run/token' }).renews).toBe(true);
    expect(view({ token: 'x', exec: {} }).renews).toBe(false);
  });

  it('says nothing of what is no certificate', () => {
    expect(view({ certificate: {} }, undefined, 'not a certificate')).toEqual({ renews: false });
  });
});
