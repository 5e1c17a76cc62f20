import { expect, it } from 'vitest';
import { query, resourcePath } from './api-path.ts';

const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true, verbs: [] };
const roles = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  verbs: [],
};

it('builds the paths of the API', () => {
  expect(resourcePath(pods, '')).toBe('/api/v1/pods');
  expect(resourcePath(pods, 'ns', 'a', 'log')).toBe('/api/v1/namespaces/ns/pods/a/log');
  expect(resourcePath(roles, 'ignored', 'system:node')).toBe(
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode',
  );
});

it('never leaves its place', () => {
  expect(resourcePath(pods, '../x', 'a/b?c#d')).toBe('/api/v1/namespaces/..%2Fx/pods/a%2Fb%3Fc%23d');
  for (const name of ['', '.', '..']) expect(() => resourcePath(pods, 'ns', name)).toThrow(RangeError);
});

it('leaves undefined parameters out', () => {
  expect(query({ a: undefined })).toBe('');
  expect(query({ a: 'x y', b: undefined, c: 0, d: false })).toBe('?a=x%20y&c=0&d=false');
});
