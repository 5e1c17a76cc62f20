import type { ObjectMeta } from './object.ts';

/** AppProject exactly as Argo CD's CRD has it (reference §8). */
export interface AppProject {
  readonly apiVersion: string;
  readonly kind: 'AppProject';
  readonly metadata: ObjectMeta & { readonly name: string };
  readonly spec: AppProjectSpec;
  readonly [field: string]: unknown;
}

export interface AppProjectSpec {
  readonly description?: string;
  readonly sourceRepos?: readonly string[];
  readonly destinations?: readonly { readonly server?: string; readonly name?: string; readonly namespace?: string }[];
  readonly sourceNamespaces?: readonly string[];
  readonly clusterResourceWhitelist?: readonly ProjectClusterKind[];
  readonly clusterResourceBlacklist?: readonly ProjectClusterKind[];
  /** nil = everything, empty = nothing. */
  readonly namespaceResourceWhitelist?: readonly ProjectKind[] | null;
  readonly namespaceResourceBlacklist?: readonly ProjectKind[];
  readonly roles?: readonly Readonly<Record<string, unknown>>[];
  readonly orphanedResources?: {
    readonly warn?: boolean;
    readonly ignore?: readonly { readonly group?: string; readonly kind?: string; readonly name?: string }[];
  } | null;
  readonly syncWindows?: readonly Readonly<Record<string, unknown>>[];
  readonly signatureKeys?: readonly { readonly keyID: string }[];
  readonly sourceIntegrity?: Readonly<Record<string, unknown>>;
  readonly permitOnlyProjectScopedClusters?: boolean;
  readonly destinationServiceAccounts?: readonly {
    readonly server: string;
    readonly namespace?: string;
    readonly defaultServiceAccount: string;
  }[];
  readonly [field: string]: unknown;
}

export interface ProjectKind {
  readonly group: string;
  readonly kind: string;
}

export interface ProjectClusterKind extends ProjectKind {
  readonly name?: string;
}
