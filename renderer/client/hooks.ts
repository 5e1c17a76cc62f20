import { createContext, use, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Input, Output, RequestName, Row, TopicName } from '../../preload/contract/index.ts';
import type { AppClient } from './app-client.ts';
import type { LinkState } from './link.ts';
import type { TopicView } from './topic-store.ts';
import type { TreeView } from './tree-store.ts';

const ClientContext = createContext<AppClient | undefined>(undefined);

export const ClientProvider = ClientContext.Provider;

/** For event handlers: `client.call(…)`. To show something, use a hook below. */
export function useClient(): AppClient {
  const client = use(ClientContext);
  if (!client) throw new Error('no client above this component');
  return client;
}

/** All rows of a topic. Renders once for every frame in which a row changed: for lists, which draw their rows with `useRow`. */
export function useTopic<N extends TopicName>(name: N): TopicView<Row<N>> {
  const store = useClient().topic(name);
  return useSyncExternalStore(store.subscribe, store.view);
}

/** One row of a topic that is shown as a list; renders only when this row has changed. */
export function useRow<N extends TopicName>(name: N, key: string): Row<N> | undefined {
  const store = useClient().topic(name);
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribeRow(key, listener), [store, key]),
    () => store.row(key),
  );
}

/** One row without its list: only this row is sent. `ready` tells "not there" from "not known yet". */
export function useSingle<N extends TopicName>(
  name: N,
  key: string,
): { readonly row: Row<N> | undefined; readonly ready: boolean } {
  const store = useClient().topic(name, [key]);
  const { rows, ready } = useSyncExternalStore(store.subscribe, store.view);
  return { row: rows.get(key), ready };
}

/** The resource tree of `namespace/name` as it changes; see `routesOf` of the graph for where traffic flows in it. */
export function useAppTree(name: string): TreeView {
  const store = useClient().tree(name);
  return useSyncExternalStore(store.subscribe, store.view);
}

/** A value made of all rows; renders only when the value is another. Make it small and comparable: a number, a text. */
export function useDerived<N extends TopicName, T extends string | number | boolean | undefined>(
  name: N,
  derive: (rows: ReadonlyMap<string, Row<N>>) => T,
): T {
  const store = useClient().topic(name);
  return useSyncExternalStore(store.subscribe, () => derive(store.view().rows));
}

export function useLink(): LinkState {
  const client = useClient();
  return useSyncExternalStore(client.onState, client.state);
}

/** Whether what is shown may be out of date. */
export function useStale(): boolean {
  const client = useClient();
  return useSyncExternalStore(client.onState, () => client.state().phase !== 'live');
}

export interface RequestState<T> {
  /** The last good answer, also while it is asked again or after that failed. */
  readonly data: T | undefined;
  readonly error: Error | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/**
 * Asks once for what a page shows, again when `version` or the input changes or the engine comes back, and drops answers that were
 * overtaken. `input` undefined asks nothing. The last answer of the same input stays while the next one is under way.
 */
export function useRequest<N extends RequestName>(
  name: N,
  input: Input<N> | undefined,
  version: string | number = '',
): RequestState<Output<N>> {
  const client = useClient();
  const live = useSyncExternalStore(client.onState, () => client.state().phase === 'live');
  const [asked, setAsked] = useState(0);
  const question = input === undefined ? undefined : JSON.stringify(input);
  const [answer, setAnswer] = useState<{ of: string; data?: Output<N>; error?: Error; done: boolean }>({
    of: '',
    done: false,
  });
  const latest = useRef(input);
  latest.current = input;
  // `version` and `asked` are not used inside: a change of them asks again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (question === undefined || !live || latest.current === undefined) return;
    const controller = new AbortController();
    setAnswer((before) => (before.of === question ? { ...before, done: false } : { of: question, done: false }));
    client.call(name, latest.current, controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setAnswer({ of: question, data, done: true });
      },
      (error: Error) => {
        if (!controller.signal.aborted)
          setAnswer((before) => ({ ...(before.of === question ? before : { of: question }), error, done: true }));
      },
    );
    return () => controller.abort();
  }, [client, name, question, live, version, asked]);
  const mine = answer.of === question;
  return {
    data: mine ? answer.data : undefined,
    error: mine && answer.done ? answer.error : undefined,
    loading: question !== undefined && (!mine || !answer.done),
    reload: useCallback(() => setAsked((n) => n + 1), []),
  };
}

export interface ActionState<A extends readonly unknown[]> {
  readonly run: (...args: A) => void;
  readonly running: boolean;
  readonly error: Error | undefined;
  readonly dismiss: () => void;
}

/** Something that a person starts: runs one at a time, keeps its error until it is dismissed or repeated. */
export function useAction<A extends readonly unknown[]>(work: (...args: A) => Promise<unknown>): ActionState<A> {
  const [state, setState] = useState<{ running: boolean; error: Error | undefined }>({
    running: false,
    error: undefined,
  });
  const latest = useRef(work);
  latest.current = work;
  const busy = useRef(false);
  const run = useCallback((...args: A) => {
    if (busy.current) return;
    busy.current = true;
    setState({ running: true, error: undefined });
    latest.current(...args).then(
      () => {
        busy.current = false;
        setState({ running: false, error: undefined });
      },
      (error: Error) => {
        busy.current = false;
        setState({ running: false, error });
      },
    );
  }, []);
  const dismiss = useCallback(() => setState((before) => ({ ...before, error: undefined })), []);
  return { run, dismiss, ...state };
}
