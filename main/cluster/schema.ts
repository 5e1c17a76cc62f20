import type { GroupVersionKind } from '../model/index.ts';
import type { SchemaNode } from './face.ts';

/** A definition of an OpenAPI v3 document, as far as it is read here. */
export interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly items?: OpenApiSchema;
  readonly allOf?: readonly OpenApiSchema[];
  readonly oneOf?: readonly OpenApiSchema[];
  readonly anyOf?: readonly OpenApiSchema[];
  readonly default?: unknown;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group?: string; version?: string; kind?: string }[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Node = Writable<SchemaNode>;

/** Types whose meaning is their name: their schemas alone say only "string" or nothing. */
const BY_NAME: Readonly<Record<string, SchemaNode>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'scalar', scalar: 'quantity' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: 'scalar', scalar: 'int-or-string' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { type: 'scalar', scalar: 'date-time' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': { type: 'scalar', scalar: 'date-time' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': { type: 'any' },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'any', preserveUnknown: true, embedded: true },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON': { type: 'any' },
};

const ANY: SchemaNode = { type: 'any' };
const PREFIX = '#/components/schemas/';

/**
 * Turns the definitions of one group version into nodes, only those that a kind reaches, each once. The rules are those by
 * which the API server reads the same document for server-side apply: lists are atomic unless they say otherwise, maps
 * are merged key by key unless they say otherwise.
 */
export class SchemaCompiler {
  readonly #definition: (name: string) => OpenApiSchema | undefined;
  readonly #nodes = new Map<string, Node>();
  /** Nodes that are another one with changes, filled in when that one is complete: definitions refer to each other in circles. */
  #later: { readonly node: Node; readonly target: Node; readonly changes: Partial<SchemaNode> }[] = [];

  constructor(definition: (name: string) => OpenApiSchema | undefined) {
    this.#definition = definition;
  }

  compile(name: string): SchemaNode | undefined {
    if (this.#definition(name) === undefined) return undefined;
    const node = this.#named(name);
    const later = this.#later;
    this.#later = [];
    for (const { node: copy, target, changes } of later) Object.assign(copy, { ...target, ...changes });
    return node;
  }

  #named(name: string): Node {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const fixed = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
    const node: Node = fixed === undefined ? { type: 'any' } : { ...fixed };
    this.#nodes.set(name, node);
    if (fixed !== undefined) return node;
    const definition = this.#definition(name);
    if (definition !== undefined) this.#fill(node, definition);
    return node;
  }

  #node(schema: OpenApiSchema): SchemaNode {
    const name = refOf(schema);
    if (name === undefined) {
      const node: Node = { type: 'any' };
      this.#fill(node, schema);
      return node;
    }
    const target = this.#named(name);
    const changes = overrides(schema);
    if (changes === undefined) return target;
    const copy: Node = { type: 'any' };
    this.#later.push({ node: copy, target, changes });
    return copy;
  }

  #fill(node: Node, schema: OpenApiSchema): void {
    const name = refOf(schema);
    if (name !== undefined) {
      // A definition that is nothing but another one.
      this.#later.push({ node, target: this.#named(name), changes: overrides(schema) ?? {} });
      return;
    }
    if (schema.default !== undefined) node.default = schema.default;
    if (schema['x-kubernetes-embedded-resource'] === true) node.embedded = true;
    if (schema['x-kubernetes-preserve-unknown-fields'] === true) node.preserveUnknown = true;
    if (isIntOrString(schema)) {
      node.type = 'scalar';
      node.scalar = 'int-or-string';
      return;
    }
    switch (schema.type) {
      case 'array':
        this.#fillList(node, schema);
        return;
      case 'object':
        this.#fillObject(node, schema);
        return;
      case 'string':
        node.type = 'scalar';
        node.scalar = schema.format === 'date-time' ? 'date-time' : schema.format === 'byte' ? 'byte' : 'string';
        return;
      case 'integer':
      case 'number':
      case 'boolean':
        node.type = 'scalar';
        node.scalar = schema.type;
        return;
      default:
        if (schema.properties !== undefined) this.#fillObject(node, schema);
    }
  }

  #fillObject(node: Node, schema: OpenApiSchema): void {
    const mapType = schema['x-kubernetes-map-type'];
    if (mapType === 'atomic' || mapType === 'granular') node.mapType = mapType;
    const { properties, additionalProperties } = schema;
    if (additionalProperties !== undefined && additionalProperties !== false) {
      node.items = additionalProperties === true ? ANY : this.#node(additionalProperties);
    }
    if (properties !== undefined && Object.keys(properties).length > 0) {
      node.type = 'object';
      const fields = new Map<string, SchemaNode>();
      node.fields = fields; // set first: the fields may lead back here
      for (const [name, field] of Object.entries(properties)) fields.set(name, this.#node(field));
    } else if (node.items !== undefined) {
      node.type = 'map';
    } else if (node.preserveUnknown === true || node.embedded === true) {
      node.type = 'object';
      node.fields = new Map();
    }
    // Otherwise the object is not described at all, and stays 'any'.
  }

  #fillList(node: Node, schema: OpenApiSchema): void {
    node.type = 'list';
    node.items = schema.items === undefined ? ANY : this.#node(schema.items);
    const said = schema['x-kubernetes-list-type'];
    const keys = schema['x-kubernetes-list-map-keys'];
    const mergeKey = schema['x-kubernetes-patch-merge-key'];
    node.listType = 'atomic';
    if (said === 'set') node.listType = 'set';
    else if (said === 'map' && keys !== undefined && keys.length > 0) {
      node.listType = 'map';
      node.listKeys = keys;
    } else if (said === undefined && /(^|,)merge(,|$)/.test(schema['x-kubernetes-patch-strategy'] ?? '')) {
      node.listType = mergeKey === undefined ? 'set' : 'map';
      if (mergeKey !== undefined) node.listKeys = [mergeKey];
    }
  }
}

/** The one definition that a schema stands for. `allOf` with one reference is how v3 gives it a default or description. */
function refOf(schema: OpenApiSchema): string | undefined {
  const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]!.$ref : undefined);
  return ref?.startsWith(PREFIX) === true ? ref.slice(PREFIX.length) : undefined;
}

/** What a place says about the definition that it refers to. Undefined = nothing: the node itself can be shared. */
function overrides(schema: OpenApiSchema): Partial<SchemaNode> | undefined {
  const changes: Partial<Node> = {};
  // `default: {}` stands at nearly every reference and defaults nothing.
  const fallback = schema.default;
  const empty = typeof fallback === 'object' && fallback !== null && Object.keys(fallback).length === 0;
  if (fallback !== undefined && !empty) changes.default = fallback;
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === 'atomic' || mapType === 'granular') changes.mapType = mapType;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) changes.preserveUnknown = true;
  if (schema['x-kubernetes-embedded-resource'] === true) changes.embedded = true;
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function isIntOrString(schema: OpenApiSchema): boolean {
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') return true;
  const types = (schema.anyOf ?? schema.oneOf)?.map((one) => one.type);
  return types?.length === 2 && types.includes('integer') && types.includes('string');
}

export function isOfKind(schema: OpenApiSchema, kind: GroupVersionKind): boolean {
  return (
    schema['x-kubernetes-group-version-kind']?.some(
      (one) => (one.group ?? '') === kind.group && one.version === kind.version && one.kind === kind.kind,
    ) === true
  );
}
