import type { Pod, Template } from '../kinds/stored/pod.ts';
import type { StatefulSet } from '../kinds/stored/workloads.ts';
import { type Desk, isPodReady, readySince } from './desk.ts';
import { controllerOf, ownedBy } from './owned.ts';
import { createPod, deletePod, MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';
import { REVISION_HASH, revisionOf } from './revisions.ts';

export function startStatefulSets(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'StatefulSet',
    *concerns(change) {
      if (change.storage === 'apps/statefulsets') yield change.key;
      else if (change.storage === '/pods') {
        const owner = controllerOf(change.stored.object);
        if (owner?.kind === 'StatefulSet') yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      }
    },
    sync: (key) => sync(desk, key),
  });
}

function ordinalOf(set: StatefulSet, pod: Pod): number {
  const { name } = pod.metadata;
  const text = name.slice(`${set.metadata.name}-`.length);
  return name.startsWith(`${set.metadata.name}-`) && /^\d+$/.test(text) ? Number(text) : -1;
}

function sync(desk: Desk, key: string): number | undefined {
  const set = desk.get('apps/statefulsets', key);
  if (set === undefined) return undefined;
  if (set.metadata.deletionTimestamp !== undefined) return undefined;
  const revision = revisionOf(desk, set);
  // Pods of a StatefulSet are labelled with the whole name of their revision.
  const update = revision.metadata.name;
  step(desk, set, update);
  return report(desk, desk.get('apps/statefulsets', key), update);
}

function podsOf(desk: Desk, set: StatefulSet): Pod[] {
  return desk
    .dependents(set, '/pods')
    .filter((pod) => ordinalOf(set, pod) >= 0)
    .sort((a, b) => ordinalOf(set, a) - ordinalOf(set, b));
}

/** One step: ordered sets do one thing at a time. */
function step(desk: Desk, set: StatefulSet, update: string): void {
  const { spec } = set;
  const first = spec.ordinals?.start ?? 0;
  const end = first + (spec.replicas ?? 1);
  const ordered = spec.podManagementPolicy !== 'Parallel';
  const pods = podsOf(desk, set);
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod), pod]));
  const partition = spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (let n = first; n < end; n++) {
    const pod = byOrdinal.get(n);
    if (pod === undefined) {
      // Below the partition a lost Pod comes back as it was.
      const current = set.status?.currentRevision;
      const kept = n < partition && current !== undefined && current !== update ? current : undefined;
      const old = kept === undefined ? undefined : templateOf(desk, set, kept);
      if (kept === undefined || old === undefined) add(desk, set, n, set.spec.template, update);
      else add(desk, set, n, old, kept);
      if (ordered) return;
      continue;
    }
    if (pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') {
      if (pod.metadata.deletionTimestamp === undefined) deletePod(desk, set, pod);
      if (ordered) return;
      continue;
    }
    if (ordered && (!isPodReady(pod) || pod.metadata.deletionTimestamp !== undefined)) return;
  }
  for (const pod of pods.toReversed()) {
    const n = ordinalOf(set, pod);
    if (n >= first && n < end) continue;
    if (pod.metadata.deletionTimestamp === undefined) deletePod(desk, set, pod);
    if (ordered) return;
  }
  if (spec.updateStrategy.type === 'OnDelete') return;
  for (const pod of pods.toReversed()) {
    const n = ordinalOf(set, pod);
    if (n < Math.max(first, partition)) break;
    if (pod.metadata.labels?.[REVISION_HASH] !== update) {
      if (pod.metadata.deletionTimestamp === undefined) deletePod(desk, set, pod);
      return;
    }
    if (!isPodReady(pod)) return;
  }
}

function templateOf(desk: Desk, set: StatefulSet, name: string): Template | undefined {
  return desk.get('apps/controllerrevisions', `${set.metadata.namespace}/${name}`)?.data?.spec?.template;
}

function add(desk: Desk, set: StatefulSet, ordinal: number, template: Template, revision: string): void {
  const name = `${set.metadata.name}-${ordinal}`;
  const claims = set.spec.volumeClaimTemplates ?? [];
  for (const claim of claims) {
    const claimName = `${claim.metadata.name}-${name}`;
    if (desk.get('/persistentvolumeclaims', `${set.metadata.namespace}/${claimName}`) !== undefined) continue;
    const retention = set.spec.persistentVolumeClaimRetentionPolicy;
    desk.create(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: claimName,
          namespace: set.metadata.namespace,
          labels: { ...claim.metadata.labels, ...set.spec.selector.matchLabels },
          ...(claim.metadata.annotations === undefined ? {} : { annotations: claim.metadata.annotations }),
          ...(retention?.whenDeleted === 'Delete' ? { ownerReferences: [ownedBy(set)] } : {}),
        },
        spec: claim.spec,
      },
      MANAGER,
    );
  }
  const volumes = [
    ...(template.spec.volumes ?? []).filter((volume) => !claims.some((claim) => claim.metadata.name === volume.name)),
    ...claims.map((claim) => ({
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}` },
    })),
  ];
  createPod(desk, set, template, {
    name,
    labels: {
      [REVISION_HASH]: revision,
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(ordinal),
    },
    spec: {
      hostname: name,
      ...(set.spec.serviceName === undefined ? {} : { subdomain: set.spec.serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  });
}

function report(desk: Desk, set: StatefulSet | undefined, update: string): number | undefined {
  if (set === undefined) return undefined;
  const pods = podsOf(desk, set).filter((pod) => pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded');
  const ready = pods.filter(isPodReady);
  const minimum = (set.spec.minReadySeconds ?? 0) * 1000;
  const available = ready.filter((pod) => readySince(pod) + minimum <= desk.now);
  const updated = pods.filter(
    (pod) => pod.metadata.labels?.[REVISION_HASH] === update && pod.metadata.deletionTimestamp === undefined,
  );
  const before: NonNullable<StatefulSet['status']> = set.status ?? {};
  const wanted = set.spec.replicas ?? 1;
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  const complete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    partition === 0 &&
    updated.length === wanted &&
    ready.length === wanted &&
    pods.length === wanted;
  const current =
    complete || before.currentRevision === undefined || before.currentRevision === '' ? update : before.currentRevision;
  const atCurrent = pods.filter(
    (pod) => pod.metadata.labels?.[REVISION_HASH] === current && pod.metadata.deletionTimestamp === undefined,
  );
  desk.setStatus(
    set,
    {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      ...(ready.length === 0 ? {} : { readyReplicas: ready.length }),
      ...(atCurrent.length === 0 ? {} : { currentReplicas: atCurrent.length }),
      ...(updated.length === 0 ? {} : { updatedReplicas: updated.length }),
      currentRevision: current,
      updateRevision: update,
      collisionCount: before.collisionCount ?? 0,
      availableReplicas: available.length,
    },
    MANAGER,
  );
  const soon = ready
    .filter((pod) => readySince(pod) + minimum > desk.now)
    .map((pod) => readySince(pod) + minimum - desk.now);
  return soon.length === 0 ? undefined : Math.min(...soon) + 1;
}
