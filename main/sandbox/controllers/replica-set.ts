import { selectorMatches } from '../kinds/selector.ts';
import { type Desk, isPodActive, isPodReady, type Loose, readySince } from './desk.ts';
import { controllerOf } from './owned.ts';
import { byExpendability, createPod, deletePod, MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

/** ReplicaSets and ReplicationControllers. */
export function startReplicaSets(desk: Desk, storage: 'apps/replicasets' | '/replicationcontrollers'): Reconciler {
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

function sync(desk: Desk, storage: string, key: string): number | undefined {
  const set = desk.get(storage, key);
  if (set === undefined || set.spec.template === undefined) return undefined;
  const selector = set.kind === 'ReplicaSet' ? set.spec.selector : { matchLabels: set.spec.selector };
  const pods = [...desk.owned.of(set.metadata.uid, '/pods')].map(({ object }) => object as Loose);
  const active = pods.filter(isPodActive);
  const wanted = set.spec.replicas ?? 1;
  if (set.metadata.deletionTimestamp === undefined) {
    adopt(desk, set, selector);
    for (let n = active.length; n < wanted; n++) createPod(desk, set, set.spec.template);
    if (active.length > wanted)
      for (const pod of active.sort(byExpendability).slice(0, active.length - wanted)) deletePod(desk, set, pod);
  }
  return report(desk, desk.get(storage, key));
}

/** Pods that match and that nobody controls become the set's. */
function adopt(desk: Desk, set: Loose, selector: Loose): void {
  for (const pod of desk.in('/pods', set.metadata.namespace)) {
    if (controllerOf(pod) !== undefined || !isPodActive(pod) || !selectorMatches(selector, pod.metadata.labels ?? {}))
      continue;
    const owner = {
      apiVersion: set.apiVersion,
      kind: set.kind,
      name: set.metadata.name,
      uid: set.metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    desk.write(
      pod,
      { ...pod, metadata: { ...pod.metadata, ownerReferences: [...(pod.metadata.ownerReferences ?? []), owner] } },
      '',
      MANAGER,
    );
  }
}

function report(desk: Desk, set: Loose): number | undefined {
  if (set === undefined) return undefined;
  const pods = [...desk.owned.of(set.metadata.uid, '/pods')].map(({ object }) => object as Loose);
  const active = pods.filter(isPodActive);
  const ready = active.filter(isPodReady);
  const minimum = (set.spec.minReadySeconds ?? 0) * 1000;
  const available = ready.filter((pod) => readySince(pod) + minimum <= desk.now);
  const labels = set.spec.template.metadata.labels ?? {};
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
