/** Claims and volumes as they are stored, in the parts that the sandbox reads. */

import type { Amounts, Existing } from './existing.ts';

export interface ClaimSpec {
  readonly accessModes: readonly string[];
  readonly volumeName?: string;
  readonly volumeMode?: string;
  readonly storageClassName?: string;
  readonly resources: { readonly requests: Amounts & { readonly storage: string } };
}

export interface PersistentVolumeClaim extends Existing {
  readonly spec: ClaimSpec;
  readonly status?: {
    readonly phase?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: Amounts;
    readonly currentVolumeAttributesClassName?: string;
  };
}

export interface PersistentVolume extends Existing {
  readonly spec: {
    readonly capacity?: Amounts;
    readonly accessModes: readonly string[];
    readonly volumeMode?: string;
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly persistentVolumeReclaimPolicy?: string;
    readonly csi?: { readonly driver: string };
    readonly claimRef?: { readonly namespace: string; readonly name: string };
  };
  readonly status?: { readonly phase?: string; readonly reason?: string };
}

export interface StorageClass extends Existing {
  readonly provisioner: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}
