import { deepEqual } from '../../model/index.ts';
import type { Labels } from '../kinds/stored/existing.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import type { Deployment, ReplicaSet } from '../kinds/stored/workloads.ts';
import { report } from './deployment-status.ts';
import { type Desk, hash, templateText } from './desk.ts';
import { controllerOf, ownedBy } from './owned.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';
import { firstSize, nextSizes, type SetSize } from './rolling.ts';
import { boundsOf, HASH, withoutHash } from './rollout-bounds.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAXIMUM = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a Deployment that are not its ReplicaSets'. */
const OWN = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  DESIRED,
  MAXIMUM,
  'deprecated.deployment.rollback.to',
]);

export function startDeployments(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'Deployment',
    *concerns(change) {
      if (change.storage === 'apps/deployments') yield change.key;
      else if (change.storage === 'apps/replicasets') {
        const owner = controllerOf(change.stored.object);
        if (owner?.kind === 'Deployment') yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      } else if (change.storage === '/pods' && change.type === 'DELETED') {
        // A Deployment that recreates waits for the last old Pod.
        const set = controllerOf(change.stored.object);
        if (set?.kind !== 'ReplicaSet') return;
        const found = desk.get('apps/replicasets', `${change.stored.object.metadata.namespace}/${set.name}`);
        const owner = found === undefined ? undefined : controllerOf(found);
        if (owner?.kind === 'Deployment') yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      }
    },
    sync: (key) => sync(desk, key),
  });
}

function sync(desk: Desk, key: string): number | undefined {
  const deployment = desk.get('apps/deployments', key);
  if (deployment === undefined) return undefined;
  const sets = setsOf(desk, deployment);
  if (deployment.metadata.deletionTimestamp !== undefined) return report(desk, deployment, sets);
  const wanted = templateText(withoutHash(deployment.spec.template));
  let current = sets.find((set) => templateText(withoutHash(set.spec.template)) === wanted);
  if (deployment.spec.paused === true) {
    scalePaused(desk, deployment, sets);
    return report(desk, desk.get('apps/deployments', key), setsOf(desk, deployment));
  }
  if (
    current === undefined &&
    deployment.spec.strategy.type === 'Recreate' &&
    sets.some((set) => (set.spec.replicas ?? 0) > 0)
  ) {
    for (const set of sets) scale(desk, deployment, set, 0);
    return report(desk, desk.get('apps/deployments', key), setsOf(desk, deployment));
  }
  if (
    current === undefined &&
    deployment.spec.strategy.type === 'Recreate' &&
    sets.some((set) => podsOf(desk, set).length > 0)
  ) {
    return report(desk, deployment, sets);
  }
  current ??= newSet(desk, deployment, sets);
  setRevision(desk, deployment, current, sets);
  roll(desk, desk.get('apps/deployments', key) ?? deployment, current.metadata.name);
  const after = setsOf(desk, deployment);
  cleanUp(desk, deployment, after, current.metadata.name);
  return report(desk, desk.get('apps/deployments', key), setsOf(desk, deployment));
}

function setsOf(desk: Desk, deployment: Deployment): ReplicaSet[] {
  return desk
    .dependents(deployment, 'apps/replicasets')
    .sort(
      (a, b) =>
        Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) ||
        revisionOf(a) - revisionOf(b),
    );
}

function podsOf(desk: Desk, set: ReplicaSet): Pod[] {
  return desk.dependents(set, '/pods');
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[REVISION] ?? 0);
}

function newSet(desk: Desk, deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet {
  const { spec } = deployment;
  const id = hash(templateText(spec.template) + String(deployment.status?.collisionCount ?? ''));
  const revision = Math.max(0, ...sets.map(revisionOf)) + 1;
  const replicas = Math.max(0, newReplicas(deployment, sets));
  const set = desk.create(
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${id}`,
        namespace: deployment.metadata.namespace,
        labels: { ...spec.template.metadata.labels, [HASH]: id },
        annotations: { ...inherited(deployment), ...scaleAnnotations(deployment), [REVISION]: String(revision) },
        ownerReferences: [ownedBy(deployment)],
      },
      spec: {
        replicas,
        ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
        selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH]: id } },
        template: {
          ...spec.template,
          metadata: { ...spec.template.metadata, labels: { ...spec.template.metadata.labels, [HASH]: id } },
        },
      },
    },
    MANAGER,
  );
  if (replicas > 0)
    desk.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`,
      'deployment-controller',
    );
  return set;
}

function inherited(deployment: Deployment): Labels {
  return Object.fromEntries(Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !OWN.has(name)));
}

function scaleAnnotations(deployment: Deployment): Labels {
  return {
    [DESIRED]: String(deployment.spec.replicas),
    [MAXIMUM]: String(deployment.spec.replicas + surge(deployment)),
  };
}

function surge(deployment: Deployment): number {
  return boundsOf(deployment).surge;
}

function newReplicas(deployment: Deployment, others: readonly ReplicaSet[]): number {
  const { replicas, strategy } = deployment.spec;
  return strategy.type === 'Recreate' ? replicas : firstSize(boundsOf(deployment), others.map(sizeOf));
}

function sizeOf(set: ReplicaSet): SetSize {
  return { replicas: set.spec.replicas ?? 0, available: set.status?.availableReplicas ?? 0 };
}

function setRevision(desk: Desk, deployment: Deployment, current: ReplicaSet, sets: readonly ReplicaSet[]): void {
  const highest = Math.max(0, ...sets.filter((set) => set.metadata.uid !== current.metadata.uid).map(revisionOf));
  const revision = revisionOf(current) > highest ? revisionOf(current) : highest + 1;
  const annotations = {
    ...current.metadata.annotations,
    ...inherited(deployment),
    ...scaleAnnotations(deployment),
    [REVISION]: String(revision),
  };
  const { minReadySeconds } = deployment.spec;
  if (!deepEqual(annotations, current.metadata.annotations) || current.spec.minReadySeconds !== minReadySeconds) {
    desk.write(
      current,
      { ...current, metadata: { ...current.metadata, annotations }, spec: { ...current.spec, minReadySeconds } },
      '',
      MANAGER,
    );
  }
  if (deployment.metadata.annotations?.[REVISION] !== String(revision)) {
    desk.write(
      deployment,
      {
        ...deployment,
        metadata: {
          ...deployment.metadata,
          annotations: { ...deployment.metadata.annotations, [REVISION]: String(revision) },
        },
      },
      '',
      MANAGER,
    );
  }
}

function scale(desk: Desk, deployment: Deployment, set: ReplicaSet, replicas: number): void {
  const before = set.spec.replicas ?? 0;
  if (before === replicas) return;
  const annotations = { ...set.metadata.annotations, ...scaleAnnotations(deployment) };
  desk.write(set, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } }, '', MANAGER);
  desk.event(
    deployment,
    'Normal',
    'ScalingReplicaSet',
    `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`,
    'deployment-controller',
  );
}

function scalePaused(desk: Desk, deployment: Deployment, sets: readonly ReplicaSet[]): void {
  const living = sets.filter((set) => (set.spec.replicas ?? 0) > 0);
  const last = living[living.length - 1] ?? sets[sets.length - 1];
  if (living.length <= 1 && last !== undefined) scale(desk, deployment, last, deployment.spec.replicas);
}

function roll(desk: Desk, deployment: Deployment, currentName: string): void {
  const sets = setsOf(desk, deployment);
  const current = sets.find((set) => set.metadata.name === currentName);
  if (current === undefined) return;
  const old = sets.filter((set) => set !== current && (set.spec.replicas ?? 0) > 0);
  if (old.length > 0 && deployment.spec.strategy.type === 'Recreate') {
    for (const set of old) scale(desk, deployment, set, 0);
    return;
  }
  const next = nextSizes(boundsOf(deployment), sizeOf(current), old.map(sizeOf));
  scale(desk, deployment, current, old.length === 0 ? deployment.spec.replicas : next.newest);
  old.forEach((set, index) => {
    scale(desk, deployment, set, next.old[index]!);
  });
}

function cleanUp(desk: Desk, deployment: Deployment, sets: readonly ReplicaSet[], currentName: string): void {
  const kept = deployment.spec.revisionHistoryLimit ?? 10;
  const empty = sets
    .filter(
      (set) =>
        set.metadata.name !== currentName &&
        (set.spec.replicas ?? 0) === 0 &&
        (set.status?.replicas ?? 0) === 0 &&
        set.metadata.deletionTimestamp === undefined,
    )
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of empty.slice(0, Math.max(0, empty.length - kept))) desk.remove(set);
}
