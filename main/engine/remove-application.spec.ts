import { describe, expect, it } from 'vitest';
import { defaultProject } from '../access/index.ts';
import { DeletionWorld, manifest, refusal } from './testing/deletion-world.ts';

const CASCADE = 'resources-finalizer.argocd.argoproj.io';
const PRE = 'pre-delete-finalizer.argocd.argoproj.io';
const POST = 'post-delete-finalizer.argocd.argoproj.io';
const wave = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });
const options = (text: string) => ({ 'argocd.argoproj.io/sync-options': text });
const hook = (type: string, policy?: string) => ({
  'argocd.argoproj.io/hook': type,
  ...(policy && { 'argocd.argoproj.io/hook-delete-policy': policy }),
});

describe('a deletion', () => {
  it('without finalizers is done at once, and touches nothing', async () => {
    const world = new DeletionWorld({ finalizers: [] });
    world.memory.put(manifest('a'));
    await world.settle();
    expect(world.gone).toBe(true);
    expect(world.memory.writes).toEqual([]);
    expect(world.task).toMatchObject({ title: 'Delete web', app: 'web', state: 'succeeded', progress: 1 });
  });

  it('goes from the highest wave to the lowest and waits for each to vanish', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    for (const [name, n] of [
      ['a', -1],
      ['b', 5],
      ['c', 0],
      ['d', 5],
    ] as const) {
      memory.put(manifest(name, { annotations: wave(n) }));
      memory.lingering.add(name);
    }
    await world.settle();
    expect(memory.writes).toEqual(['delete ConfigMap/b Foreground uid-2', 'delete ConfigMap/d Foreground uid-4']);
    expect(world.task).toMatchObject({ progress: 0, message: 'waiting for deletion of ConfigMap/n/b, ConfigMap/n/d' });
    memory.vanish('b');
    expect(await world.woken()).toBe(false);
    expect(world.task).toMatchObject({ progress: 0.25 });
    memory.vanish('d');
    expect(await world.woken()).toBe(true);
    expect(memory.writes.slice(2)).toEqual(['delete ConfigMap/c Foreground uid-3']);
    expect(world.task).toMatchObject({ progress: 0.5 });
    memory.vanish('c');
    await world.woken();
    expect(world.conditions).toEqual([]);
    memory.vanish('a');
    await world.woken();
    expect(world.gone).toBe(true);
    expect(memory.writes.at(-1)).toBe('delete ConfigMap/a Foreground uid-1');
    expect(memory.listeners).toBe(0);
    expect(world.clock.timers).toBe(0);
  });

  it('looks a handful of times at a wave of many objects, however they go', async () => {
    const world = new DeletionWorld({ finalizers: [`${CASCADE}/background`] });
    const { memory } = world;
    const names = Array.from({ length: 500 }, (_, index) => `c${index}`);
    for (const name of names) memory.put(manifest(name));
    for (const name of names) memory.lingering.add(name);
    await world.settle();
    expect(memory.writes).toHaveLength(500);
    expect(memory.writes[0]).toBe('delete ConfigMap/c0 Background uid-1');
    for (const name of names) memory.vanish(name);
    await world.woken();
    expect(world.gone).toBe(true);
    expect(world.looks).toBe(2);
  });

  it('leaves alone what asks to stay, what is refused, and what is another’s', async () => {
    const project = {
      ...defaultProject(),
      spec: { ...defaultProject().spec, destinations: [{ server: '*', namespace: 'n' }] },
    };
    const world = new DeletionWorld({ finalizers: [CASCADE], project });
    const { memory } = world;
    memory.put(manifest('goes'));
    memory.put(manifest('stays', { annotations: options('Delete=false') }));
    memory.put(manifest('outside', { namespace: 'elsewhere' }));
    const foreign = { 'argocd.argoproj.io/tracking-id': 'other:/ConfigMap:n/foreign' };
    memory.put(manifest('foreign', { annotations: foreign }));
    memory.put(manifest('copy', { annotations: { 'argocd.argoproj.io/tracking-id': 'web:/ConfigMap:n/goes' } }));
    await world.settle();
    expect(world.gone).toBe(true);
    expect(memory.writes).toEqual(['delete ConfigMap/goes Foreground uid-1']);
  });

  it('guesses nothing while the cluster cannot be read, keeps the age of that, and goes on when it is back', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    memory.put(manifest('a'));
    memory.state = { kind: 'stale', since: Date.UTC(2026, 0, 1), message: 'no route to host' };
    await world.settle();
    expect(world.conditions).toEqual([
      expect.stringMatching(
        /^DeletionError: the objects of web cannot be read in cluster c: ConfigMap: no route to host \(last read 2026-01-01T00:00:00Z\)/,
      ),
    ]);
    const [before] = world.record.app.status!.conditions!;
    for (const again of [10_000, 20_000, 40_000, 80_000, 160_000]) {
      expect(await world.pass(again - 1)).toBe(false);
      expect(await world.pass(1)).toBe(true);
    }
    expect(world.record.app.status!.conditions).toEqual([before]);
    expect(memory.writes).toEqual([]);
    memory.become({ kind: 'synced' });
    expect(await world.woken()).toBe(true);
    expect(world.gone).toBe(true);
  });

  it.each([
    [{ kind: 'forbidden', message: 'configmaps is forbidden' }, 'configmaps is forbidden'],
    [{ kind: 'loading' }, 'has not been read yet'],
    [{ kind: 'stale', since: 0, message: 'connection refused' }, 'connection refused'],
  ] as const)('takes nothing for gone while a kind is %j', async (state, words) => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    world.memory.put(manifest('a'));
    world.memory.state = state;
    await world.settle();
    expect([world.memory.writes, world.gone, world.finalizers]).toEqual([[], false, [CASCADE]]);
    expect(world.conditions).toEqual([expect.stringContaining(words)]);
  });

  it('leaves what has an owner to its owner', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const owned = manifest('owned');
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'u' }];
    world.memory.put({ ...owned, metadata: { ...owned.metadata, ownerReferences } });
    world.memory.put(manifest('a'));
    await world.settle();
    expect(world.memory.writes).toEqual(['delete ConfigMap/a Foreground uid-2']);
    expect(world.gone).toBe(true);
  });

  it('lets a hook go that a sync has left with its finalizer', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const finalizers = ['argocd.argoproj.io/hook-finalizer'];
    world.memory.put(manifest('left', { kind: 'Job', annotations: hook('PreSync'), finalizers }));
    await world.settle();
    expect(world.memory.writes).toEqual(['release Job/left', 'delete Job/left Foreground uid-1']);
    expect(world.gone).toBe(true);
  });

  it('tries again at once when the cluster is reached', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    memory.put(manifest('a'));
    memory.put(manifest('b'));
    memory.refusals.set('a', refusal(500, 'InternalError', 'etcd is away'));
    await world.settle();
    expect(world.conditions).toEqual(['DeletionError: ConfigMap/n/a cannot be deleted: etcd is away']);
    expect(memory.left).toEqual(['a']);
    memory.refusals.clear();
    memory.reached();
    await world.woken();
    expect(world.gone).toBe(true);
  });

  it('does not take the server’s word for an object that it still sees', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    memory.put(manifest('a'));
    memory.cluster.delete = async () => true;
    await world.settle();
    expect(world.gone).toBe(false);
    expect(world.finalizers).toEqual([CASCADE]);
  });

  it('waits for an approval that is not older than the deletion', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    world.memory.put(manifest('a', { annotations: options('Delete=confirm') }));
    world.memory.put(manifest('b'));
    await world.settle();
    for (const time of ['2025-12-31T23:59:59Z', 'soon']) {
      world.edit({ annotations: { 'argocd.argoproj.io/deletion-approved': time } });
      await world.woken();
      expect(world.conditions).toEqual([
        expect.stringMatching(/^DeletionError: waiting for deletion confirmation of ConfigMap\/n\/a: /),
      ]);
    }
    expect(world.memory.writes).toEqual([]);
    world.edit({ annotations: { 'argocd.argoproj.io/deletion-approved': '2026-01-01T00:00:00Z' } });
    await world.woken();
    expect(world.gone).toBe(true);
  });

  it('says which object holds, and by which finalizer', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    memory.put(manifest('held', { finalizers: ['example.com/hold', 'foregroundDeletion'] }));
    memory.put(manifest('slow', { finalizers: ['foregroundDeletion'] }));
    await world.settle();
    expect(world.conditions).toEqual([]);
    await world.pass(10_000);
    expect(world.conditions).toEqual([
      expect.stringMatching(
        /^DeletionError: waiting for deletion of ConfigMap\/n\/held \(held by its finalizer example.com\/hold\), ConfigMap\/n\/slow \(what it owns has not gone yet\), since \S+Z: .*argosy app delete web --cascade=false/,
      ),
    ]);
    const [before] = world.record.app.status!.conditions!;
    await world.pass(60_000);
    expect(world.record.app.status!.conditions).toEqual([before]);
    memory.vanish('slow');
    await world.woken();
    expect(memory.writes).toHaveLength(2);
    memory.vanish('held');
    await world.woken();
    expect(world.gone).toBe(true);
  });

  it('is ended by taking the finalizers off: nothing else is touched', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    memory.put(manifest('held', { annotations: wave(1), finalizers: ['example.com/hold'] }));
    memory.put(manifest('later'));
    await world.settle();
    world.edit({ finalizers: [] });
    await world.woken();
    expect(world.gone).toBe(true);
    expect(memory.left).toEqual(['held', 'later']);
    expect(memory.writes).toHaveLength(1);
  });

  it('stops a look that is under way when the finalizers are taken off', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    const { memory } = world;
    memory.put(manifest('a'));
    const { watch } = memory.cluster;
    memory.cluster.watch = async () => {
      world.edit({ finalizers: [] });
      return watch();
    };
    await world.settle();
    expect(world.gone).toBe(true);
    expect(memory.writes).toEqual([]);
  });

  it('is held by finalizers that it does not know, as in a cluster', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE, 'example.com/other'] });
    world.memory.put(manifest('a'));
    await world.settle();
    expect(world.memory.left).toEqual([]);
    expect(world.finalizers).toEqual(['example.com/other']);
    expect(world.conditions).toEqual([expect.stringContaining('held by its finalizer example.com/other')]);
    world.edit({ finalizers: [] });
    await world.woken();
    expect(world.gone).toBe(true);
  });

  it('touches nothing where the destination is unknown, and waits where it may come back', async () => {
    const unknown = new DeletionWorld({ finalizers: [CASCADE, PRE, `${PRE}/cleanup`], destination: 'unknown' });
    await unknown.settle();
    expect(unknown.gone).toBe(true);
    const unusable = new DeletionWorld({ finalizers: [CASCADE], destination: 'unusable' });
    await unusable.settle();
    expect(unusable.gone).toBe(false);
    expect(unusable.conditions).toEqual(['DeletionError: no kubeconfig']);
    expect(await unusable.pass(10_000)).toBe(true);
  });

  it('forgets its waits when the engine stops', async () => {
    const world = new DeletionWorld({ finalizers: [CASCADE] });
    world.memory.put(manifest('a', { finalizers: ['example.com/hold'] }));
    await world.settle();
    world.removal.stop();
    expect(world.memory.listeners).toBe(0);
    expect(world.clock.timers).toBe(0);
    expect(world.task).toMatchObject({ state: 'cancelled' });
  });
});

describe('hooks of a deletion', () => {
  const all = [PRE, `${PRE}/cleanup`, CASCADE, POST, `${POST}/cleanup`];
  const early = (over: Parameters<typeof manifest>[1] = {}) =>
    manifest('before', { kind: 'Job', ...over, annotations: { ...hook('PreDelete'), ...over?.annotations } });
  const after = manifest('after', { kind: 'Job', annotations: hook('PostDelete', 'HookSucceeded') });
  const HOOK = 'argocd.argoproj.io/hook-finalizer';

  it('run before and after, are waited for, and lose their finalizers before anything else goes', async () => {
    const world = new DeletionWorld({ finalizers: all, target: [manifest('a'), early(), after] });
    const { memory } = world;
    memory.put(manifest('a'));
    memory.health.set('before', 'Progressing');
    memory.health.set('after', 'Suspended');
    await world.settle();
    expect(memory.writes).toEqual(['create Job/before']);
    const created = memory.objects.get('batch/Job/n/before' as never)!;
    expect(created.metadata.finalizers).toEqual([HOOK]);
    expect(created.metadata.annotations?.['argosy.dev/deletion']).toBe('PreDelete 2026-01-01T00:00:00Z before');
    expect(world.task?.message).toBe('PreDelete: waiting for completion of hook batch/Job/before');

    memory.say('before', 'Healthy');
    await world.woken();
    expect(memory.writes.slice(1)).toEqual([
      'release Job/before',
      'delete ConfigMap/a Foreground uid-1',
      'create Job/after',
    ]);
    expect(world.finalizers).toEqual([`${PRE}/cleanup`, POST, `${POST}/cleanup`]);
    memory.say('after', 'Healthy');
    await world.woken();
    expect(world.gone).toBe(true);
    expect(memory.writes.slice(4)).toEqual([
      'release Job/after',
      expect.stringMatching(/^delete Job\/after Background uid-\d+$/),
    ]);
    // Its default policy leaves it for the next time.
    expect(memory.left).toEqual(['before']);
  });

  it('of a chart run by Helm’s weights, and go by Helm’s delete policies', async () => {
    const helm = (name: string, type: string, weight: number, policy?: string) =>
      manifest(name, {
        kind: 'Job',
        annotations: {
          'helm.sh/hook': type,
          'helm.sh/hook-weight': String(weight),
          ...(policy && { 'helm.sh/hook-delete-policy': policy }),
        },
      });
    const target = [
      helm('late', 'pre-delete', 5),
      helm('early', 'pre-delete', -5, 'hook-succeeded'),
      helm('after', 'post-delete', 0, 'hook-succeeded,hook-failed'),
      helm('upgrade', 'pre-upgrade', 0),
    ];
    const world = new DeletionWorld({ finalizers: all, target });
    const { memory } = world;
    memory.put(manifest('a'));
    for (const name of ['early', 'late', 'after']) memory.health.set(name, 'Progressing');
    await world.settle();
    expect(memory.writes).toEqual(['create Job/early']);
    memory.say('early', 'Healthy');
    await world.woken();
    expect(memory.writes.slice(1)).toEqual(['create Job/late']);
    expect(memory.left).toContain('a');
    memory.say('late', 'Healthy');
    await world.woken();
    expect(memory.left).not.toContain('a');
    expect(memory.writes).toContain('create Job/after');
    memory.say('after', 'Healthy');
    await world.woken();
    expect(world.gone).toBe(true);
    // Helm's own default leaves a hook for the next time; no other hook of the chart has run.
    expect(memory.left).toEqual(['late']);
  });

  it('that never end are said, with since when and the way out, and go on being waited for', async () => {
    const world = new DeletionWorld({ finalizers: all, target: [manifest('a'), early()] });
    const { memory } = world;
    memory.put(manifest('a'));
    memory.health.set('before', 'Progressing');
    await world.settle();
    await world.pass(240_000);
    expect(world.conditions).toEqual([]);
    await world.pass(60_000);
    const said =
      /^DeletionError: PreDelete: waiting for completion of hook batch\/Job\/before, since (\S+Z): .*app logs web.*--cascade=false/;
    expect(world.conditions).toEqual([expect.stringMatching(said)]);
    const since = said.exec(world.conditions[0]!)![1]!;
    expect(Date.parse(since)).toBe(Math.floor((world.clock.now() - 300_000) / 1000) * 1000);
    const before = world.conditions;
    await world.pass(600_000);
    expect(world.conditions).toEqual(before);
    memory.say('before', 'Healthy');
    await world.woken();
    expect(memory.left).not.toContain('a');
    expect(world.conditions).toEqual([]);
  });

  it('are created wave by wave', async () => {
    const target = [
      early({ annotations: wave(2) }),
      manifest('first', { kind: 'Job', annotations: { ...hook('PreDelete'), ...wave(-1) } }),
    ];
    const world = new DeletionWorld({ finalizers: [PRE], target });
    const { memory } = world;
    memory.health.set('first', 'Progressing');
    await world.settle();
    expect(memory.writes).toEqual(['create Job/first']);
    memory.say('first', 'Healthy');
    await world.woken();
    expect(memory.writes).toEqual(['create Job/first', 'create Job/before']);
  });

  it('delete nothing when they fail, are left for their log, and are tried again from the newest revision', async () => {
    const world = new DeletionWorld({ finalizers: all, target: [manifest('a'), early()] });
    const { memory } = world;
    memory.put(manifest('a'));
    memory.health.set('before', 'Degraded');
    await world.settle();
    const failed = ['DeletionError: PreDelete hook(s) failed: Job/n/before'];
    expect(world.conditions).toEqual(failed);
    expect(memory.left).toEqual(['a', 'before']);
    const { loads } = world;
    // Whatever wakes it meanwhile: it is not its turn yet.
    memory.say('before', 'Degraded');
    world.edit({ labels: { touched: 'yes' } });
    await world.woken();
    expect(memory.writes).toEqual(['create Job/before']);

    world.target = [manifest('a'), early({ annotations: { mended: 'yes' } })];
    const { create } = memory.cluster;
    memory.cluster.create = (object) => {
      memory.health.set('before', 'Progressing');
      return create(object);
    };
    await world.pass(10_000);
    expect(world.loads).toBeGreaterThan(loads);
    expect(memory.writes.slice(1, 4)).toEqual([
      'release Job/before',
      expect.stringContaining('delete Job/before'),
      'create Job/before',
    ]);
    expect(world.conditions).toEqual(failed);
    memory.say('before', 'Degraded');
    await world.woken();
    expect(world.conditions).toEqual(failed);
    expect(await world.pass(10_000)).toBe(false);
    expect(await world.pass(10_000)).toBe(true);
    memory.say('before', 'Healthy');
    await world.woken();
    expect(world.gone).toBe(true);
  });

  it('that failed go at once where their policy says so', async () => {
    const world = new DeletionWorld({
      finalizers: [PRE],
      target: [early({ annotations: hook('PreDelete', 'HookFailed') })],
    });
    world.memory.health.set('before', 'Unknown');
    await world.settle();
    expect(world.conditions).toHaveLength(1);
    expect(world.memory.left).toEqual([]);
    await world.pass(9_999);
    expect(world.memory.left).toEqual([]);
  });

  it('that have finished do not run again in an engine that knows nothing of it', async () => {
    const first = new DeletionWorld({ finalizers: [PRE, `${PRE}/cleanup`], target: [early()] });
    await first.settle();
    const hookObject = first.memory.objects.get('batch/Job/n/before' as never)!;
    // The same moment of another engine: the finalizer is still there, the hook too.
    const second = new DeletionWorld({ finalizers: [PRE, `${PRE}/cleanup`], target: [early()] });
    second.memory.put({ ...hookObject, metadata: { ...hookObject.metadata, finalizers: [HOOK] } });
    await second.settle();
    expect(second.gone).toBe(true);
    expect(second.memory.writes).toEqual(['release Job/before']);
  });

  it('of an earlier life, or of a sync, are taken out of the way', async () => {
    const world = new DeletionWorld({
      finalizers: [PRE],
      target: [early({ annotations: hook('PostSync,PreDelete') })],
    });
    const { memory } = world;
    memory.put(early({ annotations: hook('PostSync,PreDelete') }));
    await world.settle();
    expect(memory.writes).toEqual(['delete Job/before Background uid-1', 'create Job/before']);
    expect(world.gone).toBe(true);
  });

  it.each([
    ['nobody’s', manifest('before', { kind: 'Job', annotations: { 'argocd.argoproj.io/tracking-id': '' } })],
    [
      'another’s',
      manifest('before', {
        kind: 'Job',
        annotations: { 'argocd.argoproj.io/tracking-id': 'other:batch/Job:n/before' },
      }),
    ],
    ['an ordinary one of its own', manifest('before', { kind: 'Job' })],
  ])('never take the place of an object that is %s', async (_, object) => {
    const world = new DeletionWorld({ finalizers: [PRE], target: [early()] });
    world.memory.put(object);
    await world.settle();
    expect(world.memory.writes).toEqual([]);
    expect(world.conditions).toEqual([
      expect.stringContaining('an object of that name exists which is no hook of web'),
    ]);
  });

  it('that the project does not permit are not created, and nothing goes', async () => {
    const project = {
      ...defaultProject(),
      spec: { ...defaultProject().spec, namespaceResourceBlacklist: [{ group: 'batch', kind: 'Job' }] },
    };
    const world = new DeletionWorld({ finalizers: all, target: [manifest('a'), early()], project });
    world.memory.put(manifest('a'));
    await world.settle();
    expect(world.memory.writes).toEqual([]);
    expect(world.conditions).toEqual(['DeletionError: resource batch:Job is not permitted in project default']);
  });

  it('that cannot be rendered stop the deletion', async () => {
    const world = new DeletionWorld({ finalizers: all, target: [early()] });
    world.memory.put(manifest('a'));
    world.target = undefined;
    await world.settle();
    expect(world.conditions).toEqual(['DeletionError: the PreDelete hooks cannot be rendered: the repository is away']);
    expect(world.memory.writes).toEqual([]);
    world.target = [early()];
    await world.pass(10_000);
    expect(world.gone).toBe(true);
  });

  it('have their names generated once, whatever Git has later', async () => {
    const generated = manifest('before-', { kind: 'Job', annotations: hook('PreDelete') });
    const world = new DeletionWorld({ finalizers: [PRE, `${PRE}/cleanup`], target: [generated] });
    const { memory } = world;
    memory.cluster.create = async (object) => {
      memory.writes.push(`create ${object.metadata.name}`);
      memory.health.set(object.metadata.name ?? '', 'Progressing');
      return memory.put(object);
    };
    await world.settle();
    expect(memory.writes).toEqual(['create before-0123456-predelete-1767225600']);
    world.edit({});
    await world.woken();
    memory.say('before-0123456-predelete-1767225600', 'Healthy');
    await world.woken();
    expect(memory.writes.filter((write) => write.startsWith('create'))).toHaveLength(1);
    expect(world.gone).toBe(true);
  });

  it('have their stage on disk before it is acted upon', async () => {
    const world = new DeletionWorld({ finalizers: [PRE, `${PRE}/cleanup`], target: [early()] });
    const { memory } = world;
    const { patch } = memory.cluster;
    memory.cluster.patch = async (...args) => {
      expect(world.flushes).toBe(1);
      expect(world.finalizers).toEqual([`${PRE}/cleanup`]);
      return patch(...args);
    };
    await world.settle();
    expect(memory.writes).toEqual(['create Job/before', 'release Job/before']);
  });

  it('run without a cascade where the finalizers say only that', async () => {
    const world = new DeletionWorld({ finalizers: [PRE, `${PRE}/cleanup`], target: [manifest('a'), early()] });
    world.memory.put(manifest('a'));
    await world.settle();
    expect(world.gone).toBe(true);
    expect(world.memory.left).toEqual(['a', 'before']);
  });

  it('that a person deletes while they run are created anew', async () => {
    const world = new DeletionWorld({ finalizers: [PRE], target: [early()] });
    const { memory } = world;
    memory.health.set('before', 'Progressing');
    await world.settle();
    const running = memory.objects.get('batch/Job/n/before' as never)!;
    memory.put({ ...running, metadata: { ...running.metadata, deletionTimestamp: '2026-01-01T00:00:05Z' } });
    await world.woken();
    expect(memory.writes.slice(1)).toEqual(['release Job/before']);
    memory.vanish('before');
    await world.woken();
    expect(memory.writes.slice(2)).toEqual(['create Job/before']);
  });
});
