import { describe, expect, it } from 'vitest';
import { isOurPage, judgeNavigation, mayLoad, mayUse } from './page-policy.ts';

const OURS = 'app://argosy/apps';

describe('what a page may do', () => {
  it.each([
    [OURS, true, 'allow'],
    [OURS, false, 'deny'],
    ['https://git.example.org/', true, 'ask'],
    ['https://git.example.org/', false, 'deny'],
    ['javascript:alert(1)', true, 'deny'],
    ['file:///etc/passwd', true, 'deny'],
    ['data:text/html,x', true, 'deny'],
    ['app://other/', true, 'deny'],
    ['about:blank', true, 'deny'],
  ] as const)('goes to %s (main frame: %s): %s', (address, mainFrame, verdict) => {
    expect(judgeNavigation(address, mainFrame)).toBe(verdict);
  });

  it('may copy as text, and nothing else', () => {
    expect(mayUse('clipboard-sanitized-write', OURS, true)).toBe(true);
    expect(mayUse('clipboard-sanitized-write', 'app://argosy', true)).toBe(true);
    expect(mayUse('clipboard-sanitized-write', OURS, false)).toBe(false);
    expect(mayUse('clipboard-sanitized-write', 'https://evil.example/', true)).toBe(false);
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'midi',
      'pointerLock',
      'fullscreen',
      'openExternal',
      'fileSystem',
      'hid',
      'serial',
      'usb',
      'display-capture',
      'unknown',
    ]) {
      expect(mayUse(permission, OURS, true), permission).toBe(false);
    }
  });

  it('loads its own files only', () => {
    expect(mayLoad('app://argosy/assets/a.js', false)).toBe(true);
    for (const address of [
      'https://evil.example/',
      'http://127.0.0.1/',
      'file:///x',
      'ws://127.0.0.1/',
      'app://other/x',
      'devtools://x',
    ])
      expect(mayLoad(address, false), address).toBe(false);
    expect(mayLoad('devtools://devtools/x', true)).toBe(true);
    expect(mayLoad('https://evil.example/', true)).toBe(false);
  });

  it('is heard from the top frame of a window of ours, with a page of ours in it', () => {
    const good = { address: OURS, mainFrame: true, known: true };
    expect(isOurPage(good)).toBe(true);
    expect(isOurPage({ ...good, known: false })).toBe(false);
    expect(isOurPage({ ...good, mainFrame: false })).toBe(false);
    expect(isOurPage({ ...good, address: null })).toBe(false);
    expect(isOurPage({ ...good, address: 'https://evil.example/' })).toBe(false);
    expect(isOurPage({ ...good, address: 'app://argosy.evil.example/' })).toBe(false);
  });
});
