import type { Dispatcher } from 'undici';

/** How tokens of an OpenID Connect provider are renewed. The port keeps this file free of sockets. */
export interface OidcPorts {
  request(
    url: string,
    init: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string },
  ): Promise<{
    readonly status: number;
    readonly body: string;
  }>;
}

export interface OidcTokens {
  readonly idToken: string;
  readonly refreshToken: string;
}

export type OidcConfig = Readonly<Record<string, string>>;

/** `exp` of a JSON web token in milliseconds, undefined when it has none or is no such token. */
export function tokenExpiry(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** OpenID Connect discovery 1.0 §4 and the refresh grant of OAuth 2 (RFC 6749 §6), as kubectl's `oidc` provider does. */
export async function refreshOidc(config: OidcConfig, ports: OidcPorts): Promise<OidcTokens> {
  const issuer = config['idp-issuer-url'];
  const clientId = config['client-id'];
  const refreshToken = config['refresh-token'];
  if (!issuer || !clientId || !refreshToken) {
    throw new Error(
      'the OIDC token has expired and the kubeconfig holds no issuer, client or refresh token to renew it',
    );
  }
  if (!issuer.startsWith('https://')) throw new Error(`the OIDC issuer must be https: ${issuer}`);
  const found = await ports.request(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    method: 'GET',
    headers: { accept: 'application/json' },
  });
  const provider = parse(found, 'the OIDC provider');
  if (provider['issuer'] !== issuer)
    throw new Error(`the OIDC provider calls itself ${String(provider['issuer'])}, not ${issuer}`);
  const endpoint = provider['token_endpoint'];
  if (typeof endpoint !== 'string' || !endpoint.startsWith('https://')) {
    throw new Error('the OIDC provider names no https token endpoint');
  }
  const secret = config['client-secret'] ?? '';
  const methods = provider['token_endpoint_auth_methods_supported'];
  const basic = secret !== '' && (!Array.isArray(methods) || methods.includes('client_secret_basic'));
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (basic) {
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
    headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    form.set('client_id', clientId);
    if (secret !== '') form.set('client_secret', secret);
  }
  const answer = parse(
    await ports.request(endpoint, { method: 'POST', headers, body: form.toString() }),
    'the OIDC refresh',
  );
  const idToken = answer['id_token'];
  if (typeof idToken !== 'string') throw new Error('the OIDC provider answered without an id_token');
  const renewed = answer['refresh_token'];
  return { idToken, refreshToken: typeof renewed === 'string' ? renewed : refreshToken };
}

function parse(answer: { status: number; body: string }, what: string): Record<string, unknown> {
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(answer.body) as Record<string, unknown>;
  } catch {
    throw new Error(`${what} answered ${answer.status} without JSON`);
  }
  if (answer.status !== 200) {
    const words = [parsed['error'], parsed['error_description']].filter((word) => typeof word === 'string').join(': ');
    throw new Error(`${what} failed with ${answer.status}${words === '' ? '' : `: ${words}`}`);
  }
  return parsed;
}

/** The port over undici. @param dispatcher trusts the provider's own CA where the kubeconfig names one. */
export function oidcOver(
  request: typeof import('undici').request,
  dispatcher: Dispatcher | undefined,
  deadline: number,
): OidcPorts {
  return {
    async request(url, init) {
      const answer = await request(url, {
        method: init.method,
        headers: init.headers,
        ...(init.body === undefined ? {} : { body: init.body }),
        ...(dispatcher === undefined ? {} : { dispatcher }),
        signal: AbortSignal.timeout(deadline),
        maxRedirections: 0,
      } as Parameters<typeof request>[1]);
      return { status: answer.statusCode, body: (await answer.body.text()).slice(0, 1 << 20) };
    },
  };
}
