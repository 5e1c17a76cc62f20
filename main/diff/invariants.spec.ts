import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchemaNode } from '../cluster/index.ts';
import { deepEqual, type KubeObject } from '../model/index.ts';
import { compareTier1 } from './compare.ts';
import { confirm } from './confirm.ts';
import { ownedTree } from './owned-tree.ts';
import { predictRaw } from './predict.ts';
import { appliedBy, entry, input } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

/** Few names, so that random sides often meet; among them those that every object inherits. */
const name = fc.constantFrom('a', 'b', 'name', 'constructor', '__proto__', 'toString');
const scalar = fc.oneof(
  fc.constantFrom('', 'x', 'y', '1', '1000m'),
  fc.constantFrom(0, 1, 2),
  fc.boolean(),
  fc.constant(null),
);

const json = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, tie('object'), tie('list')),
  object: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((pairs) => objectOf(pairs)),
  list: fc.array(tie('value'), { maxLength: 3 }),
}));

/** As JSON.parse makes it: `__proto__` is a field like any other. */
function objectOf(pairs: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [key, value] of pairs) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

const schema = fc.letrec<{ node: SchemaNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<SchemaNode>(
      schemas.text,
      schemas.integer,
      schemas.quantity,
      schemas.anything,
      { type: 'any' },
      schemas.set,
    ),
    fc.constant<SchemaNode>({ ...schemas.integer, default: 2 }),
    fc.dictionary(name, tie('node'), { maxKeys: 3, noNullPrototype: true }).map((fields) => schemas.object(fields)),
    fc
      .dictionary(name, tie('node'), { maxKeys: 2, noNullPrototype: true })
      .map((fields) => schemas.object(fields, { mapType: 'atomic' })),
    tie('node').map((items) => schemas.map(items)),
    tie('node').map((items) => schemas.atomic(items)),
    fc
      .dictionary(name, tie('node'), { maxKeys: 3, noNullPrototype: true })
      .map((fields) => schemas.keyed(schemas.object(fields), 'name')),
  ),
})).node;

const apiVersion = fc.constantFrom('v1', 'apps/v1', 'example.com/v1');

const scenario = fc
  .record({
    apiVersion,
    desired: json['value']!,
    live: json['value']!,
    before: fc.option(json['value']!, { nil: undefined }),
    others: fc.array(json['value']!, { maxLength: 2 }),
    spec: fc.option(schema, { nil: undefined }),
    lastApplied: fc.boolean(),
  })
  .map(({ apiVersion, desired, live, before, others, spec, lastApplied }) => {
    const type =
      spec && schemas.object({ apiVersion: schemas.text, kind: schemas.text, metadata: schemas.metadata, spec });
    const object = (value: unknown, annotations?: object) =>
      ({
        apiVersion,
        kind: 'Thing',
        metadata: { name: 'n', ...(annotations && { annotations }) },
        spec: value,
      }) as unknown as KubeObject;
    const entries = others.map((other) => entry('other', 'Update', ownedTree({ spec: other }, type)));
    const annotations =
      lastApplied && before !== undefined
        ? { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(object(before)) }
        : undefined;
    const present = object(live, annotations);
    return {
      type,
      desired: object(desired),
      live:
        before === undefined || lastApplied
          ? { ...present, metadata: { ...present.metadata, managedFields: entries } }
          : appliedBy({ spec: before }, type, present, entries),
    };
  });

const runs = { numRuns: 3000 };

describe('a verdict', () => {
  it('differs exactly when there is a path, and exactly when applying would change live', () => {
    fc.assert(
      fc.property(scenario, ({ type, desired, live }) => {
        const compared = input(desired, live, type);
        const verdict = compareTier1(compared);
        const { predicted, normalizedLive } = predictRaw(compared);
        if (verdict.kind === 'differs') expect(verdict.paths.length).toBeGreaterThan(0);
        else expect(verdict.kind).toBe('same');
        expect(deepEqual(predicted, normalizedLive)).toBe(verdict.kind === 'same');
      }),
      runs,
    );
  });

  it('is the same once the prediction has come true', () => {
    fc.assert(
      fc.property(scenario, ({ type, desired, live }) => {
        const { predicted } = predictRaw(input(desired, live, type));
        const after = appliedBy(desired, type, predicted);
        expect(compareTier1(input(desired, after, type)).kind).toBe('same');
      }),
      runs,
    );
  });

  it('never changes what it is given', () => {
    fc.assert(
      fc.property(scenario, ({ type, desired, live }) => {
        const before = JSON.stringify([desired, live]);
        predictRaw(input(desired, live, type));
        compareTier1(input(desired, live, type));
        expect(JSON.stringify([desired, live])).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('of tier 2 differs exactly when there is a path', () => {
    fc.assert(
      fc.property(scenario, scenario, fc.boolean(), ({ type, desired, live }, { live: answer }, mutations) => {
        const verdict = confirm(input(desired, live, type), { ...answer, apiVersion: live.apiVersion } as KubeObject, {
          includeMutations: mutations,
        });
        if (verdict.kind === 'differs') expect(verdict.paths.length).toBeGreaterThan(0);
        else expect(verdict.kind).toBe('same');
        expect(confirm(input(desired, live, type), live, { includeMutations: mutations }).kind).toBe('same');
      }),
      { numRuns: 1000 },
    );
  });
});
