/** One `-f`: a file of the given files, YAML text, or an object (Argo CD's valuesObject). */
export type ValueSource = { readonly file: string } | { readonly yaml: string } | { readonly object: unknown };

/** Mirrors the flags of `helm template`. Helm applies values in this order: sources, setJSON, set, setString, setFile, setLiteral. */
export interface HelmTemplateArgs {
  /** Chart directory or .tgz within the files; '' is their root. */
  readonly chart?: string;
  readonly releaseName?: string;
  readonly namespace?: string;
  readonly values?: {
    readonly sources?: readonly ValueSource[];
    readonly set?: readonly string[];
    readonly setString?: readonly string[];
    /** key=path within the files */
    readonly setFile?: readonly string[];
    readonly setJSON?: readonly string[];
    readonly setLiteral?: readonly string[];
  };
  readonly kubeVersion?: string;
  readonly apiVersions?: readonly string[];
  readonly includeCRDs?: boolean;
  readonly skipTests?: boolean;
  readonly skipHooks?: boolean;
  readonly skipSchemaValidation?: boolean;
  readonly isUpgrade?: boolean;
}

/** What templates see in .Capabilities when nothing is given. */
export interface HelmCapabilities {
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  readonly helmVersion: string;
}
