/** The part of the engines room that this room uses; `Engines` has this shape. */
export interface EnginesPort {
  /** SHA-256 of the engine: equal digests give equal results. */
  digest(engine: 'helm' | 'kustomize' | 'tools'): string;
  helmTemplate(args: HelmArgs, options: ToolOptions): Promise<string>;
  kustomizeBuild(args: KustomizeArgs, options: ToolOptions): Promise<string>;
  jsonnet(args: JsonnetArgs, options: ToolOptions): Promise<string>;
}

export interface ToolOptions {
  readonly files: () => Promise<Readonly<Record<string, Uint8Array>>>;
  readonly treeKey: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

export interface HelmArgs {
  readonly chart: string;
  readonly releaseName: string;
  readonly namespace?: string;
  readonly values: {
    readonly sources: readonly ({ readonly file: string } | { readonly yaml: string } | { readonly object: unknown })[];
    readonly set: readonly string[];
    readonly setString: readonly string[];
    readonly setFile: readonly string[];
  };
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly includeCRDs: boolean;
  readonly skipTests: boolean;
  readonly skipSchemaValidation: boolean;
}

export interface KustomizeArgs {
  readonly path: string;
  readonly overrides: KustomizeOverrides;
  readonly loadRestrictionsNone: boolean;
  readonly reorder?: 'none' | 'legacy';
  readonly addManagedByLabel: boolean;
}

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

export interface JsonnetArgs {
  readonly file: string;
  readonly libs: readonly string[];
  readonly tlas: readonly JsonnetVariable[];
  readonly extVars: readonly JsonnetVariable[];
}

export interface JsonnetVariable {
  readonly name: string;
  readonly value: string;
  readonly code?: boolean;
}
