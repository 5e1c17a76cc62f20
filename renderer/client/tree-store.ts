import type { Client } from '../../preload/client/index.ts';
import type { Output } from '../../preload/contract/index.ts';
import type { Link } from './link.ts';
import { LINGER_MS } from './topic-store.ts';

export type TreeNode = Output<'app.followTree'>['upsert'][number];

/** The resource tree of an application as it is now. A new object whenever something in it has changed. */
export interface TreeView {
  /** By `group/Kind/namespace/name`, parents first. */
  readonly nodes: ReadonlyMap<string, TreeNode>;
  /** False until the first whole tree has come. */
  readonly ready: boolean;
  readonly error: Error | undefined;
}

/**
 * The tree of one application, outside of React. A node that is what it was stays the same object, also over a lost connection, so that whoever
 * remembers its work by nodes does only what changed.
 */
export class TreeStore {
  readonly #name: string;
  readonly #link: Pick<Link, 'onConnect'>;
  readonly #after: (ms: number, run: () => void) => () => void;
  readonly #readers = new Set<() => void>();
  #view: TreeView = { nodes: new Map(), ready: false, error: undefined };
  /** Parts of a change that has not come whole. */
  #coming: Map<string, TreeNode> | undefined;
  #close: (() => void) | undefined;
  #linger: (() => void) | undefined;

  /** @param name `namespace/name`, as every request takes it. */
  constructor(name: string, link: Pick<Link, 'onConnect'>, after: (ms: number, run: () => void) => () => void) {
    this.#name = name;
    this.#link = link;
    this.#after = after;
  }

  readonly view = (): TreeView => this.#view;

  get idle(): boolean {
    return this.#close === undefined;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#readers.add(listener);
    this.#linger?.();
    this.#linger = undefined;
    this.#close ??= this.#link.onConnect((client) => this.#follow(client));
    return () => {
      this.#readers.delete(listener);
      if (this.#readers.size > 0) return;
      this.#linger?.();
      this.#linger = this.#after(LINGER_MS, () => {
        this.#close?.();
        this.#close = undefined;
      });
    };
  };

  #follow(client: Client): () => void {
    const controller = new AbortController();
    const { signal } = controller;
    const read = async (): Promise<void> => {
      for await (const change of client.stream('app.followTree', { name: this.#name }, signal)) {
        if (signal.aborted) return;
        this.#take(change);
      }
    };
    read().catch((error: Error) => {
      // The link says by itself that the engine is gone; only a refusal belongs to the tree.
      if (signal.aborted || ('code' in error && error.code === 'Unavailable')) return;
      this.#show({ ...this.#view, error });
    });
    return () => controller.abort();
  }

  #take({ reset, more, upsert, remove }: Output<'app.followTree'>): void {
    const known = this.#view.nodes;
    // The rest of a change that was cut off with its connection never comes.
    if (reset) this.#coming = new Map();
    this.#coming ??= new Map(known);
    for (const node of upsert) {
      const { group, kind, namespace, name } = node.ref;
      const key = `${group}/${kind}/${namespace}/${name}`;
      const before = known.get(key);
      this.#coming.set(key, before && JSON.stringify(before) === JSON.stringify(node) ? before : node);
    }
    for (const key of remove) this.#coming.delete(key);
    if (more) return;
    const nodes = this.#coming;
    this.#coming = undefined;
    this.#show({ nodes, ready: true, error: undefined });
  }

  #show(view: TreeView): void {
    this.#view = view;
    for (const reader of this.#readers) reader();
  }
}
