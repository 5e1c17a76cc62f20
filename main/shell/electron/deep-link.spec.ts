import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRoute } from './app-address.ts';
import { deepLinkAmong, routeOfDeepLink } from './deep-link.ts';

describe('deep links', () => {
  it('lead to an application', () => {
    expect(routeOfDeepLink('argosy://app/argocd/web')).toBe('/apps/argocd/web');
    expect(routeOfDeepLink('argosy://app/team-a/shop.web-1/')).toBe('/apps/team-a/shop.web-1');
  });

  it.each([
    'argosy://app/argocd',
    'argosy://app/argocd/web/x',
    'argosy://app/argocd/web?sync=1',
    'argosy://app/argocd/web#x',
    'argosy://app/argocd/..',
    'argosy://app/argocd/%2e%2e',
    'argosy://app/ARGOCD/web',
    'argosy://app//web',
    'argosy://app/-a/web',
    'argosy://user@app/argocd/web',
    'argosy://app:80/argocd/web',
    'argosy://other/argocd/web',
    'ARGOSY://app/argocd/web',
    'argosy:app/argocd/web',
    ' argosy://app/argocd/web',
    'argosy://app/argocd/web\n',
    'argosy://app/argocd/web --flag',
    `argosy://app/argocd/${'a.'.repeat(150)}a`,
    `argosy://app/${'a'.repeat(64)}/web`,
    'https://app/argocd/web',
    '',
  ])('refuse %j', (link) => {
    expect(routeOfDeepLink(link)).toBeUndefined();
  });

  it('give a route of two plain names or nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (namespace, name) => {
        const route = routeOfDeepLink(`argosy://app/${namespace}/${name}`);
        if (route === undefined) return;
        expect(isRoute(route)).toBe(true);
        expect(route).toMatch(/^\/apps\/[a-z0-9-]+\/[a-z0-9.-]+$/);
      }),
    );
  });

  it('are found among the arguments of a process', () => {
    expect(deepLinkAmong(['/opt/argosy', '--flag', 'argosy://app/a/b'])).toBe('argosy://app/a/b');
    expect(deepLinkAmong(['/opt/argosy', 'argosy://app/a', '--x=argosy://app/a/b'])).toBeUndefined();
  });
});
