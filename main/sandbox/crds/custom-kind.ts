import { isRecord, type KubeObject } from '../../model/index.ts';
import { badRequest, type FieldFault } from '../api/status-error.ts';
import type { BuiltIn } from '../kinds/built-in.ts';
import { DecodeError } from '../kinds/canonical.ts';
import type { Decoded, Kind } from '../kinds/kind.ts';
import { atomsOf } from '../merge/atom.ts';
import { type DefinedVersion, type Definition, storageVersionOf } from './definition.ts';
import { fillDefaults, prune, schemaFaults } from './structural.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** The versions that a definition serves, as kinds. */
export function customKinds(builtIn: BuiltIn, definition: Definition): readonly Kind[] {
  const { spec } = definition;
  const storageVersion = storageVersionOf(definition);
  return spec.versions
    .filter((version) => version.served === true)
    .map((version) => customKind(builtIn, definition, version, storageVersion));
}

function customKind(builtIn: BuiltIn, definition: Definition, version: DefinedVersion, storageVersion: string): Kind {
  const { spec } = definition;
  const { names } = spec;
  const schema = version.schema?.openAPIV3Schema ?? {};
  const apiVersion = `${spec.group}/${version.name}`;
  const subresources = new Map<string, { kind: string; group: string; version: string; verbs: readonly string[] }>();
  if (version.subresources?.status !== undefined) {
    subresources.set('status', {
      kind: names.kind,
      group: spec.group,
      version: version.name,
      verbs: ['get', 'patch', 'update'],
    });
  }
  if (version.subresources?.scale !== undefined) {
    subresources.set('scale', {
      kind: 'Scale',
      group: 'autoscaling',
      version: 'v1',
      verbs: ['get', 'patch', 'update'],
    });
  }
  const validate = (object: KubeObject): readonly FieldFault[] => schemaFaults(schema, object);
  return {
    group: spec.group,
    version: version.name,
    apiVersion,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs: VERBS,
    subresources,
    storage: `${spec.group}/${names.plural}`,
    atom: atomsOf(withMetadata(builtIn, schema))('root')!,
    empty: Object.freeze({ apiVersion, kind: names.kind }) as unknown as KubeObject,
    columns: [],
    decode: (object) => decode(builtIn, schema, apiVersion, names.kind, object),
    hasStatus: version.subresources?.status !== undefined,
    custom: {
      definition: definition.metadata.name!,
      storageVersion,
      validate,
      scale: version.subresources?.scale,
      printerColumns: (version.additionalPrinterColumns ?? []).map((column) => ({
        name: column.name,
        type: column.type,
        jsonPath: column.jsonPath,
        priority: column.priority ?? 0,
      })),
    },
    conversion: undefined,
    schema: undefined,
  };
}

/** The published schema: the author's, with the fields that every object has. */
export function publishedSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const preserve = schema['x-kubernetes-preserve-unknown-fields'] === true && schema['properties'] === undefined;
  return {
    ...schema,
    type: 'object',
    ...(preserve ? {} : {}),
    properties: {
      ...(isRecord(schema['properties']) ? schema['properties'] : {}),
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { allOf: [{ $ref: `#/components/schemas/${META}` }] },
    },
  };
}

function withMetadata(
  builtIn: BuiltIn,
  schema: Readonly<Record<string, unknown>>,
): { get(name: string): Readonly<Record<string, unknown>> | undefined } {
  const root = publishedSchema(schema);
  return { get: (name) => (name === 'root' ? root : builtIn.types.get(name)) };
}

function decode(
  builtIn: BuiltIn,
  schema: Readonly<Record<string, unknown>>,
  apiVersion: string,
  kind: string,
  given: Readonly<Record<string, unknown>>,
): Decoded {
  const object = structuredClone(given) as Record<string, unknown>;
  const unknown: string[] = [];
  try {
    const { value, unknown: inMetadata } = builtIn.canonicalizer.canonical(
      META,
      isRecord(given['metadata']) ? given['metadata'] : {},
    );
    object['metadata'] = value;
    unknown.push(...inMetadata.map((text) => text.replace('"', '"metadata.')));
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${kind} in version "${apiVersion.slice(apiVersion.indexOf('/') + 1)}" cannot be handled as a ${kind}: ${error.message}`,
    );
  }
  object['apiVersion'] = apiVersion;
  object['kind'] = kind;
  prune(schema, object, '', true, unknown);
  fillDefaults(schema, object);
  return { object: object as unknown as KubeObject, unknown };
}
