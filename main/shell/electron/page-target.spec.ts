import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetOf } from './page-target.ts';

describe('what an address of the pages names', () => {
  it('is a file of the build below /assets', () => {
    expect(targetOf('GET', 'app://argosy/assets/index-AB12CD34.js')).toEqual({
      kind: 'file',
      parts: ['assets', 'index-AB12CD34.js'],
    });
  });

  it.each(['app://argosy/', 'app://argosy/index.html', 'app://argosy/apps/argocd/web', 'app://argosy/..%2f..%2fetc'])(
    'is the page for %s',
    (address) => {
      expect(targetOf('GET', address)).toEqual({ kind: 'page' });
    },
  );

  it.each([
    ['POST', 'app://argosy/', 405],
    ['GET', 'app://other/assets/a.js', 400],
    ['GET', 'https://argosy/', 400],
    ['GET', 'app://argosy/assets/', 404],
    ['GET', 'app://argosy/assets/%2e%2e%2fpackage.json', 404],
    ['GET', 'app://argosy/assets/a%00.js', 404],
    ['GET', 'app://argosy/assets/.env', 404],
    ['GET', 'app://argosy/assets/a\\..\\b.js', 404],
    ['GET', 'app://argosy/assets/C:', 404],
    ['GET', `app://argosy/assets/${'a/'.repeat(20)}b.js`, 404],
  ])('refuses %s %s', (method, address, status) => {
    expect(targetOf(method, address)).toEqual({ kind: 'refused', status });
  });

  it('never has a part that climbs, hides or separates', () => {
    const segment = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '%2E.', 'assets', 'a.js', '\\', '%5c', '%2f', ''),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        const target = targetOf('GET', `app://argosy/assets/${segments.join('/')}`);
        if (target.kind !== 'file') return;
        expect(target.parts[0]).toBe('assets');
        for (const part of target.parts) expect(part).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/);
      }),
    );
  });
});
