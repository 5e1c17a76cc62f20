import { describe, expect, it } from 'vitest';
import { ArgosyError, type KubeObject } from '../model/index.ts';
import { clusterHooks } from './cluster-hooks.ts';
import { plan } from './plan.ts';
import { isBehind } from './resource-version.ts';
import { manifest, planInput, resource } from './testing/world.ts';

const hook = resource({ kind: 'Job', name: 'j', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } });
const task = plan(planInput([hook])).steps[0]!.tasks[0]!;
const { signal } = new AbortController();

function live(finalizers: readonly string[]): KubeObject {
  const job = manifest({ kind: 'Job', name: 'j' });
  return { ...job, metadata: { ...job.metadata, uid: 'u1', finalizers } };
}

function fake(objects: (KubeObject | undefined)[], patches: ('ok' | ArgosyError)[] = []) {
  const calls: unknown[] = [];
  const passed: string[] = [];
  const cluster = {
    read: () => Promise.resolve(objects.length > 1 ? objects.shift() : objects[0]),
    patch: (...args: unknown[]) => {
      calls.push(args[1]);
      const answer = patches.shift() ?? 'ok';
      return answer === 'ok' ? Promise.resolve(live([])) : Promise.reject(answer);
    },
    delete: (...args: unknown[]) => {
      calls.push(args[1]);
      return Promise.resolve(false);
    },
  };
  return { calls, passed, hooks: clusterHooks(cluster, 'argosy', ({ key }) => void passed.push(key)) };
}

const finalizer = 'argocd.argoproj.io/hook-finalizer';
const conflict = new ArgosyError('Conflict', 'the object has been modified');

describe('hooks in a cluster', () => {
  it('lose exactly our finalizer, wherever it stands', async () => {
    const { hooks, calls, passed } = fake([live(['other', finalizer])]);
    await hooks.finish(task, signal);
    expect(calls).toEqual([
      [
        { op: 'test', path: '/metadata/finalizers/1', value: finalizer },
        { op: 'remove', path: '/metadata/finalizers/1' },
      ],
    ]);
    expect(passed).toEqual([task.key]);
  });

  it('are left alone when there is nothing to take off', async () => {
    for (const object of [live(['other']), live([]), undefined]) {
      const { hooks, calls, passed } = fake([object]);
      await hooks.finish(task, signal);
      expect([calls, passed]).toEqual([[], []]);
    }
  });

  it('are read again after a conflict', async () => {
    const { hooks, calls } = fake([live([finalizer]), live(['other', finalizer])], [conflict, 'ok']);
    await hooks.finish(task, signal);
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatchObject([{ path: '/metadata/finalizers/1' }, {}]);
  });

  it('give up after five conflicts, and at once on other refusals', async () => {
    const busy = fake(
      [live([finalizer])],
      Array.from({ length: 9 }, () => conflict),
    );
    await expect(busy.hooks.finish(task, signal)).rejects.toBe(conflict);
    expect(busy.calls).toHaveLength(5);
    const denied = fake([live([finalizer])], [new ArgosyError('PermissionDenied', 'no')]);
    await expect(denied.hooks.finish(task, signal)).rejects.toThrow('no');
    expect(denied.calls).toHaveLength(1);
  });

  it('may vanish while their finalizer is taken off', async () => {
    const { hooks } = fake([live([finalizer])], [new ArgosyError('NotFound', 'gone')]);
    await expect(hooks.finish(task, signal)).resolves.toEqual({ deleting: false });
  });

  it('say that they are on their way out', async () => {
    for (const finalizers of [[], [finalizer]]) {
      const found = live(finalizers);
      const leaving = { ...found, metadata: { ...found.metadata, deletionTimestamp: '2026-11-24T20:00:00Z' } };
      expect(await fake([leaving], ['ok']).hooks.finish(task, signal)).toEqual({ deleting: true });
      expect(await fake([found], ['ok']).hooks.finish(task, signal)).toEqual({ deleting: false });
    }
  });

  it('are deleted by uid, through the gate', async () => {
    const { hooks, calls, passed } = fake([live([])]);
    expect(await hooks.remove(task, signal)).toEqual({ gone: false });
    expect(calls).toEqual([{ propagation: 'Foreground', uid: 'u1' }]);
    expect(passed).toEqual([task.key]);
    expect(await fake([undefined]).hooks.remove(task, signal)).toEqual({ gone: true });
  });

  it('are not touched when the gate refuses', async () => {
    const calls: string[] = [];
    const refuse = () => {
      throw new ArgosyError('PermissionDenied', 'not permitted by the project');
    };
    const cluster = {
      read: () => Promise.resolve(live([finalizer])),
      patch: () => {
        calls.push('patch');
        return Promise.resolve(live([]));
      },
      delete: () => {
        calls.push('delete');
        return Promise.resolve(true);
      },
    };
    const hooks = clusterHooks(cluster, 'argosy', refuse);
    await expect(hooks.finish(task, signal)).rejects.toThrow('not permitted');
    await expect(hooks.remove(task, signal)).rejects.toThrow('not permitted');
    expect(calls).toEqual([]);
  });
});

describe('a cache that is behind', () => {
  it.each<[string, string | undefined, boolean]>([
    ['9', '10', true],
    ['10', '9', false],
    ['10', '10', false],
    ['99999999999999999998', '99999999999999999999', true],
    ['1', undefined, false],
    ['abc', '1', false],
  ])('%s after %s: %s', (cached, since, expected) => {
    expect(isBehind(cached, since)).toBe(expected);
  });
});
