import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APP_ORIGIN, isRoute, pageAddress, parseAppAddress } from './app-address.ts';

describe('the address of pages', () => {
  it.each(['app://argosy', 'app://argosy/', 'app://argosy/apps/argocd/web?tab=diff', 'APP://argosy/x'])(
    'is %s',
    (address) => {
      expect(parseAppAddress(address)).toBeDefined();
    },
  );

  it.each([
    'https://argosy/',
    'app://other/',
    'app://argosy.evil.example/',
    'app://argosy@evil.example/',
    'app://user@argosy/',
    'app://argosy:80/',
    'app:argosy',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'about:blank',
    'data:text/html,x',
    'blob:app://argosy/x',
    '',
    `app://argosy/${'x'.repeat(9000)}`,
  ])('is not %s', (address) => {
    expect(parseAppAddress(address)).toBeUndefined();
  });

  it('stays on its own origin for every route', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!isRoute(text)) expect(() => pageAddress(text)).toThrow(TypeError);
        else expect(parseAppAddress(pageAddress(text))?.href.startsWith(`${APP_ORIGIN}/`)).toBe(true);
      }),
    );
    for (const route of ['//evil.example', '/\\evil.example', 'apps', '', '/a b', '/a\u0000'])
      expect(isRoute(route)).toBe(false);
    expect(isRoute('/')).toBe(true);
    expect(isRoute('/apps/argocd/web?x=1#y')).toBe(true);
  });
});
