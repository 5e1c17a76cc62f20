import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLink } from './link-policy.ts';

describe('addresses that lead out', () => {
  it('shows the host as it is reached', () => {
    expect(judgeLink('https://git.example.org/a/b?c#d')).toEqual({
      open: true,
      url: 'https://git.example.org/a/b?c#d',
      host: 'git.example.org',
      encrypted: true,
    });
    expect(judgeLink('http://127.0.0.1:8080')).toMatchObject({ host: '127.0.0.1:8080', encrypted: false });
    // A Cyrillic letter is not hidden behind its looks.
    expect(judgeLink('https://аpple.example/')).toMatchObject({ host: 'xn--pple-43d.example' });
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'smb://host/share',
    'ms-msdt:/id',
    'vscode://file/x',
    'argosy://app/a/b',
    'app://argosy/',
    'mailto:a@b',
    '//evil.example',
    'https:evil.example',
    'https:/evil.example',
    'https:///evil.example',
    'https:\\\\evil.example',
    'https://',
    'https://bank.example@evil.example/',
    'https://user:password@host/',
    'https://host/\u202egnp.exe',
    'https://host/a b',
    'https://ho\u200bst/',
    'https://host\t/',
    `https://host/${'x'.repeat(5000)}`,
    '',
    undefined,
    null,
    {},
    ['https://host/'],
  ])('refuses %j', (address) => {
    expect(judgeLink(address).open).toBe(false);
  });

  it('opens nothing but http and https, whatever it is given', () => {
    const scheme = fc.oneof(fc.constantFrom('https', 'http', 'javascript', 'HTTP', 'file'), fc.string());
    fc.assert(
      fc.property(scheme, fc.constantFrom('://', ':', ':/', ':\\'), fc.string(), (name, colon, rest) => {
        const verdict = judgeLink(`${name}${colon}${rest}`);
        if (!verdict.open) return;
        const url = new URL(verdict.url);
        expect(['https:', 'http:']).toContain(url.protocol);
        expect(url.host).toBe(verdict.host);
        expect(url.username + url.password).toBe('');
        expect(verdict.host).not.toBe('');
      }),
    );
  });
});
