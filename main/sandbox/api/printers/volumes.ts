import type { Existing } from '../../kinds/stored/existing.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/stored/volumes.ts';
import { age, type Printer, printer } from './printer.ts';

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const modes = (given: readonly string[] | undefined) => (given ?? []).map((mode) => MODES[mode] ?? mode).join(',');

const phase = ({ metadata, status }: PersistentVolume | PersistentVolumeClaim) =>
  metadata.deletionTimestamp === undefined ? status?.phase : 'Terminating';

interface VolumeAttributesClass extends Existing {
  readonly driverName: string;
}

export const VOLUMES: Readonly<Record<string, Printer>> = {
  '/PersistentVolumeClaim': printer<PersistentVolumeClaim>((claim, now) => {
    const { metadata, spec, status } = claim;
    const bound = spec.volumeName !== undefined && spec.volumeName !== '';
    return [
      metadata.name,
      phase(claim),
      spec.volumeName ?? '',
      bound ? (status?.capacity?.['storage'] ?? '') : '',
      bound ? modes(status?.accessModes) : '',
      spec.storageClassName ?? '',
      status?.currentVolumeAttributesClassName ?? '<unset>',
      age(claim, now),
      spec.volumeMode ?? '<unset>',
    ];
  }),
  '/PersistentVolume': printer<PersistentVolume>((volume, now) => {
    const { metadata, spec, status } = volume;
    return [
      metadata.name,
      spec.capacity?.['storage'] ?? '',
      modes(spec.accessModes),
      spec.persistentVolumeReclaimPolicy,
      phase(volume),
      spec.claimRef === undefined ? '' : `${spec.claimRef.namespace}/${spec.claimRef.name}`,
      spec.storageClassName ?? '',
      spec.volumeAttributesClassName ?? '<unset>',
      status?.reason ?? '',
      age(volume, now),
      spec.volumeMode ?? '<unset>',
    ];
  }),
  'storage.k8s.io/StorageClass': printer<StorageClass>((each, now) => {
    const { name, annotations } = each.metadata;
    return [
      annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? `${name} (default)` : name,
      each.provisioner,
      each.reclaimPolicy ?? 'Delete',
      each.volumeBindingMode ?? '<unset>',
      each.allowVolumeExpansion === true,
      age(each, now),
    ];
  }),
  'storage.k8s.io/VolumeAttributesClass': printer<VolumeAttributesClass>((each, now) => [
    each.metadata.name,
    each.driverName,
    age(each, now),
  ]),
};
