import { devNull } from 'node:os';
import { join } from 'node:path';
import type { RepoAddress } from './address.ts';

/**
 * What a Git process sees of this machine: programs and proxies, and nothing of the person's Git: no configuration, no
 * credential helper, no agent, no netrc, no `GIT_*` (security-and-operations §5.1: helpers and hooks must not run for a
 * repository that an Application names).
 */
export function gitEnvironment(parent: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const name of PASSED_ON) {
    const value = parent[name];
    if (value !== undefined) env[name] = value;
  }
  // An own HOME keeps curl from ~/.netrc and Git from ~/.config.
  const home = join(folder, 'home');
  return {
    ...env,
    HOME: home,
    XDG_CONFIG_HOME: home,
    // Errors are recognised by their English text.
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

const PASSED_ON = `
  PATH Path PATHEXT SystemRoot SYSTEMROOT windir ComSpec TMPDIR TEMP TMP USERNAME USER LOGNAME SSL_CERT_FILE SSL_CERT_DIR
  http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
`
  .trim()
  .split(/\s+/);

/** `-c` arguments that hold for every command. */
export const FIXED_CONFIG: readonly string[] = config({
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.symlinks': 'false',
  'core.askPass': '',
  'core.alternateRefsCommand': 'true',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
});

/** `-c` arguments of a command that talks to a remote. No secret may be among them: arguments are public. */
export function remoteConfig(
  url: RepoAddress,
  access: { readonly insecure?: boolean; readonly proxy?: string | undefined; readonly caFile?: string | undefined },
): string[] {
  return config({
    'protocol.version': '2',
    'protocol.allow': 'never',
    'protocol.ext.allow': 'never',
    'protocol.file.allow': url.kind === 'local' ? 'always' : 'never',
    'protocol.http.allow': url.kind === 'http' ? 'always' : 'never',
    'protocol.https.allow': url.kind === 'http' ? 'always' : 'never',
    'protocol.ssh.allow': url.kind === 'ssh' ? 'always' : 'never',
    'transfer.fsckObjects': 'true',
    // Harmless mistakes of old tools that many public histories carry.
    'fetch.fsck.zeroPaddedFilemode': 'ignore',
    'fetch.fsck.missingSpaceBeforeDate': 'ignore',
    'fetch.fsck.badTimezone': 'ignore',
    'fetch.fsck.zeroPaddedDate': 'ignore',
    'transfer.bundleURI': 'false',
    'fetch.recurseSubmodules': 'false',
    'fetch.writeCommitGraph': 'false',
    // We follow redirects ourselves, on the same host only (redirect.ts).
    'http.followRedirects': 'false',
    'http.lowSpeedLimit': '1',
    'http.lowSpeedTime': '15',
    ...(access.insecure === true ? { 'http.sslVerify': 'false' } : {}),
    ...(access.caFile === undefined ? {} : { 'http.sslCAInfo': access.caFile }),
    ...(access.proxy === undefined ? {} : { 'http.proxy': access.proxy }),
  });
}

function config(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}
