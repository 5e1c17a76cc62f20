import { describe, expect, it } from 'vitest';
import { type Compared, changedObjects, matching } from './changed-objects.ts';

function compared(kind: string, name: string, verdict: Compared['verdict'], more: Partial<Compared> = {}): Compared {
  return {
    ref: { group: '', version: 'v1', kind, namespace: 'shop', name },
    status: verdict === 'same' ? 'Synced' : 'OutOfSync',
    verdict,
    paths: [],
    hook: false,
    requiresPruning: false,
    wave: 0,
    ...more,
  };
}

describe('changedObjects', () => {
  it('leaves out what is the same, and hooks that have gone', () => {
    const items = [
      compared('Job', 'hook', 'missing', { hook: true }),
      compared('Service', 'a', 'same'),
      compared('Service', 'b', 'differs'),
    ];
    expect(changedObjects(items).map(({ key }) => key)).toEqual(['/Service/shop/b']);
  });

  it('puts the worst first', () => {
    const items = [
      compared('Service', 'b', 'differs'),
      compared('Deployment', 'z', 'differs'),
      compared('Secret', 'm', 'missing'),
      compared('Secret', 'x', 'extra'),
      compared('Widget', 'u', 'unknown'),
      compared('Service', 'a', 'differs'),
    ];
    expect(changedObjects(items).map(({ resource }) => resource.ref.name)).toEqual(['u', 'x', 'm', 'z', 'a', 'b']);
  });
});

describe('matching', () => {
  const objects = changedObjects([
    compared('Deployment', 'web', 'differs', {
      paths: [{ path: ['spec', 'replicas'], text: 'spec.replicas', owners: [] }],
    }),
    compared('Service', 'db', 'differs'),
  ]);
  it.each([
    ['', ['web', 'db']],
    [' DEPLOY ', ['web']],
    ['shop/db', ['db']],
    ['replicas', ['web']],
    ['nothing', []],
  ])('%j finds %j', (text, names) => {
    expect(matching(objects, text).map(({ resource }) => resource.ref.name)).toEqual(names);
  });
});
