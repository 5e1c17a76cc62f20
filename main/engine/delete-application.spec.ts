import { describe, expect, it } from 'vitest';
import type { AppKey, Application, KubeObject } from '../model/index.ts';
import { askedToGo, cascadeOf, fateOf, finalizersFor, kindsLeft } from './delete-application.ts';
import { withMark } from './deletion-mark.ts';

const APP = 'web' as AppKey;
const NAME = 'resources-finalizer.argocd.argoproj.io';
const app = (...finalizers: string[]) => ({ metadata: { name: APP, finalizers }, spec: {} }) as unknown as Application;

describe('cascadeOf and finalizersFor', () => {
  it.each([
    [[], undefined],
    [['other'], undefined],
    [[NAME], 'foreground'],
    [[`${NAME}/foreground`], 'foreground'],
    [[`${NAME}/background`], 'background'],
    [[`${NAME}/forground`], undefined],
  ] as const)('reads %j', (finalizers, expected) => {
    expect(cascadeOf(app(...finalizers))).toBe(expected);
  });

  it('writes what was asked for and leaves other finalizers alone', () => {
    const before = app('other', `${NAME}/background`, 'pre-delete-finalizer.argocd.argoproj.io');
    const hook = 'pre-delete-finalizer.argocd.argoproj.io';
    expect(finalizersFor(before, { cascade: false, propagation: 'foreground' })).toEqual(['other']);
    expect(finalizersFor(before, { cascade: true, propagation: 'foreground' })).toEqual(['other', hook, NAME]);
    expect(finalizersFor(before, { cascade: true, propagation: 'background' })).toEqual([
      'other',
      hook,
      `${NAME}/background`,
    ]);
  });
});

describe('askedToGo', () => {
  const foreground = { cascade: true, propagation: 'foreground' } as const;
  const alone = { cascade: false, propagation: 'foreground' } as const;

  it('begins a deletion, and keeps one that is under way as it is', () => {
    const going = askedToGo(app(), foreground, '2026-01-01T00:00:00Z');
    expect(going.metadata).toMatchObject({ deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [NAME] });
    expect(askedToGo(going, { cascade: true, propagation: 'background' }, '2026-01-02T00:00:00Z')).toBe(going);
  });

  it('ends a deletion that cannot end: without cascade all finalizers go, and its beginning stays', () => {
    const going = askedToGo(app('other'), foreground, '2026-01-01T00:00:00Z');
    expect(askedToGo(going, alone, '2026-01-02T00:00:00Z').metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:00Z',
      finalizers: [],
    });
    expect(askedToGo(app('other'), alone, '2026-01-01T00:00:00Z').metadata.finalizers).toEqual(['other']);
  });
});

describe('fateOf', () => {
  const deleting = {
    metadata: { name: APP, namespace: 'argocd', deletionTimestamp: '2026-01-01T00:00:00Z' },
    spec: {},
  } as unknown as Application;

  function object(annotations: Record<string, string> = {}, change: Partial<KubeObject> = {}): KubeObject {
    const { kind = 'ConfigMap', apiVersion = 'v1' } = change;
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const mark = `${APP}:${group}/${kind}:n/x`;
    const metadata = {
      name: 'x',
      namespace: 'n',
      annotations: { 'argocd.argoproj.io/tracking-id': mark, ...annotations },
    };
    return { apiVersion, kind, metadata, ...change };
  }
  const fate = (one: KubeObject, of = deleting, refusal?: string) => fateOf(one, of, APP, {}, () => refusal);
  const asking = (text: string): Application =>
    ({ ...deleting, spec: { syncPolicy: { syncOptions: [text] } } }) as unknown as Application;

  it('lets go what is the application’s own, in its wave', () => {
    expect(fate(object({ 'argocd.argoproj.io/sync-wave': '-3' }))).toEqual({ kind: 'goes', wave: -3, confirm: false });
  });

  it.each([
    ['Delete=false', object({ 'argocd.argoproj.io/sync-options': 'Prune=true,Delete=false' })],
    ['helm.sh/resource-policy: keep', object({ 'helm.sh/resource-policy': 'keep' })],
    [
      'definitions are never deleted with an application',
      object({}, { kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1' }),
    ],
  ])('keeps for the reason %s', (because, one) => {
    expect(fate(one)).toEqual({ kind: 'stays', because });
  });

  it('keeps what the gate refuses, in its words', () => {
    expect(fate(object(), deleting, 'not permitted')).toEqual({ kind: 'stays', because: 'not permitted' });
  });

  it('keeps the application itself, not one of its name elsewhere', () => {
    const own = (namespace: string): KubeObject => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: APP,
        namespace,
        annotations: { 'argocd.argoproj.io/tracking-id': `${APP}:argoproj.io/Application:${namespace}/${APP}` },
      },
    });
    expect(fate(own('argocd'))).toMatchObject({ kind: 'stays' });
    expect(fate(own('team'))).toMatchObject({ kind: 'goes' });
  });

  it('has nothing to do with what is another’s, a copy, or owned', () => {
    const marked = (id: string) => object({ 'argocd.argoproj.io/tracking-id': id });
    expect(fate(marked('other:/ConfigMap:n/x'))).toEqual({ kind: 'apart' });
    expect(fate(marked(`${APP}:/ConfigMap:n/original`))).toEqual({ kind: 'apart' });
    const owned = object();
    const ownerReferences = [{ apiVersion: 'v1', kind: 'X', name: 'o', uid: 'u' }];
    expect(fate({ ...owned, metadata: { ...owned.metadata, ownerReferences } })).toEqual({ kind: 'apart' });
  });

  it('sets the hooks of this deletion apart, not those of an earlier one', () => {
    const mark = (at: string) => withMark(object(), { phase: 'PreDelete', at, declared: 'x' });
    expect(fate(mark('2026-01-01T00:00:00Z'))).toEqual({ kind: 'apart' });
    expect(fate(mark('2025-01-01T00:00:00Z'))).toMatchObject({ kind: 'goes' });
  });

  it('asks where the object or the application asks', () => {
    expect(fate(object({ 'argocd.argoproj.io/sync-options': 'Delete=confirm' }))).toMatchObject({ confirm: true });
    expect(fate(object(), asking('Delete=confirm'))).toMatchObject({ confirm: true });
    expect(fate(object(), asking('Delete=false'))).toEqual({ kind: 'stays', because: 'Delete=false' });
    const own = object({ 'argocd.argoproj.io/sync-options': 'Delete=true' });
    expect(fate(own, asking('Delete=confirm'))).toMatchObject({ confirm: false });
  });
});

it('knows the kinds of what was compared and of what an operation wrote', () => {
  const status = {
    resources: [{ kind: 'ConfigMap', name: 'a' }],
    operationState: { syncResult: { resources: [{ group: 'apps', kind: 'Deployment', name: 'b' }] } },
  };
  const kinds = kindsLeft({ ...app(), status } as unknown as Application);
  expect([...kinds.keys()]).toEqual(['/ConfigMap', 'apps/Deployment']);
});
