import { metadataShape } from './application-shape.ts';
import { anyObject, type Check, listOf, type Origin, oneOf, shape, text, truth, whole } from './field-check.ts';
import { parseKind, parseManifests } from './parse-manifest.ts';
import type { AppProject } from './project.ts';
import type { YamlOptions } from './yaml.ts';

const texts = listOf(text);
const kinds = listOf(shape({ group: text, kind: text }));
const clusterKinds = listOf(shape({ group: text, kind: text, name: text }));

const projectShape: Check = shape({
  'metadata!': metadataShape,
  'spec!': shape({
    description: text,
    sourceRepos: texts,
    destinations: listOf(shape({ server: text, name: text, namespace: text })),
    sourceNamespaces: texts,
    clusterResourceWhitelist: clusterKinds,
    clusterResourceBlacklist: clusterKinds,
    namespaceResourceWhitelist: kinds,
    namespaceResourceBlacklist: kinds,
    roles: listOf(
      shape({
        'name!': text,
        description: text,
        policies: texts,
        groups: texts,
        jwtTokens: listOf(shape({ iat: whole, exp: whole, id: text })),
      }),
    ),
    orphanedResources: shape({ warn: truth, ignore: listOf(shape({ group: text, kind: text, name: text })) }),
    syncWindows: listOf(
      shape({
        kind: oneOf('allow', 'deny'),
        schedule: text,
        duration: text,
        timeZone: text,
        applications: texts,
        namespaces: texts,
        clusters: texts,
        andOperator: truth,
        manualSync: truth,
        syncOverrun: truth,
        description: text,
      }),
    ),
    signatureKeys: listOf(shape({ 'keyID!': text })),
    sourceIntegrity: anyObject,
    permitOnlyProjectScopedClusters: truth,
    destinationServiceAccounts: listOf(shape({ server: text, namespace: text, defaultServiceAccount: text })),
  }),
});

/** One AppProject from a document. Unknown fields stay. */
export function parseProject(value: unknown, origin: Origin = {}): AppProject {
  return parseKind(value, 'AppProject', projectShape, origin) as unknown as AppProject;
}

/** Every AppProject of a text. */
export function parseProjects(source: string, options: YamlOptions = {}): readonly AppProject[] {
  return parseManifests(source, options)
    .filter(({ value }) => value.kind === 'AppProject')
    .map(({ value, origin }) => parseProject(value, origin));
}
