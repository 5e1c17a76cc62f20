import type { ResourceIgnoreDifferences, TrackingMethod } from '../model/index.ts';

/** What Argosy uses of Argo CD's ConfigMaps argocd-cm and argocd-cmd-params-cm, as values. Durations in milliseconds. */
export interface ArgocdSettings {
  /** `timeout.reconciliation`; 0 = never by time (reference §2.1). */
  readonly reconciliationMs: number;
  readonly reconciliationJitterMs: number;
  /** `timeout.hard.reconciliation`; 0 = off. */
  readonly hardReconciliationMs: number;
  readonly repoErrorGraceMs: number;
  /** 0 = none. */
  readonly syncTimeoutMs: number;
  readonly selfHeal: {
    readonly timeoutMs: number;
    readonly backoffMs: number;
    readonly backoffFactor: number;
    readonly backoffCapMs: number;
  };
  readonly tracking: {
    readonly method: TrackingMethod;
    readonly instanceLabel: string;
    /** '' when unset. */
    readonly installationId: string;
  };
  readonly exclusions: readonly ResourceFilter[];
  readonly inclusions: readonly ResourceFilter[];
  readonly compare: {
    readonly ignoreStatus: 'all' | 'crd' | 'none';
    readonly ignoreAggregatedRoles: boolean;
    /** Also ignore for triggering what `ignoreDifferences` ignores for comparing. */
    readonly ignoreDifferencesOnResourceUpdates: boolean;
    readonly maskedAnnotations: readonly string[];
  };
  readonly ignoreResourceUpdates: boolean;
  readonly customizations: Customizations;
  readonly tools: { readonly helm: boolean; readonly kustomize: boolean; readonly jsonnet: boolean };
  /** Schemes that a Helm values file may be fetched with. */
  readonly helmValuesSchemes: readonly string[];
  readonly kustomizeBuildOptions: string;
  /** `kustomize.buildOptions.<version>`. */
  readonly kustomizeVersionOptions: ReadonlyMap<string, string>;
  /** Bytes; sum of the files of a directory source. */
  readonly maxDirectoryBytes: number;
  readonly inClusterEnabled: boolean;
  readonly impersonation: boolean;
}

/** Rules by `group_kind`; the core group is `kind` alone, `*` is every kind. Globs are allowed in both parts. */
export interface Customizations {
  /** Lua texts. */
  readonly health: ReadonlyMap<string, string>;
  readonly openLibs: ReadonlySet<string>;
  readonly actions: ReadonlyMap<string, string>;
  readonly ignoreDifferences: ReadonlyMap<string, ResourceIgnoreDifferences>;
  readonly ignoreResourceUpdates: ReadonlyMap<string, ResourceIgnoreDifferences>;
  readonly knownTypeFields: ReadonlyMap<string, readonly KnownTypeField[]>;
}

export interface KnownTypeField {
  readonly field: string;
  readonly type: string;
}

/** Kinds that are left out, or alone let in; an empty part matches everything (reference §2.5). */
export interface ResourceFilter {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
  readonly clusters: readonly string[];
}

/** The exclusions that Argo CD ships since 3.0: kinds that controllers write by the thousand and nobody keeps in Git. */
const SHIPPED_EXCLUSIONS: readonly ResourceFilter[] = [
  filter(['', 'discovery.k8s.io'], ['Endpoints', 'EndpointSlice']),
  filter(['coordination.k8s.io'], ['Lease']),
  filter(
    ['authentication.k8s.io', 'authorization.k8s.io'],
    [
      'SelfSubjectReview',
      'TokenReview',
      'LocalSubjectAccessReview',
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
  ),
  filter(['certificates.k8s.io'], ['CertificateSigningRequest']),
  filter(['cert-manager.io'], ['CertificateRequest']),
  filter(['cilium.io'], ['CiliumIdentity', 'CiliumEndpoint', 'CiliumEndpointSlice']),
  filter(
    ['kyverno.io', 'reports.kyverno.io', 'wgpolicyk8s.io'],
    [
      'PolicyReport',
      'ClusterPolicyReport',
      'EphemeralReport',
      'ClusterEphemeralReport',
      'AdmissionReport',
      'ClusterAdmissionReport',
      'BackgroundScanReport',
      'ClusterBackgroundScanReport',
      'UpdateRequest',
    ],
  ),
];

export const ARGOCD_DEFAULTS: ArgocdSettings = {
  reconciliationMs: 120_000,
  reconciliationJitterMs: 60_000,
  hardReconciliationMs: 0,
  repoErrorGraceMs: 180_000,
  syncTimeoutMs: 0,
  selfHeal: { timeoutMs: 0, backoffMs: 2_000, backoffFactor: 3, backoffCapMs: 300_000 },
  tracking: { method: 'annotation', instanceLabel: 'app.kubernetes.io/instance', installationId: '' },
  exclusions: SHIPPED_EXCLUSIONS,
  inclusions: [],
  compare: {
    ignoreStatus: 'all',
    ignoreAggregatedRoles: false,
    ignoreDifferencesOnResourceUpdates: true,
    maskedAnnotations: [],
  },
  ignoreResourceUpdates: true,
  customizations: {
    health: new Map(),
    openLibs: new Set(),
    actions: new Map(),
    ignoreDifferences: new Map(),
    ignoreResourceUpdates: new Map(),
    knownTypeFields: new Map(),
  },
  tools: { helm: true, kustomize: true, jsonnet: true },
  helmValuesSchemes: ['https', 'http'],
  kustomizeBuildOptions: '',
  kustomizeVersionOptions: new Map(),
  maxDirectoryBytes: 10 * 1024 * 1024,
  inClusterEnabled: true,
  impersonation: false,
};

function filter(apiGroups: readonly string[], kinds: readonly string[]): ResourceFilter {
  return { apiGroups, kinds, clusters: [] };
}
