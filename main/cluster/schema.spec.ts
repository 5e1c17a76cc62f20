import { describe, expect, it } from 'vitest';
import { parseDocument } from './openapi.ts';
import { type OpenApiSchema, SchemaCompiler } from './schema.ts';

function compile(schemas: Record<string, OpenApiSchema>, name = 'Root') {
  return new SchemaCompiler((wanted) => (Object.hasOwn(schemas, wanted) ? schemas[wanted] : undefined)).compile(name)!;
}

function field(schema: OpenApiSchema, others: Record<string, OpenApiSchema> = {}) {
  return compile({ ...others, Root: { type: 'object', properties: { x: schema } } }).fields?.get('x');
}

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

describe('scalars', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: 'string', format: 'byte' }, 'byte'],
    [{ type: 'integer', format: 'int32' }, 'integer'],
    [{ type: 'number' }, 'number'],
    [{ type: 'boolean' }, 'boolean'],
    [{ 'x-kubernetes-int-or-string': true }, 'int-or-string'],
    [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, 'int-or-string'],
    [{ format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }, 'int-or-string'],
    [ref('io.k8s.apimachinery.pkg.api.resource.Quantity'), 'quantity'],
    [ref('io.k8s.apimachinery.pkg.util.intstr.IntOrString'), 'int-or-string'],
    [{ allOf: [ref('io.k8s.apimachinery.pkg.apis.meta.v1.Time')] }, 'date-time'],
  ] as [OpenApiSchema, string][])('%j is %s', (schema, scalar) => {
    expect(field(schema)).toEqual({ type: 'scalar', scalar });
  });
});

describe('lists', () => {
  const items = { type: 'string' } as const;
  it.each([
    [{}, 'atomic', undefined],
    [{ 'x-kubernetes-list-type': 'atomic' }, 'atomic', undefined],
    [{ 'x-kubernetes-list-type': 'set' }, 'set', undefined],
    [{ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a', 'b'] }, 'map', ['a', 'b']],
    [{ 'x-kubernetes-list-type': 'map' }, 'atomic', undefined],
    [{ 'x-kubernetes-patch-strategy': 'merge', 'x-kubernetes-patch-merge-key': 'name' }, 'map', ['name']],
    [{ 'x-kubernetes-patch-strategy': 'merge' }, 'set', undefined],
    [{ 'x-kubernetes-patch-strategy': 'merge,retainKeys', 'x-kubernetes-patch-merge-key': 'k' }, 'map', ['k']],
    [{ 'x-kubernetes-patch-strategy': 'replace' }, 'atomic', undefined],
    [{ 'x-kubernetes-list-type': 'atomic', 'x-kubernetes-patch-strategy': 'merge' }, 'atomic', undefined],
  ] as [OpenApiSchema, string, string[] | undefined][])('%j merge as %s', (said, listType, listKeys) => {
    expect(field({ type: 'array', items, ...said })).toEqual({
      type: 'list',
      items: { type: 'scalar', scalar: 'string' },
      listType,
      ...(listKeys === undefined ? {} : { listKeys }),
    });
  });
});

describe('objects', () => {
  it('are fields, maps, atoms or not described', () => {
    expect(
      field({ type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' }),
    ).toEqual({
      type: 'map',
      items: { type: 'scalar', scalar: 'string' },
      mapType: 'atomic',
    });
    expect(field({ type: 'object' })).toEqual({ type: 'any' });
    expect(field({})).toEqual({ type: 'any' });
    expect(field({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })).toEqual({
      type: 'object',
      fields: new Map(),
      preserveUnknown: true,
    });
    expect(
      field({ type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true }),
    ).toMatchObject({ embedded: true, preserveUnknown: true });
  });

  it('keep defaults, but not the empty ones that stand at every reference', () => {
    expect(field({ type: 'string', default: 'TCP' })).toEqual({ type: 'scalar', scalar: 'string', default: 'TCP' });
    const node = field(
      { allOf: [ref('Other')], default: {} },
      { Other: { type: 'object', properties: { a: { type: 'string' } } } },
    );
    expect(node?.default).toBeUndefined();
    expect(node?.type).toBe('object');
  });

  it('share one node for one definition', () => {
    const root = compile({
      Root: { type: 'object', properties: { a: ref('Other'), b: { allOf: [ref('Other')], default: {} } } },
      Other: { type: 'object', properties: { z: { type: 'string' } } },
    });
    expect(root.fields?.get('a')).toBe(root.fields?.get('b'));
  });

  it('may contain themselves', () => {
    const schemas = {
      Root: {
        type: 'object',
        properties: {
          child: ref('Root'),
          special: { allOf: [ref('Root')], default: { a: 1 } },
          list: { type: 'array', items: ref('Root') },
        },
      },
    };
    const root = compile(schemas);
    expect(root.fields?.get('child')).toBe(root);
    expect(root.fields?.get('list')?.items).toBe(root);
    const special = root.fields?.get('special');
    expect(special?.default).toEqual({ a: 1 });
    expect(special?.fields?.get('child')).toBe(root);
  });

  it('have fields that are named like parts of JavaScript', () => {
    const root = compile({
      Root: JSON.parse(
        '{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"integer"}}}',
      ) as OpenApiSchema,
    });
    expect([...root.fields!.keys()]).toEqual(['__proto__', 'constructor']);
  });

  it('that refer to nothing are not described', () => {
    expect(field(ref('Missing'))).toEqual({ type: 'any' });
    expect(field({ $ref: 'https://elsewhere/x' })).toEqual({ type: 'any' });
  });
});

it('finds the kinds of a document and parses only what they reach', () => {
  const document = {
    paths: { '/apis/apps/v1': { description: 'x'.repeat(1000) } },
    components: {
      schemas: {
        'v1.Deployment': {
          type: 'object',
          properties: { spec: { type: 'object' } },
          'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
        },
        'v1.DeleteOptions': {
          type: 'object',
          'x-kubernetes-group-version-kind': [
            { group: '', version: 'v1', kind: 'DeleteOptions' },
            { group: 'apps', version: 'v2', kind: 'DeleteOptions' },
          ],
        },
      },
    },
  };
  const { kinds, compiler } = parseDocument(Buffer.from(JSON.stringify(document)), 'apis/apps/v1');
  expect([...kinds]).toEqual([['Deployment', 'v1.Deployment']]);
  expect(compiler.compile('v1.Deployment')).toMatchObject({ type: 'object' });
  expect(compiler.compile('v1.Deployment')).toBe(compiler.compile('v1.Deployment'));
});
