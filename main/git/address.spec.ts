import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheFolder, parseAddress, withoutPassword } from './address.ts';

describe('parseAddress', () => {
  it.each([
    ['https://Example.org/a/b.git', 'https://example.org/a/b'],
    ['https://example.org:443/a/b/', 'https://example.org/a/b'],
    ['https://ada:secret@example.org/a/b', 'https://example.org/a/b'],
    ['https://example.org/A/b', 'https://example.org/A/b'],
    ['git@example.org:a/b.git', 'ssh://example.org/a/b'],
    ['ssh://git@example.org/a/b', 'ssh://example.org/a/b'],
    ['ssh://git@example.org:22/a/b.git', 'ssh://example.org/a/b'],
    ['ssh://git@example.org:2222/a/b', 'ssh://example.org:2222/a/b'],
    ['example.org:/a/b', 'ssh://example.org/a/b'],
    ['/srv/git/x.git', 'file:///srv/git/x.git'],
    ['/srv/git/../git/x.git/', 'file:///srv/git/x.git'],
    ['file:///srv/git/x.git', 'file:///srv/git/x.git'],
    ['file://localhost/srv/git/x.git', 'file:///srv/git/x.git'],
    ['file:///srv/with%20space', 'file:///srv/with space'],
  ])('%s is the repository %s', (text, key) => {
    expect(parseAddress(text).key).toBe(key);
  });

  it('keeps a password out of the address that becomes an argument', () => {
    const parsed = parseAddress('https://ada:se%20cret@example.org/a');
    expect(parsed).toMatchObject({ address: 'https://example.org/a', user: { name: 'ada', password: 'se cret' } });
  });

  it('never gives an argument that begins with a dash, nor a line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        for (const url of [text, `ssh://${text}`, `https://${text}`, `git@${text}`, `ssh://a@b/${text}`, `${text}:x`]) {
          let parsed: ReturnType<typeof parseAddress>;
          try {
            parsed = parseAddress(url);
          } catch (error) {
            expect((error as { code?: string }).code).toBe('InvalidArgument');
            continue;
          }
          const argument = parsed.kind === 'local' ? parsed.path : parsed.address;
          expect(argument.startsWith('-')).toBe(false);
          if (parsed.kind !== 'local') expect(/[\r\n\0]/.test(argument)).toBe(false);
          if (parsed.kind === 'ssh') expect(parsed.host.startsWith('-')).toBe(false);
          expect(cacheFolder(parsed)).toMatch(/^[0-9a-f]{32}$/);
        }
      }),
    );
  });

  it('shows no password in its refusal', () => {
    expect(() => parseAddress('ftp://ada:secret@host/x')).toThrow(/ftp:\/\/host\/x/);
    expect(() => parseAddress('ssh://ada:secret@host/x')).toThrow(/^((?!secret).)*$/);
    expect(withoutPassword("fatal: unable to access 'https://u:p@h/x'")).toBe("fatal: unable to access 'https://h/x'");
  });
});
