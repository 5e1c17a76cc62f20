import { describe, expect, it } from 'vitest';
import { ArgosyError } from './errors.ts';
import {
  isOciUrl,
  normalizeRepoUrl,
  parseRepoUrl,
  repositoryIdentity,
  sameRepository,
  withoutPassword,
} from './repo-url.ts';

describe('parseRepoUrl', () => {
  it.each([
    ['https://Host.example:8443/org/repo.git', { kind: 'https', host: 'host.example:8443', path: '/org/repo.git' }],
    ['https://git:pw@host/r', { kind: 'https', host: 'host', user: 'git' }],
    ['http://host/r', { kind: 'http' }],
    ['ssh://git@host:2222/r', { kind: 'ssh', host: 'host', port: 2222, user: 'git', path: '/r' }],
    [
      'git@host.example:org/repo.git',
      { kind: 'ssh', host: 'host.example', user: 'git', path: 'org/repo.git', port: undefined },
    ],
    ['host:repo', { kind: 'ssh', host: 'host', user: undefined }],
    ['ssh://git@[::1]:22/r', { kind: 'ssh', host: '[::1]', port: 22 }],
    ['file:///srv/my%20repo', { kind: 'local', path: '/srv/my repo' }],
    ['file:///C:/repos/a', { kind: 'local', path: 'C:/repos/a' }],
    ['/srv/repo', { kind: 'local', path: '/srv/repo' }],
    ['C:\\repos\\a', { kind: 'local', path: 'C:\\repos\\a' }],
    ['oci://registry.example/charts/a', { kind: 'oci', host: 'registry.example', path: '/charts/a' }],
  ])('reads %s', (text, expected) => {
    expect(parseRepoUrl(text)).toMatchObject(expected);
  });

  it.each([
    '',
    'x',
    '--upload-pack=touch /tmp/x',
    'ext::sh -c touch% /tmp/x',
    'fd::17',
    'https://-oProxyCommand=x/r',
    'ssh://-oProxyCommand=x/r',
    'ssh://-l@host/r',
    '-oProxyCommand=x:repo',
    '-x@host:repo',
    'git@-host:r',
    'git@host:-r',
    'https://host/a\nb',
    'https://host\0/a',
    'https:///path',
    'https://host:99999/a',
    'https://ho st/a',
    'git://host/r',
    'javascript://host/r',
    'file://server/share',
    'file:///a%00b',
    'file:///%zz',
    `https://host/${'a'.repeat(3_000)}`,
  ])('refuses %j', (text) => {
    expect(() => parseRepoUrl(text)).toThrow(ArgosyError);
  });

  it('shows no password in its error', () => {
    expect(() => parseRepoUrl('git://user:hunter2@host/r')).toThrow(/user@host/);
    expect(withoutPassword('https://user:hunter2@host/r')).toBe('https://user@host/r');
  });
});

describe('equality', () => {
  it.each([
    ['https://host/Org/Repo.git', 'https://HOST/org/repo/'],
    ['git@host:org/repo.git', 'ssh://git@host/org/repo'],
    ['git@host:/org/repo', 'ssh://git@host/org/repo.git/'],
    ['git+ssh://git@host/a', 'ssh://git@host/a'],
    ['/srv/repo.git/', '/srv/repo'],
  ])('%s is %s', (a, b) => {
    expect(sameRepository(a, b)).toBe(true);
  });

  it('keeps others apart', () => {
    expect(sameRepository('https://host/a', 'https://host/b')).toBe(false);
    expect(sameRepository('https://host/a', 'http://host/a')).toBe(false);
    expect(repositoryIdentity('ssh://git@host:22/org/repo.git')).toBe('host/org/repo');
    expect(repositoryIdentity('https://user@host/org/repo')).toBe('host/org/repo');
    expect(normalizeRepoUrl('')).toBe('');
    expect([isOciUrl('oci://a/b'), isOciUrl('https://a/b')]).toEqual([true, false]);
  });
});
