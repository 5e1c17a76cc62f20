import type { SchemaNode } from '../../cluster/index.ts';

/** SchemaNode from an OpenAPI v3 document as an API server publishes it: for specs that hold the document, not a cluster. */

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

export interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

type Mutable = { -readonly [K in keyof SchemaNode]: SchemaNode[K] };

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

export function schemaFrom(
  document: OpenApiDocument,
  group: string,
  version: string,
  kind: string,
): SchemaNode | undefined {
  const schemas = document.components?.schemas ?? {};
  const named = new Map<string, SchemaNode>();

  const byName = (name: string): SchemaNode => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const node: Mutable = { type: 'any' };
    named.set(name, node);
    if (name === QUANTITY) Object.assign(node, { type: 'scalar', scalar: 'quantity' });
    else fill(node, schemas[name] ?? {});
    return node;
  };

  const convert = (schema: Schema): SchemaNode => {
    const ref = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]!.$ref : undefined);
    if (ref !== undefined) {
      const target = byName(ref.slice(ref.lastIndexOf('/') + 1));
      const more: Mutable = { ...target };
      if (schema.default !== undefined) more.default = schema.default;
      if (schema['x-kubernetes-map-type'] !== undefined) more.mapType = schema['x-kubernetes-map-type'];
      return schema.default === undefined && schema['x-kubernetes-map-type'] === undefined ? target : more;
    }
    const node: Mutable = { type: 'any' };
    fill(node, schema);
    return node;
  };

  const fill = (node: Mutable, schema: Schema): void => {
    if (schema.default !== undefined) node.default = schema.default;
    if (schema['x-kubernetes-preserve-unknown-fields']) node.preserveUnknown = true;
    if (schema['x-kubernetes-embedded-resource']) node.embedded = true;
    if (schema['x-kubernetes-map-type'] !== undefined) node.mapType = schema['x-kubernetes-map-type'];
    if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') {
      node.type = 'scalar';
      node.scalar = 'int-or-string';
      return;
    }
    switch (schema.type) {
      case 'array':
        node.type = 'list';
        node.items = convert(schema.items ?? {});
        node.listType = schema['x-kubernetes-list-type'] ?? 'atomic';
        if (schema['x-kubernetes-list-map-keys'] !== undefined) node.listKeys = schema['x-kubernetes-list-map-keys'];
        return;
      case 'object':
        if (schema.properties !== undefined) {
          node.type = 'object';
          node.fields = new Map(Object.entries(schema.properties).map(([name, field]) => [name, convert(field)]));
          if (typeof schema.additionalProperties === 'object') node.items = convert(schema.additionalProperties);
        } else {
          node.type = 'map';
          node.items =
            typeof schema.additionalProperties === 'object'
              ? convert(schema.additionalProperties)
              : { type: 'any', preserveUnknown: true };
        }
        return;
      case 'string':
        node.type = 'scalar';
        node.scalar = schema.format === 'date-time' || schema.format === 'byte' ? schema.format : 'string';
        return;
      case 'integer':
      case 'number':
      case 'boolean':
        node.type = 'scalar';
        node.scalar = schema.type;
        return;
      default:
        return;
    }
  };

  for (const [name, schema] of Object.entries(schemas)) {
    const kinds = schema['x-kubernetes-group-version-kind'] ?? [];
    if (kinds.some((one) => one.group === group && one.version === version && one.kind === kind)) return byName(name);
  }
  return undefined;
}
