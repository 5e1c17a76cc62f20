import { describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '../model/index.ts';
import { foreignOwner, judgeDeletions, type WriteOwner } from './index.ts';

const ref = { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'web' };
const live = (annotations: Record<string, string>, managedFields: readonly ManagedFieldsEntry[] = []): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'n', annotations, managedFields },
});
const id = (app: string) => ({ 'argocd.argoproj.io/tracking-id': `${app}:apps/Deployment:n/web` });
const us: WriteOwner = { app: 'shop', installationId: '' };
const argo = (time: string): ManagedFieldsEntry => ({ manager: 'argocd-controller', operation: 'Apply', time });
const own = (time: string): ManagedFieldsEntry => ({ manager: 'argosy', operation: 'Apply', time });

describe('a foreign owner', () => {
  it('is nobody for an object that is new, untracked or ours', () => {
    expect(foreignOwner({ verb: 'apply', ref, owner: us })).toBeUndefined();
    expect(foreignOwner({ verb: 'delete', ref, live: live({}), owner: us })).toBeUndefined();
    expect(foreignOwner({ verb: 'delete', ref, live: live(id('shop')), owner: us })).toBeUndefined();
  });

  it('keeps its objects from being deleted, and from being shared when that is asked for', () => {
    expect(foreignOwner({ verb: 'prune', ref, live: live(id('other')), owner: us })).toBe(
      'Deployment/web is part of application other, not of shop: delete it there',
    );
    expect(foreignOwner({ verb: 'delete', ref, live: live(id('other')), owner: us })).toBeDefined();
    expect(foreignOwner({ verb: 'apply', ref, live: live(id('other')), owner: us })).toBeUndefined();
    expect(
      foreignOwner({ verb: 'apply', ref, live: live(id('other')), owner: { ...us, failOnShared: true } }),
    ).toContain('Shared resource found: ');
  });

  it('is not named by a tracking id that was copied from another object, nor by one that cannot be read', () => {
    for (const text of [
      'other:apps/Deployment:n/parent',
      'other:apps/ReplicaSet:n/web',
      'other:apps/Deployment:m/web',
      'other',
      ':',
      'a:b',
    ]) {
      expect(
        foreignOwner({ verb: 'delete', ref, live: live({ 'argocd.argoproj.io/tracking-id': text }), owner: us }),
      ).toBeUndefined();
    }
  });

  it('of a cluster-scoped object may live in any destination namespace', () => {
    const role = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'system:a' };
    const object: KubeObject = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: 'system:a',
        annotations: {
          'argocd.argoproj.io/tracking-id': 'other:rbac.authorization.k8s.io/ClusterRole:anywhere/system:a',
        },
      },
    };
    expect(foreignOwner({ verb: 'delete', ref: role, live: object, owner: us })).toContain('application other');
  });

  it('is named by the label where labels are the marks', () => {
    const object: KubeObject = {
      ...live({}),
      metadata: { name: 'web', namespace: 'n', labels: { 'app.kubernetes.io/instance': 'other' } },
    };
    expect(foreignOwner({ verb: 'delete', ref, live: object, owner: us })).toBeUndefined();
    expect(
      foreignOwner({ verb: 'delete', ref, live: object, owner: { ...us, tracking: { method: 'label' } } }),
    ).toContain('application other');
  });

  it('is another installation', () => {
    const object = live({ ...id('shop'), 'argocd.argoproj.io/installation-id': 'theirs' });
    for (const verb of ['apply', 'hook', 'prune', 'delete'] as const) {
      expect(foreignOwner({ verb, ref, live: object, owner: us })).toContain('installation id theirs');
      expect(foreignOwner({ verb, ref, live: object, owner: { ...us, installationId: 'theirs' } })).toBeUndefined();
    }
  });

  it('is an Argo CD in the cluster until the application is taken over, and again when it writes afterwards', () => {
    const theirs = live(id('shop'), [argo('2026-01-01T00:00:00Z')]);
    expect(foreignOwner({ verb: 'apply', ref, live: theirs, owner: us })).toContain(
      'managed by an Argo CD in the cluster',
    );
    expect(foreignOwner({ verb: 'apply', ref, live: theirs })).toBeDefined();
    expect(foreignOwner({ verb: 'apply', ref, live: theirs, owner: { ...us, takesOver: true } })).toBeUndefined();
    const taken = live(id('shop'), [argo('2026-01-01T00:00:00Z'), own('2026-01-02T00:00:00Z')]);
    expect(foreignOwner({ verb: 'apply', ref, live: taken, owner: us })).toBeUndefined();
    const fight = live(id('shop'), [argo('2026-01-03T00:00:00Z'), own('2026-01-02T00:00:00Z')]);
    expect(foreignOwner({ verb: 'apply', ref, live: fight, owner: us })).toBeDefined();
    expect(
      foreignOwner({ verb: 'apply', ref, live: live({}, [argo('2026-01-01T00:00:00Z')]), owner: us }),
    ).toBeUndefined();
  });
});

describe('mass deletion', () => {
  const objects = (count: number, kind = 'ConfigMap') =>
    Array.from({ length: count }, (_, n) => ({ group: '', kind, namespace: 'n', name: `x${n}` }));
  const kinds = (request: Parameters<typeof judgeDeletions>[0]) =>
    judgeDeletions(request).map((concern) => concern.kind);

  it.each([
    [0, 10, 10, []],
    [1, 2, 1, []],
    [1, 1, 0, ['everything']],
    [10, 10, 0, ['everything']],
    [4, 10, 6, []],
    [5, 15, 10, []],
    [6, 15, 9, ['share']],
    [10, 10, 10, ['share']],
  ])('%i of %i with %i declared: %j', (deletes, count, desired, expected) => {
    expect(kinds({ deletes: objects(deletes), live: count, desired })).toEqual(expected);
  });

  it('asks about objects that carry more than themselves', () => {
    const request = { deletes: [...objects(1, 'Namespace'), ...objects(2)], live: 100, desired: 97 };
    expect(judgeDeletions(request)).toMatchObject([{ kind: 'carries-more', refs: [{ kind: 'Namespace' }] }]);
    expect(kinds({ ...request, deletes: objects(4, 'PersistentVolumeClaim') })).toEqual(['carries-more']);
    const crd = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', namespace: '', name: 'x' };
    expect(kinds({ ...request, deletes: [crd] })).toEqual(['carries-more']);
    expect(kinds({ ...request, deletes: [{ ...crd, group: 'other.example' }] })).toEqual([]);
  });

  it('asks about other applications that go with it', () => {
    const request = { deletes: objects(2), live: 100, desired: 98 };
    const message = (applications: readonly string[]) =>
      judgeDeletions({ ...request, applications }).map((concern) => concern.message);
    expect(message([])).toEqual([]);
    expect(message(['a'])).toEqual(['1 other application would be deleted with it: a']);
    expect(message(['a', 'b', 'c', 'd', 'e'])).toEqual([
      '5 other applications would be deleted with it: a, b, c and 2 more',
    ]);
    expect(judgeDeletions({ ...request, deletes: [], applications: ['a'] })).toEqual([]);
  });
});
