import { describe, expect, it } from 'vitest';
import type { SchemaNode } from '../cluster/index.ts';
import type { KubeObject } from '../model/index.ts';
import { withKnownFields } from './known-fields.ts';

const text: SchemaNode = { type: 'scalar', scalar: 'string' };
const schema: SchemaNode = {
  type: 'object',
  fields: new Map<string, SchemaNode>([
    ['data', { type: 'map', items: text }],
    ['free', { type: 'object', preserveUnknown: true, fields: new Map() }],
    ['list', { type: 'list', listType: 'atomic', items: { type: 'object', fields: new Map([['a', text]]) } }],
  ]),
};
const object = (rest: Record<string, unknown>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'X',
  metadata: { name: 'x' },
  ...rest,
});

describe('withKnownFields', () => {
  it('drops what the kind does not have, at every depth', () => {
    const cleaned = withKnownFields(
      object({ data: { any: '1' }, odd: 1, list: [{ a: '1', odd: 2 }, { a: '2' }] }),
      schema,
    );
    expect(cleaned).toEqual(object({ data: { any: '1' }, list: [{ a: '1' }, { a: '2' }] }));
  });

  it('keeps what may hold anything, and the object itself when all is known', () => {
    const fine = object({ data: { any: '1' }, free: { odd: { deep: 1 } } });
    expect(withKnownFields(fine, schema)).toBe(fine);
    const unknown = object({ odd: 1 });
    expect(withKnownFields(unknown, undefined)).toBe(unknown);
  });
});
