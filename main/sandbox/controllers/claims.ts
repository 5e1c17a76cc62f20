import type { Existing } from '../kinds/stored/existing.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../kinds/stored/volumes.ts';
import type { Desk } from './desk.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';
const DRIVER = 'argosy-sandbox';

/** Claims get a volume: a waiting one that fits, or a new one of their class. */
export function startClaims(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'PersistentVolumeClaim',
    *concerns(change) {
      if (change.storage === '/persistentvolumeclaims') yield `claim ${change.key}`;
      else if (change.storage === '/persistentvolumes') {
        yield `volume ${change.key}`;
        for (const { status, metadata } of desk.in('/persistentvolumeclaims', undefined))
          if (status?.phase === 'Pending') yield `claim ${metadata.namespace}/${metadata.name}`;
      } else if (change.storage === '/pods') {
        for (const volume of (change.stored.object as Pod).spec.volumes ?? []) {
          if (volume.persistentVolumeClaim !== undefined)
            yield `claim ${change.stored.object.metadata.namespace}/${volume.persistentVolumeClaim.claimName}`;
        }
      }
    },
    sync(key) {
      const [what, name] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
      if (what === 'claim') syncClaim(desk, name);
      else syncVolume(desk, name);
      return undefined;
    },
  });
}

function usedBy(desk: Desk, claim: PersistentVolumeClaim): Pod | undefined {
  for (const pod of desk.in('/pods', claim.metadata.namespace)) {
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
    if ((pod.spec.volumes ?? []).some((volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name))
      return pod;
  }
  return undefined;
}

function syncClaim(desk: Desk, key: string): void {
  const claim = desk.get('/persistentvolumeclaims', key);
  if (claim === undefined) {
    for (const volume of desk.in('/persistentvolumes', undefined)) {
      const ref = volume.spec.claimRef;
      if (ref !== undefined && `${ref.namespace}/${ref.name}` === key) release(desk, volume);
    }
    return;
  }
  if (claim.metadata.deletionTimestamp !== undefined) {
    if (usedBy(desk, claim) === undefined) dropFinalizer(desk, claim, CLAIM_FINALIZER);
    return;
  }
  if (claim.status?.phase === 'Bound') {
    grow(desk, claim);
    return;
  }
  const volume =
    claim.spec.volumeName === undefined
      ? findOrMake(desk, claim)
      : desk.get('/persistentvolumes', claim.spec.volumeName);
  if (volume === undefined) return;
  const annotations = {
    ...claim.metadata.annotations,
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
  };
  desk.write(
    claim,
    {
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName: volume.metadata.name },
    },
    '',
    MANAGER,
  );
  desk.setStatus(
    desk.get('/persistentvolumeclaims', key) ?? claim,
    { phase: 'Bound', accessModes: volume.spec.accessModes, capacity: volume.spec.capacity },
    MANAGER,
  );
  const now = desk.get('/persistentvolumes', volume.metadata.name) ?? volume;
  desk.setStatus(now, { ...now.status, phase: 'Bound', lastPhaseTransitionTime: desk.timestamp() }, MANAGER);
}

function grow(desk: Desk, claim: PersistentVolumeClaim): void {
  const asked = claim.spec.resources.requests.storage;
  if (claim.status?.capacity?.['storage'] === asked) return;
  const volume = desk.get('/persistentvolumes', claim.spec.volumeName ?? '');
  if (volume !== undefined)
    desk.write(volume, { ...volume, spec: { ...volume.spec, capacity: { storage: asked } } }, '', MANAGER);
  desk.setStatus(claim, { ...claim.status, capacity: { storage: asked } }, MANAGER);
}

function findOrMake(desk: Desk, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  const { spec, metadata } = claim;
  const ref = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
  };
  for (const volume of desk.in('/persistentvolumes', undefined)) {
    if (volume.status?.phase !== 'Available' || (volume.spec.storageClassName ?? '') !== (spec.storageClassName ?? ''))
      continue;
    if (!spec.accessModes.every((mode) => volume.spec.accessModes.includes(mode))) continue;
    desk.write(volume, { ...volume, spec: { ...volume.spec, claimRef: ref } }, '', MANAGER);
    return desk.get('/persistentvolumes', volume.metadata.name);
  }
  const storageClass = desk.get('storage.k8s.io/storageclasses', spec.storageClassName ?? '');
  if (storageClass === undefined) return undefined;
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer' && usedBy(desk, claim) === undefined) return undefined;
  const name = `pvc-${metadata.uid}`;
  const known = desk.get('/persistentvolumes', name);
  if (known !== undefined) return known;
  return desk.create(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': storageClass.provisioner } },
      spec: {
        capacity: { storage: spec.resources.requests.storage },
        accessModes: spec.accessModes,
        volumeMode: spec.volumeMode,
        storageClassName: spec.storageClassName,
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
        csi: { driver: DRIVER, volumeHandle: name },
        claimRef: ref,
      },
    },
    DRIVER,
  );
}

function release(desk: Desk, volume: PersistentVolume): void {
  if (volume.status?.phase !== 'Released')
    desk.setStatus(volume, { ...volume.status, phase: 'Released', lastPhaseTransitionTime: desk.timestamp() }, MANAGER);
}

function syncVolume(desk: Desk, name: string): void {
  const volume = desk.get('/persistentvolumes', name);
  if (volume === undefined) return;
  if (volume.metadata.deletionTimestamp !== undefined) {
    if (volume.status?.phase !== 'Bound') dropFinalizer(desk, volume, VOLUME_FINALIZER);
    return;
  }
  if (volume.spec.claimRef === undefined && volume.status?.phase === 'Pending')
    desk.setStatus(
      volume,
      { ...volume.status, phase: 'Available', lastPhaseTransitionTime: desk.timestamp() },
      MANAGER,
    );
  if (
    volume.status?.phase === 'Released' &&
    volume.spec.csi?.driver === DRIVER &&
    volume.spec.persistentVolumeReclaimPolicy === 'Delete'
  )
    desk.remove(volume);
}

function dropFinalizer(desk: Desk, object: Existing, name: string): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== name);
  if (finalizers.length === (object.metadata.finalizers ?? []).length) return;
  const { finalizers: _all, ...metadata } = object.metadata;
  desk.write(
    object,
    { ...object, metadata: finalizers.length === 0 ? metadata : { ...metadata, finalizers } },
    '',
    MANAGER,
  );
}
