import { describe, expect, it } from 'vitest';
import type { KubeObject } from './object.ts';
import { appSyncOptions, compareOptions, objectSyncOptions, SyncOptions } from './sync-options.ts';

const object = (options?: string, more: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'a',
    annotations: { ...(options === undefined ? {} : { 'argocd.argoproj.io/sync-options': options }), ...more },
  },
});
const of = (app: string[], own?: string, more?: Record<string, string>) =>
  objectSyncOptions(new SyncOptions(app), object(own, more));

describe('sync options', () => {
  it('match by exact text', () => {
    expect(new SyncOptions(['Prune=False', ' Replace=true']).has('Prune=false')).toBe(false);
    expect(SyncOptions.of(object(' Prune=false , Replace=true,, ')).texts).toEqual(['Prune=false', 'Replace=true']);
    expect(SyncOptions.of(object()).texts).toEqual([]);
    expect(new SyncOptions(['A=1', 'A=2']).value('A')).toBe('2');
  });

  it('have Argo CD’s defaults', () => {
    expect(of([])).toEqual({
      validate: true,
      replace: false,
      force: false,
      serverSideApply: false,
      skipDryRunOnMissingResource: false,
      pruneLast: false,
      prune: 'allowed',
      delete: 'allowed',
    });
    expect(appSyncOptions(new SyncOptions())).toEqual({
      createNamespace: false,
      applyOutOfSyncOnly: false,
      respectIgnoreDifferences: false,
      failOnSharedResource: false,
      clientSideApplyMigration: true,
      propagation: 'Foreground',
    });
  });

  it.each<[string[], string | undefined, object]>([
    [['Prune=false'], undefined, { prune: 'forbidden' }],
    [['Prune=false'], 'Prune=true', { prune: 'allowed' }],
    [['Prune=confirm'], 'Prune=false', { prune: 'forbidden' }],
    [[], 'Prune=confirm', { prune: 'confirm' }],
    [['Delete=confirm'], undefined, { delete: 'confirm' }],
    [[], 'Delete=false', { delete: 'forbidden' }],
    [['Replace=true'], 'Replace=false', { replace: true }],
    [['ServerSideApply=true'], 'ServerSideApply=false', { serverSideApply: false }],
    [[], 'ServerSideApply=true', { serverSideApply: true }],
    [['Force=true'], undefined, { force: false }],
    [[], 'Force=true', { force: true }],
    [['Validate=false'], undefined, { validate: false }],
    [['PruneLast=true'], undefined, { pruneLast: true }],
    [[], 'SkipDryRunOnMissingResource=true', { skipDryRunOnMissingResource: true }],
  ])('application %j, object %j', (app, own, expected) => {
    expect(of(app, own)).toMatchObject(expected);
  });

  it('obey Helm’s keep', () => {
    expect(of([], undefined, { 'helm.sh/resource-policy': 'keep' }).delete).toBe('forbidden');
  });

  it('read the propagation', () => {
    const propagation = (text: string) =>
      appSyncOptions(new SyncOptions([`PrunePropagationPolicy=${text}`])).propagation;
    expect(['foreground', 'background', 'orphan', 'x'].map(propagation)).toEqual([
      'Foreground',
      'Background',
      'Orphan',
      'Foreground',
    ]);
  });

  it('read compare options', () => {
    const compare = (text: string) => compareOptions(object(undefined, { 'argocd.argoproj.io/compare-options': text }));
    expect(compare('IgnoreExtraneous')).toEqual({
      ignoreExtraneous: true,
      serverSideDiff: undefined,
      includeMutationWebhook: false,
    });
    expect(compare('ServerSideDiff=true,IncludeMutationWebhook=true')).toMatchObject({
      serverSideDiff: true,
      includeMutationWebhook: true,
    });
    expect(compare('ServerSideDiff=false').serverSideDiff).toBe(false);
  });
});
