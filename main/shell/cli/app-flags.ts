import type { Command } from 'commander';
import type {
  Application,
  ApplicationSource,
  ApplicationSpec,
  HelmParameter,
  HelmSource,
  JsonnetVar,
  KustomizeSource,
  SyncPolicy,
} from '../../model/index.ts';
import { collect } from './context.ts';
import { CommandError } from './exit.ts';

/** Flags of `app create` and `app set` (reference §12.3), as commander hands them over. */
export interface AppFlags {
  readonly repo?: string;
  readonly path?: string;
  readonly helmChart?: string;
  readonly revision?: string;
  readonly tagPrefix?: string;
  readonly ref?: string;
  readonly sourceName?: string;
  readonly destServer?: string;
  readonly destName?: string;
  readonly destNamespace?: string;
  readonly project?: string;
  readonly revisionHistoryLimit?: string;
  readonly syncPolicy?: string;
  readonly autoPrune?: boolean;
  readonly selfHeal?: boolean;
  readonly allowEmpty?: boolean;
  readonly syncOption?: readonly string[];
  readonly syncRetryLimit?: string;
  readonly syncRetryBackoffDuration?: string;
  readonly syncRetryBackoffMaxDuration?: string;
  readonly syncRetryBackoffFactor?: string;
  readonly syncRetryRefresh?: boolean;
  readonly directoryRecurse?: boolean;
  readonly directoryInclude?: string;
  readonly directoryExclude?: string;
  readonly directoryDisableExtensionFilter?: boolean;
  readonly parameter?: readonly string[];
  readonly values?: readonly string[];
  readonly valuesLiteralFile?: string;
  readonly ignoreMissingValueFiles?: boolean;
  readonly releaseName?: string;
  readonly helmSet?: readonly string[];
  readonly helmSetString?: readonly string[];
  readonly helmSetFile?: readonly string[];
  readonly helmSkipCrds?: boolean;
  readonly helmSkipTests?: boolean;
  readonly helmSkipSchemaValidation?: boolean;
  readonly helmNamespace?: string;
  readonly helmKubeVersion?: string;
  readonly helmApiVersions?: readonly string[];
  readonly helmPassCredentials?: boolean;
  readonly helmVersion?: string;
  readonly nameprefix?: string;
  readonly namesuffix?: string;
  readonly kustomizeImage?: readonly string[];
  readonly kustomizeReplica?: readonly string[];
  readonly kustomizeCommonLabel?: readonly string[];
  readonly kustomizeCommonAnnotation?: readonly string[];
  readonly kustomizeForceCommonLabel?: boolean;
  readonly kustomizeForceCommonAnnotation?: boolean;
  readonly kustomizeLabelWithoutSelector?: boolean;
  readonly kustomizeLabelIncludeTemplates?: boolean;
  readonly kustomizeNamespace?: string;
  readonly kustomizeVersion?: string;
  readonly kustomizeKubeVersion?: string;
  readonly kustomizeApiVersions?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
  readonly jsonnetTlaStr?: readonly string[];
  readonly jsonnetTlaCode?: readonly string[];
  readonly jsonnetExtVarStr?: readonly string[];
  readonly jsonnetExtVarCode?: readonly string[];
  readonly jsonnetLibs?: readonly string[];
}

export function addAppFlags(command: Command): Command {
  return command
    .option('--repo <url>', 'repository URL')
    .option('--path <path>', 'path in the repository to the application')
    .option('--helm-chart <name>', 'name of a chart in a Helm repository')
    .option('--revision <revision>', 'branch, tag, commit or semver range')
    .option('--tag-prefix <prefix>', 'keep only tags with this prefix when a semver range is resolved')
    .option('--ref <name>', 'name by which other sources refer to this one')
    .option('--source-name <name>', 'name of the source')
    .option('--dest-server <url>', 'API server of the destination cluster')
    .option('--dest-name <name>', 'name of the destination cluster')
    .option('--dest-namespace <namespace>', 'namespace for objects that name none')
    .option('--project <name>', 'project of the application')
    .option('--revision-history-limit <n>', 'how many deployments are remembered')
    .option('--sync-policy <policy>', 'none, manual, auto, automated or automatic')
    .option('--auto-prune', 'prune by automatic syncs')
    .option('--no-auto-prune')
    .option('--self-heal', 'undo changes in the cluster by itself')
    .option('--no-self-heal')
    .option('--allow-empty', 'let an automatic sync prune everything')
    .option('--no-allow-empty')
    .option('--sync-option <option>', 'add a sync option Name=value, or take one away with !Name=value', collect)
    .option('--sync-retry-limit <n>', 'retries of a failed sync; below 0: without end')
    .option('--sync-retry-backoff-duration <duration>', 'wait before the first retry, for example 5s')
    .option('--sync-retry-backoff-max-duration <duration>', 'longest wait between retries')
    .option('--sync-retry-backoff-factor <n>', 'factor by which the wait grows')
    .option('--sync-retry-refresh', 'each retry takes the newest revision')
    .option('--directory-recurse', 'also read the folders below the path')
    .option('--no-directory-recurse')
    .option('--directory-include <glob>', 'read only files that match')
    .option('--directory-exclude <glob>', 'leave out files that match')
    .option('--directory-disable-extension-filter', 'read files of any ending')
    .option('-p, --parameter <name=value>', 'Helm parameter', collect)
    .option('--values <file>', 'Helm values file, relative to the chart', collect)
    .option('--values-literal-file <file>', 'file of this machine whose content becomes the Helm values')
    .option('--ignore-missing-value-files', 'leave out values files that do not exist')
    .option('--release-name <name>', 'Helm release name')
    .option('--helm-set <key=value>', 'Helm value (--set)', collect)
    .option('--helm-set-string <key=value>', 'Helm value as text (--set-string)', collect)
    .option('--helm-set-file <key=path>', 'Helm value from a file of the repository (--set-file)', collect)
    .option('--helm-skip-crds', 'leave out the CRDs of the chart')
    .option('--helm-skip-tests', 'leave out the tests of the chart')
    .option('--helm-skip-schema-validation', 'do not check values against values.schema.json')
    .option('--helm-namespace <namespace>', 'namespace that the chart sees')
    .option('--helm-kube-version <version>', 'Kubernetes version that the chart sees')
    .option('--helm-api-versions <version>', 'API version that the chart sees', collect)
    .option('--helm-pass-credentials', 'send credentials to all hosts')
    .option('--helm-version <version>', 'accepted and ignored')
    .option('--nameprefix <prefix>', 'Kustomize name prefix')
    .option('--namesuffix <suffix>', 'Kustomize name suffix')
    .option('--kustomize-image <image>', 'Kustomize image, [old=]name[:tag|@digest]', collect)
    .option('--kustomize-replica <name=count>', 'Kustomize replicas', collect)
    .option('--kustomize-common-label <key=value>', 'Kustomize common label', collect)
    .option('--kustomize-common-annotation <key=value>', 'Kustomize common annotation', collect)
    .option('--kustomize-force-common-label', 'override labels that are there already')
    .option('--kustomize-force-common-annotation', 'override annotations that are there already')
    .option('--kustomize-label-without-selector', 'labels do not go into selectors')
    .option('--kustomize-label-include-templates', 'labels go into templates')
    .option('--kustomize-namespace <namespace>', 'Kustomize namespace')
    .option('--kustomize-version <version>', 'Kustomize version')
    .option('--kustomize-kube-version <version>', 'Kubernetes version for Kustomize')
    .option('--kustomize-api-versions <version>', 'API version for Kustomize', collect)
    .option('--ignore-missing-components', 'leave out components that do not exist')
    .option('--jsonnet-tla-str <name=value>', 'Jsonnet top-level argument as text', collect)
    .option('--jsonnet-tla-code <name=code>', 'Jsonnet top-level argument as code', collect)
    .option('--jsonnet-ext-var-str <name=value>', 'Jsonnet external variable as text', collect)
    .option('--jsonnet-ext-var-code <name=code>', 'Jsonnet external variable as code', collect)
    .option('--jsonnet-libs <path>', 'Jsonnet library folder', collect);
}

/** The spec with what the flags say; everything else of it stays. `readFile` reads a file of this machine. */
export function specFromFlags(
  spec: Application['spec'],
  flags: AppFlags,
  readFile: (path: string) => string,
  position = 0,
): ApplicationSpec {
  const several = spec.sources !== undefined && spec.sources.length > 0;
  const before = several ? spec.sources![position] : spec.source;
  const source = sourceFromFlags(before, flags, readFile);
  const destination = { ...spec.destination };
  if (flags.destServer !== undefined) {
    destination.server = flags.destServer;
    delete destination.name;
  }
  if (flags.destName !== undefined) {
    destination.name = flags.destName;
    if (flags.destServer === undefined) delete destination.server;
  }
  if (flags.destNamespace !== undefined) destination.namespace = flags.destNamespace;
  const syncPolicy = syncPolicyFromFlags(spec.syncPolicy, flags);
  return {
    ...spec,
    ...(flags.project === undefined ? {} : { project: flags.project }),
    ...(several
      ? { sources: spec.sources!.map((one, i) => (i === position && source ? source : one)) }
      : source === undefined
        ? {}
        : { source }),
    destination,
    ...(syncPolicy === undefined ? {} : { syncPolicy }),
    ...(flags.revisionHistoryLimit === undefined
      ? {}
      : { revisionHistoryLimit: wholeNumber(flags.revisionHistoryLimit, '--revision-history-limit') }),
  };
}

function sourceFromFlags(
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
  const blocks = defined({ helm, kustomize, directory });
  if (Object.keys(plain).length === 0 && Object.keys(blocks).length === 0) return before;
  return { ...(before ?? { repoURL: '' }), ...plain, ...blocks } as ApplicationSource;
}

function helmFromFlags(
  before: HelmSource | undefined,
  flags: AppFlags,
  readFile: (path: string) => string,
): HelmSource | undefined {
  const parameters = [
    ...(flags.parameter ?? []).map((text) => helmParameter(text, false)),
    ...(flags.helmSet ?? []).map((text) => helmParameter(text, false)),
    ...(flags.helmSetString ?? []).map((text) => helmParameter(text, true)),
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
    parameters: parameters.length === 0 ? undefined : mergeByName(before?.parameters ?? [], parameters),
    fileParameters: files.length === 0 ? undefined : mergeByName(before?.fileParameters ?? [], files),
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

function kustomizeFromFlags(before: KustomizeSource | undefined, flags: AppFlags): KustomizeSource | undefined {
  const changes = defined({
    namePrefix: flags.nameprefix,
    nameSuffix: flags.namesuffix,
    images: flags.kustomizeImage && mergeImages(before?.images ?? [], flags.kustomizeImage),
    replicas:
      flags.kustomizeReplica &&
      mergeByName(
        before?.replicas ?? [],
        flags.kustomizeReplica.map((text) => {
          const [name, count] = pair(text, '--kustomize-replica');
          return { name, count: wholeNumber(count, '--kustomize-replica') };
        }),
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

function syncPolicyFromFlags(before: SyncPolicy | undefined, flags: AppFlags): SyncPolicy | undefined {
  let policy: { -readonly [K in keyof SyncPolicy]: SyncPolicy[K] } = { ...before };
  switch (flags.syncPolicy) {
    case undefined:
      break;
    case 'none':
    case 'manual': {
      const { automated: _, ...rest } = policy;
      policy = rest;
      break;
    }
    case 'auto':
    case 'automated':
    case 'automatic':
      policy.automated = { ...policy.automated };
      break;
    default:
      throw new CommandError(`Invalid sync-policy: ${flags.syncPolicy}`);
  }
  const automated = defined({ prune: flags.autoPrune, selfHeal: flags.selfHeal, allowEmpty: flags.allowEmpty });
  if (Object.keys(automated).length > 0) {
    const [flag] = Object.keys(automated);
    if (!policy.automated)
      throw new CommandError(`Cannot set --${kebab(flag!)}: application not configured with automatic sync`);
    policy.automated = { ...policy.automated, ...automated };
  }
  if (flags.syncOption) policy.syncOptions = mergeSyncOptions(policy.syncOptions ?? [], flags.syncOption);
  const backoff = defined({
    duration: flags.syncRetryBackoffDuration,
    maxDuration: flags.syncRetryBackoffMaxDuration,
    factor:
      flags.syncRetryBackoffFactor === undefined
        ? undefined
        : wholeNumber(flags.syncRetryBackoffFactor, '--sync-retry-backoff-factor'),
  });
  const limit =
    flags.syncRetryLimit === undefined ? undefined : wholeNumber(flags.syncRetryLimit, '--sync-retry-limit');
  if (limit !== undefined || Object.keys(backoff).length > 0 || flags.syncRetryRefresh !== undefined) {
    const standard = { duration: '5s', factor: 2, maxDuration: '3m0s' };
    policy.retry = {
      ...policy.retry,
      ...(limit === undefined ? {} : { limit }),
      backoff: { ...standard, ...policy.retry?.backoff, ...backoff },
      ...(flags.syncRetryRefresh === undefined ? {} : { refresh: flags.syncRetryRefresh }),
    };
  }
  return Object.keys(policy).length === 0 ? (before === undefined ? undefined : policy) : policy;
}

function mergeSyncOptions(before: readonly string[], changes: readonly string[]): readonly string[] {
  let options = [...before];
  for (const change of changes) {
    const removes = change.startsWith('!');
    const option = removes ? change.slice(1) : change;
    if (!option.includes('='))
      throw new CommandError(`sync option ${JSON.stringify(change)} is not of the form Name=value`);
    const name = `${option.slice(0, option.indexOf('='))}=`;
    options = removes
      ? options.filter((one) => one !== option)
      : [...options.filter((one) => !one.startsWith(name)), option];
  }
  return options;
}

/** `--kustomize-image` replaces the entry of the same image name. */
function mergeImages(before: readonly string[], images: readonly string[]): readonly string[] {
  const nameOf = (image: string): string =>
    image
      .split('=')[0]!
      .split('@')[0]!
      .replace(/:[^/:]*$/, '');
  const names = new Set(images.map(nameOf));
  return [...before.filter((image) => !names.has(nameOf(image))), ...images];
}

function helmParameter(text: string, forceString: boolean): HelmParameter {
  const [name, value] = pair(text, '--parameter');
  return forceString ? { name, value, forceString } : { name, value };
}

function mergeByName<T extends { readonly name: string }>(before: readonly T[], changes: readonly T[]): readonly T[] {
  const names = new Set(changes.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...changes];
}

export function pairs(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(texts.map((text) => pair(text, flag)));
}

function pair(text: string, flag: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CommandError(`${flag}: expected name=value, got ${JSON.stringify(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

export function wholeNumber(text: string, flag: string): number {
  if (!/^-?\d{1,9}$/.test(text))
    throw new CommandError(`${flag}: expected a whole number, got ${JSON.stringify(text)}`);
  return Number(text);
}

function kebab(name: string): string {
  return name === 'prune' ? 'auto-prune' : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Without the fields that are undefined. */
function defined<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
