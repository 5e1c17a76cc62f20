import { describe, expect, it } from 'vitest';
import type { PathDifference } from '../diff/index.ts';
import type { Application, ResourceKey } from '../model/index.ts';
import { age } from './age.ts';
import type { ComparedResource } from './engine.ts';
import { reasonsFor } from './reasons.ts';

const NOW = Date.parse('2026-01-01T00:10:00Z');
const app = (conditions: readonly { type: string; message: string }[] = []): Application =>
  ({
    metadata: { name: 'web' },
    spec: { source: { repoURL: 'https://git.example/r' }, destination: { name: 'prod' } },
    status: { conditions },
  }) as unknown as Application;

const NOT_SEEN = { of: () => undefined };

function resource(change: Partial<ComparedResource>): ComparedResource {
  return {
    key: 'apps/Deployment/n/web' as ResourceKey,
    ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'n', name: 'web' },
    status: 'Synced',
    verdict: { kind: 'same' },
    health: undefined,
    hook: false,
    requiresPruning: false,
    wave: 0,
    ...change,
  };
}

function sentence(difference: Partial<PathDifference>, seen?: number): string | undefined {
  const paths = [
    {
      path: ['spec', 'replicas'],
      text: 'spec.replicas',
      owners: [],
      live: undefined,
      desired: undefined,
      ...difference,
    },
  ];
  const [reason] = reasonsFor({
    app: app(),
    resources: [resource({ verdict: { kind: 'differs', paths } as never })],
    offer: undefined,
    drift: { of: () => seen },
    now: NOW,
  });
  return reason?.text;
}

describe('reasonsFor', () => {
  it('has nothing to say when all is well', () => {
    expect(reasonsFor({ app: app(), resources: [resource({})], offer: undefined, drift: NOT_SEEN, now: NOW })).toEqual(
      [],
    );
  });

  it('says what differs, who did it and when', () => {
    const owners = [{ manager: 'kubectl-scale', operation: 'Update' as const, time: '2026-01-01T00:06:00Z' }];
    expect(sentence({ live: 5, desired: 3, owners })).toBe(
      'Deployment web has spec.replicas 5, Git says 3. kubectl-scale changed it 4 min ago.',
    );
    const timeless = [{ manager: 'kubectl-scale', operation: 'Update' as const }];
    expect(sentence({ live: 5, desired: 3, owners: timeless }, NOW - 240_000)).toMatch(
      / kubectl-scale changed it, at least 4 min ago\.$/,
    );
    expect(sentence({ live: 5, desired: 3, owners: timeless })).toMatch(/ kubectl-scale changed it\.$/);
    expect(sentence({ desired: 3 })).toBe('Deployment web lacks spec.replicas, Git says 3.');
    expect(sentence({ live: 5 })).toBe('Deployment web has spec.replicas 5, Git does not name it.');
    expect(sentence({ live: 'x'.repeat(200), desired: 1 })!.length).toBeLessThan(150);
  });

  it('tells what changes something before what only marks an object as the application’s', () => {
    const mark = ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'];
    const paths = [
      { path: mark, text: 'mark', owners: [], live: undefined, desired: 'x' },
      { path: ['spec', 'replicas'], text: 'spec.replicas', owners: [], live: 5, desired: 2 },
    ];
    const reasons = reasonsFor({
      app: app(),
      resources: [resource({ verdict: { kind: 'differs', paths } as never })],
      offer: undefined,
      drift: NOT_SEEN,
      now: NOW,
    });
    expect(reasons.map(({ difference }) => difference?.text)).toEqual(['spec.replicas', 'mark']);
  });

  it('offers a pointer that stops before a list item', () => {
    const path = ['spec', 'a/b', { name: 'x' }, 'image'] as unknown as PathDifference['path'];
    const verdict = { kind: 'differs', paths: [{ path, text: 't', live: 1, desired: 2, owners: [] }] } as never;
    const [reason] = reasonsFor({
      app: app(),
      resources: [resource({ verdict })],
      offer: undefined,
      drift: NOT_SEEN,
      now: NOW,
    });
    expect(reason?.actions).toContainEqual(
      expect.objectContaining({ kind: 'ignore-field', jsonPointer: '/spec/a~1b' }),
    );
  });

  it('puts conditions first, with what can be done about them', () => {
    const message = 'Failed to load target state: authentication required';
    const reasons = reasonsFor({
      app: app([{ type: 'ComparisonError', message }]),
      resources: [
        resource({ health: { status: 'Degraded', message: 'crashed' } }),
        resource({ verdict: { kind: 'missing' } }),
      ],
      offer: undefined,
      drift: NOT_SEEN,
      now: NOW,
    });
    expect(reasons.map(({ severity, text }) => `${severity} ${text}`)).toEqual([
      `error ComparisonError: ${message}`,
      'error Deployment web is Degraded: crashed.',
      'warning Deployment web is in Git but not in the cluster.',
    ]);
    expect(reasons[0]?.actions).toContainEqual(
      expect.objectContaining({ kind: 'fix-repository', url: 'https://git.example/r' }),
    );
  });

  it('says no more than a strip can hold', () => {
    const many = Array.from({ length: 50 }, () => resource({ verdict: { kind: 'missing' } }));
    expect(reasonsFor({ app: app(), resources: many, offer: undefined, drift: NOT_SEEN, now: NOW })).toHaveLength(10);
  });
});

describe('age', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [89_000, '89 s'],
    [90_000, '2 min'],
    [3_600_000, '60 min'],
    [5_400_000, '2 h'],
    [200_000_000, '2 d'],
  ])('%i ms is %s', (ms, text) => {
    expect(age(ms)).toBe(text);
  });
});
