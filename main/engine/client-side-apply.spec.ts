import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchemaNode } from '../cluster/index.ts';
import { type KubeObject, LAST_APPLIED, mergePatch } from '../model/index.ts';
import { clientSidePatch, withLastApplied } from './client-side-apply.ts';

const text: SchemaNode = { type: 'scalar', scalar: 'string' };
const port: SchemaNode = {
  type: 'object',
  fields: new Map<string, SchemaNode>([
    ['port', { type: 'scalar', scalar: 'integer' }],
    ['protocol', { ...text, default: 'TCP' }],
    ['name', text],
  ]),
};
const schema: SchemaNode = {
  type: 'object',
  fields: new Map<string, SchemaNode>([
    [
      'metadata',
      {
        type: 'object',
        fields: new Map([['finalizers', { type: 'list', listType: 'set', items: text } as SchemaNode]]),
      },
    ],
    [
      'spec',
      {
        type: 'object',
        fields: new Map<string, SchemaNode>([
          ['ports', { type: 'list', listType: 'map', listKeys: ['port', 'protocol'], items: port }],
          ['args', { type: 'list', listType: 'atomic', items: text }],
        ]),
      },
    ],
  ]),
};

const object = (spec: unknown, apiVersion = 'apps/v1', metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion,
  kind: 'Thing',
  metadata: { name: 'a', namespace: 'n', ...metadata },
  spec,
});

/** Applies `first`, lets others `change` what is stored, then applies `second`. */
function apply(first: KubeObject, change: unknown, second: KubeObject): KubeObject {
  const stored = mergePatch(
    { ...withLastApplied(first), metadata: { ...withLastApplied(first).metadata, resourceVersion: '7' } },
    change,
  );
  const patch = clientSidePatch(second, stored as KubeObject, schema);
  if (patch !== undefined) expect(patch['metadata']).toMatchObject({ resourceVersion: '7' });
  return (patch === undefined ? stored : mergePatch(stored, patch)) as KubeObject;
}

describe('clientSidePatch', () => {
  it('removes what was declared before, keeps what others have set', () => {
    const after = apply(object({ a: 1, b: 2 }), { spec: { c: 3 } }, object({ a: 9 }));
    expect(after['spec']).toEqual({ a: 9, c: 3 });
  });

  it('merges list items by their keys, defaults included', () => {
    const after = apply(
      object({ ports: [{ port: 80 }, { port: 81, protocol: 'TCP' }] }),
      {
        spec: {
          ports: [
            { port: 80, protocol: 'TCP', name: 'set' },
            { port: 81, protocol: 'TCP' },
            { port: 99, protocol: 'UDP' },
          ],
        },
      },
      object({ ports: [{ port: 80 }] }),
    );
    expect((after['spec'] as { ports: unknown }).ports).toEqual([
      { port: 80, protocol: 'TCP', name: 'set' },
      { port: 99, protocol: 'UDP' },
    ]);
  });

  it('takes an atomic list, and every list of a custom kind, as one value', () => {
    const args = (list: string[]) => object({ args: list });
    expect(apply(args(['a']), { spec: { args: ['a', 'foreign'] } }, args(['b']))['spec']).toEqual({ args: ['b'] });
    const custom = (ports: unknown) => object({ ports }, 'example.com/v1');
    expect(
      apply(custom([{ port: 1 }]), { spec: { ports: [{ port: 1 }, { port: 2 }] } }, custom([{ port: 3 }]))['spec'],
    ).toEqual({
      ports: [{ port: 3 }],
    });
  });

  it('merges sets by value', () => {
    const held = (finalizers: string[]) => object({}, 'apps/v1', { finalizers });
    const after = apply(held(['a', 'b']), { metadata: { finalizers: ['a', 'b', 'foreign'] } }, held(['b', 'c']));
    expect(after.metadata.finalizers).toEqual(['b', 'foreign', 'c']);
  });

  it('keeps in its annotation what it applied, without the annotation itself', () => {
    const annotations = { mine: '1', [LAST_APPLIED]: 'old' };
    const written = withLastApplied(object({ b: 1, a: 2 }, 'apps/v1', { annotations }));
    expect(written.metadata.annotations?.[LAST_APPLIED]).toBe(
      '{"apiVersion":"apps/v1","kind":"Thing","metadata":{"annotations":{"mine":"1"},"name":"a","namespace":"n"},"spec":{"a":2,"b":1}}\n',
    );
  });

  it('merges two-way where the annotation cannot be read', () => {
    const stored = object({ a: 1, b: 2 }, 'apps/v1', {
      resourceVersion: '7',
      annotations: { [LAST_APPLIED]: '{broken' },
    });
    const patch = clientSidePatch(object({ a: 3 }), stored, schema);
    expect((mergePatch(stored, patch) as KubeObject)['spec']).toEqual({ a: 3, b: 2 });
  });

  it('changes nothing when the same is applied twice, whatever others added', () => {
    const values = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,4}$/),
      fc.oneof(fc.integer(), fc.string(), fc.array(fc.string())),
      { maxKeys: 5 },
    );
    fc.assert(
      fc.property(values, values, (mine, theirs) => {
        const declared = object({ mine, ports: [{ port: 1 }, { port: 2, protocol: 'UDP' }] });
        const once = apply(declared, { spec: { theirs } }, declared);
        expect(clientSidePatch(declared, once, schema)).toBeUndefined();
        expect((once['spec'] as { theirs: unknown }).theirs).toEqual(theirs);
      }),
    );
  });
});
