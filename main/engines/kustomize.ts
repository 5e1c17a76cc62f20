/** Mirrors the flags of `kustomize build`, and the `kustomize edit` commands that Argo CD runs for an Application (reference §1.3.4). */
export interface KustomizeBuildArgs {
  /** Directory of the kustomization within the files. */
  readonly path?: string;
  readonly overrides?: KustomizeOverrides;
  /** Remote reference as written in a kustomization → path within the files where the host put what it fetched. */
  readonly remotes?: Readonly<Record<string, string>>;
  readonly loadRestrictionsNone?: boolean;
  readonly reorder?: 'none' | 'legacy';
  readonly addManagedByLabel?: boolean;
}

/** spec.source.kustomize, the build environment already substituted. */
export interface KustomizeOverrides {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly images?: readonly string[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly forceCommonLabels?: boolean;
  readonly labelWithoutSelector?: boolean;
  readonly labelIncludeTemplates?: boolean;
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly forceCommonAnnotations?: boolean;
  readonly patches?: readonly unknown[];
  readonly components?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
}
