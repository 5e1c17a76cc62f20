/** A CustomResourceDefinition as it is stored: what the server has checked and filled in is there. */

import type { KubeObject } from '../../model/index.ts';

export interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: DefinedNames;
    readonly versions: readonly DefinedVersion[];
  };
  readonly status?: {
    readonly acceptedNames?: Partial<DefinedNames>;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
    readonly storedVersions: readonly string[] | null;
  };
}

export interface DefinedNames {
  readonly plural: string;
  readonly kind: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface DefinedVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: Readonly<Record<string, unknown>> };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: {
      readonly specReplicasPath: string;
      readonly statusReplicasPath: string;
      readonly labelSelectorPath: string | undefined;
    };
  };
  readonly additionalPrinterColumns?: readonly {
    readonly name: string;
    readonly type: string;
    readonly jsonPath: string;
    readonly priority?: number;
  }[];
}

/** The version in which objects are stored; validation lets no definition pass that has none. */
export function storageVersionOf({ spec }: Definition): string {
  return spec.versions.find((each) => each.storage === true)!.name;
}
