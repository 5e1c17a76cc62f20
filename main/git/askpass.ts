import { ArgosyError } from '../model/index.ts';
import type { RepoAddress } from './address.ts';
import type { RepoAccess } from './backend.ts';

/**
 * Git asks this program of ours for a user or password; it hands the question to us through descriptor 3, a socket that only
 * this command's processes have, and prints our answer. So a secret is never an argument, an environment variable or a file.
 */
export const ASKPASS_SCRIPT = `#!/bin/sh
printf '%s\\n' "$1" >&3 || exit 1
IFS= read -r answer <&3 || exit 1
printf '%s\\n' "$answer"
`;

/** A user and password to send with HTTP, from the record or from the URL. */
export function basicCredentials(url: RepoAddress, access: RepoAccess): { name: string; password: string } | undefined {
  if (access.credentials?.kind === 'basic') {
    return { name: access.credentials.username, password: access.credentials.password };
  }
  return access.credentials === undefined && url.kind === 'http' ? url.user : undefined;
}

/** `Username for 'https://host': ` and `Password for 'https://user@host': ` are what Git asks; other hosts get nothing. */
export function answerFor(url: RepoAddress, access: RepoAccess, proxy: ProxyAddress | undefined) {
  const credentials = basicCredentials(url, access);
  return (question: string): string | undefined => {
    const match = /^(Username|Password) for '([^']*)': ?$/.exec(question);
    if (match === null) return undefined;
    let asked: URL;
    try {
      asked = new URL(match[2]!);
    } catch {
      return undefined;
    }
    const isPassword = match[1] === 'Password';
    if (proxy !== undefined && asked.host === proxy.host && decodeURIComponent(asked.username) === proxy.user) {
      return isPassword ? proxy.password : proxy.user;
    }
    if (credentials === undefined || url.kind !== 'http' || asked.host !== url.host) return undefined;
    const secret = isPassword ? credentials.password : credentials.name;
    // The answer is one line: a line break in it would become the answer to a question that was not asked.
    return /[\r\n\0]/.test(secret) ? undefined : secret;
  };
}

export interface ProxyAddress {
  /** Without the password: goes into an argument. */
  readonly address: string;
  readonly host: string;
  readonly user: string;
  readonly password: string;
}

export function parseProxy(text: string | undefined): ProxyAddress | undefined {
  if (text === undefined || text === '') return undefined;
  const parsed = URL.parse(text);
  // Its text is not shown: a password may be in it.
  if (parsed === null || !/^(https?|socks[45][ah]?):$/.test(parsed.protocol)) {
    throw new ArgosyError('InvalidArgument', 'the proxy of the repository is no http, https or socks URL', {
      advice: 'Write it as http://host:port.',
    });
  }
  const password = decodeURIComponent(parsed.password);
  parsed.password = '';
  return { address: parsed.href, host: parsed.host, user: decodeURIComponent(parsed.username), password };
}
