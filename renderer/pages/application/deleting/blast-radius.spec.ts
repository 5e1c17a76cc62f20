import { describe, expect, it } from 'vitest';
import { carriesMore, childrenOf, keptGroups, kindCounts } from './blast-radius.ts';

const ref = (kind: string, name: string, group = '') => ({ group, kind, namespace: 'shop', name });
const row = (kind: string, name: string, group = '') => ({
  ref: ref(kind, name, group),
  wave: 0,
  application: 'argocd/shop',
});

describe('kindCounts', () => {
  it('puts what carries more first, then the most', () => {
    const deletes = [
      row('Service', 'a'),
      row('Deployment', 'a', 'apps'),
      row('Deployment', 'b', 'apps'),
      row('Namespace', 'shop'),
    ];
    expect(kindCounts(deletes).map(({ kind, count }) => [kind, count])).toEqual([
      ['Namespace', 1],
      ['Deployment', 2],
      ['Service', 1],
    ]);
  });

  it('tells groups of one kind apart', () => {
    expect(kindCounts([row('Service', 'a'), row('Service', 'b', 'serving.knative.dev')])).toHaveLength(2);
  });
});

describe('carriesMore', () => {
  it('goes by the group too', () => {
    expect(carriesMore(ref('Namespace', 'shop'))).toBe(true);
    expect(carriesMore(ref('Namespace', 'shop', 'tenancy.example'))).toBe(false);
  });
});

describe('keptGroups', () => {
  it('gathers what stays by its reason', () => {
    const keeps = [
      { ref: ref('Secret', 'a'), because: 'Delete=false', application: 'x' },
      { ref: ref('Secret', 'b'), because: 'shared', application: 'x' },
      { ref: ref('Secret', 'c'), because: 'Delete=false', application: 'x' },
    ];
    expect(keptGroups(keeps).map(({ because, refs }) => [because, refs.length])).toEqual([
      ['Delete=false', 2],
      ['shared', 1],
    ]);
  });
});

describe('childrenOf', () => {
  it('leaves out the application itself', () => {
    const plan = {
      deletes: [],
      keeps: [],
      applications: ['a', 'argocd/b'],
      hooks: [],
      guards: [],
      unreachable: [],
    };
    expect(childrenOf(plan, { namespace: 'argocd', name: 'a' })).toEqual(['argocd/b']);
  });
});
