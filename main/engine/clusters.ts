import type { Cluster, ConnectionState } from '../cluster/index.ts';
import { ArgosyError } from '../model/index.ts';
import type { ClusterRecord, Store } from '../store/index.ts';
import { type Connections, trimServer } from './connections.ts';
import type { ClusterView, ConnectionView, Engine, KubeContext, NewCluster } from './engine.ts';
import type { Records } from './records.ts';
import { timestamp } from './timestamps.ts';

export interface ClustersPorts {
  readonly store: Store;
  readonly connections: Connections;
  readonly records: Records;
  readonly contexts: (
    kubeconfigPath: string | undefined,
  ) => Promise<{ readonly path: string; readonly contexts: readonly KubeContext[] }>;
  /** Opens a connection that is not kept. */
  readonly open: (record: ClusterRecord) => Cluster;
  /** As the cluster said last; undefined before it was asked. */
  readonly kubeVersion: (server: string) => string | undefined;
  readonly onConnection: (listener: (server: string) => void) => () => void;
  /** Applications on this cluster look again. */
  readonly changed: (server: string) => void;
}

export function createClusters(ports: ClustersPorts): Engine['clusters'] {
  const { connections, store } = ports;
  return {
    list: () => connections.records().map(view),
    get: (serverOrName) => view(connections.find(serverOrName)),
    onChange: ports.onConnection,
    contexts: async (path) => {
      try {
        return (await ports.contexts(path)).contexts;
      } catch (error) {
        throw isMissing(error) ? noKubeconfig(error, path) : error;
      }
    },

    async add(cluster: NewCluster, signal) {
      const { path, contexts } = await ports.contexts(cluster.kubeconfigPath);
      const context = contexts.find(({ name }) => name === cluster.context);
      if (!context) {
        throw new ArgosyError('NotFound', `Context ${cluster.context} does not exist in kubeconfig`, {
          subject: cluster.context,
          advice: `${path} has: ${contexts.map(({ name }) => name).join(', ') || 'no context at all'}.`,
        });
      }
      if (context.exec !== undefined && cluster.allowExec !== true) {
        throw new ArgosyError(
          'FailedPrecondition',
          `context ${context.name} signs in by running the program ${context.exec}`,
          {
            subject: cluster.context,
            advice: 'Allow it with --yes if you trust this kubeconfig.',
          },
        );
      }
      const server = trimServer(context.server);
      const existing = connections.records().find((record) => record.server === server);
      const record: ClusterRecord = {
        server,
        name: cluster.name ?? context.name,
        kubeconfig: { path, context: context.name },
        ...(cluster.namespaces === undefined ? {} : { namespaces: cluster.namespaces }),
        ...(cluster.labels === undefined ? {} : { labels: cluster.labels }),
        ...(cluster.annotations === undefined ? {} : { annotations: cluster.annotations }),
        ...(cluster.project === undefined ? {} : { project: cluster.project }),
        ...(context.exec === undefined ? {} : { allowExec: true }),
      };
      if (existing && cluster.upsert !== true && JSON.stringify(existing) !== JSON.stringify(record)) {
        throw new ArgosyError('AlreadyExists', 'existing cluster spec is different; use upsert flag to force update', {
          subject: server,
        });
      }
      const probe = ports.open(record);
      try {
        await probe.capabilities(signal);
      } finally {
        await probe.close();
      }
      store.putCluster(record);
      await connections.forget(server);
      ports.changed(server);
      return view(record);
    },

    reconnect(serverOrName) {
      const record = connections.find(serverOrName);
      connections.open(record).reconnect();
      return view(record);
    },

    async remove(serverOrName) {
      const record = connections.find(serverOrName);
      store.deleteCluster(record.server);
      await connections.forget(record.server);
      ports.changed(record.server);
    },
  };

  function view(record: ClusterRecord): ClusterView {
    const cluster = connections.opened(record.server);
    const counters = cluster?.counters();
    const credential = cluster?.credentials?.();
    let applications = 0;
    for (const { destination } of ports.records.all()) if (destination?.server === record.server) applications += 1;
    return {
      ...record,
      connection: connectionView(cluster?.connection()),
      kubeVersion: ports.kubeVersion(record.server),
      applications,
      objects: counters?.objects ?? 0,
      ...(credential === undefined ? {} : { credential }),
      ...(counters?.budget === undefined
        ? {}
        : { traffic: { requests: counters.requests, throttled: counters.throttled, ...counters.budget } }),
    };
  }
}

function connectionView(state: ConnectionState | undefined): ConnectionView {
  if (!state || state.kind === 'idle' || state.kind === 'connecting') {
    return {
      status: 'Unknown',
      message: state?.kind === 'connecting' ? 'connecting' : 'Cluster has no applications and is not being monitored.',
      attemptedAt: undefined,
    };
  }
  const attemptedAt = timestamp(state.since);
  if (state.kind === 'live') return { status: 'Successful', message: '', attemptedAt };
  return { status: 'Failed', message: state.message, attemptedAt };
}

/** Nobody must have a kubeconfig: that there is none is no failure to read it. */
function isMissing(error: unknown): error is ArgosyError {
  return error instanceof ArgosyError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

function noKubeconfig(error: ArgosyError, path: string | undefined): ArgosyError {
  const file = path ?? (error.cause as NodeJS.ErrnoException).path ?? 'the kubeconfig';
  return new ArgosyError('NotFound', `${file} does not exist`, {
    subject: file,
    advice:
      path === undefined
        ? 'KUBECONFIG may name another file.'
        : 'Look at the path, or leave it empty for the usual file.',
    cause: error.cause,
  });
}
