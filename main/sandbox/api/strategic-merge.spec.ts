import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTypes } from '../schemas.ts';
import { StrategicMerge } from './strategic-merge.ts';

const types = readTypes(path.join(import.meta.dirname, '../../../assets/sandbox'));
const strategic = new StrategicMerge(types);
const POD = types.get('io.k8s.api.core.v1.Pod');
const spec = (containers: unknown) => ({ spec: { containers } });
const merge = (target: object, patch: object) => strategic.merge(POD, target as never, patch as never);

describe('strategic merge', () => {
  const live = spec([
    { name: 'a', image: '1', args: ['x'] },
    { name: 'b', image: '1' },
  ]);

  it.each([
    [
      'merges items by their key, the patch first',
      spec([{ name: 'b', image: '2' }]),
      spec([
        { name: 'a', image: '1', args: ['x'] },
        { name: 'b', image: '2' },
      ]),
    ],
    ['deletes an item', spec([{ name: 'a', $patch: 'delete' }]), spec([{ name: 'b', image: '1' }])],
    ['replaces a list', spec([{ $patch: 'replace' }, { name: 'c', image: '3' }]), spec([{ name: 'c', image: '3' }])],
    [
      'replaces atomic lists',
      spec([{ name: 'a', args: ['y'] }]),
      spec([
        { name: 'a', image: '1', args: ['y'] },
        { name: 'b', image: '1' },
      ]),
    ],
    [
      'orders as it is told',
      { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } },
      spec([
        { name: 'b', image: '1' },
        { name: 'a', image: '1', args: ['x'] },
      ]),
    ],
    ['removes with null', { spec: { containers: null } }, { spec: {} }],
  ])('%s', (_name, patch, wanted) => {
    expect(merge(live, patch)).toEqual(wanted);
  });

  it('keeps only the keys that it is told to', () => {
    const type = types.get('io.k8s.api.apps.v1.Deployment');
    const target = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategic.merge(type, target, patch)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });

  it('merges lists of plain values, and takes from them', () => {
    const target = { metadata: { finalizers: ['a/x', 'b/y'] } };
    expect(merge(target, { metadata: { finalizers: ['c/z'] } })).toEqual({
      metadata: { finalizers: ['c/z', 'a/x', 'b/y'] },
    });
    expect(merge(target, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/x'] } })).toEqual({
      metadata: { finalizers: ['b/y'] },
    });
  });
});
