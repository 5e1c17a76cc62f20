import { describe, expect, it } from 'vitest';
import type { Application } from '../model/index.ts';
import { admitted, updated, upserted } from './application-changes.ts';

const NOW = '2026-01-01T00:00:00Z';

function application(
  change: Partial<Application['spec']> = {},
  metadata: Partial<Application['metadata']> = {},
): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', ...metadata },
    spec: {
      project: 'default',
      source: { repoURL: 'https://example.com/a.git', path: 'a' },
      destination: { name: 'prod' },
      ...change,
    },
  };
}

describe('what is stored of an Application', () => {
  it('drops a request and a status that came with it, and keeps unknown fields', () => {
    const given = { ...application(), operation: { sync: {} }, status: { reconciledAt: NOW }, extra: 1 } as Application;
    const stored = admitted(given, NOW, 'uid-1');
    expect(stored).not.toHaveProperty('operation');
    expect(stored).not.toHaveProperty('status');
    expect(stored).toMatchObject({
      extra: 1,
      metadata: { namespace: 'argocd', uid: 'uid-1', generation: 1, creationTimestamp: NOW },
    });
  });

  it('gives back the very object when an upsert changes nothing', () => {
    const existing = admitted(application(), NOW, 'uid-1');
    expect(upserted(existing, application(), false)).toBe(existing);
    expect(updated(existing, existing)).toBe(existing);
  });

  it('refuses another spec without upsert, and says how', () => {
    const existing = admitted(application(), NOW, 'uid-1');
    expect(() => upserted(existing, application({ project: 'other' }), false)).toThrow(
      'existing application spec is different, use upsert flag to force update',
    );
  });

  it('replaces the spec and merges labels and annotations of an upsert', () => {
    const existing = admitted(application({}, { labels: { a: '1' }, annotations: { x: '1' } }), NOW, 'uid-1');
    const next = upserted(existing, application({ project: 'other' }, { labels: { b: '2' } }), true);
    expect(next.spec.project).toBe('other');
    expect(next.metadata).toMatchObject({
      labels: { a: '1', b: '2' },
      annotations: { x: '1' },
      generation: 2,
      uid: 'uid-1',
    });
  });

  it('keeps the status of an application that is set', () => {
    const existing = { ...admitted(application(), NOW, 'uid-1'), status: { reconciledAt: NOW } };
    const next = updated(existing, { ...existing, spec: { ...existing.spec, project: 'other' }, status: {} });
    expect(next.status).toEqual({ reconciledAt: NOW });
    expect(next.metadata.generation).toBe(2);
  });
});
