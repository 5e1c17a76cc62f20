import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeOrder } from './merge-order.ts';
import { predict } from './predict.ts';
import { appliedBy, entry, input } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

const pod = (env: readonly object[], spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { ...spec, template: { spec: { containers: [{ name: 'web', env }] } } },
});

const env = (...names: readonly string[]) => names.map((name) => ({ name, value: 'x' }));
const namesOf = (object: unknown) =>
  (object as ReturnType<typeof pod>).spec.template.spec.containers[0]!.env.map((one) => (one as { name: string }).name);

describe('predict', () => {
  it('writes shared and new items in the order of the manifest, among those of others', () => {
    const desired = pod(env('c', 'new', 'a'));
    const live = appliedBy(pod(env('a', 'c')), schemas.deployment, pod(env('a', 'other', 'c')));
    expect(namesOf(predict(input(desired, live, schemas.deployment)).predicted)).toEqual(['other', 'c', 'new', 'a']);
  });

  it('takes away what we give up and what becomes empty by it', () => {
    const live = appliedBy(pod(env('a'), { strategy: { rollingUpdate: { maxSurge: 7 } } }), schemas.deployment);
    const { predicted } = predict(input(pod([]), live, schemas.deployment));
    expect(predicted).toEqual({
      ...pod([]),
      metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1' },
      spec: { template: { spec: { containers: [{ name: 'web' }] } } },
    });
  });

  it('shows a new and an extra object on one side only', () => {
    expect(predict(input(pod([]), undefined, undefined))).toEqual({ predicted: pod([]), normalizedLive: undefined });
    const live = { ...pod([]), metadata: { name: 'web', managedFields: [entry('x', 'Update', {})] } };
    expect(predict(input(undefined, live, undefined))).toEqual({
      predicted: undefined,
      normalizedLive: { ...live, metadata: { name: 'web' } },
    });
  });
});

describe('mergeOrder', () => {
  it('has every item once and keeps the order of the manifest', () => {
    const ids = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f']);
    fc.assert(
      fc.property(ids, ids, (live, desired) => {
        const order = mergeOrder(live, desired);
        expect(order.toSorted()).toEqual([...new Set([...live, ...desired])].toSorted());
        expect(order.filter((id) => desired.includes(id))).toEqual(desired);
        const others = live.filter((id) => !desired.includes(id));
        expect(order.filter((id) => others.includes(id))).toEqual(others);
      }),
    );
  });

  it.each([
    [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'a'],
    ],
    [
      ['x', 'a', 'y', 'b', 'z'],
      ['b', 'a'],
      ['x', 'y', 'b', 'z', 'a'],
    ],
    [['a'], ['n', 'a', 'm'], ['n', 'a', 'm']],
    [[], ['a'], ['a']],
    [['a'], [], ['a']],
  ])('of %j and the manifest %j', (live, desired, expected) => {
    expect(mergeOrder(live, desired)).toEqual(expected);
  });
});
