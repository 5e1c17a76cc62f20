import type {
  ApplicationSource,
  HelmParameter,
  HelmSource,
  JsonnetVar,
  KustomizeSource,
  PluginSource,
} from '../../model/index.ts';
import type { AppFlags } from './app-flags.ts';
import { defined, mergeBy, pair, pairs, wholeNumber } from './flag-values.ts';

/** The source with what the flags say; undefined when there is none before and none is named. `readFile` reads a file of this machine. */
export function sourceFromFlags(
  before: ApplicationSource | undefined,
  flags: AppFlags,
  readFile: (path: string) => string,
): ApplicationSource | undefined {
  const plain = defined({
    repoURL: flags.repo,
    path: flags.path,
    chart: flags.helmChart,
    targetRevision: flags.revision,
    tagPrefix: flags.tagPrefix,
    ref: flags.ref,
    name: flags.sourceName,
  });
  const helm = helmFromFlags(before?.helm, flags, readFile);
  const kustomize = kustomizeFromFlags(before?.kustomize, flags);
  const directory = directoryFromFlags(before?.directory, flags);
  const plugin = pluginFromFlags(before?.plugin, flags);
  const blocks = defined({ helm, kustomize, directory, plugin });
  if (Object.keys(plain).length === 0 && Object.keys(blocks).length === 0) return before;
  return { ...(before ?? { repoURL: '' }), ...plain, ...blocks } as ApplicationSource;
}

function helmFromFlags(
  before: HelmSource | undefined,
  flags: AppFlags,
  readFile: (path: string) => string,
): HelmSource | undefined {
  const parameters = [
    ...(flags.parameter ?? []).map((text) => helmParameter(text, '--parameter', false)),
    ...(flags.helmSet ?? []).map((text) => helmParameter(text, '--helm-set', false)),
    ...(flags.helmSetString ?? []).map((text) => helmParameter(text, '--helm-set-string', true)),
  ];
  const files = (flags.helmSetFile ?? []).map((text) => {
    const [name, path] = pair(text, '--helm-set-file');
    return { name, path };
  });
  const changes = defined({
    valueFiles: flags.values,
    ignoreMissingValueFiles: flags.ignoreMissingValueFiles,
    values: flags.valuesLiteralFile === undefined ? undefined : readFile(flags.valuesLiteralFile),
    releaseName: flags.releaseName,
    parameters: parameters.length === 0 ? undefined : mergeBy(before?.parameters ?? [], parameters, ({ name }) => name),
    fileParameters: files.length === 0 ? undefined : mergeBy(before?.fileParameters ?? [], files, ({ name }) => name),
    skipCrds: flags.helmSkipCrds,
    skipTests: flags.helmSkipTests,
    skipSchemaValidation: flags.helmSkipSchemaValidation,
    namespace: flags.helmNamespace,
    kubeVersion: flags.helmKubeVersion,
    apiVersions: flags.helmApiVersions,
    passCredentials: flags.helmPassCredentials,
    version: flags.helmVersion,
  });
  if (Object.keys(changes).length === 0) return undefined;
  const { valuesObject, ...rest } = before ?? {};
  return { ...rest, ...('values' in changes || valuesObject === undefined ? {} : { valuesObject }), ...changes };
}

function helmParameter(text: string, flag: string, forceString: boolean): HelmParameter {
  const [name, value] = pair(text, flag);
  return forceString ? { name, value, forceString } : { name, value };
}

function kustomizeFromFlags(before: KustomizeSource | undefined, flags: AppFlags): KustomizeSource | undefined {
  const changes = defined({
    namePrefix: flags.nameprefix,
    nameSuffix: flags.namesuffix,
    images: flags.kustomizeImage && mergeBy(before?.images ?? [], flags.kustomizeImage, imageName),
    replicas:
      flags.kustomizeReplica &&
      mergeBy(
        before?.replicas ?? [],
        flags.kustomizeReplica.map((text) => {
          const [name, count] = pair(text, '--kustomize-replica');
          return { name, count: wholeNumber(count, '--kustomize-replica') };
        }),
        ({ name }) => name,
      ),
    commonLabels: flags.kustomizeCommonLabel && {
      ...before?.commonLabels,
      ...pairs(flags.kustomizeCommonLabel, '--kustomize-common-label'),
    },
    commonAnnotations: flags.kustomizeCommonAnnotation && {
      ...before?.commonAnnotations,
      ...pairs(flags.kustomizeCommonAnnotation, '--kustomize-common-annotation'),
    },
    forceCommonLabels: flags.kustomizeForceCommonLabel,
    forceCommonAnnotations: flags.kustomizeForceCommonAnnotation,
    labelWithoutSelector: flags.kustomizeLabelWithoutSelector,
    labelIncludeTemplates: flags.kustomizeLabelIncludeTemplates,
    namespace: flags.kustomizeNamespace,
    version: flags.kustomizeVersion,
    kubeVersion: flags.kustomizeKubeVersion,
    apiVersions: flags.kustomizeApiVersions,
    ignoreMissingComponents: flags.ignoreMissingComponents,
  });
  return Object.keys(changes).length === 0 ? undefined : { ...before, ...changes };
}

/** The name that an override of an image is about: `old` of `old=new:tag`, `name` of `name:tag` and `name@digest`. */
export function imageName(image: string): string {
  return image
    .split('=')[0]!
    .split('@')[0]!
    .replace(/:[^/:]*$/, '');
}

function directoryFromFlags(before: ApplicationSource['directory'], flags: AppFlags): ApplicationSource['directory'] {
  const variables = (texts: readonly string[] | undefined, code: boolean, flag: string): JsonnetVar[] =>
    (texts ?? []).map((text) => {
      const [name, value] = pair(text, flag);
      return code ? { name, value, code } : { name, value };
    });
  const tlas = [
    ...variables(flags.jsonnetTlaStr, false, '--jsonnet-tla-str'),
    ...variables(flags.jsonnetTlaCode, true, '--jsonnet-tla-code'),
  ];
  const extVars = [
    ...variables(flags.jsonnetExtVarStr, false, '--jsonnet-ext-var-str'),
    ...variables(flags.jsonnetExtVarCode, true, '--jsonnet-ext-var-code'),
  ];
  const jsonnet = defined({
    tlas: tlas.length === 0 ? undefined : tlas,
    extVars: extVars.length === 0 ? undefined : extVars,
    libs: flags.jsonnetLibs,
  });
  const changes = defined({
    recurse: flags.directoryRecurse,
    include: flags.directoryInclude,
    exclude: flags.directoryExclude,
    disableExtensionFilter: flags.directoryDisableExtensionFilter,
    jsonnet: Object.keys(jsonnet).length === 0 ? undefined : { ...before?.jsonnet, ...jsonnet },
  });
  return Object.keys(changes).length === 0 ? undefined : { ...before, ...changes };
}

function pluginFromFlags(before: PluginSource | undefined, flags: AppFlags): PluginSource | undefined {
  const env = flags.pluginEnv?.map((text) => {
    const [name, value] = pair(text, '--plugin-env');
    return { name, value };
  });
  const changes = defined({
    name: flags.configManagementPlugin,
    env: env && mergeBy(before?.env ?? [], env, ({ name }) => name),
  });
  return Object.keys(changes).length === 0 ? undefined : { ...before, ...changes };
}
