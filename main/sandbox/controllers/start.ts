import type { ClusterState } from '../cluster-state.ts';
import { startAggregation } from './aggregation.ts';
import { startBudgets } from './budgets.ts';
import { startClaims } from './claims.ts';
import { startCronJobs } from './cron-job.ts';
import { startDaemonSets } from './daemon-set.ts';
import { startDeployments } from './deployment.ts';
import { Desk } from './desk.ts';
import { startEndpoints } from './endpoints.ts';
import { startGarbageCollector } from './garbage.ts';
import { startIngresses } from './ingress.ts';
import { startJobs } from './job.ts';
import { startKubelet } from './kubelet.ts';
import { startNamespaces } from './namespaces.ts';
import { startReplicaSets } from './replica-set.ts';
import { startStatefulSets } from './stateful-set.ts';

export interface Controllers {
  stop(): void;
}

/** Everything that brings objects to where they say they should be. What was stored before is looked at once. */
export function startControllers(state: ClusterState): Controllers {
  const desk = new Desk(state);
  const running = [
    startNamespaces(desk),
    startDeployments(desk),
    startReplicaSets(desk, 'apps/replicasets'),
    startReplicaSets(desk, '/replicationcontrollers'),
    startStatefulSets(desk),
    startDaemonSets(desk),
    startJobs(desk),
    startCronJobs(desk),
    startKubelet(desk),
    startEndpoints(desk),
    startIngresses(desk),
    startClaims(desk),
    startGarbageCollector(desk),
    startBudgets(desk),
    startAggregation(desk),
  ];
  for (const storage of state.store.storages()) {
    for (const stored of state.store.all(storage)) {
      const { namespace, name } = stored.object.metadata;
      const key = namespace === undefined ? name! : `${namespace}/${name}`;
      for (const reconciler of running)
        reconciler.offer({ type: 'MODIFIED', storage, key, revision: stored.revision, stored, previous: undefined });
    }
  }
  return {
    stop() {
      for (const reconciler of running) reconciler.stop();
      desk.owned.stop();
    },
  };
}
