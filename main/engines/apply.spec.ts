import { afterAll, describe, expect, it, vi } from 'vitest';
import type { ApplyResult } from './apply.ts';
import { createEngines } from './create.ts';
import { failure } from './testing/cases.ts';

// Far more than needed: these tests ask for results, on whatever machine.
const engines = createEngines({ deadlineMs: 60_000 });
afterAll(() => engines.close());

/** A kind with a list by key and an atomic one, as a server publishes it. */
const DOCUMENT = {
  components: {
    schemas: {
      Widget: {
        type: 'object',
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          spec: {
            type: 'object',
            properties: {
              size: { type: 'integer' },
              color: { type: 'string' },
              parts: {
                type: 'array',
                'x-kubernetes-list-type': 'map',
                'x-kubernetes-list-map-keys': ['name'],
                items: { type: 'object', properties: { name: { type: 'string' }, weight: { type: 'integer' } } },
              },
              args: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: { type: 'string' } },
            },
          },
          status: { type: 'object', properties: { ready: { type: 'boolean' } } },
        },
        'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Widget' }],
      },
    },
  },
};
const openapi = { hash: 'widgets', documents: { 'widgets.json': JSON.stringify(DOCUMENT) } };
const widget = (spec: object, more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'w', namespace: 'n' },
  spec,
  ...more,
});

interface Stored {
  readonly spec: unknown;
  readonly metadata: {
    readonly managedFields: readonly {
      manager: string;
      operation: string;
      time: string;
      fieldsV1: object;
      subresource?: string;
    }[];
  };
}
const stored = (result: ApplyResult): Stored => {
  expect(result.conflicts).toEqual([]);
  return result.object as unknown as Stored;
};
const owners = ({ metadata }: Stored) => metadata.managedFields.map((f) => `${f.manager}/${f.operation}@${f.time}`);
const [T1, T2] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];

describe('apply', () => {
  it('merges lists by their keys and drops what the manager no longer declares', async () => {
    const apply = (live: object | null, spec: object, manager: string) =>
      engines.apply({ openapi, live, applied: widget(spec), manager });
    const first = stored(await apply(null, { size: 1, parts: [{ name: 'a', weight: 1 }, { name: 'b' }] }, 'one'));
    const second = stored(await apply(first, { parts: [{ name: 'c' }] }, 'two'));
    expect(second.spec).toEqual({ size: 1, parts: [{ name: 'a', weight: 1 }, { name: 'b' }, { name: 'c' }] });
    const third = stored(await apply(second, { parts: [{ name: 'b' }] }, 'one'));
    expect(third.spec).toEqual({ parts: [{ name: 'b' }, { name: 'c' }] });
  });

  it('reports conflicts with their owner, and takes the fields when forced', async () => {
    const live = stored(await engines.apply({ openapi, live: null, applied: widget({ size: 1 }), manager: 'one' }));
    const args = { openapi, live, applied: widget({ size: 2 }), manager: 'two' };
    expect(await engines.apply(args)).toEqual({
      conflicts: [{ field: '.spec.size', message: 'conflict with "one"', manager: '"one"' }],
      message: 'Apply failed with 1 conflict: conflict with "one": .spec.size',
    });
    const forced = stored(await engines.apply({ ...args, force: true }));
    expect(forced.spec).toEqual({ size: 2 });
    expect(live.spec).toEqual({ size: 1 });
  });

  it('keeps the times when nothing else changes, and takes the given one otherwise', async () => {
    const apply = (live: object | null, size: number, time: string) =>
      engines.apply({ openapi, live, applied: widget({ size }), manager: 'one', time });
    const first = stored(await apply(null, 1, T1));
    expect(owners(first)).toEqual([`one/Apply@${T1}`]);
    expect(stored(await apply(first, 1, T2))).toEqual(first);
    expect(owners(stored(await apply(first, 2, T2)))).toEqual([`one/Apply@${T2}`]);
  });

  it('owns by subresource and never what the endpoint leaves alone', async () => {
    const both = widget({ size: 1 }, { status: { ready: true } });
    const main = stored(
      await engines.apply({ openapi, live: null, applied: both, manager: 'one', time: T1, resetFields: [['status']] }),
    );
    expect(main.metadata.managedFields[0]!.fieldsV1).toEqual({ 'f:spec': { 'f:size': {} } });
    const status = stored(
      await engines.apply({
        openapi,
        live: main,
        applied: widget({ size: 1 }, { status: { ready: false } }),
        manager: 'one',
        force: true,
        time: T2,
        subresource: 'status',
        resetFields: [['spec']],
      }),
    );
    expect(status.metadata.managedFields.map((f) => [f.subresource, f.fieldsV1])).toEqual([
      [undefined, { 'f:spec': { 'f:size': {} } }],
      ['status', { 'f:status': { 'f:ready': {} } }],
    ]);
  });

  it('keeps integers that JavaScript can hold exactly', async () => {
    const applied = widget({ size: 9007199254740991 });
    expect(stored(await engines.apply({ openapi, live: null, applied, manager: 'one' })).spec).toEqual({
      size: 9007199254740991,
    });
  });

  it('without schemas treats lists as atomic', async () => {
    const none = { hash: 'none', documents: {} };
    const live = stored(
      await engines.apply({ openapi: none, live: null, applied: widget({ parts: [{ name: 'a' }] }), manager: 'one' }),
    );
    const applied = widget({ parts: [{ name: 'b' }] });
    const result = await engines.apply({ openapi: none, live, applied, manager: 'two' });
    expect(result.conflicts.map((c) => c.field)).toEqual(['.spec.parts']);
  });

  it('says what is wrong in the words of the server', async () => {
    const apply = (applied: object) => engines.apply({ openapi, live: null, applied, manager: 'one' });
    const unknown = await failure(apply(widget({ sise: 1 })));
    expect(unknown.message).toMatch(/\.spec\.sise: field not declared in schema/);
    const kindless = await failure(apply({ metadata: {} }));
    expect(kindless).toMatchObject({ code: 'BAD_REQUEST', message: 'applied: apiVersion and kind must be set' });
    const other = await failure(apply({ apiVersion: 'v1', kind: 'Other', metadata: { name: 'o' } }));
    expect(other.message).toMatch(/no corresponding type for \/v1, Kind=Other/);
  });

  it('asks for the documents only when they are not held', async () => {
    const documents = vi.fn(() => openapi.documents);
    const asked = { hash: 'asked', documents };
    for (let i = 0; i < 3; i++) {
      await engines.apply({ openapi: asked, live: null, applied: widget({ size: i }), manager: 'one' });
    }
    expect(documents).toHaveBeenCalledTimes(1);
  });
});

describe('update', () => {
  it('records who changed which fields', async () => {
    const created = await engines.update({
      openapi,
      live: null,
      updated: widget({ size: 1, color: 'red' }),
      manager: 'kubectl',
      time: T1,
    });
    const first = created.object as unknown as Stored;
    expect(owners(first)).toEqual([`kubectl/Update@${T1}`]);
    const changed = await engines.update({
      openapi,
      live: first,
      updated: widget({ size: 2, color: 'red' }),
      manager: 'controller',
      time: T2,
    });
    const second = changed.object as unknown as Stored;
    expect(second.metadata.managedFields.map((f) => [f.manager, f.fieldsV1, f.time])).toEqual([
      ['kubectl', { 'f:spec': { '.': {}, 'f:color': {} } }, T1],
      ['controller', { 'f:spec': { 'f:size': {} } }, T2],
    ]);
  });

  it('changes nothing when the object is the same', async () => {
    const created = await engines.update({
      openapi,
      live: null,
      updated: widget({ size: 1 }),
      manager: 'kubectl',
      time: T1,
    });
    const again = await engines.update({
      openapi,
      live: created.object,
      updated: widget({ size: 1 }),
      manager: 'other',
      time: T2,
    });
    expect(again).toEqual(created);
  });
});
