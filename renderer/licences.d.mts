export function collectLicences(root: string): {
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly texts: readonly number[];
  }[];
  readonly texts: readonly string[];
};
export function licencesPlugin(root: string): import('esbuild').Plugin;
