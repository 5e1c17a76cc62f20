import type { Layout, LayoutKind } from './layout.ts';
import type { GraphModel } from './model.ts';
import { createTopologyKey } from './topology.ts';

export interface LaidOut {
  readonly model: GraphModel;
  readonly layout: Layout;
  /** Changes when nodes move, and only then. */
  readonly key: number;
}

/** Where layouts are made: in this thread or in another. */
export type LayoutEngine = (model: GraphModel, kind: LayoutKind) => Layout | Promise<Layout>;

export interface LayoutCounts {
  readonly started: number;
  readonly dropped: number;
}

/**
 * Keeps a model beside its layout. A model of the same topology is given on at once with the layout that is there; a new topology is
 * laid out, and a result that comes when a newer topology is already asked for is dropped (its token is not the last one).
 */
export class Layouts {
  readonly #engine: LayoutEngine;
  readonly #give: (laidOut: LaidOut) => void;
  readonly #fail: (error: unknown) => void;
  readonly #keyOf = createTopologyKey();
  #current: LaidOut | undefined;
  #pending: { readonly key: number; model: GraphModel } | undefined;
  #started = 0;
  #dropped = 0;

  constructor(engine: LayoutEngine, give: (laidOut: LaidOut) => void, fail: (error: unknown) => void) {
    this.#engine = engine;
    this.#give = give;
    this.#fail = fail;
  }

  get counts(): LayoutCounts {
    return { started: this.#started, dropped: this.#dropped };
  }

  show(model: GraphModel, kind: LayoutKind): void {
    const key = this.#keyOf(model, kind);
    if (this.#current?.key === key) {
      this.#pending = undefined;
      this.#set({ ...this.#current, model });
      return;
    }
    if (this.#pending?.key === key) {
      this.#pending.model = model;
      return;
    }
    this.#started++;
    const layout = this.#engine(model, kind);
    if (!(layout instanceof Promise)) {
      this.#pending = undefined;
      this.#set({ model, layout, key });
      return;
    }
    const pending = { key, model };
    this.#pending = pending;
    layout.then(
      (done) => {
        if (this.#pending !== pending) {
          this.#dropped++;
          return;
        }
        this.#pending = undefined;
        // The newest model of this topology: statuses may have changed while it was laid out.
        this.#set({ model: pending.model, layout: done, key });
      },
      (error: unknown) => {
        if (this.#pending === pending) this.#fail(error);
      },
    );
  }

  #set(laidOut: LaidOut): void {
    this.#current = laidOut;
    this.#give(laidOut);
  }
}
