import { describe, expect, it } from 'vitest';
import type { Cluster } from '../cluster/index.ts';
import { keyOf } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { Noticed, waiting, wakeWhen } from './deletion-wait.ts';
import { MemoryCluster, manifest } from './testing/deletion-world.ts';

function world(...names: readonly string[]) {
  const memory = new MemoryCluster();
  const cluster = memory.cluster as unknown as Cluster;
  const clock = new ManualClock();
  const put = (name: string) => memory.put(manifest(name));
  const vanishing = names.map((name) => {
    const object = put(name);
    return { key: keyOf(object), uid: object.metadata.uid! };
  });
  let wakes = 0;
  const left: number[] = [];
  const start = (over: Parameters<typeof waiting>[1] = {}, noticed: Noticed = new Noticed(cluster)) =>
    wakeWhen(
      clock,
      waiting('x', { cluster, vanishing, atLatest: 1000, left: (count) => void left.push(count), ...over }),
      noticed.keys,
      () => {
        wakes++;
      },
    );
  return { memory, cluster, clock, put, vanishing, start, left, wakes: () => wakes };
}

describe('wakeWhen', () => {
  it('wakes once, when the last of them has vanished, and tells how many are left until then', () => {
    const { memory, start, left, wakes } = world('a', 'b', 'c');
    start();
    memory.vanish('b');
    memory.vanish('a');
    expect([wakes(), left]).toEqual([0, [2, 1]]);
    memory.vanish('c');
    memory.put(manifest('c'));
    expect(wakes()).toBe(1);
  });

  it('takes another object of the same name for another: the old one has vanished', () => {
    const { memory, put, start, wakes } = world('a');
    start();
    put('elsewhere');
    expect(wakes()).toBe(0);
    memory.objects.clear();
    put('a');
    expect(wakes()).toBe(1);
  });

  it('does not miss what happened between the look and the wait', () => {
    const { memory, cluster, start, wakes } = world('a');
    const noticed = new Noticed(cluster);
    memory.vanish('a');
    noticed.end();
    start({}, noticed);
    expect(wakes()).toBe(1);
    // Gone before anybody noticed anything.
    const unnoticed = world('b');
    unnoticed.memory.objects.clear();
    unnoticed.start();
    expect(unnoticed.wakes()).toBe(1);
  });

  it('wakes at any change of what is watched for its words, also one noticed before', () => {
    const { memory, cluster, put, vanishing, start, wakes } = world('a', 'b');
    const changing = [vanishing[0]!.key];
    start({ changing });
    memory.say('b', 'Degraded');
    expect(wakes()).toBe(0);
    memory.say('a', 'Degraded');
    expect(wakes()).toBe(1);
    const noticed = new Noticed(cluster);
    put('c');
    memory.say('a', 'Healthy');
    start({ changing }, noticed);
    expect(wakes()).toBe(2);
  });

  it('wakes at the latest after its time, when a kind that matters can be read, and when the cluster is back', () => {
    const { clock, memory, start, wakes } = world('a');
    start();
    clock.advance(999);
    expect(wakes()).toBe(0);
    clock.advance(1);
    expect(wakes()).toBe(1);
    start({ kinds: new Set(['apps/Deployment']) });
    memory.become({ kind: 'synced' });
    expect(wakes()).toBe(1);
    start({ kinds: new Set(['/ConfigMap']) });
    memory.become({ kind: 'synced' });
    expect(wakes()).toBe(2);
    start();
    memory.reached();
    // The two that still waited are woken too.
    expect(wakes()).toBe(4);
  });

  it('leaves nothing behind, woken or stopped, and needs no cluster', () => {
    const { clock, memory, start, wakes } = world('a');
    const before = memory.listeners;
    const stop = start();
    expect(memory.listeners).toBeGreaterThan(before);
    stop();
    memory.vanish('a');
    clock.advance(5000);
    expect([wakes(), clock.timers]).toEqual([0, 0]);
    start({ cluster: undefined, vanishing: [] });
    clock.advance(1000);
    expect([wakes(), clock.timers]).toEqual([1, 0]);
  });
});
