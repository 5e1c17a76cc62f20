import { describe, expect, it } from 'vitest';
import { topics } from '../../preload/contract/index.ts';
import type { Application } from '../model/index.ts';
import { applicationRow } from './application-row.ts';

const CONTEXT = { reason: '', staleSince: 0, instanceLabel: 'app.kubernetes.io/instance' };

function application(metadata: Partial<Application['metadata']>, status: Application['status'] = {}): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web', namespace: 'argocd', ...metadata },
    spec: { project: 'default', destination: { name: 'production' } },
    status,
  } as Application;
}
const row = (...args: Parameters<typeof application>) => applicationRow(application(...args), CONTEXT);
const tracking = (id: string) => ({ annotations: { 'argocd.argoproj.io/tracking-id': id } });

describe('the row of an application', () => {
  it('names its parent by the annotation, otherwise by the label, and never itself', () => {
    expect(row(tracking('apps:argoproj.io/Application:argocd/web')).parent).toBe('apps');
    expect(row({ labels: { 'app.kubernetes.io/instance': 'apps' } }).parent).toBe('apps');
    expect(row({ labels: { 'app.kubernetes.io/instance': 'web' } }).parent).toBe('');
    expect(row({}).parent).toBe('');
  });

  it('does not believe a mark that was copied from another object', () => {
    expect(row(tracking('apps:argoproj.io/Application:argocd/other')).parent).toBe('');
    expect(row(tracking('apps:/ConfigMap:argocd/web')).parent).toBe('');
    expect(row(tracking(':::')).parent).toBe('');
  });

  it('has the wave, and 0 for what is no number', () => {
    const wave = (text: string) => row({ annotations: { 'argocd.argoproj.io/sync-wave': text } }).wave;
    expect([wave('-2'), wave('soon'), wave('9e99x')]).toEqual([-2, 0, 9]);
  });

  it('says what keeps automation away, briefly', () => {
    const hold = { kind: 'pause', reason: 'x'.repeat(5000), by: 'ann', since: '2026-01-01T00:00:00Z' } as const;
    expect(row({}, { hold })).toMatchObject({
      hold: 'pause',
      held: { since: Date.UTC(2026, 0, 1), until: 0, by: 'ann', reason: 'x'.repeat(240) },
    });
    expect(row({})).toMatchObject({ hold: '' });
    expect(row({})).not.toHaveProperty('held');
  });

  it('carries few labels, and is what the contract says', () => {
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`l${n}`, 'x']));
    const one = row({ labels });
    expect(Object.keys(one.labels ?? {})).toHaveLength(16);
    expect(topics.applications.row.parse(one)).toEqual(one);
    expect(JSON.stringify(row({})).length).toBeLessThan(600);
  });
});
