import type { Input, Output, RequestName, TopicName } from '../../preload/contract/index.ts';
import { Link, type LinkPorts, type LinkState } from './link.ts';
import { TopicStore } from './topic-store.ts';
import { TreeStore } from './tree-store.ts';

/** The engine as the pages see it: calls, streams, topics, and whether it is there. */
export interface AppClient {
  call<N extends RequestName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>>;
  stream<N extends RequestName>(name: N, input: Input<N>, signal?: AbortSignal): AsyncIterable<Output<N>>;
  topic<N extends TopicName>(name: N, keys?: readonly string[]): TopicStore<N>;
  /** The resource tree of `namespace/name`. */
  tree(name: string): TreeStore;
  /** Whether anybody sees the window. */
  seen(seen: boolean): void;
  readonly state: () => LinkState;
  readonly onState: (listener: () => void) => () => void;
  wake(): void;
  start(): void;
  stop(): void;
}

/** Stores of single rows that nobody reads are forgotten beyond this many. */
const MAX_STORES = 64;
const MAX_TREES = 4;

export function createAppClient(ports: LinkPorts): AppClient {
  const link = new Link(ports);
  const stores = new Map<string, TopicStore<TopicName>>();
  const trees = new Map<string, TreeStore>();
  return {
    call: (name, input, signal) => link.call(name, input, signal),
    stream: (name, input, signal) => link.stream(name, input, signal),
    topic<N extends TopicName>(name: N, keys?: readonly string[]): TopicStore<N> {
      const id = keys === undefined ? name : `${name} ${JSON.stringify(keys)}`;
      let store = stores.get(id) as TopicStore<N> | undefined;
      if (!store) {
        makeRoom(stores, MAX_STORES);
        store = new TopicStore(name, keys, link, ports.after);
        stores.set(id, store as unknown as TopicStore<TopicName>);
      }
      return store;
    },
    tree(name) {
      let store = trees.get(name);
      if (!store) {
        makeRoom(trees, MAX_TREES);
        store = new TreeStore(name, link, ports.after);
        trees.set(name, store);
      }
      return store;
    },
    seen: (seen) => link.seen(seen),
    state: () => link.state,
    onState: (listener) => link.onState(listener),
    wake: () => link.wake(),
    start: () => link.start(),
    stop: () => link.stop(),
  };
}

/** The oldest that nobody reads goes. */
function makeRoom<S extends { readonly idle: boolean }>(stores: Map<string, S>, most: number): void {
  if (stores.size < most) return;
  for (const [id, { idle }] of stores) {
    if (!idle) continue;
    stores.delete(id);
    return;
  }
}
