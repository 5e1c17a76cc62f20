import { describe, expect, it } from 'vitest';
import type { Application, ApplicationSource } from '../model/index.ts';
import { appPaths, inside, isWithin } from './app-paths.ts';

const app = (
  source: ApplicationSource,
  over: { annotations?: Record<string, string>; sources?: ApplicationSource[] } = {},
) =>
  ({
    metadata: { name: 'a', annotations: over.annotations },
    spec: { source, sources: over.sources },
  }) as unknown as Application;

async function paths(
  source: Partial<ApplicationSource>,
  files: Readonly<Record<string, string>> = {},
  over: Parameters<typeof app>[1] = {},
): Promise<readonly string[]> {
  const full = { repoURL: 'r', ...source };
  return appPaths(app(full, over), full, async (path) => files[path]);
}

describe('appPaths', () => {
  it('is the path of the source, without what could mean another place', async () => {
    expect(await paths({ path: './apps//one/' })).toEqual(['apps/one']);
    expect(await paths({ path: '.' })).toEqual(['']);
    expect(await paths({ path: '../x' })).toEqual([]);
  });

  it('holds value files and parameters that lie elsewhere, patterns as their folder', async () => {
    const helm = {
      valueFiles: ['values.yaml', '../shared/v.yaml', '/env/prod.yaml', '$ref/x.yaml', 'https://x/y', '/env/*/z.yaml'],
      fileParameters: [{ name: 'p', path: '/files/p.txt' }],
    };
    expect(await paths({ path: 'apps/one', helm })).toEqual(['apps/one', 'apps/shared/v.yaml', 'env', 'files/p.txt']);
  });

  it('follows a kustomization to its bases, and does not run in circles', async () => {
    const files = {
      'over/kustomization.yaml':
        'resources: [../base, https://example.org/x]\ncomponents: [../parts/one]\npatches: [{path: ../p.yaml}]\n',
      'base/kustomization.yml': 'resources: [a.yaml, ../deep]\n',
      'deep/Kustomization': 'bases: [../base, ../over]\n',
      'parts/one/kustomization.yaml': 'a: [',
    };
    expect(await paths({ path: 'over' }, files)).toEqual(['base', 'deep', 'over', 'p.yaml', 'parts/one']);
  });

  it('takes what manifest-generate-paths names, and the files that others take by reference', async () => {
    const annotations = { 'argocd.argoproj.io/manifest-generate-paths': '.;/lib;../near' };
    expect(await paths({ path: 'apps/one' }, {}, { annotations })).toEqual(['apps/near', 'apps/one', 'lib']);
    const sources = [{ repoURL: 'c', helm: { valueFiles: ['$values/env/prod.yaml', '$other/no.yaml'] } }];
    expect(await paths({ ref: 'values' }, {}, { sources })).toEqual(['env/prod.yaml']);
  });
});

describe('inside', () => {
  it('never leaves the repository', () => {
    expect(inside('a/b', '../../c')).toBe('c');
    for (const path of ['../../../c', 'a\\b', 'a\0', '/..', '$x/y', 'oci://x'])
      expect(inside('a/b', path), path).toBeUndefined();
    expect(isWithin('a', 'ab')).toBe(false);
    expect(isWithin('', 'ab')).toBe(true);
  });
});
