import { describe, expect, it } from 'vitest';
import type { PathDifference, PathElement } from '../diff/index.ts';
import type { JsonValue, KubeObject } from '../model/index.ts';
import { capturedFields, valueAt } from './captured-fields.ts';

const LIVE = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    labels: { team: 'shop', 'app.kubernetes.io/instance': 'x' },
    annotations: { note: 'n', 'argocd.argoproj.io/tracking-id': 't', 'deployment.kubernetes.io/revision': '3' },
  },
  spec: { replicas: 5, containers: [{ name: 'a', image: 'x:2', args: ['--b', '--a'] }], finalizers: ['f', 'g'] },
  status: { replicas: 5 },
} as unknown as KubeObject;

const differs = (path: readonly PathElement[], live: JsonValue | undefined): PathDifference => ({
  path,
  text: path.join('.'),
  live,
  desired: 1,
  owners: [],
});
const captured = (...all: PathDifference[]) => capturedFields(all, LIVE);

describe('capturedFields', () => {
  it('takes over what lives, and takes away what does not', () => {
    const image: PathElement[] = ['spec', 'containers', { name: 'a' }, 'image'];
    const all = captured(
      differs(['spec', 'replicas'], 5),
      differs(image, 'x:2'),
      differs(['spec', 'paused'], undefined),
    );
    expect(all).toEqual({
      edits: [
        { path: ['spec', 'replicas'], value: 5 },
        { path: image, value: 'x:2' },
        { path: ['spec', 'paused'], value: undefined },
      ],
      left: [],
    });
  });

  it('leaves what belongs to the server and our own marks', () => {
    const paths: PathElement[][] = [
      ['status', 'replicas'],
      ['metadata', 'managedFields'],
      ['metadata', 'ownerReferences'],
      ['metadata', 'resourceVersion'],
      ['metadata', 'labels', 'app.kubernetes.io/instance'],
      ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'],
      ['metadata', 'annotations', 'deployment.kubernetes.io/revision'],
    ];
    const all = captured(...paths.map((path) => differs(path, valueAt(LIVE, path))));
    expect(all.edits).toEqual([]);
    expect(all.left).toHaveLength(paths.length);
    expect(captured(differs(['metadata', 'labels', 'team'], 'shop')).edits).toHaveLength(1);
  });

  it('does not take the names of items in another order for the items', () => {
    expect(captured(differs(['spec', 'containers'], ['b', 'a']))).toEqual({ edits: [], left: ['spec.containers'] });
    // An atomic list is its own value.
    const args: PathElement[] = ['spec', 'containers', { name: 'a' }, 'args'];
    expect(captured(differs(args, ['--b', '--a'])).edits).toEqual([{ path: args, value: ['--b', '--a'] }]);
  });

  it('finds values by key, by place and in sets, and no inherited ones', () => {
    expect(valueAt(LIVE, ['spec', 'finalizers', { '': 'g' }])).toBe('g');
    expect(valueAt(LIVE, ['spec', 'finalizers', 0])).toBe('f');
    for (const path of [
      ['spec', 'toString'],
      ['spec', 'containers', 'length'],
      ['__proto__', 'x'],
      ['spec', 'replicas', 'x'],
    ]) {
      expect(valueAt(LIVE, path)).toBeUndefined();
    }
  });
});
