/** URLs of repositories: kind, equality (reference §8 Source row, §10.1), and what is refused outright. */

import { ArgosyError } from './errors.ts';

export type RepoUrl =
  /** A folder of this machine: `/path`, `file:///path`, `C:\path`. */
  | { readonly kind: 'local'; readonly path: string; readonly url: string }
  | {
      readonly kind: 'https' | 'http';
      readonly host: string;
      readonly user: string | undefined;
      readonly path: string;
      readonly url: string;
    }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly port: number | undefined;
      readonly user: string | undefined;
      readonly path: string;
      readonly url: string;
    }
  | { readonly kind: 'oci'; readonly host: string; readonly path: string; readonly url: string };

const LONGEST = 2_048;
const SCP = /^(?:([a-zA-Z0-9_.+-]{1,64})@)?([a-zA-Z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):(?!\/\/)(.{1,1024})$/;
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9.])?|\[[0-9a-fA-F:.]+\])$/;

/**
 * Reads a repository's URL. Refuses what could become an option or a command of git: a leading `-`, control characters, `ext::` and other
 * transports, hosts that begin with `-` (security §5.1, CVE-2026-113708, CVE-2020-5260). Throws `ArgosyError`.
 */
export function parseRepoUrl(text: string): RepoUrl {
  const refuse = (why: string) =>
    new ArgosyError(
      'InvalidArgument',
      `repository URL ${JSON.stringify(withoutPassword(text).slice(0, 200))}: ${why}`,
      {
        advice: 'Use https://host/path, ssh://user@host/path, user@host:path, file:///path or oci://host/path.',
      },
    );
  if (text === '') throw refuse('is empty');
  if (text.length > LONGEST) throw refuse(`is longer than ${LONGEST} characters`);
  if (hasControlCharacter(text)) throw refuse('has control characters');
  if (text.startsWith('-')) throw refuse('begins with "-"');
  if (/^[a-zA-Z]:[\\/]/.test(text) || text.startsWith('/') || text.startsWith('\\\\'))
    return { kind: 'local', path: text, url: text };
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (text.includes('::')) throw refuse('names a transport helper');
    const scp = SCP.exec(text);
    if (scp === null) throw refuse('is no URL that a repository can have');
    const [, user, host = '', path = ''] = scp;
    if (!HOST.test(host) || path.startsWith('-')) throw refuse('has an impossible host or path');
    return { kind: 'ssh', host: host.toLowerCase(), port: undefined, user, path, url: text };
  }
  if (scheme === 'file') {
    const path = fileUrlPath(text);
    if (path === undefined) throw refuse('names another machine');
    return { kind: 'local', path, url: text };
  }
  const match = /^[^:]+:\/\/(?:([^/@]*)@)?([^/:@[\]]+|\[[^\]/]*\])(?::([0-9]{1,5}))?(\/.*)?$/.exec(text);
  if (match === null) throw refuse('is malformed');
  const [, credentials, host = '', port, path = ''] = match;
  if (!HOST.test(host)) throw refuse('has an impossible host');
  if (port !== undefined && Number(port) > 65_535) throw refuse('has an impossible port');
  const user = credentials === undefined || credentials === '' ? undefined : credentials.split(':', 1)[0];
  const authority = host.toLowerCase() + (port === undefined ? '' : `:${port}`);
  switch (scheme) {
    case 'https':
    case 'http':
      return { kind: scheme, host: authority, user, path, url: text };
    case 'ssh':
    case 'git+ssh':
      if (user?.startsWith('-')) throw refuse('has an impossible user');
      return {
        kind: 'ssh',
        host: host.toLowerCase(),
        port: port === undefined ? undefined : Number(port),
        user,
        path,
        url: text,
      };
    case 'oci':
      return { kind: 'oci', host: authority, path, url: text };
    default:
      throw refuse(`has the transport ${scheme}, which is not allowed`);
  }
}

/** A text that is the same for all spellings of one repository: lower case, no `.git`, no trailing slash, scp form as ssh. Never throws. */
export function normalizeRepoUrl(text: string): string {
  let url = text.trim().toLowerCase();
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//.test(url);
  if (!scheme && !url.startsWith('/') && !/^[a-z]:[\\/]/.test(url)) {
    const scp = SCP.exec(url);
    if (scp !== null) url = `ssh://${scp[1] === undefined ? '' : `${scp[1]}@`}${scp[2]}/${scp[3]!.replace(/^\/+/, '')}`;
  }
  if (url.startsWith('git+ssh://')) url = url.slice(4);
  url = trimEnd(url);
  if (url.endsWith('.git')) url = trimEnd(url.slice(0, -4));
  return url;
}

/** Whether two texts name the same repository. */
export function sameRepository(a: string, b: string): boolean {
  return a === b || normalizeRepoUrl(a) === normalizeRepoUrl(b);
}

/** For webhooks and searches: the same for every protocol, user and port. `host/path`. */
export function repositoryIdentity(text: string): string {
  return normalizeRepoUrl(text)
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):[0-9]+\//, '$1/');
}

/** The text as it may be shown: a password in it is left out. */
export function withoutPassword(text: string): string {
  return text.replace(/^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)([^/@:]*):[^/@]*@/, '$1$2@');
}

/** `oci://…`, or what Helm calls an OCI registry. */
export function isOciUrl(text: string): boolean {
  return /^oci:\/\//i.test(text);
}

function trimEnd(url: string): string {
  let end = url.length;
  while (end > 1 && url.charCodeAt(end - 1) === 0x2f) end--;
  return url.slice(0, end);
}

function fileUrlPath(text: string): string | undefined {
  const rest = text.slice('file://'.length);
  if (!rest.startsWith('/')) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(rest);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  // file:///C:/repos on Windows.
  return /^\/[a-zA-Z]:\//.test(path) ? path.slice(1) : path;
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char < 0x20 || char === 0x7f) return true;
  }
  return false;
}
