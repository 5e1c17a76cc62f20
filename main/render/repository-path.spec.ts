import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byBytes, isWithin, joinPath, type RepositoryPath, ROOT } from './repository-path.ts';

describe('paths of a repository', () => {
  it('join like a file system, with the root of the repository as its root', () => {
    const base = 'a/b' as RepositoryPath;
    expect(joinPath(base, '../c/./d//e')).toBe('a/c/d/e');
    expect(joinPath(base, '/c')).toBe('c');
    expect(joinPath(base, '../..')).toBe('');
    expect(joinPath(base, '../../..')).toBeUndefined();
    expect(joinPath(ROOT, '..')).toBeUndefined();
    expect(joinPath(base, 'x\0')).toBeUndefined();
  });

  it('never leave the root, whatever is written', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b c', '...', '..a', '~', '\\..');
    fc.assert(
      fc.property(fc.array(part), fc.array(part), (base, relative) => {
        const from = joinPath(ROOT, base.join('/'));
        if (from === undefined) return;
        const path = joinPath(from, relative.join('/'));
        if (path === undefined) return;
        expect(path.split('/').some((each) => each === '..' || each === '.')).toBe(false);
        expect(path.startsWith('/') || path.includes('//')).toBe(false);
      }),
    );
  });

  it('are ordered by their bytes', () => {
    const names = fc.array(fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(names, (list) => {
        const sorted = [...list].sort(byBytes);
        const want = [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(sorted).toEqual(want);
      }),
    );
  });

  it('know what lies within a folder', () => {
    const path = (text: string) => text as RepositoryPath;
    expect(isWithin(path('a'), path('a/b'))).toBe(true);
    expect(isWithin(path('a'), path('ab'))).toBe(false);
    expect(isWithin(ROOT, path('x'))).toBe(true);
  });
});
