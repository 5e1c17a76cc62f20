import type { Cluster, ConnectionState, KindState, LiveChange } from '../cluster/index.ts';
import { type ApplicationDestination, ArgosyError, type GroupKind, type ResourceKey } from '../model/index.ts';
import type { ClusterRecord, Store } from '../store/index.ts';

export const IN_CLUSTER_SERVER = 'https://kubernetes.default.svc';
export const IN_CLUSTER_NAME = 'in-cluster';

/** Where child Applications live when no real cluster was added as in-cluster: the engine's own store. */
const CONTROL_PLANE: ClusterRecord = { server: IN_CLUSTER_SERVER, name: IN_CLUSTER_NAME };

export interface ConnectionsListener {
  changed(server: string, changes: readonly LiveChange[]): void;
  connection(server: string, state: ConnectionState): void;
  kindChanged(server: string, kind: GroupKind, state: KindState): void;
}

/** The clusters that were added, and one open connection for each that is used. */
export class Connections {
  readonly #store: Store;
  readonly #open: (record: ClusterRecord) => Cluster;
  readonly #controlPlane: () => Cluster;
  readonly #listener: ConnectionsListener;
  readonly #clusters = new Map<string, Cluster>();
  readonly #versions = new Map<string, string>();
  /** Objects without tracking that applications declare all the same (definitions, what is to be adopted): few. */
  readonly #interest = new Map<string, Set<ResourceKey>>();

  constructor(
    store: Store,
    open: (record: ClusterRecord) => Cluster,
    controlPlane: () => Cluster,
    listener: ConnectionsListener,
  ) {
    this.#store = store;
    this.#open = open;
    this.#controlPlane = controlPlane;
    this.#listener = listener;
  }

  records(): readonly ClusterRecord[] {
    return this.#store.clusters();
  }

  /** By server URL, or by name when it does not look like one (reference §12.2 `cluster get`). */
  find(serverOrName: string): ClusterRecord {
    const wanted = trimServer(serverOrName);
    const byServer = /^https?:\/\//.test(wanted);
    const found = this.records().find((record) => (byServer ? servesAs(record, wanted) : record.name === wanted));
    if (found) return found;
    throw new ArgosyError('NotFound', `cluster "${serverOrName}" not found`, {
      subject: serverOrName,
      advice: 'List the clusters with `argosy cluster list`, or add one with `argosy cluster add CONTEXT`.',
    });
  }

  /** Reference §1.2: exactly one of server and name, and it names exactly one cluster. Throws ArgosyError with Argo CD's texts. */
  resolve(destination: ApplicationDestination): ClusterRecord {
    const { server, name } = destination;
    const advice = 'Add the cluster with `argosy cluster add CONTEXT`, or change the destination.';
    if (server && name) {
      throw new ArgosyError('InvalidArgument', "application destination can't have both name and server defined");
    }
    if (name) {
      const matches = this.records().filter((record) => record.name === name);
      if (matches.length === 1) return matches[0]!;
      if (matches.length === 0 && name === IN_CLUSTER_NAME) return CONTROL_PLANE;
      throw new ArgosyError(
        'NotFound',
        matches.length === 0
          ? `unable to find destination server: there are no clusters with this name: ${name}`
          : `unable to find destination server: there are ${matches.length} clusters with the same name: [${matches.map((m) => m.server).join(' ')}]`,
        { subject: name, advice },
      );
    }
    if (!server) throw new ArgosyError('InvalidArgument', 'destination server missing from app spec');
    const wanted = trimServer(server);
    const match = this.records().find((record) => servesAs(record, wanted));
    if (match) return match;
    if (wanted === IN_CLUSTER_SERVER) return CONTROL_PLANE;
    throw new ArgosyError('NotFound', `cluster "${wanted}" not found`, { subject: wanted, advice });
  }

  open(record: ClusterRecord): Cluster {
    const existing = this.#clusters.get(record.server);
    if (existing) return existing;
    const cluster = record === CONTROL_PLANE ? this.#controlPlane() : this.#open(record);
    this.#clusters.set(record.server, cluster);
    const interest = this.#interest.get(record.server);
    if (interest) cluster.setInterest(interest);
    cluster.onChange((changes) => this.#listener.changed(record.server, changes));
    cluster.onConnection((state) => {
      if (state.kind === 'live') this.#learnVersion(record.server, cluster);
      this.#listener.connection(record.server, state);
    });
    cluster.onKindState((kind, state) => this.#listener.kindChanged(record.server, kind, state));
    return cluster;
  }

  /** As the cluster said last; undefined before it was asked. */
  kubeVersion(server: string): string | undefined {
    return this.#versions.get(server);
  }

  /** The connection, if the cluster is used already. */
  opened(server: string): Cluster | undefined {
    return this.#clusters.get(server);
  }

  all(): Iterable<Cluster> {
    return this.#clusters.values();
  }

  /** The cache holds this object's text from now on, although nothing in the object says that it is an application's. */
  keepWhole(server: string, key: ResourceKey): void {
    const interest = this.#interest.get(server) ?? new Set();
    if (interest.has(key)) return;
    this.#interest.set(server, interest.add(key));
    this.#clusters.get(server)?.setInterest(interest);
  }

  /** Capabilities are cached by the cluster room: no request of its own. */
  #learnVersion(server: string, cluster: Cluster): void {
    cluster.capabilities().then(
      ({ kubeVersion }) => this.#versions.set(server, kubeVersion),
      () => undefined, // the connection's state says why
    );
  }

  async forget(server: string): Promise<void> {
    const cluster = this.#clusters.get(server);
    this.#clusters.delete(server);
    await cluster?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clusters.values()].map((cluster) => cluster.close()));
    this.#clusters.clear();
  }
}

export function trimServer(server: string): string {
  return server.replace(/\/+$/, '');
}

/** `https://kubernetes.default.svc` is the cluster that was added as `in-cluster`. */
function servesAs(record: ClusterRecord, server: string): boolean {
  return record.server === server || (server === IN_CLUSTER_SERVER && record.name === IN_CLUSTER_NAME);
}
