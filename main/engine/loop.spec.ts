import { describe, expect, it } from 'vitest';
import type { LiveChange } from '../cluster/index.ts';
import type { AppKey, Application, Operation, ResourceKey } from '../model/index.ts';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import { Loop, type LoopPorts } from './loop.ts';
import { AppRecord } from './record.ts';

/** A loop over records that only note what was asked of them. */
function world() {
  const clock = new ManualClock();
  const calls: string[] = [];
  const records = new Map<AppKey, AppRecord>();
  let operation: Promise<void> | undefined;
  let pass: (record: AppRecord) => Promise<void> = async () => undefined;
  const ports = {
    clock,
    logger: silentLogger,
    records: {
      find: (key: AppKey) => records.get(key),
      byObject: (_server: string, key: ResourceKey) => [...records.values()].filter((r) => r.target?.desired.has(key)),
      put: (record: AppRecord, app: Application) => {
        record.app = app;
      },
    },
    reconciler: {
      inputsOf: () => 'inputs',
      pass: async (record: AppRecord, work: { level: number; dirty: ReadonlySet<string> | 'all' }) => {
        calls.push(`pass ${record.key} ${work.level} ${work.dirty === 'all' ? 'all' : [...work.dirty].join('+')}`);
        await pass(record);
      },
    },
    operator: {
      accept: (record: AppRecord, wanted: Operation) => {
        calls.push(`accept ${record.key}`);
        record.app = { ...record.app, operation: wanted } as Application;
      },
      run: async (record: AppRecord) => {
        calls.push(`begin ${record.key}`);
        await operation;
        calls.push(`end ${record.key}`);
      },
    },
    settings: () => ({ selfHealTimeoutMs: 0 }),
    automatic: () => false,
    remove: async (record: AppRecord) => {
      calls.push(`remove ${record.key}`);
      records.delete(record.key);
    },
  } as unknown as LoopPorts;
  const loop = new Loop(ports);
  const add = (name: string) => {
    const key = name as AppKey;
    const record = new AppRecord(key, { metadata: { name }, spec: {} } as unknown as Application);
    records.set(key, record);
    record.take();
    return record;
  };
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    operation = promise;
    return resolve;
  };
  return { clock, calls, loop, add, hold, onPass: (work: typeof pass) => (pass = work) };
}

const change = (key: string, trackingId = ''): LiveChange =>
  ({ key, before: undefined, after: { trackingId }, at: 1 }) as unknown as LiveChange;

describe('Loop', () => {
  it('makes one pass of many wishes: the highest level, all objects', async () => {
    const { loop, add, calls } = world();
    const web = add('web');
    loop.refresh(web, 1, ['a' as ResourceKey]);
    loop.refresh(web, 1, ['b' as ResourceKey]);
    await loop.idle();
    loop.refresh(web, 1, ['a' as ResourceKey]);
    loop.refresh(web, 3, 'all');
    await loop.idle();
    expect(calls).toEqual(['pass web 1 a+b', 'pass web 3 all']);
  });

  it('turns a change into the applications that declare or own the object, and no other', async () => {
    const { loop, add, calls } = world();
    const [web, api] = [add('web'), add('api')];
    add('other');
    const key = '/ConfigMap/n/x' as ResourceKey;
    Object.assign(web, { target: { desired: new Map([[key, {}]]), revisions: [] }, destination: { server: 's' } });
    Object.assign(api, { target: { desired: new Map(), revisions: [] }, destination: { server: 's' } });
    loop.liveChanged('s', [
      change(key, 'api:/ConfigMap:n/x'),
      change('/ConfigMap/n/nobody', 'stranger:/ConfigMap:n/nobody'),
    ]);
    await loop.idle();
    expect(calls.toSorted()).toEqual([`pass api 1 ${key}`, `pass web 1 ${key}`]);
  });

  it('tells the application that had an object when it goes over to another', async () => {
    const { loop, add, calls } = world();
    for (const name of ['web', 'api']) {
      Object.assign(add(name), { target: { desired: new Map(), revisions: [] }, destination: { server: 's' } });
    }
    const key = '/ConfigMap/n/x' as ResourceKey;
    const before = { trackingId: 'web:/ConfigMap:n/x' } as LiveChange['before'];
    loop.liveChanged('s', [{ ...change(key, 'api:/ConfigMap:n/x'), before }]);
    await loop.idle();
    expect(calls.toSorted()).toEqual([`pass api 1 ${key}`, `pass web 1 ${key}`]);
  });

  it('compares together what changes while an operation runs', async () => {
    const { clock, loop, add, calls } = world();
    const web = add('web');
    const keys = ['/ConfigMap/n/a', '/ConfigMap/n/b', '/ConfigMap/n/c'] as ResourceKey[];
    const desired = new Map(keys.map((key) => [key, {}]));
    Object.assign(web, { target: { desired, revisions: [] }, destination: { server: 's' } });
    web.operation = new AbortController();
    for (const key of keys) loop.liveChanged('s', [change(key)]);
    await loop.idle();
    expect(calls).toEqual([]);
    await clock.advanceAsync(500);
    await loop.idle();
    expect(calls).toEqual([`pass web 1 ${keys.join('+')}`]);
    web.operation = undefined;
    loop.liveChanged('s', [change(keys[0]!)]);
    await loop.idle();
    expect(calls).toHaveLength(2);
  });

  it('answers who waits with the pass that began after they asked', async () => {
    const { loop, add, onPass, calls } = world();
    const web = add('web');
    let asked: Promise<Application> | undefined;
    onPass(async () => {
      asked ??= new Promise((resolve, reject) => loop.refresh(web, 3, 'all', { resolve, reject }));
    });
    loop.refresh(web, 1, ['a' as ResourceKey]);
    await loop.idle();
    await asked;
    expect(calls).toHaveLength(2);
  });

  it('tells who waits that a pass failed, and goes on', async () => {
    const { loop, add, onPass } = world();
    const web = add('web');
    onPass(() => Promise.reject(new Error('no such luck')));
    const waiting = new Promise((resolve, reject) => loop.refresh(web, 3, 'all', { resolve, reject }));
    await expect(waiting).rejects.toThrow('no such luck');
    await loop.idle();
    expect(web.app.status?.conditions).toMatchObject([{ type: 'UnknownError', message: 'no such luck' }]);
  });

  it('keeps one put-off pass an application: the earliest', async () => {
    const { clock, loop, add, calls } = world();
    const web = add('web');
    for (const ms of [5_000, 9_000, 2_000, 7_000]) loop.refreshAfter(web, 1, ms);
    expect(clock.timers).toBe(1);
    await clock.advanceAsync(2_000);
    await loop.idle();
    await clock.advanceAsync(60_000);
    await loop.idle();
    expect(calls).toEqual(['pass web 1 all']);
  });

  it('begins a deletion only when the running operation has ended', async () => {
    const { loop, add, calls, hold } = world();
    const web = add('web');
    const end = hold();
    loop.operate(web, {});
    await Promise.resolve();
    await Promise.resolve();
    loop.delete(web);
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual(['accept web', 'begin web']);
    end();
    await loop.idle();
    expect(calls).toEqual(['accept web', 'begin web', 'end web', 'remove web']);
  });

  it('makes no pass over what was deleted meanwhile, and says so to who waits', async () => {
    const { loop, add, calls } = world();
    const web = add('web');
    loop.delete(web);
    await loop.idle();
    const waiting = new Promise((resolve, reject) => loop.refresh(web, 3, 'all', { resolve, reject }));
    await expect(waiting).rejects.toThrow('web was deleted');
    expect(calls).toEqual(['remove web']);
  });
});
