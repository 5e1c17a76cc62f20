import { describe, expect, it } from 'vitest';
import type { Application, Condition } from '../../model/index.ts';
import { qualified, shownName } from './app-name.ts';
import {
  conditionsText,
  healthText,
  shortRevision,
  sourcesOf,
  syncPolicyLong,
  syncPolicyShort,
  syncStatusText,
} from './app-text.ts';

const SHA = '53e28ff20cc530b9ada2173fbbd64d48338583ba';

function app(change: { readonly policy?: object; readonly status?: object; readonly spec?: object } = {}): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'guestbook' },
    spec: {
      project: 'default',
      source: { repoURL: 'https://example.com/a' },
      destination: {},
      ...(change.policy === undefined ? {} : { syncPolicy: change.policy }),
      ...change.spec,
    },
    ...(change.status === undefined ? {} : { status: change.status }),
  } as Application;
}

describe('the texts of an application', () => {
  it.each([
    [undefined, 'Manual', 'Manual'],
    [{}, 'Manual', 'Manual'],
    [{ automated: {} }, 'Automated', 'Auto'],
    [{ automated: { prune: true } }, 'Automated (Prune)', 'Auto-Prune'],
    [{ automated: { enabled: false, prune: true } }, 'Manual', 'Manual'],
  ])('policy %j', (policy, long, short) => {
    const one = app(policy === undefined ? {} : { policy });
    expect([syncPolicyLong(one), syncPolicyShort(one)]).toEqual([long, short]);
  });

  it.each([
    [undefined, 'Unknown'],
    [{ sync: { status: 'Synced', revision: SHA } }, 'Synced to HEAD (53e28ff)'],
    [{ sync: { status: 'OutOfSync', revision: SHA } }, 'OutOfSync from HEAD (53e28ff)'],
    [{ sync: { status: 'OutOfSync', revisions: [SHA, SHA] } }, 'OutOfSync from HEAD (53e28ff)'],
    [{ sync: { status: 'OutOfSync' } }, 'OutOfSync from HEAD'],
    [{ sync: { status: 'Unknown', revision: SHA } }, 'Unknown'],
  ])('sync %j', (status, text) => {
    expect(syncStatusText(app(status === undefined ? {} : { status }))).toBe(text);
  });

  it('shortens commits and nothing else', () => {
    expect([SHA, 'v1.2.3', '53e28ff', 'a'.repeat(64), ''].map(shortRevision)).toEqual([
      '53e28ff',
      'v1.2.3',
      '53e28ff',
      'aaaaaaa',
      '',
    ]);
  });

  it('counts conditions of one type', () => {
    const of = (...types: string[]) => types.map((type) => ({ type, message: '' })) as Condition[];
    expect([undefined, [], of('A'), of('A', 'B', 'A')].map(conditionsText)).toEqual([
      '<none>',
      '<none>',
      'A',
      'A(2),B',
    ]);
  });

  it('says why the health is what it is', () => {
    expect(healthText(app())).toBe('Unknown');
    expect(healthText(app({ status: { health: { status: 'Healthy' } } }))).toBe('Healthy');
    expect(healthText(app({ status: { health: { status: 'Degraded', message: 'why' } } }))).toBe('Degraded (why)');
  });

  it('takes several sources before the one', () => {
    expect(sourcesOf(app({ spec: { sources: [{ repoURL: 'x' }] } })).map(({ repoURL }) => repoURL)).toEqual(['x']);
    expect(sourcesOf(app({ spec: { sources: [] } })).map(({ repoURL }) => repoURL)).toEqual(['https://example.com/a']);
    expect(sourcesOf(app({ spec: { source: undefined } }))).toEqual([]);
  });
});

describe('the name of an application', () => {
  it.each([
    ['web', undefined, 'web'],
    ['web', '', 'web'],
    ['web', 'team', 'team/web'],
    ['other/web', 'team', 'other/web'],
  ])('%s in %s', (name, namespace, id) => {
    expect(qualified(name, namespace)).toBe(id);
  });

  it('is shown with its namespace', () => {
    expect(shownName(app())).toBe('argocd/guestbook');
  });
});
