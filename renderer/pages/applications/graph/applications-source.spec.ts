import { describe, expect, it } from 'vitest';
import type { Application, Row } from '../../../../preload/contract/index.ts';
import { placesOf, sourcesOf } from './applications-source.ts';

function application(
  name: string,
  metadata: Partial<Application['metadata']> = {},
  resources: unknown[] = [],
): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', ...metadata },
    spec: { project: 'default', destination: {} },
    status: { resources },
  } as unknown as Application;
}

function row(name: string, more: Partial<Row<'applications'>> = {}): Row<'applications'> {
  return {
    name,
    namespace: 'argocd',
    project: 'default',
    sync: 'Synced',
    health: 'Healthy',
    repoURL: '',
    path: '',
    targetRevision: '',
    revision: '',
    server: '',
    destinationNamespace: name,
    operation: '',
    reconciledAt: 0,
    conditions: 0,
    healthSince: 0,
    operationAt: 0,
    operationBy: '',
    automated: false,
    reason: '',
    ...more,
  };
}

const tracked = (parent: string, name: string, wave?: string) => ({
  annotations: {
    'argocd.argoproj.io/tracking-id': `${parent}:argoproj.io/Application:argocd/${name}`,
    ...(wave === undefined ? {} : { 'argocd.argoproj.io/sync-wave': wave }),
  },
});

describe('placesOf', () => {
  it('finds a parent by its tracking mark, by whoever lists it, and by the label', () => {
    const places = placesOf([
      application('apps', {}, [{ group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'listed' }]),
      application('child', tracked('apps', 'child', '-2')),
      application('listed'),
      application('labelled', { labels: { 'app.kubernetes.io/instance': 'apps' } }),
    ]);
    expect(places.get('child')).toEqual({ parents: ['apps'], wave: -2 });
    expect(places.get('listed')).toEqual({ parents: ['apps'], wave: 0 });
    expect(places.get('labelled')).toEqual({ parents: ['apps'], wave: 0 });
    expect(places.get('apps')).toEqual({ parents: [], wave: 0 });
  });

  it('does not believe a mark that was copied from another object, nor one about itself', () => {
    const places = placesOf([
      application('copy', tracked('apps', 'original')),
      application('self', { labels: { 'app.kubernetes.io/instance': 'self' } }),
      application('odd', {
        annotations: { 'argocd.argoproj.io/tracking-id': ':::', 'argocd.argoproj.io/sync-wave': '9e99x' },
      }),
    ]);
    expect(places.get('copy')?.parents).toEqual([]);
    expect(places.get('self')?.parents).toEqual([]);
    expect(places.get('odd')).toEqual({ parents: [], wave: 9 });
  });

  it('keys applications of other namespaces as the topics do', () => {
    const places = placesOf([application('a', { namespace: 'team' })]);
    expect([...places.keys()]).toEqual(['team_a']);
  });
});

describe('sourcesOf', () => {
  const rows = new Map([
    ['apps', row('apps')],
    ['early', row('early')],
    ['late', row('late', { health: 'Degraded' })],
    ['deep', row('deep')],
    ['alone', row('alone')],
  ]);
  const places = new Map([
    ['early', { parents: ['apps'], wave: -1 }],
    ['late', { parents: ['gone', 'apps'], wave: 3 }],
    ['deep', { parents: ['early'], wave: 0 }],
  ]);
  const by = new Map(sourcesOf(rows, places).map((source) => [source.ref.name, source]));

  it('gives levels by parents that are there, and waves as steps', () => {
    expect([...by].map(([name, { level, step, family }]) => [name, level, step, family])).toEqual([
      ['apps', 0, 0, 'parents'],
      ['early', 1, -1, 'wave -1'],
      ['late', 1, 3, 'wave 3'],
      ['deep', 2, 0, 'wave 0'],
      ['alone', 0, 0, 'alone'],
    ]);
    expect(by.get('late')?.parents[0]).toBe('apps');
  });

  it('calls a failed operation and a comparison that cannot be made failing', () => {
    const failing = (more: Partial<Row<'applications'>>) =>
      sourcesOf(new Map([['a', row('a', more)]]), new Map())[0]!.failing;
    expect(failing({})).toBe(false);
    expect(failing({ operation: 'Failed' })).toBe(true);
    expect(failing({ sync: 'Unknown', conditions: 1 })).toBe(true);
    expect(failing({ sync: 'Unknown' })).toBe(false);
  });

  it('ends at circles of parents', () => {
    const circle = new Map([
      ['apps', { parents: ['early'], wave: 0 }],
      ['early', { parents: ['apps'], wave: 0 }],
    ]);
    expect(sourcesOf(rows, circle).map(({ level }) => level)).toContain(1);
  });
});
