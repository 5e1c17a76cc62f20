import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { compareTier1 } from './compare.ts';
import { confirm } from './confirm.ts';
import { parseFieldsKey } from './fields-v1.ts';
import { appliedBy, entry, input } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

function nested(depth: number, leaf: unknown, list = false): unknown {
  let value = leaf;
  for (let n = 0; n < depth; n++) value = list ? [value] : { a: value };
  return value;
}

const object = (spec: unknown, kind = 'Thing') =>
  ({ apiVersion: 'v1', kind, metadata: { name: 'x' }, spec }) as unknown as KubeObject;
const cyclic: { type: 'object'; fields: Map<string, unknown> } = { type: 'object', fields: new Map() };
cyclic.fields.set('a', cyclic).set('spec', cyclic);

describe('hostile objects', () => {
  it.each([
    ['maps', false],
    ['lists', true],
  ])('that nest %s without end are unknown, never the same and never a crash', (_name, list) => {
    for (const schema of [undefined, cyclic as never]) {
      const [desired, live] = [object(nested(9000, 1, list)), object(nested(9000, 2, list))];
      expect(compareTier1(input(desired, live, schema)).kind).toBe('unknown');
      expect(confirm(input(desired, live, schema), desired).kind).toBe('unknown');
    }
  });

  it('that live far deeper than the manifest goes are not looked at there', () => {
    const own = entry('argosy', 'Apply', { 'f:spec': { 'f:b': {} } });
    const live = { ...object({ a: 1, b: nested(9000, 1) }), metadata: { name: 'x', managedFields: [own] } };
    expect(compareTier1(input(object({ a: 1 }), live, undefined)).kind).toBe('unknown');
    expect(
      compareTier1(input(object({ a: 1, b: (live as unknown as { spec: unknown }).spec }), object({ a: 1 }), undefined))
        .kind,
    ).toBe('differs');
  });

  it('that are deep Secrets are masked', () => {
    const result = compareTier1(input(object(nested(9000, 'canary'), 'Secret'), object({}, 'Secret'), schemas.secret));
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('with a long list cost one index, not the square of its length', () => {
    const items = (from: number) =>
      Array.from({ length: 20_000 }, (_, n) => ({ name: `v${(n + from) % 20_000}`, emptyDir: { medium: 'Memory' } }));
    const pod = (from: number) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'x' },
      spec: { template: { spec: { volumes: items(from) } } },
    });
    const verdict = compareTier1(input(pod(1), pod(0), schemas.deployment));
    expect(verdict.kind === 'differs' && verdict.paths.map((path) => path.text)).toEqual([
      'spec.template.spec.volumes',
    ]);
  });

  it('whose managed fields name what they do not have', () => {
    const tree = {
      'f:spec': { 'k:{"name":"x"}': { '.': {} }, 'v:"y"': {}, 'i:3': {}, 'f:__proto__': { 'f:polluted': {} } },
    };
    const live = { ...object({ a: 1 }), metadata: { name: 'x', managedFields: [entry('argosy', 'Apply', tree)] } };
    expect(compareTier1(input(object({ a: 1 }), live, undefined)).kind).toBe('same');
    expect(compareTier1(input(object({ a: 1 }), appliedBy(object({ a: 1 }), undefined), undefined)).kind).toBe('same');
  });
});

describe('keys of managed fields', () => {
  it.each([
    ['f:a', { kind: 'field', name: 'a' }],
    ['f:', { kind: 'field', name: '' }],
    ['.', { kind: 'self' }],
    ['k:{"name":"a"}', { kind: 'key', key: { name: 'a' } }],
    ['v:"a"', { kind: 'value', value: 'a' }],
    ['i:2', { kind: 'index', index: 2 }],
    ['k:[1]', { kind: 'foreign' }],
    ['k:{', { kind: 'foreign' }],
    ['v:', { kind: 'foreign' }],
    ['i:', { kind: 'foreign' }],
    ['x:1', { kind: 'foreign' }],
    ['', { kind: 'foreign' }],
  ])('%j', (text, expected) => {
    expect(parseFieldsKey(text)).toEqual(expected);
    expect(parseFieldsKey(text)).toEqual(expected);
  });
});
