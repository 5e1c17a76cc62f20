import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseCredentials, splitCredentials } from './url-credentials.ts';

describe('credentials in a URL', () => {
  it.each([
    ['https://example.com/a.git', { url: 'https://example.com/a.git' }],
    ['https://me@example.com/a.git', { url: 'https://me@example.com/a.git' }],
    ['ssh://git@example.com/a.git', { url: 'ssh://git@example.com/a.git' }],
    ['git@example.com:a.git', { url: 'git@example.com:a.git' }],
    ['/srv/a@b:c', { url: '/srv/a@b:c' }],
    ['https://example.com/a@b:c', { url: 'https://example.com/a@b:c' }],
    [
      'https://me:hunter2@example.com:8443/a.git',
      { url: 'https://example.com:8443/a.git', username: 'me', password: 'hunter2' },
    ],
    ['https://me:p%40ss%3A@example.com/a', { url: 'https://example.com/a', username: 'me', password: 'p@ss:' }],
    ['https://me:100%@example.com/a', { url: 'https://example.com/a', username: 'me', password: '100%' }],
    ['https://:token@example.com/a', { url: 'https://example.com/a', username: '', password: 'token' }],
    ['https://me:@example.com/a', { url: 'https://example.com/a', username: 'me', password: '' }],
  ])('%s', (url, split) => {
    expect(splitCredentials(url)).toEqual(split);
  });

  it('that are a token in place of a user name are refused without showing them', () => {
    const url = 'https://ghp_0123456789abcdef@example.com/a.git';
    expect(() => splitCredentials(url)).toThrow(
      'https://…@example.com/a.git: what stands before the @ looks like a token',
    );
  });

  it('never stay in the URL', () => {
    const part = fc.string({
      minLength: 1,
      maxLength: 12,
      unit: fc.constantFrom('a', 'b', '0', '9', '-', '.', '_', '~'),
    });
    fc.assert(
      fc.property(part, part, (user, password) => {
        const split = splitCredentials(`https://${user}:${password}@host.example/path`);
        expect(split).toEqual({ url: 'https://host.example/path', username: user, password });
      }),
    );
  });

  it('are refused where nothing keeps them', () => {
    refuseCredentials('http://proxy:3128', 'the proxy URL', '');
    expect(() => refuseCredentials('http://me:hunter2@proxy:3128', 'the proxy URL', 'Give it without.')).toThrow(
      expect.objectContaining({
        message: 'the proxy URL http://me@proxy:3128 contains a password',
        advice: 'Give it without.',
        exitCode: 20,
      }),
    );
  });
});
