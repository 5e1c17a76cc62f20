import { describe, expect, it } from 'vitest';
import type { SchemaNode } from '../cluster/index.ts';
import { compileIgnore, type JqPort, type ResourceIgnoreRules } from '../diff/index.ts';
import type { KubeObject } from '../model/index.ts';
import { withLiveValues } from './respect-ignored.ts';

const text: SchemaNode = { type: 'scalar', scalar: 'string' };
const container: SchemaNode = {
  type: 'object',
  fields: new Map([
    ['name', text],
    ['image', text],
  ]),
};
const schema: SchemaNode = {
  type: 'object',
  fields: new Map<string, SchemaNode>([
    [
      'spec',
      {
        type: 'object',
        fields: new Map<string, SchemaNode>([
          ['containers', { type: 'list', listType: 'map', listKeys: ['name'], items: container }],
        ]),
      },
    ],
  ]),
};
const object = (spec: unknown, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...metadata },
  spec,
});
const signal = new AbortController().signal;
const noJq: JqPort = () => Promise.reject(new Error('no jq here'));

async function kept(
  rule: Partial<ResourceIgnoreRules[number]>,
  desired: unknown,
  live: unknown,
  jq = noJq,
  metadata = {},
) {
  const rules = compileIgnore([{ group: 'apps', kind: 'Deployment', ...rule }], {
    ignoreStatus: 'all',
    ignoreAggregatedRoles: false,
    ignoreByKind: new Map(),
    maskedAnnotations: [],
  });
  const wanted = object(desired);
  const result = await withLiveValues(wanted, object(live, metadata), rules.rulesFor(wanted), schema, jq, signal);
  expect(wanted).toEqual(object(desired));
  return result['spec'];
}

describe('withLiveValues', () => {
  it('copies the value of a pointer, adds what is only live, removes what is only declared', async () => {
    const rule = { jsonPointers: ['/spec/a', '/spec/only/live', '/spec/declared'] };
    expect(await kept(rule, { a: 1, b: 2, declared: 3 }, { a: 9, b: 9, only: { live: 5, other: 6 } })).toEqual({
      a: 9,
      b: 2,
      only: { live: 5 },
    });
  });

  it('is the manifest itself when nothing is ignored in it', async () => {
    const desired = object({ a: 1 });
    const rules = compileIgnore([], {
      ignoreStatus: 'all',
      ignoreAggregatedRoles: false,
      ignoreByKind: new Map(),
      maskedAnnotations: [],
    });
    expect(await withLiveValues(desired, object({ a: 2 }), rules.rulesFor(desired), schema, noJq, signal)).toBe(
      desired,
    );
  });

  it('finds a list item by its key, wherever it stands', async () => {
    const jq: JqPort = async (_query, input) => {
      const { containers } = (input as { spec: { containers: { name: string }[] } }).spec;
      const index = containers.findIndex(({ name }) => name === 'proxy');
      return [index < 0 ? [] : [['spec', 'containers', index, 'image']]];
    };
    const rule = { jqPathExpressions: ['.spec.containers[] | select(.name == "proxy") | .image'] };
    const main = { name: 'main', image: 'm:2' };
    const proxy = (image: string) => ({ name: 'proxy', image });
    const live = { containers: [{ name: 'main', image: 'm:1' }, { name: 'extra', image: 'e' }, proxy('live')] };
    expect(await kept(rule, { containers: [proxy('git'), main] }, live, jq)).toEqual({
      containers: [proxy('live'), main],
    });
    // An item that Git does not declare is not brought in half.
    expect(await kept(rule, { containers: [main] }, live, jq)).toEqual({ containers: [main] });
  });

  it('skips a jq rule that fails', async () => {
    expect(await kept({ jqPathExpressions: ['.broken['] }, { a: 1 }, { a: 2 })).toEqual({ a: 1 });
  });

  it('keeps what a trusted manager owns', async () => {
    const fieldsV1 = { 'f:spec': { 'f:a': {}, 'f:containers': { 'k:{"name":"main"}': { 'f:image': {} } } } };
    const managedFields = [{ manager: 'scaler', operation: 'Update', fieldsType: 'FieldsV1', fieldsV1 }];
    const desired = { a: 1, b: 1, containers: [{ name: 'main', image: 'git' }] };
    const live = {
      a: 7,
      b: 7,
      containers: [
        { name: 'side', image: 's' },
        { name: 'main', image: 'live' },
      ],
    };
    expect(await kept({ managedFieldsManagers: ['scaler'] }, desired, live, noJq, { managedFields })).toEqual({
      a: 7,
      b: 1,
      containers: [{ name: 'main', image: 'live' }],
    });
  });

  it('cannot be led outside by hostile names', async () => {
    const rule = { jsonPointers: ['/spec/__proto__/polluted', '/spec/constructor/prototype/polluted'] };
    const live = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown;
    await kept(rule, { a: 1 }, live);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
