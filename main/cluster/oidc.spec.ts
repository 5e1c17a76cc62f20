import { describe, expect, it } from 'vitest';
import { type OidcPorts, refreshOidc, tokenExpiry } from './oidc.ts';

const CONFIG = {
  'idp-issuer-url': 'https://id.example',
  'client-id': 'kube',
  'refresh-token': 'r1',
  'client-secret': 's3',
};

function provider(discovery: Record<string, unknown>, answer: { status: number; body: string }) {
  const asked: { url: string; headers: Record<string, string>; body: string | undefined }[] = [];
  const ports: OidcPorts = {
    request: (url, { headers, body }) => {
      asked.push({ url, headers, body });
      const found = { issuer: 'https://id.example', token_endpoint: 'https://id.example/token', ...discovery };
      return Promise.resolve(asked.length === 1 ? { status: 200, body: JSON.stringify(found) } : answer);
    },
  };
  return { ports, asked };
}

describe('renewing an OIDC token', () => {
  it('sends the refresh token with the client’s password', async () => {
    const { ports, asked } = provider({}, { status: 200, body: '{"id_token":"i2","refresh_token":"r2"}' });
    expect(await refreshOidc(CONFIG, ports)).toEqual({ idToken: 'i2', refreshToken: 'r2' });
    expect(asked.map((one) => one.url)).toEqual([
      'https://id.example/.well-known/openid-configuration',
      'https://id.example/token',
    ]);
    expect(asked[1]!.headers['authorization']).toBe(`Basic ${Buffer.from('kube:s3').toString('base64')}`);
    expect(asked[1]!.body).toBe('grant_type=refresh_token&refresh_token=r1');
  });

  it('sends it in the form when the provider wants that, and keeps a refresh token that is not replaced', async () => {
    const { ports, asked } = provider(
      { token_endpoint_auth_methods_supported: ['client_secret_post'] },
      { status: 200, body: '{"id_token":"i2"}' },
    );
    expect(await refreshOidc(CONFIG, ports)).toEqual({ idToken: 'i2', refreshToken: 'r1' });
    expect(asked[1]!.body).toContain('client_id=kube&client_secret=s3');
    expect(asked[1]!.headers['authorization']).toBeUndefined();
  });

  it.each([
    [{ ...CONFIG, 'refresh-token': '' }, {}, { status: 200, body: '{}' }, 'holds no issuer'],
    [{ ...CONFIG, 'idp-issuer-url': 'http://id.example' }, {}, { status: 200, body: '{}' }, 'must be https'],
    [CONFIG, { issuer: 'https://evil.example' }, { status: 200, body: '{}' }, 'calls itself https://evil.example'],
    [CONFIG, { token_endpoint: 'http://id.example/token' }, { status: 200, body: '{}' }, 'no https token endpoint'],
    [
      CONFIG,
      {},
      { status: 400, body: '{"error":"invalid_grant","error_description":"expired"}' },
      'failed with 400: invalid_grant: expired',
    ],
    [CONFIG, {}, { status: 200, body: '<html>' }, 'without JSON'],
    [CONFIG, {}, { status: 200, body: '{}' }, 'without an id_token'],
  ])('fails with the reason (%#)', async (config, discovery, answer, reason) => {
    await expect(refreshOidc(config, provider(discovery, answer).ports)).rejects.toThrow(reason);
  });
});

it('reads when a token ends', () => {
  const token = (payload: unknown) => `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.s`;
  expect(tokenExpiry(token({ exp: 100 }))).toBe(100_000);
  expect(tokenExpiry(token({}))).toBeUndefined();
  expect(tokenExpiry('opaque')).toBeUndefined();
  expect(tokenExpiry('a.b.c')).toBeUndefined();
});
