import { describe, expect, it } from 'vitest';
import { defaultProject } from '../access/index.ts';
import type { Cluster } from '../cluster/index.ts';
import { keyOf } from '../model/index.ts';
import { deleteWave, holders } from './deletion-wave.ts';
import type { GateFacts } from './gate.ts';
import type { LeftObject } from './left-in-cluster.ts';
import { APP, MemoryCluster, manifest, refusal } from './testing/deletion-world.ts';

const NEVER = new AbortController().signal;

function world(project = defaultProject()) {
  const memory = new MemoryCluster();
  const cluster = memory.cluster as unknown as Cluster;
  const gate = {
    project,
    destination: { cluster, server: 'https://c', name: 'c', namespace: 'n', project: undefined },
    owner: { app: APP, installationId: '', tracking: {}, failOnShared: false },
  } as unknown as GateFacts;
  const left = (name: string, wave: number, finalizers: readonly string[] = []): LeftObject => {
    const object = memory.put(manifest(name, { finalizers }));
    return { live: cluster.live(keyOf(object))!, object, fate: { kind: 'goes', wave, confirm: false } };
  };
  return { memory, cluster, gate, left };
}

describe('deleteWave', () => {
  it('asks the gate once more right before each delete', async () => {
    const project = defaultProject();
    const spec = { ...project.spec, destinations: [{ server: '*', namespace: 'elsewhere' }] };
    const { memory, gate, left } = world({ ...project, spec });
    await expect(deleteWave([left('a', 0)], gate, 'foreground', NEVER)).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: expect.stringMatching(/^ConfigMap\/n\/a cannot be deleted: /),
    });
    expect(memory.writes).toEqual([]);
  });

  it('asks for the highest wave only, and lets a refusal keep no other from going', async () => {
    const { memory, gate, left } = world();
    const all = [left('low', 0), left('no', 3), left('yes', 3)];
    memory.refusals.set('no', refusal(403, 'Forbidden', 'webhook says no'));
    await expect(deleteWave(all, gate, 'background', NEVER)).rejects.toThrow('webhook says no');
    expect(memory.writes.map((one) => one.split(' ').slice(0, 3).join(' '))).toEqual([
      'delete ConfigMap/no Background',
      'delete ConfigMap/yes Background',
    ]);
    expect(memory.left).toEqual(['low', 'no']);
  });

  it('names three of those that are left with what holds them, and counts the rest', async () => {
    const { cluster, left, memory } = world();
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => left(name, 0, name === 'b' ? ['example.com/x'] : []));
    const vanishing = all.map(({ live: { key, uid } }) => ({ key, uid }));
    memory.vanish('a');
    expect(holders(cluster, vanishing)).toEqual({
      message:
        'waiting for deletion of ConfigMap/n/b (held by its finalizer example.com/x), ConfigMap/n/c, ConfigMap/n/d and 1 more',
      changing: vanishing.slice(1, 4).map(({ key }) => key),
    });
  });
});
