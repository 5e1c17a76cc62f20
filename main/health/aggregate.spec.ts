import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HealthStatusCode, resourceKey } from '../model/index.ts';
import { applicationHealth, type HealthRow, isWorse } from './aggregate.ts';

function row(name: string, status: HealthStatusCode | undefined, more: Partial<HealthRow> = {}): HealthRow {
  return {
    key: resourceKey('apps', 'Deployment', 'default', name),
    health: status === undefined ? undefined : { status },
    live: true,
    hook: false,
    ignored: false,
    self: false,
    ...more,
  };
}

const child = (status: HealthStatusCode) =>
  row('', status, { key: resourceKey('argoproj.io', 'Application', 'argocd', 'child') });

describe('application health', () => {
  it.each<[string, readonly HealthRow[], string]>([
    ['no resources', [], 'Healthy'],
    ['only kinds without health', [row('a', undefined)], 'Healthy'],
    ['all healthy', [row('a', 'Healthy'), row('b', 'Healthy')], 'Healthy'],
    ['the worst one', [row('a', 'Progressing'), row('b', 'Degraded')], 'Degraded'],
    ['Unknown is the worst', [row('a', 'Degraded'), row('b', 'Unknown')], 'Unknown'],
    ['Suspended is better than Progressing', [row('a', 'Suspended'), row('b', 'Progressing')], 'Progressing'],
    ['hooks do not count', [row('a', 'Healthy'), row('b', 'Degraded', { hook: true })], 'Healthy'],
    ['ignored ones do not count', [row('a', 'Degraded', { ignored: true })], 'Healthy'],
    ['the application itself does not count', [row('a', 'Degraded', { self: true })], 'Healthy'],
    ['a missing one beside a live one', [row('a', 'Healthy'), row('b', 'Missing', { live: false })], 'Healthy'],
    ['nothing lives', [row('a', undefined, { live: false })], 'Missing'],
    [
      'nothing lives but a hook',
      [row('a', undefined, { live: false }), row('h', 'Healthy', { hook: true })],
      'Missing',
    ],
    ['only hooks', [row('h', 'Degraded', { hook: true, live: false })], 'Healthy'],
    ['a child that is Missing', [child('Missing')], 'Healthy'],
    ['a child that is Unknown', [child('Unknown')], 'Healthy'],
    ['a child that is Degraded', [child('Degraded')], 'Degraded'],
  ])('%s', (_title, rows, expected) => {
    expect(applicationHealth(rows).status).toBe(expected);
  });

  it('names three culprits and counts the rest', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => row(name, 'Degraded'));
    expect(applicationHealth([row('z', 'Progressing'), ...rows]).message).toBe(
      'Caused by apps/Deployment:default/a, apps/Deployment:default/b, apps/Deployment:default/c and 2 more',
    );
  });

  it('names a core, cluster-scoped culprit without empty parts', () => {
    const key = resourceKey('', 'PersistentVolume', '', 'disk');
    expect(applicationHealth([row('', 'Degraded', { key })]).message).toBe('Caused by PersistentVolume:disk');
  });

  it('is never better than any object that counts, and does not depend on the order', () => {
    const status = fc.constantFrom<HealthStatusCode>('Healthy', 'Suspended', 'Progressing', 'Degraded', 'Unknown');
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 8 }), (words) => {
        const rows = words.map((word, index) => row(`n${index}`, word));
        const verdict = applicationHealth(rows).status;
        expect(words.some((word) => isWorse(word, verdict))).toBe(false);
        expect(words).toContain(verdict);
        expect(applicationHealth([...rows].reverse()).status).toBe(verdict);
      }),
    );
  });
});
