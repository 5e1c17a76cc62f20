import { describe, expect, it } from 'vitest';
import { Client, type Transport } from '../../preload/client/index.ts';
import type { ClientFrame, EngineFrame, Row } from '../../preload/contract/index.ts';
import { LINGER_MS, TopicStore } from './topic-store.ts';

type TaskRow = Row<'tasks'>;

const task = (title: string): TaskRow => ({ kind: 'sync', title, state: 'running', message: '', startedAt: 1 });

/** A store on a client whose engine is played by the case. */
function world() {
  const sent: ClientFrame[] = [];
  const timers: (() => void)[] = [];
  const listeners = new Set<(client: Client) => void>();
  let receive: (frame: EngineFrame) => void = () => undefined;
  let client: Client | undefined;
  const connect = (): void => {
    const transport: Transport = {
      send: (frame) => void sent.push(frame),
      close: () => undefined,
      listen: (receiver) => {
        receive = receiver;
      },
    };
    client = new Client(transport);
    for (const listener of listeners) listener(client);
  };
  const store = new TopicStore(
    'tasks',
    undefined,
    {
      onConnect: (listener) => {
        let end: (() => void) | undefined;
        const open = (one: Client): void => {
          end = listener(one);
        };
        listeners.add(open);
        if (client) open(client);
        return () => {
          end?.();
          listeners.delete(open);
        };
      },
    },
    (ms, run) => {
      expect(ms).toBe(LINGER_MS);
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  );
  const idOf = (): number => sent.findLast((frame) => frame.type === 'subscribe')!.id;
  return {
    store,
    sent,
    timers,
    connect,
    snapshot: (rows: readonly (readonly [string, TaskRow])[]) =>
      receive({ type: 'snapshot', id: idOf(), revision: 0, rows }),
    delta: (from: number, upsert: readonly (readonly [string, TaskRow])[], remove: readonly string[] = []) =>
      receive({ type: 'delta', id: idOf(), from, to: from + 1, upsert, remove }),
  };
}

function counter(): { readonly hear: () => void; readonly heard: () => number } {
  let times = 0;
  return { hear: () => (times += 1), heard: () => times };
}

describe('a topic store', () => {
  it('tells the reader of a row only of that row', () => {
    const { store, connect, snapshot, delta } = world();
    const [a, b, all] = [counter(), counter(), counter()];
    store.subscribeRow('a', a.hear);
    store.subscribeRow('b', b.hear);
    store.subscribe(all.hear);
    connect();
    snapshot([
      ['a', task('A')],
      ['b', task('B')],
    ]);
    expect([a.heard(), b.heard(), all.heard()]).toEqual([1, 1, 1]);
    delta(0, [['b', task('B, further')]]);
    expect([a.heard(), b.heard(), all.heard()]).toEqual([1, 2, 2]);
    expect(store.row('b')?.title).toBe('B, further');
    delta(1, [], ['a']);
    expect([a.heard(), b.heard()]).toEqual([2, 2]);
    expect(store.row('a')).toBeUndefined();
  });

  it('is not ready, and not empty either, before the first snapshot', () => {
    const { store, connect, snapshot } = world();
    store.subscribe(() => undefined);
    expect(store.view()).toMatchObject({ ready: false });
    connect();
    snapshot([]);
    expect(store.view()).toMatchObject({ ready: true });
  });

  it('gives a new view for every change, so that React sees it', () => {
    const { store, connect, snapshot, delta } = world();
    store.subscribe(() => undefined);
    connect();
    snapshot([['a', task('A')]]);
    const before = store.view();
    expect(store.view()).toBe(before);
    delta(0, [['a', task('A, further')]]);
    expect(store.view()).not.toBe(before);
  });

  it('keeps the rows when the engine goes, and tells nobody of rows that are the same when it is back', () => {
    const { store, connect, snapshot } = world();
    const [a, b] = [counter(), counter()];
    store.subscribeRow('a', a.hear);
    store.subscribeRow('b', b.hear);
    connect();
    snapshot([
      ['a', task('A')],
      ['b', task('B')],
      ['gone', task('C')],
    ]);
    const kept = store.row('a');
    connect(); // a new connection after one that was lost
    expect(store.row('a')).toBe(kept);
    snapshot([
      ['a', task('A')],
      ['b', task('B, further')],
    ]);
    expect([a.heard(), b.heard()]).toEqual([1, 2]);
    expect(store.row('a')).toBe(kept);
    expect(store.row('gone')).toBeUndefined();
  });

  it('subscribes once for many readers, and ends some time after the last', () => {
    const { store, connect, snapshot, sent, timers } = world();
    connect();
    const stops = [store.subscribe(() => undefined), store.subscribeRow('a', () => undefined)];
    snapshot([]);
    expect(sent.filter(({ type }) => type === 'subscribe')).toHaveLength(1);
    for (const stop of stops) stop();
    expect(sent.filter(({ type }) => type === 'unsubscribe')).toHaveLength(0);
    const again = store.subscribe(() => undefined);
    expect(timers).toHaveLength(0);
    again();
    for (const run of timers.splice(0)) run();
    expect(sent.filter(({ type }) => type === 'unsubscribe')).toHaveLength(1);
    expect(store.idle).toBe(true);
  });

  it('shows a refusal, and none when only the engine went away', () => {
    const { store, connect, sent } = world();
    store.subscribe(() => undefined);
    connect();
    expect(sent).toHaveLength(1);
    expect(store.view().error).toBeUndefined();
  });
});
