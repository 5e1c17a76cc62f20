import { describe, expect, it } from 'vitest';
import { Client } from '../../preload/client/index.ts';
import type { ClientFrame, EngineFrame, Output } from '../../preload/contract/index.ts';
import { type TreeNode, TreeStore } from './tree-store.ts';

type Change = Output<'app.followTree'>;

const node = (name: string, reason = 'Running'): TreeNode => ({
  ref: { group: '', kind: 'Pod', namespace: 'shop', name, version: 'v1' },
  uid: `uid-${name}`,
  parents: [],
  createdAt: '',
  info: [{ name: 'Status Reason', value: reason }],
  images: [],
});
const key = (name: string): string => `/Pod/shop/${name}`;

function world() {
  const sent: ClientFrame[] = [];
  const timers: (() => void)[] = [];
  let receive: (frame: EngineFrame) => void = () => undefined;
  let connect = (): void => undefined;
  const store = new TreeStore(
    'argocd/web',
    {
      onConnect: (open) => {
        let end: (() => void) | undefined;
        connect = () => {
          end = open(
            new Client({
              send: (frame) => void sent.push(frame),
              close: () => undefined,
              listen: (receiver) => {
                receive = receiver;
              },
            }),
          );
        };
        connect();
        return () => end?.();
      },
    },
    (_ms, run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  );
  return {
    store,
    sent,
    timers,
    connect: () => connect(),
    change: async (change: Partial<Change>): Promise<void> => {
      const id = sent.findLast((frame) => frame.type === 'request')!.id;
      receive({ type: 'item', id, output: { reset: false, more: false, upsert: [], remove: [], ...change } });
      await new Promise((resolve) => setImmediate(resolve));
    },
    fail: async (code: string): Promise<void> => {
      const id = sent.findLast((frame) => frame.type === 'request')!.id;
      receive({ type: 'error', id, error: { code, message: code, retry: false } });
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a tree', () => {
  it('is told whole, and a node that did not change stays the same object', async () => {
    const { store, change } = world();
    let told = 0;
    store.subscribe(() => (told += 1));
    await change({ reset: true, more: true, upsert: [node('a')] });
    expect(store.view().ready).toBe(false);
    await change({ upsert: [node('b')] });
    expect(told).toBe(1);
    expect([...store.view().nodes.keys()]).toEqual([key('a'), key('b')]);
    const first = store.view().nodes.get(key('a'));
    await change({ upsert: [node('b', 'CrashLoopBackOff')], remove: [] });
    expect(store.view().nodes.get(key('a'))).toBe(first);
    expect(store.view().nodes.get(key('b'))?.info[0]?.value).toBe('CrashLoopBackOff');
    await change({ remove: [key('b')] });
    expect([...store.view().nodes.keys()]).toEqual([key('a')]);
  });

  it('keeps its nodes over a lost connection, also one that was lost in the middle of a change', async () => {
    const { store, change, connect } = world();
    store.subscribe(() => undefined);
    await change({ reset: true, upsert: [node('a'), node('b')] });
    const first = store.view().nodes.get(key('a'));
    await change({ more: true, upsert: [node('c')] });
    connect();
    await change({ reset: true, upsert: [node('a')] });
    expect([...store.view().nodes.keys()]).toEqual([key('a')]);
    expect(store.view().nodes.get(key('a'))).toBe(first);
  });

  it('says what the engine refused, and stops when nobody reads it for a while', async () => {
    const { store, sent, timers, change, fail } = world();
    const stop = store.subscribe(() => undefined);
    await change({ reset: true, upsert: [node('a')] });
    await fail('NotFound');
    expect(store.view().error?.message).toBe('NotFound');
    expect(store.view().nodes.size).toBe(1);
    stop();
    expect(store.idle).toBe(false);
    for (const timer of timers) timer();
    expect(store.idle).toBe(true);
    expect(sent.filter(({ type }) => type === 'request').length).toBe(1);
  });
});
