import type { Command } from 'commander';
import { collect } from './flag-values.ts';

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
  readonly configManagementPlugin?: string;
  readonly pluginEnv?: readonly string[];
  readonly drySourceRepo?: string;
  readonly drySourceRevision?: string;
  readonly drySourcePath?: string;
  readonly syncSourceBranch?: string;
  readonly syncSourcePath?: string;
  readonly hydrateToBranch?: string;
}

export function addAppFlags(command: Command): Command {
  return command
    .optionsGroup('Source:')
    .option('--repo <url>', 'repository URL')
    .option('--path <path>', 'path in the repository to the application')
    .option('--helm-chart <name>', 'name of a chart in a Helm repository')
    .option('--revision <revision>', 'branch, tag, commit or semver range')
    .option('--tag-prefix <prefix>', 'keep only tags with this prefix when a semver range is resolved')
    .option('--ref <name>', 'name by which other sources refer to this one')
    .option('--source-name <name>', 'name of the source')
    .optionsGroup('Destination and project:')
    .option('--dest-server <url>', 'API server of the destination cluster')
    .option('--dest-name <name>', 'name of the destination cluster')
    .option('--dest-namespace <namespace>', 'namespace for objects that name none')
    .option('--project <name>', 'project of the application')
    .option('--revision-history-limit <n>', 'how many deployments are remembered')
    .optionsGroup('Sync policy:')
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
    .optionsGroup('Directory:')
    .option('--directory-recurse', 'also read the folders below the path')
    .option('--no-directory-recurse')
    .option('--directory-include <glob>', 'read only files that match')
    .option('--directory-exclude <glob>', 'leave out files that match')
    .option('--directory-disable-extension-filter', 'read files of any ending')
    .optionsGroup('Helm:')
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
    .optionsGroup('Kustomize:')
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
    .optionsGroup('Jsonnet:')
    .option('--jsonnet-tla-str <name=value>', 'Jsonnet top-level argument as text', collect)
    .option('--jsonnet-tla-code <name=code>', 'Jsonnet top-level argument as code', collect)
    .option('--jsonnet-ext-var-str <name=value>', 'Jsonnet external variable as text', collect)
    .option('--jsonnet-ext-var-code <name=code>', 'Jsonnet external variable as code', collect)
    .option('--jsonnet-libs <path>', 'Jsonnet library folder', collect)
    .optionsGroup('Plugin and source hydrator:')
    .option('--config-management-plugin <name>', 'plugin that renders the source')
    .option('--plugin-env <name=value>', 'environment variable of the plugin', collect)
    .option('--dry-source-repo <url>', 'repository of the dry source')
    .option('--dry-source-revision <revision>', 'revision of the dry source')
    .option('--dry-source-path <path>', 'path of the dry source')
    .option('--sync-source-branch <branch>', 'branch that hydrated manifests are synced from')
    .option('--sync-source-path <path>', 'path that hydrated manifests are synced from')
    .option('--hydrate-to-branch <branch>', 'branch that hydrated manifests are pushed to')
    .optionsGroup('Options:');
}
