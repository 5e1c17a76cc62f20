/** The types of every known field of an Application (reference §1), as checks. */

import {
  anyObject,
  anything,
  type Check,
  listOf,
  mapOf,
  shape,
  text,
  textOrWhole,
  truth,
  whole,
} from './field-check.ts';

const texts = listOf(text);
const textMap = mapOf(text);
const nameValue = shape({ 'name!': text, value: text });

const helm = shape({
  releaseName: text,
  valueFiles: texts,
  ignoreMissingValueFiles: truth,
  values: text,
  valuesObject: anyObject,
  parameters: listOf(shape({ name: text, value: text, forceString: truth })),
  fileParameters: listOf(shape({ name: text, path: text })),
  skipCrds: truth,
  skipTests: truth,
  skipSchemaValidation: truth,
  passCredentials: truth,
  namespace: text,
  kubeVersion: text,
  apiVersions: texts,
  version: text,
});

const kustomize = shape({
  namePrefix: text,
  nameSuffix: text,
  images: texts,
  replicas: listOf(shape({ 'name!': text, 'count!': textOrWhole })),
  commonLabels: textMap,
  forceCommonLabels: truth,
  labelWithoutSelector: truth,
  labelIncludeTemplates: truth,
  commonAnnotations: textMap,
  commonAnnotationsEnvsubst: truth,
  forceCommonAnnotations: truth,
  namespace: text,
  patches: listOf(shape({ path: text, patch: text, target: anyObject, options: mapOf(truth) })),
  components: texts,
  ignoreMissingComponents: truth,
  version: text,
  kubeVersion: text,
  apiVersions: texts,
});

const jsonnetVars = listOf(shape({ 'name!': text, value: text, code: truth }));

const directory = shape({
  recurse: truth,
  include: text,
  exclude: text,
  disableExtensionFilter: truth,
  jsonnet: shape({ extVars: jsonnetVars, tlas: jsonnetVars, libs: texts }),
});

const plugin = shape({ name: text, env: listOf(nameValue), parameters: listOf(anyObject) });

export const sourceShape: Check = shape({
  repoURL: text,
  path: text,
  chart: text,
  targetRevision: text,
  tagPrefix: text,
  ref: text,
  name: text,
  helm,
  kustomize,
  directory,
  plugin,
});

const retry = shape({
  limit: whole,
  backoff: shape({ duration: text, factor: whole, maxDuration: text }),
  refresh: truth,
});

const managedNamespaceMetadata = shape({ labels: textMap, annotations: textMap });

export const specShape: Check = shape({
  project: text,
  source: sourceShape,
  sources: listOf(sourceShape),
  sourceHydrator: shape({
    'drySource!': sourceShape,
    'syncSource!': shape({ targetBranch: text, path: text, repoURL: text }),
    hydrateTo: shape({ targetBranch: text }),
  }),
  'destination!': shape({ server: text, name: text, namespace: text }),
  syncPolicy: shape({
    automated: shape({ enabled: truth, prune: truth, selfHeal: truth, allowEmpty: truth }),
    syncOptions: texts,
    retry,
    managedNamespaceMetadata,
  }),
  ignoreDifferences: listOf(
    shape({
      group: text,
      'kind!': text,
      name: text,
      namespace: text,
      jsonPointers: texts,
      jqPathExpressions: texts,
      managedFieldsManagers: texts,
    }),
  ),
  info: listOf(nameValue),
  revisionHistoryLimit: whole,
});

export const metadataShape: Check = shape({
  'name!': text,
  namespace: text,
  labels: textMap,
  annotations: textMap,
  finalizers: texts,
});

export const operationShape: Check = shape({
  sync: shape({
    revision: text,
    revisions: texts,
    source: sourceShape,
    sources: listOf(sourceShape),
    prune: truth,
    dryRun: truth,
    syncStrategy: shape({ apply: shape({ force: truth }), hook: shape({ force: truth }) }),
    resources: listOf(shape({ group: text, 'kind!': text, 'name!': text, namespace: text, exclude: truth })),
    manifests: texts,
    syncOptions: texts,
    autoHealAttemptsCount: whole,
    planHash: text,
    rolledBackTo: whole,
  }),
  initiatedBy: shape({ username: text, automated: truth }),
  info: listOf(nameValue),
  retry,
});

export const applicationShape: Check = shape({
  'metadata!': metadataShape,
  'spec!': specShape,
  operation: operationShape,
  // Written by engines, not by people: read where it is used.
  status: anything,
});
