import { type LabelSelector, selectorMatches } from '../kinds/selector.ts';
import type { ReplicaSet, ReplicationController } from '../kinds/stored/workloads.ts';
import { type Desk, isPodActive, isPodReady, readySince } from './desk.ts';
import { controllerOf, ownedBy } from './owned.ts';
import { byExpendability, createPod, deletePod, MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

/** ReplicaSets and ReplicationControllers. */
type Storage = 'apps/replicasets' | '/replicationcontrollers';

export function startReplicaSets(desk: Desk, storage: Storage): Reconciler {
  const kind = storage === 'apps/replicasets' ? 'ReplicaSet' : 'ReplicationController';
  return new Reconciler(desk.state, {
    name: kind,
    *concerns(change) {
      if (change.storage === storage) yield change.key;
      else if (change.storage === '/pods') {
        const owner = controllerOf(change.stored.object);
        if (owner?.kind === kind) yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      }
    },
    sync: (key) => sync(desk, storage, key),
  });
}

function sync(desk: Desk, storage: Storage, key: string): number | undefined {
  const set = desk.get(storage, key);
  const template = set?.spec.template;
  if (set === undefined || template === undefined) return undefined;
  const pods = desk.dependents(set, '/pods');
  const active = pods.filter(isPodActive);
  const wanted = set.spec.replicas ?? 1;
  if (set.metadata.deletionTimestamp === undefined) {
    adopt(desk, set, selectorOf(set));
    for (let n = active.length; n < wanted; n++) createPod(desk, set, template);
    if (active.length > wanted)
      for (const pod of active.sort(byExpendability).slice(0, active.length - wanted)) deletePod(desk, set, pod);
  }
  return report(desk, desk.get(storage, key));
}

function selectorOf(set: ReplicaSet | ReplicationController): LabelSelector {
  return isReplicaSet(set) ? set.spec.selector : { matchLabels: set.spec.selector ?? {} };
}

function isReplicaSet(set: ReplicaSet | ReplicationController): set is ReplicaSet {
  return set.kind === 'ReplicaSet';
}

/** Pods that match and that nobody controls become the set's. */
function adopt(desk: Desk, set: ReplicaSet | ReplicationController, selector: LabelSelector): void {
  for (const pod of desk.in('/pods', set.metadata.namespace)) {
    if (controllerOf(pod) !== undefined || !isPodActive(pod) || !selectorMatches(selector, pod.metadata.labels ?? {}))
      continue;
    desk.write(
      pod,
      {
        ...pod,
        metadata: { ...pod.metadata, ownerReferences: [...(pod.metadata.ownerReferences ?? []), ownedBy(set)] },
      },
      '',
      MANAGER,
    );
  }
}

function report(desk: Desk, set: ReplicaSet | ReplicationController | undefined): number | undefined {
  if (set === undefined) return undefined;
  const pods = desk.dependents(set, '/pods');
  const active = pods.filter(isPodActive);
  const ready = active.filter(isPodReady);
  const minimum = (set.spec.minReadySeconds ?? 0) * 1000;
  const available = ready.filter((pod) => readySince(pod) + minimum <= desk.now);
  const labels = set.spec.template?.metadata.labels ?? {};
  const labelled = active.filter((pod) =>
    Object.entries(labels).every(([name, value]) => pod.metadata.labels?.[name] === value),
  );
  const terminating = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length;
  desk.setStatus(
    set,
    {
      replicas: active.length,
      ...(labelled.length === 0 ? {} : { fullyLabeledReplicas: labelled.length }),
      ...(ready.length === 0 ? {} : { readyReplicas: ready.length }),
      ...(available.length === 0 ? {} : { availableReplicas: available.length }),
      ...(set.kind === 'ReplicaSet' ? { terminatingReplicas: terminating } : {}),
      observedGeneration: set.metadata.generation,
    },
    MANAGER,
  );
  const soon = ready
    .filter((pod) => readySince(pod) + minimum > desk.now)
    .map((pod) => readySince(pod) + minimum - desk.now);
  return soon.length === 0 ? undefined : Math.min(...soon) + 1;
}
