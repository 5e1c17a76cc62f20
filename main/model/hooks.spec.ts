import { describe, expect, it } from 'vitest';
import { hookDeletePolicies, hookRole, hookTypes, isHook } from './hooks.ts';
import { compareKinds, kindRank } from './kind-order.ts';
import type { KubeObject } from './object.ts';
import { syncWave } from './sync-wave.ts';

const job = (annotations: Record<string, string>, kind = 'Job', apiVersion = 'batch/v1'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'a', annotations },
});
const argo = (value: string) => job({ 'argocd.argoproj.io/hook': value });
const helm = (value: string) => job({ 'helm.sh/hook': value });

describe('hookRole', () => {
  it.each<[KubeObject, unknown]>([
    [job({}), { kind: 'resource' }],
    [{ apiVersion: 'v1', kind: 'X', metadata: {} }, { kind: 'resource' }],
    [argo('PreSync'), { kind: 'hook', types: ['PreSync'] }],
    [argo('PreSync, PostSync,PreSync'), { kind: 'hook', types: ['PreSync', 'PostSync'] }],
    [argo('Skip'), { kind: 'skip' }],
    [argo('Skip,Sync'), { kind: 'hook', types: ['Sync'] }],
    [argo('Unknown'), { kind: 'garbage' }],
    [argo(''), { kind: 'garbage' }],
    [argo('presync'), { kind: 'garbage' }],
    [helm('pre-install,pre-upgrade'), { kind: 'hook', types: ['PreSync'] }],
    [helm('post-install'), { kind: 'hook', types: ['PostSync'] }],
    [helm('pre-delete,post-delete'), { kind: 'hook', types: ['PreDelete', 'PostDelete'] }],
    [helm('crd-install'), { kind: 'resource' }],
    [helm('test'), { kind: 'garbage' }],
    [helm('pre-rollback'), { kind: 'garbage' }],
    [helm('test-success, pre-install'), { kind: 'hook', types: ['PreSync'] }],
    [job({ 'argocd.argoproj.io/hook': 'Sync', 'helm.sh/hook': 'pre-install' }), { kind: 'hook', types: ['Sync'] }],
    [
      job({ 'helm.sh/hook': 'pre-install' }, 'CustomResourceDefinition', 'apiextensions.k8s.io/v1'),
      { kind: 'resource' },
    ],
  ])('%j', (object, role) => {
    expect(hookRole(object)).toEqual(role);
  });

  it('counts everything but ordinary objects as hook', () => {
    expect([job({}), argo('Skip'), helm('test'), argo('Sync')].map(isHook)).toEqual([false, true, true, true]);
    expect(hookTypes(helm('test'))).toEqual([]);
    expect(hookTypes(argo('PostSync'))).toEqual(['PostSync']);
  });
});

it('reads delete policies of both, BeforeHookCreation by default', () => {
  const policy = (annotations: Record<string, string>) => hookDeletePolicies(job(annotations));
  expect(policy({})).toEqual(['BeforeHookCreation']);
  expect(policy({ 'argocd.argoproj.io/hook-delete-policy': 'nonsense' })).toEqual(['BeforeHookCreation']);
  expect(policy({ 'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded, HookFailed' })).toEqual([
    'HookSucceeded',
    'HookFailed',
  ]);
  expect(
    policy({
      'argocd.argoproj.io/hook-delete-policy': 'HookFailed',
      'helm.sh/hook-delete-policy': 'hook-succeeded,before-hook-creation',
    }),
  ).toEqual(['HookFailed', 'HookSucceeded', 'BeforeHookCreation']);
});

it.each<[Record<string, string>, number]>([
  [{}, 0],
  [{ 'argocd.argoproj.io/sync-wave': '-5' }, -5],
  [{ 'argocd.argoproj.io/sync-wave': '+3' }, 3],
  [{ 'argocd.argoproj.io/sync-wave': '1.5' }, 0],
  [{ 'argocd.argoproj.io/sync-wave': ' 1' }, 0],
  [{ 'argocd.argoproj.io/sync-wave': 'x', 'helm.sh/hook-weight': '4' }, 4],
  [{ 'helm.sh/hook-weight': '-2' }, -2],
  [{ 'argocd.argoproj.io/sync-wave': '1', 'helm.sh/hook-weight': '4' }, 1],
  [{ 'argocd.argoproj.io/sync-wave': '99999999999999999999' }, 0],
])('wave of %j is %d', (annotations, wave) => {
  expect(Object.is(syncWave(job(annotations)), wave)).toBe(true);
});

it('orders kinds, unknown ones last and together', () => {
  const kinds = [
    'Rollout',
    'APIService',
    'Deployment',
    'Service',
    'CustomResourceDefinition',
    'ConfigMap',
    'Namespace',
    'Zebra',
  ];
  expect(kinds.toSorted(compareKinds)).toEqual([
    'Namespace',
    'ConfigMap',
    'CustomResourceDefinition',
    'Service',
    'Deployment',
    'APIService',
    'Rollout',
    'Zebra',
  ]);
  expect(kindRank('Rollout')).toBe(kindRank('Zebra'));
});
