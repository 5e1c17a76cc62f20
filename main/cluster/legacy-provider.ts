import type { AuthProvider, ExecPlugin } from './kubeconfig.ts';

/**
 * The `gcp` and `azure` auth-providers, which kubectl dropped in 1.26 and old kubeconfigs still hold: a token with an
 * expiry, and a program that prints a new one as JSON. The program runs from an argument array, never through a shell.
 */
export function storedToken(provider: AuthProvider, now: number): { token: string; expiresAt?: number } | undefined {
  const token = provider.config['access-token'];
  if (token === undefined) return undefined;
  const expiresAt = expiryOf(provider.config['expiry'] ?? provider.config['expires-on']);
  if (expiresAt !== undefined && expiresAt <= now) return undefined;
  return { token, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** The program as something to run, or undefined when the provider names none. */
export function providerCommand(provider: AuthProvider): ExecPlugin | undefined {
  const command = provider.config['cmd-path'];
  if (command === undefined) return undefined;
  return {
    command,
    args: (provider.config['cmd-args'] ?? '').split(/\s+/).filter((arg) => arg !== ''),
    env: [],
    apiVersion: '',
    installHint: '',
    provideClusterInfo: false,
    interactiveMode: 'Never',
  };
}

export function tokenFromOutput(provider: AuthProvider, stdout: string): { token: string; expiresAt?: number } {
  let output: unknown;
  try {
    output = JSON.parse(stdout);
  } catch {
    throw new Error(`${provider.config['cmd-path']} printed no JSON`);
  }
  const token = at(output, provider.config['token-key'] ?? '{.access_token}');
  if (typeof token !== 'string') throw new Error(`${provider.config['cmd-path']} printed no token`);
  const expiresAt = expiryOf(at(output, provider.config['expiry-key'] ?? '{.token_expiry}'));
  return { token, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** `{.credential.access_token}`: the only form of JSONPath that these keys ever had. */
function at(value: unknown, key: string): unknown {
  const path = key
    .replace(/^\{|\}$/g, '')
    .split('.')
    .filter((part) => part !== '' && part !== '$');
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined;
    found = (found as Record<string, unknown>)[part];
  }
  return found;
}

/** RFC 3339, or seconds since the epoch as Azure wrote them. */
function expiryOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const instant = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  return Number.isNaN(instant) ? undefined : instant;
}
