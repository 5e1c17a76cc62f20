import type { KustomizeBuildArgs } from '../engines/index.ts';

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

/** Of a build this room always says all that decides its result. */
export type KustomizeArgs = Required<
  Pick<KustomizeBuildArgs, 'path' | 'overrides' | 'loadRestrictionsNone' | 'addManagedByLabel'>
> &
  Pick<KustomizeBuildArgs, 'reorder'>;

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
