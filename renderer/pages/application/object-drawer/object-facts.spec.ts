import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../client/index.ts';
import { conditionsOf, familyOf, hasLogs } from './object-facts.ts';

describe('conditionsOf', () => {
  const withStatus = (status: unknown): KubeObject =>
    ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, status }) as KubeObject;

  it('reads what is of the usual shape', () => {
    const condition = {
      type: 'Available',
      status: 'True',
      reason: 'Ready',
      message: 'fine',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    expect(conditionsOf(withStatus({ conditions: [condition] }))).toEqual([
      {
        type: 'Available',
        status: 'True',
        reason: 'Ready',
        message: 'fine',
        since: Date.parse('2026-01-01T00:00:00Z'),
      },
    ]);
  });

  it.each([undefined, null, 5, {}, { conditions: 'no' }, { conditions: [null, 7] }])('finds none in %j', (status) => {
    expect(conditionsOf(withStatus(status))).toEqual([]);
  });

  it('leaves empty what is of another type, and ends', () => {
    expect(conditionsOf(withStatus({ conditions: [{ type: 5, message: {} }] }))).toEqual([
      { type: '', status: '', reason: '', message: '', since: 0 },
    ]);
    expect(
      conditionsOf(withStatus({ conditions: Array.from({ length: 10_000 }, () => ({ type: 'a' })) })),
    ).toHaveLength(50);
  });
});

describe('familyOf', () => {
  const node = (name: string, uid: string, parents: readonly string[] = []): TreeNode => ({
    ref: { group: '', version: 'v1', kind: 'Pod', namespace: 'shop', name },
    uid,
    parents: [...parents],
    createdAt: '',
    info: [],
    images: [],
  });
  const nodes = [node('a', '1'), node('b', '2', ['1']), node('c', '3', ['2'])];
  const ref = { group: '', kind: 'Pod', namespace: 'shop', name: 'b' };

  it('is who is above and who is below', () => {
    const { node: found, owners, owned } = familyOf(nodes, ref);
    expect([found?.uid, owners.map(({ uid }) => uid), owned.map(({ uid }) => uid)]).toEqual(['2', ['1'], ['3']]);
  });

  it('is empty for who is not there', () => {
    expect(familyOf(nodes, { ...ref, name: 'z' })).toEqual({ node: undefined, owners: [], owned: [] });
  });
});

describe('hasLogs', () => {
  it.each([
    ['', 'Pod', true],
    ['apps', 'Deployment', true],
    ['batch', 'Job', true],
    ['', 'Service', false],
    ['example.com', 'Deployment', false],
  ])('%s/%s: %s', (group, kind, expected) => {
    expect(hasLogs({ group, kind, namespace: '', name: 'x' })).toBe(expected);
  });
});
