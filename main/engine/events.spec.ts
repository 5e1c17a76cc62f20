import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import type { TreeNode } from './engine.ts';
import { eventsOf } from './events.ts';

const node = (uid: string, namespace: string): TreeNode => ({
  ref: { group: '', version: 'v1', kind: 'Pod', namespace, name: uid },
  uid,
  parents: [],
  health: undefined,
  status: undefined,
  createdAt: '',
  info: [],
  images: [],
});
const event = (uid: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `of-${uid}` },
  involvedObject: { uid },
});

describe('eventsOf', () => {
  it('asks each namespace once and keeps what concerns the tree', async () => {
    const asked: string[] = [];
    const cluster = {
      events: async ({ namespace }: { uid?: string; namespace: string }) => {
        asked.push(namespace);
        return namespace === 'a' ? [event('1'), event('stranger')] : [event('3'), event('2')];
      },
    };
    const found = await eventsOf(cluster, [
      node('1', 'a'),
      node('2', 'b'),
      node('3', ''),
      node('', 'nothing lives'),
      node('4', 'a'),
    ]);
    expect(asked).toEqual(['a', 'b', 'default']);
    expect(found.map(({ metadata }) => metadata.name)).toEqual(['of-1', 'of-3', 'of-2', 'of-3', 'of-2']);
  });
});
