import type { ClusterView, Engine } from '../engine/index.ts';
import type { Application } from '../model/index.ts';
import { instant } from './application-row.ts';

/** Since when each cluster is not heard, so that no state of it is shown as if it were true now (architecture §7). */
export class ConnectionStates {
  readonly #clusters: Pick<Engine['clusters'], 'list'>;
  /** By server and by name: destinations say either. */
  readonly #away = new Map<string, number>();
  #read = false;

  constructor(clusters: Pick<Engine['clusters'], 'list'>) {
    this.#clusters = clusters;
  }

  /** Milliseconds since the epoch; 0: it is heard, or nobody has tried yet. */
  awaySince(destination: Application['spec']['destination']): number {
    if (!this.#read) this.#readAll();
    return this.#away.get(destination.server ?? destination.name ?? '') ?? 0;
  }

  /** Looks again; the names of the clusters for which the answer is another now, as destinations may say them. */
  changed(): ReadonlySet<string> {
    const before = new Map(this.#away);
    this.#readAll();
    const names = new Set<string>();
    for (const name of new Set([...before.keys(), ...this.#away.keys()])) {
      if (before.get(name) !== this.#away.get(name)) names.add(name);
    }
    return names;
  }

  #readAll(): void {
    const before = new Map(this.#away);
    this.#away.clear();
    this.#read = true;
    for (const view of this.#clusters.list()) {
      const since = awayOf(view, before.get(view.server) ?? 0);
      if (since === 0) continue;
      this.#away.set(view.server, since);
      this.#away.set(view.name, since);
    }
  }
}

/** While it is tried again it is as far away as before. */
function awayOf({ connection }: ClusterView, before: number): number {
  if (connection.status === 'Successful') return 0;
  return connection.status === 'Failed' ? before || instant(connection.attemptedAt) || 1 : before;
}
