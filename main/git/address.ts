import { createHash } from 'node:crypto';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgosyError } from '../model/index.ts';

/** A repository URL, parsed once. `address` is what a transport is given: no password, no transport helper, no option. */
export type RepoAddress =
  | {
      readonly kind: 'http';
      readonly key: string;
      readonly address: string;
      readonly host: string;
      /** Taken out of the URL, where a person may have written them. */
      readonly user?: { readonly name: string; readonly password: string };
    }
  | { readonly kind: 'ssh'; readonly key: string; readonly address: string; readonly host: string }
  | { readonly kind: 'local'; readonly key: string; readonly path: string };

const LONGEST = 4096;
const SCP_LIKE =
  /^(?:([A-Za-z0-9_.][A-Za-z0-9_.-]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.][A-Za-z0-9_.-]*):(?!\/\/)(.+)$/s;

/**
 * The only door for a repository URL. `key` is equal for spellings of the same repository: case of scheme and host, default
 * port, user, `.git` and a final slash do not count (Argo CD compares URLs so, reference §10.1); the case of a path does.
 */
export function parseAddress(text: string): RepoAddress {
  const url = text.trim();
  if (url === '' || url.length > LONGEST) throw refused(text, 'is empty or too long');
  if (url.includes('\0')) throw refused(text, 'has a NUL character');
  if (isAbsolute(url)) return local(url);
  // A line break in a URL once sent a person's credentials to another host (CVE-2020-5260).
  if (/[\s\p{Cc}]/u.test(url)) throw refused(text, 'has a space or control character');
  if (url.startsWith('-')) throw refused(text, 'begins with a dash');
  // `ext::`, `fd::` and other transport helpers run programs.
  if (/^[A-Za-z0-9+.-]+::/.test(url)) throw refused(text, 'names a transport helper');
  if (/^https?:\/\//i.test(url)) return http(url);
  if (/^(ssh|git\+ssh|ssh\+git):\/\//i.test(url)) return ssh(url);
  if (/^file:\/\//i.test(url)) return file(url);
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(url)) {
    throw refused(text, `uses ${url.slice(0, url.indexOf(':'))}, not https, http, ssh or file`);
  }
  const scp = SCP_LIKE.exec(url);
  if (scp === null) throw refused(text, 'is neither a URL nor an absolute path');
  const [, user, host, path] = scp;
  return sshRepo(host!, user, '', path!, url);
}

/** A folder name that no URL can choose. */
export function cacheFolder(url: RepoAddress): string {
  return createHash('sha256').update(url.key).digest('hex').slice(0, 32);
}

function http(text: string): RepoAddress {
  const parsed = parse(text);
  const user =
    parsed.username === '' && parsed.password === ''
      ? undefined
      : { name: decode(parsed.username, text), password: decode(parsed.password, text) };
  parsed.username = '';
  parsed.password = '';
  parsed.hash = '';
  if (parsed.hostname === '') throw refused(text, 'has no host');
  const key = `${parsed.protocol}//${parsed.host}${trimmed(parsed.pathname)}${parsed.search}`;
  return { kind: 'http', key, address: parsed.href, host: parsed.host, ...(user === undefined ? {} : { user }) };
}

function ssh(text: string): RepoAddress {
  const parsed = parse(text.replace(/^[^:]+:/, 'ssh:'));
  if (parsed.password !== '') throw refused(text, 'has a password; SSH takes a key');
  const path = decode(parsed.pathname, text);
  const user = parsed.username === '' ? undefined : decode(parsed.username, text);
  return sshRepo(parsed.hostname, user, parsed.port, path, parsed.href);
}

function sshRepo(host: string, user: string | undefined, port: string, path: string, address: string): RepoAddress {
  // The host and the user become arguments of ssh: a leading dash would be read as an option.
  if (!/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.][A-Za-z0-9_.-]*)$/.test(host)) throw refused(address, 'has a strange host');
  if (user !== undefined && !/^[A-Za-z0-9_.][A-Za-z0-9_.@\\-]*$/.test(user))
    throw refused(address, 'has a strange user');
  if (path.startsWith('-') || path.startsWith('/-')) throw refused(address, 'has a path that begins with a dash');
  const at = port === '' || port === '22' ? '' : `:${port}`;
  const key = `ssh://${host.toLowerCase()}${at}/${trimmed(path).replace(/^\/+/, '')}`;
  return { kind: 'ssh', key, address, host: host.toLowerCase() };
}

function file(text: string): RepoAddress {
  const parsed = parse(text);
  if (parsed.hostname === 'localhost') parsed.hostname = '';
  try {
    return local(fileURLToPath(parsed));
  } catch {
    throw refused(text, 'is not a file URL of this machine');
  }
}

function local(path: string): RepoAddress {
  const absolute = resolve(path);
  return { kind: 'local', key: `file://${absolute}`, path: absolute };
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '').replace(/\.git$/, '');
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw refused(text, 'cannot be parsed');
  }
}

function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refused(text, 'has a broken percent escape');
  }
}

function refused(text: string, why: string): ArgosyError {
  const shown = withoutPassword(text);
  return new ArgosyError('InvalidArgument', `repository URL ${JSON.stringify(shown)} ${why}`, {
    subject: shown,
    advice: 'Use https://host/path, ssh://user@host/path, git@host:path, file:///path or an absolute path.',
  });
}

/** For messages: a URL as a person wrote it, with anything that could be a password taken out. */
export function withoutPassword(text: string): string {
  return text.replace(/(:\/\/)[^/@\s]*@/g, '$1').slice(0, 300);
}
