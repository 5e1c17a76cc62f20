import { describe, expect, it } from 'vitest';
import type { Application } from '../model/index.ts';
import type { Target } from './assemble-target.ts';
import { admittedFinalizers, withHookFinalizers } from './hook-finalizers.ts';

const PRE = ['pre-delete-finalizer.argocd.argoproj.io', 'pre-delete-finalizer.argocd.argoproj.io/cleanup'];
const POST = ['post-delete-finalizer.argocd.argoproj.io', 'post-delete-finalizer.argocd.argoproj.io/cleanup'];

const app = (finalizers?: readonly string[], deletionTimestamp?: string) =>
  ({
    metadata: { name: 'a', ...(finalizers && { finalizers }), ...(deletionTimestamp && { deletionTimestamp }) },
  }) as unknown as Application;

function target(...annotations: Record<string, string>[]): Pick<Target, 'desired'> {
  const desired = annotations.map((one, index) => {
    const object = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: `j${index}`, annotations: one } };
    return [`batch/Job//j${index}`, { object, hook: Object.keys(one).length > 0 }];
  });
  return { desired: new Map(desired as never) } as unknown as Pick<Target, 'desired'>;
}
const argo = (value: string) => ({ 'argocd.argoproj.io/hook': value });
const helm = (value: string) => ({ 'helm.sh/hook': value });

describe('the finalizers that the target calls for', () => {
  it.each([
    ['nothing', target({}), []],
    ['hooks of a sync', target(argo('PreSync,PostSync')), []],
    ['PreDelete', target(argo('PreDelete')), PRE],
    ['PostDelete', target(argo('PostDelete')), POST],
    ['one hook of both', target(argo('PostSync,PreDelete,PostDelete')), [...PRE, ...POST]],
    ['Helm’s', target(helm('pre-delete'), helm('post-delete')), [...PRE, ...POST]],
    ['Helm’s where Argo CD’s says otherwise', target({ ...helm('pre-delete'), ...argo('PostSync') }), []],
  ])('%s', (_, wanted, finalizers) => {
    expect(withHookFinalizers(app(['other']), wanted).metadata.finalizers).toEqual(['other', ...finalizers]);
  });

  it('go when the hooks are gone, and change nothing when they are there', () => {
    const both = app(['other', ...PRE, ...POST]);
    expect(withHookFinalizers(both, target(argo('PreDelete'))).metadata.finalizers).toEqual(['other', ...PRE]);
    expect(withHookFinalizers(both, target(argo('PreDelete,PostDelete')))).toBe(both);
    const none = app();
    expect(withHookFinalizers(none, target())).toBe(none);
  });

  it('are left alone while it is deleted', () => {
    const going = app([...PRE], '2026-01-01T00:00:00Z');
    expect(withHookFinalizers(going, target())).toBe(going);
    expect(withHookFinalizers(app([], '2026-01-01T00:00:00Z'), target(argo('PreDelete'))).metadata.finalizers).toEqual(
      [],
    );
  });
});

describe('finalizers that somebody writes', () => {
  it('never are the engine’s own ones', () => {
    expect(admittedFinalizers(app(), ['a', ...PRE])).toEqual(['a', ...PRE]);
    expect(admittedFinalizers(app(['a', ...PRE]), ['b'])).toEqual(['b', ...PRE]);
    expect(admittedFinalizers(app(['a', ...PRE]), undefined)).toEqual(PRE);
    expect(admittedFinalizers(app(['a']), undefined)).toBeUndefined();
  });

  it('can only become fewer while it is deleted', () => {
    const going = app(['a', ...PRE], '2026-01-01T00:00:00Z');
    expect(admittedFinalizers(going, ['a', 'b'])).toEqual(['a']);
    expect(admittedFinalizers(going, undefined)).toEqual([]);
    expect(admittedFinalizers(going, ['a', ...PRE, ...POST])).toEqual(['a', ...PRE]);
  });
});
