import { metadataShape } from './application-shape.ts';
import { type ApplicationSet, GENERATOR_KEYS } from './applicationset.ts';
import {
  anyObject,
  type Check,
  invalid,
  listOf,
  mapOf,
  type Origin,
  oneOf,
  shape,
  text,
  textOrWhole,
  truth,
} from './field-check.ts';
import { isRecord } from './json.ts';
import { parseKind, parseManifests } from './parse-manifest.ts';
import type { YamlOptions } from './yaml.ts';

const texts = listOf(text);
const textMap = mapOf(text);
const paths = listOf(shape({ 'path!': text, exclude: truth }));
const selector = shape({
  matchLabels: textMap,
  matchExpressions: listOf(
    shape({ 'key!': text, 'operator!': oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: texts }),
  ),
});
// A template's spec may hold `{{ }}` where a number will be: only the shape is checked before it is rendered.
const template = shape({
  metadata: shape({ name: text, namespace: text, labels: textMap, annotations: textMap, finalizers: texts }),
  spec: anyObject,
});
const body = { template, values: textMap };

/** A plain generator, then matrix and merge around it, then one more level (reference §6.1). */
const plainGenerators = {
  list: shape({ ...body, elements: listOf(anyObject), elementsYaml: text }),
  clusters: shape({ ...body, selector, flatList: truth }),
  git: shape({ ...body, 'repoURL!': text, revision: text, directories: paths, files: paths, pathParamPrefix: text }),
  scmProvider: shape(body),
  clusterDecisionResource: shape(body),
  pullRequest: shape(body),
  plugin: shape(body),
};

function entry(inner: Check | undefined): Check {
  const nested = inner === undefined ? undefined : listOf(inner);
  const fields = shape({
    ...plainGenerators,
    selector,
    ...(nested === undefined
      ? {}
      : {
          matrix: shape({ ...body, 'generators!': nested }),
          merge: shape({ ...body, 'generators!': nested, 'mergeKeys!': texts }),
        }),
  });
  return (value, path, origin) => {
    fields(value, path, origin);
    if (!isRecord(value)) return;
    const present = GENERATOR_KEYS.filter((key) => value[key] !== undefined && value[key] !== null);
    if (present.length !== 1) {
      const found = present.length === 0 ? 'none' : present.join(', ');
      throw invalid(`${path}: exactly one generator is needed, found ${found}`, origin);
    }
    if (nested === undefined && (present[0] === 'matrix' || present[0] === 'merge')) {
      throw invalid(`${path}: a ${present[0]} generator cannot be nested this deep`, origin);
    }
  };
}

const generator = entry(entry(entry(undefined)));

const applicationSetShape: Check = shape({
  'metadata!': metadataShape,
  'spec!': shape({
    goTemplate: truth,
    goTemplateOptions: texts,
    'generators!': listOf(generator),
    'template!': template,
    templatePatch: text,
    syncPolicy: shape({
      applicationsSync: oneOf('sync', 'create-only', 'create-update', 'create-delete'),
      preserveResourcesOnDeletion: truth,
    }),
    strategy: shape({
      type: text,
      rollingSync: shape({
        steps: listOf(
          shape({
            matchExpressions: listOf(shape({ 'key!': text, operator: text, values: texts })),
            maxUpdate: textOrWhole,
          }),
        ),
      }),
      deletionOrder: text,
    }),
    preservedFields: shape({ annotations: texts, labels: texts }),
    ignoreApplicationDifferences: listOf(shape({ name: text, jsonPointers: texts, jqPathExpressions: texts })),
    applyNestedSelectors: truth,
  }),
});

/** One ApplicationSet from a document. Unknown fields stay. */
export function parseApplicationSet(value: unknown, origin: Origin = {}): ApplicationSet {
  return parseKind(value, 'ApplicationSet', applicationSetShape, origin) as unknown as ApplicationSet;
}

/** Every ApplicationSet of a text. */
export function parseApplicationSets(source: string, options: YamlOptions = {}): readonly ApplicationSet[] {
  return parseManifests(source, options)
    .filter(({ value }) => value.kind === 'ApplicationSet')
    .map(({ value, origin }) => parseApplicationSet(value, origin));
}
