import type { AppProject } from '../model/index.ts';
import { allows, denies, isDenial } from './patterns.ts';

const SCP_FORM = /^(?:[^/@:]+@)[^/:]+:/;

/**
 * A repository URL in the form in which two spellings of one repository are equal (reference §8): lower case, no `.git`,
 * `git@host:path` and `ssh://git@host/path` alike.
 */
export function normalizeRepoUrl(url: string): string {
  let text = url.trim().toLowerCase();
  if (!text.includes('://') && SCP_FORM.test(text)) text = text.replace(':', '/');
  if (text.startsWith('ssh://')) text = text.slice('ssh://'.length);
  return text.endsWith('.git') ? text.slice(0, -'.git'.length) : text;
}

/**
 * Clients resolve `..` in a URL before they ask, so `https://host/ours/../theirs` would pass a rule for `https://host/ours/**`
 * and fetch from elsewhere. Control characters have no place in a URL either, and some clients read `\\` as `/`.
 */
function hidesItsTarget(url: string): boolean {
  for (let at = 0; at < url.length; at++) if (url.charCodeAt(at) < 0x20 || url.charCodeAt(at) === 0x7f) return true;
  if (url.includes('://') && url.includes('\\')) return true;
  const path = url.replaceAll('%2e', '.').replaceAll('%2f', '/');
  return path
    .split(/[?#]/)[0]!
    .split('/')
    .some((segment) => segment === '..' || segment === '.');
}

/**
 * What is left when a user, a default port, doubled and trailing slashes are taken away. Only denials look at it: a spelling
 * must not get around one. Allowing stays literal, as Argo CD has it.
 */
function plainest(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/@]*@/, '$1')
    .replace(/^(https:\/\/[^/]+):443(?=\/|$)/, '$1')
    .replace(/^(http:\/\/[^/]+):80(?=\/|$)/, '$1')
    .replaceAll(/(?<!:)\/{2,}/g, '/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

/** At least one entry allows and none denies (reference §8). `*` stands for one segment of the path, `**` for many. */
export function sourcePermitted(project: AppProject, repoURL: string): boolean {
  const entries = project.spec.sourceRepos ?? [];
  const url = normalizeRepoUrl(repoURL);
  const denials = entries.filter(isDenial).map((entry) => normalizeRepoUrl(entry.slice(1)));
  if (hidesItsTarget(url)) return denials.length === 0 && entries.includes('*');
  const plain = plainest(url);
  for (const denial of denials) {
    if (denies(denial, url, SEGMENTS) || denies(plainest(denial), plain, SEGMENTS)) return false;
  }
  return entries.some((entry) => entry === '*' || (!isDenial(entry) && allows(normalizeRepoUrl(entry), url, SEGMENTS)));
}

const SEGMENTS = { separator: '/' } as const;
