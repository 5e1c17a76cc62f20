import { contentHash, type HelmSource } from '../model/index.ts';
import { chartFiles } from './chart-files.ts';
import type { InputFile } from './contents.ts';
import type { HelmArgs } from './engines-port.ts';
import { CAPABILITIES } from './environment.ts';
import { outputOf } from './parse-text.ts';
import type { Plan, PlanInput } from './plan.ts';
import { toolFailure } from './tool-failure.ts';
import { type FileScope, resolveFileParameter, resolveValueFiles } from './value-files.ts';

/** Increased when the same chart gives other objects. */
const VERSION = 1;

/** A chart in Git (reference §1.3.2): always `helm template`, with the same values in the same order as Argo CD. */
export async function planHelm(input: PlanInput): Promise<Plan> {
  const { source, context, environment, folder, entries, worktree, engines, contents, parser, sourceTree, limits } =
    input;
  const helm = source.helm ?? {};
  const substitute = (text: string) => environment.substitute(text);
  const scope: FileScope = { folder, worktree, references: input.references, maxEntries: limits.entries, substitute };
  const valueFiles = await resolveValueFiles(scope, helm.valueFiles ?? [], helm.ignoreMissingValueFiles ?? false);
  const fileParameters = new Map<string, InputFile>();
  for (const { name, path } of helm.fileParameters ?? [])
    fileParameters.set(name, await resolveFileParameter(scope, path));

  const files = uniqueFiles([
    ...(await chartFiles(folder, entries, worktree, limits)),
    ...valueFiles,
    ...fileParameters.values(),
  ]);
  const treeKey = contentHash(files.map(({ path, id }) => [path, id]));
  const args: HelmArgs = {
    chart: folder,
    releaseName: substitute(helm.releaseName || appNameOf(context.appName)),
    namespace: helm.namespace || context.destinationNamespace,
    values: {
      sources: [...valueFiles.map(({ path }) => ({ file: path })), ...inlineValues(helm)],
      ...parameters(helm, substitute),
      setFile: [...fileParameters].map(([name, { path }]) => `${name}=${escapeCommas(path)}`),
    },
    kubeVersion: helm.kubeVersion || context.kubeVersion,
    apiVersions: hasApiVersions(helm) ? helm.apiVersions! : context.apiVersions,
    includeCRDs: !(helm.skipCrds ?? false),
    skipTests: helm.skipTests ?? false,
    skipSchemaValidation: helm.skipSchemaValidation ?? false,
  };
  // The lists of a cluster are long; their digest stands for what the source does not set itself.
  const { kubeVersion, apiVersions, ...parametersOfKey } = args;
  const own = [helm.kubeVersion ? kubeVersion : '', hasApiVersions(helm) ? apiVersions : []];
  const usesCluster = !helm.kubeVersion || !hasApiVersions(helm);
  return {
    sourceType: 'Helm',
    inputs: { version: VERSION, treeKey, args: parametersOfKey, own, engine: engines.digest('helm') },
    depends: usesCluster ? [[CAPABILITIES, context.capabilitiesDigest]] : [],
    tool: true,
    async run(signal) {
      const what = folder || '.';
      const text = await toolFailure(what, `\`helm template ${what}\` failed: Error`, () =>
        engines.helmTemplate(args, {
          treeKey,
          files: () => contents.readAll(sourceTree, files, limits.sourceBytes, what, signal),
          deadlineMs: limits.deadlineMs,
          signal,
        }),
      );
      return parser.parse(outputOf(text, folder, limits), signal);
    },
  };
}

/** `namespace_name` → `name`: the release is named after the application alone. */
function appNameOf(appKey: string): string {
  return appKey.slice(appKey.indexOf('_') + 1);
}

function hasApiVersions(helm: HelmSource): boolean {
  return helm.apiVersions !== undefined && helm.apiVersions.length > 0;
}

function inlineValues(helm: HelmSource): HelmArgs['values']['sources'] {
  if (helm.valuesObject !== undefined && helm.valuesObject !== null) return [{ object: helm.valuesObject }];
  return helm.values === undefined || helm.values === '' ? [] : [{ yaml: helm.values }];
}

/** `--set` and `--set-string`: of a name that is given twice the last value counts. */
function parameters(helm: HelmSource, substitute: (text: string) => string): { set: string[]; setString: string[] } {
  const set = new Map<string, string>();
  const setString = new Map<string, string>();
  for (const { name, value, forceString } of helm.parameters ?? []) (forceString ? setString : set).set(name, value);
  const flags = (values: ReadonlyMap<string, string>) =>
    [...values].map(([name, value]) => `${name}=${escapeCommas(substitute(value))}`);
  return { set: flags(set), setString: flags(setString) };
}

/** A comma separates values for Helm, so it is escaped unless it is already; `{a,b}` is a list and stays. */
export function escapeCommas(value: string): string {
  if (value.startsWith('{') && value.endsWith('}')) return value;
  return value.replace(/(?<!\\),/g, '\\,');
}

function uniqueFiles(files: readonly InputFile[]): InputFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
