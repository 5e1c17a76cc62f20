import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import type { TreeNode } from './engine.ts';
import { eventsOf, MOST_EVENTS } from './events.ts';

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

  it('keeps the newest of very many, and little of very long ones', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => ({
      ...event('1'),
      lastTimestamp: new Date(n * 1000).toISOString(),
      message: 'x'.repeat(n === 9999 ? 1_000_000 : 10),
      metadata: { name: `e${n}`, managedFields: [{ manager: 'kubelet' }] },
    })) as unknown as KubeObject[];
    const found = await eventsOf({ events: async () => many }, [node('1', 'a')]);
    expect(found).toHaveLength(MOST_EVENTS);
    expect(found[0]?.metadata.name).toBe('e9999');
    expect(JSON.stringify(found[0]).length).toBeLessThan(5000);
    expect(JSON.stringify(found)).not.toContain('kubelet');
  });
});
