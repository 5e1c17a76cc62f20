import { describe, expect, it } from 'vitest';
import { ArgosyError } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { type ExecuteOptions, execute, TERMINATE } from './execute.ts';
import { Outage } from './outage.ts';
import { plan } from './plan.ts';
import type { SyncOutcome, SyncPorts } from './ports.ts';
import type { PlanInput, SyncResource } from './task.ts';
import { manifest, planInput, resource, short, World } from './testing/world.ts';

const wave = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });
const hook = (types: string, policy = '') => ({
  'argocd.argoproj.io/hook': types,
  ...(policy !== '' && { 'argocd.argoproj.io/hook-delete-policy': policy }),
});
const job = (name: string, types: string, policy = '', state: 'new' | 'live' = 'new') =>
  resource({ kind: 'Job', name, annotations: hook(types, policy) }, state);
const web = (n: number, name = 'web') => resource({ kind: 'Deployment', name, annotations: wave(n) });

interface Started {
  readonly world: World;
  readonly clock: ManualClock;
  readonly stop: AbortController;
  readonly outcome: Promise<SyncOutcome>;
}

function start(
  world: World,
  resources: readonly SyncResource[],
  { input = {}, ...options }: Partial<ExecuteOptions> & { readonly input?: Partial<PlanInput> } = {},
): Started {
  const clock = new ManualClock();
  const stop = new AbortController();
  const made = plan(planInput(resources, input));
  const outcome = execute(made, world.ports, { clock, ...options }, stop.signal);
  outcome.catch(() => undefined);
  return { world, clock, stop, outcome };
}

/** Resolves once the sync says this, or ends without. */
async function says({ world, outcome }: Started, message: string): Promise<void> {
  let over = false;
  void outcome
    .finally(() => {
      over = true;
    })
    .catch(() => undefined);
  while (!over && world.messages.at(-1) !== message) await new Promise((resolve) => setImmediate(resolve));
  expect(world.messages).toContain(message);
}

const summary = (outcome: SyncOutcome) =>
  outcome.results.map((result) =>
    [result.syncPhase, `${result.kind}/${result.name}`, result.status ?? '-', result.hookPhase, result.message ?? '']
      .join(' ')
      .trim(),
  );

describe('a sync without waves', () => {
  it('tries everything, then applies by kind, and does not wait for health', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    const { outcome } = start(world, [
      web(0),
      resource({ name: 'b' }),
      resource({ name: 'a' }),
      resource({ kind: 'Secret', name: 's' }),
    ]);
    expect(await outcome).toMatchObject({ phase: 'Succeeded', message: 'successfully synced (all tasks run)' });
    expect(world.calls).toEqual([
      'dry Secret/s',
      'dry ConfigMap/a',
      'dry ConfigMap/b',
      'dry Deployment/web',
      'apply Secret/s',
      'apply ConfigMap/a',
      'apply ConfigMap/b',
      'apply Deployment/web',
    ]);
  });

  it('runs objects of one kind side by side and kinds one after the other', async () => {
    const world = new World();
    const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
    await start(world, [...names.map((name) => resource({ name })), web(0)]).outcome;
    expect(world.parallel).toBe(20);
    expect(world.made('apply').at(-1)).toBe('apply Deployment/web');
  });

  it('gives each object its result', async () => {
    const world = new World();
    const outcome = await start(world, [resource({ name: 'a' }), resource({ name: 'gone' }, 'only')]).outcome;
    expect(outcome.results).toEqual([
      {
        group: '',
        version: 'v1',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'gone',
        status: 'Pruned',
        message: 'pruned',
        hookPhase: 'Succeeded',
        syncPhase: 'Sync',
      },
      {
        group: '',
        version: 'v1',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'a',
        status: 'Synced',
        message: 'configmap/a applied',
        hookPhase: 'Running',
        syncPhase: 'Sync',
      },
    ]);
  });

  it('has nothing to do', async () => {
    expect(await start(new World(), []).outcome).toMatchObject({
      phase: 'Succeeded',
      message: 'successfully synced (no more tasks)',
    });
  });

  it('writes the journal before and after each change', async () => {
    const world = new World();
    await start(world, [resource({ name: 'a' }), resource({ name: 'gone' }, 'only')]).outcome;
    expect(
      world.records.map(
        (record) =>
          `${record.kind} ${record.kind === 'intent' ? record.act : record.result.status} ${short(record.key)}`,
      ),
    ).toEqual([
      'intent prune ConfigMap/gone',
      'result Pruned ConfigMap/gone',
      'intent apply ConfigMap/a',
      'result Synced ConfigMap/a',
    ]);
  });

  it('writes nothing to the cluster when the journal cannot be written', async () => {
    const world = new World();
    world.onRecord = () => {
      throw new Error('disk full');
    };
    await expect(start(world, [resource({ name: 'a' })]).outcome).rejects.toThrow('disk full');
    expect(world.made('apply')).toEqual([]);
  });
});

describe('refusals', () => {
  it('of the plan: nothing is even tried', async () => {
    const world = new World();
    const input = { refusal: ({ key }: SyncResource) => `${short(key)} is not permitted` };
    const outcome = await start(world, [resource({ name: 'b' }), resource({ name: 'a' })], { input }).outcome;
    expect(outcome.message).toBe(
      'one or more synchronization tasks are not valid: ConfigMap/a is not permitted; ConfigMap/b is not permitted',
    );
    expect(summary(outcome)[0]).toBe('Sync ConfigMap/a SyncFailed Failed ConfigMap/a is not permitted');
    expect(world.calls).toEqual([]);
  });

  it('of the dry run: nothing is applied, and hooks for failures do not run', async () => {
    const world = new World();
    world.refusals.set('dry ConfigMap/b', 'data: invalid');
    const { outcome } = start(world, [
      resource({ name: 'a' }),
      resource({ name: 'b' }),
      resource({ name: 'gone' }, 'only'),
      job('rescue', 'SyncFail'),
    ]);
    expect(await outcome).toMatchObject({ phase: 'Failed', message: 'one or more objects failed to apply (dry run)' });
    expect(summary(await outcome)).toEqual(['Sync ConfigMap/b SyncFailed Failed data: invalid']);
    expect(world.made('apply', 'prune')).toEqual([]);
    expect(world.records).toEqual([]);
  });

  it('of an apply: later kinds of the wave still go, later waves do not', async () => {
    const world = new World();
    world.refusals.set('apply ConfigMap/a', 'denied by policy');
    const outcome = await start(world, [resource({ name: 'a' }), resource({ name: 'b' }), web(0), web(1, 'later')])
      .outcome;
    expect(outcome).toMatchObject({
      phase: 'Failed',
      message: 'one or more objects failed to apply, reason: denied by policy',
    });
    expect(world.made('apply')).toEqual(['apply ConfigMap/a', 'apply ConfigMap/b', 'apply Deployment/web']);
  });

  it('of a prune: the objects of the wave are not applied', async () => {
    const world = new World();
    world.refusals.set('prune ConfigMap/gone', 'forbidden');
    const outcome = await start(world, [resource({ name: 'a' }), resource({ name: 'gone' }, 'only')]).outcome;
    expect(outcome.message).toBe('one or more objects failed to apply, reason: forbidden');
    expect(world.made('apply')).toEqual([]);
  });

  it('of the namespace', async () => {
    const world = new World();
    world.refusals.set('apply Namespace/default', 'quota');
    const input = { operation: { syncOptions: ['CreateNamespace=true'] }, namespaceExists: false };
    const outcome = await start(world, [resource({ name: 'a' })], { input }).outcome;
    expect(outcome).toMatchObject({ phase: 'Failed', message: 'the namespace failed to apply, reason: quota' });
    expect(world.made('dry')).toEqual([]);
  });

  it('that are bugs are not taken for refusals', async () => {
    const world = new World();
    world.onApply = () => {
      throw new TypeError('x is undefined');
    };
    await expect(start(world, [resource({ name: 'a' })]).outcome).rejects.toThrow(TypeError);
  });
});

describe('namespaces and kinds', () => {
  it('creates the namespace for real before the dry run, once', async () => {
    const world = new World();
    const input = { operation: { syncOptions: ['CreateNamespace=true'] }, namespaceExists: false };
    const outcome = await start(world, [resource({ name: 'a' })], { input }).outcome;
    expect(outcome.phase).toBe('Succeeded');
    expect(world.calls).toEqual(['apply Namespace/default', 'dry ConfigMap/a', 'apply ConfigMap/a']);
    // Namespaces may well not be watched: the one that was made is not looked for.
    expect(world.healthReads).toBe(0);
  });

  it('does not try what cannot be tried yet', async () => {
    const world = new World();
    await start(world, [resource({ kind: 'Namespace', name: 'shop' }), resource({ name: 'a', namespace: 'shop' })])
      .outcome;
    expect(world.calls).toEqual(['dry Namespace/shop', 'apply Namespace/shop', 'apply ConfigMap/a']);
  });

  it('gives a definition three seconds to be established, then goes on', async () => {
    const world = new World();
    world.healthOnApply.set('CustomResourceDefinition/w', 'Progressing');
    const crd = resource({ kind: 'CustomResourceDefinition', name: 'w', spec: { group: 'g', names: { kind: 'W' } } });
    const { outcome, clock } = start(world, [
      crd,
      resource({ kind: 'W', apiVersion: 'g/v1', name: 'x' }, 'new', { served: false }),
    ]);
    await clock.advanceAsync(2_999);
    expect(world.made('apply')).toEqual(['apply CustomResourceDefinition/w']);
    await clock.advanceAsync(1);
    expect((await outcome).phase).toBe('Succeeded');
    expect(world.made('apply')).toHaveLength(2);
    expect(clock.timers).toBe(0);
  });

  it('goes on at once when the definition is established', async () => {
    const world = new World();
    world.healthOnApply.set('CustomResourceDefinition/w', 'Progressing');
    const crd = resource({ kind: 'CustomResourceDefinition', name: 'w', spec: { group: 'g', names: { kind: 'W' } } });
    const { outcome, clock } = start(world, [crd]);
    await clock.advanceAsync(1);
    world.become('CustomResourceDefinition/w', 'Healthy');
    expect((await outcome).phase).toBe('Succeeded');
    expect(clock.timers).toBe(0);
  });
});

describe('waves', () => {
  it('wait for the health of what was applied, except the last one', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    world.healthOnApply.set('Deployment/last', 'Progressing');
    const started = start(world, [resource({ name: 'a' }), web(0), web(0, 'api'), web(1, 'last')]);
    world.healthOnApply.set('Deployment/api', 'Suspended');
    await says(started, 'waiting for healthy state of apps/Deployment/api and 1 more resources');
    expect(world.made('apply')).not.toContain('apply Deployment/last');
    world.become('Deployment/api', 'Healthy');
    await says(started, 'waiting for healthy state of apps/Deployment/web');
    world.become('Deployment/web', 'Healthy', 'all of them');
    const outcome = await started.outcome;
    expect(outcome).toMatchObject({ phase: 'Succeeded', message: 'successfully synced (all tasks run)' });
    expect(summary(outcome)).toContain('Sync Deployment/web Synced Succeeded all of them');
    expect(summary(outcome)).toContain('Sync Deployment/last Synced Running deployment/last applied');
  });

  it('fail when something of an earlier wave is Degraded', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    const started = start(world, [web(0), web(1, 'later')]);
    await says(started, 'waiting for healthy state of apps/Deployment/web');
    world.become('Deployment/web', 'Degraded', 'crash loop');
    expect(await started.outcome).toMatchObject({
      phase: 'Failed',
      message: 'one or more synchronization tasks completed unsuccessfully, reason: crash loop',
    });
    expect(world.made('apply')).toHaveLength(1);
  });

  it('fail when an object that is waited for is deleted', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    const started = start(world, [web(0), web(1, 'later')]);
    await says(started, 'waiting for healthy state of apps/Deployment/web');
    world.vanish('Deployment/web');
    expect(summary(await started.outcome)).toEqual([
      'Sync Deployment/web Synced Error Resource apps/Deployment/web is missing, it might have been deleted',
    ]);
  });

  it('give a cache that has not seen the object yet ten seconds', async () => {
    const world = new World();
    world.onApply = () => queueMicrotask(() => world.objects.clear());
    const started = start(world, [web(0), web(1, 'later')]);
    await says(started, 'waiting for healthy state of apps/Deployment/web');
    await started.clock.advanceAsync(9_999);
    world.wake();
    await started.clock.advanceAsync(0);
    expect(world.messages.at(-1)).toBe('waiting for healthy state of apps/Deployment/web');
    await started.clock.advanceAsync(1);
    expect((await started.outcome).message).toContain('it might have been deleted');
  });

  it('do not believe a cache that is behind the apply', async () => {
    const world = new World();
    let behind = true;
    const { health } = world.ports;
    const asked: (string | undefined)[] = [];
    const ports = {
      ...world.ports,
      health: (...args: Parameters<typeof health>) => {
        asked.push(args[2]);
        return behind ? Promise.resolve('behind' as const) : health(...args);
      },
    };
    const outcome = execute(
      plan(planInput([web(0), web(1, 'later')])),
      ports,
      { clock: new ManualClock() },
      new AbortController().signal,
    );
    while (world.messages.at(-1) !== 'waiting for healthy state of apps/Deployment/web')
      await new Promise((resolve) => setImmediate(resolve));
    expect(world.made('apply')).toEqual(['apply Deployment/web']);
    behind = false;
    world.wake();
    expect((await outcome).phase).toBe('Succeeded');
    expect(asked[0]).toBe('1');
  });

  it('look again only at what changed', async () => {
    const world = new World();
    const names = Array.from({ length: 100 }, (_, index) => `d${index}`);
    for (const name of names) world.healthOnApply.set(`Deployment/${name}`, 'Progressing');
    const started = start(world, [
      ...names.map((name) => web(0, name)),
      resource({ name: 'late', annotations: wave(1) }),
    ]);
    await says(started, 'waiting for healthy state of apps/Deployment/d0 and 99 more resources');
    for (const name of names.toReversed()) {
      world.become(`Deployment/${name}`, 'Healthy');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await started.outcome).phase).toBe('Succeeded');
    expect(world.healthReads).toBe(200);
  });

  it('do not lose a change that comes while they look', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    world.healthOnApply.set('Deployment/api', 'Progressing');
    const { health } = world.ports;
    let first = true;
    const ports = {
      ...world.ports,
      health: async (...args: Parameters<typeof health>) => {
        const answer = await health(...args);
        if (first) {
          first = false;
          world.become('Deployment/web', 'Suspended');
          world.become('Deployment/web', 'Healthy');
          world.become('Deployment/api', 'Healthy');
        }
        return answer;
      },
    };
    const made = plan(planInput([web(0), web(0, 'api'), web(1, 'later')]));
    const outcome = await execute(made, ports, { clock: new ManualClock() }, new AbortController().signal);
    expect(outcome.phase).toBe('Succeeded');
  });

  it('pause for the delay between them, and not after the last', async () => {
    const world = new World();
    const { outcome, clock } = start(world, [web(0), web(1, 'later')], { waveDelayMs: 2_000 });
    await clock.advanceAsync(1_999);
    expect(world.made('apply')).toHaveLength(1);
    await clock.advanceAsync(1);
    expect((await outcome).phase).toBe('Succeeded');
    expect(clock.timers).toBe(0);
  });

  it('are held while a sync window is shut, and go on when it opens', async () => {
    const world = new World();
    let open: (() => void) | undefined;
    const windows = [undefined, new Promise<void>((resolve) => (open = resolve))];
    const ports = { ...world.ports, held: () => windows.shift() };
    const { signal } = new AbortController();
    const resources = [resource({ name: 'a' }), resource({ name: 'b', annotations: wave(1) })];
    const outcome = execute(plan(planInput(resources)), ports, { clock: new ManualClock() }, signal);
    await says({ world, outcome } as Started, 'Sync operation blocked by sync window');
    expect(world.made('apply')).toEqual(['apply ConfigMap/a']);
    open?.();
    expect((await outcome).phase).toBe('Succeeded');
    expect(world.made('apply')).toEqual(['apply ConfigMap/a', 'apply ConfigMap/b']);
  });

  it('wait for pruned objects to be gone', async () => {
    const world = new World();
    world.put(manifest({ name: 'gone' }));
    world.lingering.add('ConfigMap/gone');
    const started = start(world, [resource({ name: 'gone' }, 'only'), web(1)]);
    await says(started, 'waiting for deletion of /ConfigMap/gone');
    expect(world.made('apply')).toEqual([]);
    world.vanish('ConfigMap/gone');
    expect((await started.outcome).phase).toBe('Succeeded');
  });

  it('prune before they apply', async () => {
    const world = new World();
    await start(world, [resource({ name: 'a' }), resource({ name: 'gone' }, 'only')]).outcome;
    expect(world.made('prune', 'apply')).toEqual(['prune ConfigMap/gone', 'apply ConfigMap/a']);
  });
});

describe('prunes', () => {
  it('that are not wanted are results without a write', async () => {
    const world = new World();
    const outcome = await start(world, [resource({ name: 'gone' }, 'only')], { input: { operation: {} } }).outcome;
    expect(summary(outcome)).toEqual(['Sync ConfigMap/gone PruneSkipped Succeeded ignored (requires pruning)']);
    expect(world.calls).toEqual([]);
    expect(world.records).toEqual([]);
  });

  it('wait for a confirmation', async () => {
    const world = new World();
    let approve: () => void = () => undefined;
    world.approval = new Promise((resolve) => {
      approve = resolve;
    });
    const confirm = { 'argocd.argoproj.io/sync-options': 'Prune=confirm' };
    const started = start(world, [
      resource({ name: 'x', annotations: confirm }, 'only'),
      resource({ name: 'y', annotations: confirm }, 'only'),
      resource({ name: 'z' }, 'only'),
    ]);
    await says(started, 'waiting for pruning confirmation of v1/ConfigMap/x and 1 more resources');
    expect(world.made('prune')).toEqual([]);
    approve();
    expect((await started.outcome).phase).toBe('Succeeded');
    expect(world.made('prune')).toHaveLength(3);
  });
});

describe('hooks', () => {
  it('run around the objects and are waited for', async () => {
    const world = new World();
    world.healthOnApply.set('Job/before', 'Progressing');
    world.healthOnApply.set('Job/after', 'Progressing');
    const started = start(world, [resource({ name: 'a' }), job('before', 'PreSync'), job('after', 'PostSync')]);
    await says(started, 'waiting for completion of hook batch/Job/before');
    expect(world.made('apply')).toEqual(['apply Job/before']);
    world.become('Job/before', 'Healthy', 'migrated');
    await says(started, 'waiting for completion of hook batch/Job/after');
    expect(world.made('apply', 'finish')).toEqual([
      'apply Job/before',
      'finish Job/before',
      'apply ConfigMap/a',
      'apply Job/after',
    ]);
    world.become('Job/after', 'Healthy');
    const outcome = await started.outcome;
    expect(outcome).toMatchObject({ phase: 'Succeeded', message: 'successfully synced (no more tasks)' });
    expect(summary(outcome)).toEqual([
      'PreSync Job/before - Succeeded migrated',
      'Sync ConfigMap/a Synced Succeeded configmap/a applied',
      'PostSync Job/after - Succeeded job/after applied',
    ]);
    expect(world.made('remove')).toEqual([]);
  });

  it('in a single wave do not make the sync wait for ordinary objects', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    world.healthOnApply.set('Job/j', 'Healthy');
    const outcome = await start(world, [web(0), job('j', 'Sync')]).outcome;
    expect(outcome.message).toBe('successfully synced (no more tasks)');
  });

  it('of several phases wait until their own earlier run has vanished, whatever lived when the plan was made', async () => {
    const world = new World();
    world.put(manifest({ kind: 'Job', name: 'j' }));
    world.healthOnApply.set('Job/j', 'Healthy');
    const key = job('j', 'PreSync').key;
    const ports = { ...world.ports, gone: async (_: string, uid: string) => world.objects.get(key)?.uid !== uid };
    const made = plan(planInput([job('j', 'PreSync,PostSync', '', 'live')]));
    world.onApply = () => world.lingering.add('Job/j');
    const started = {
      world,
      outcome: execute(made, ports, { clock: new ManualClock() }, new AbortController().signal),
    };
    await says(
      { ...started, clock: new ManualClock(), stop: new AbortController() },
      'waiting for deletion of batch/Job/j',
    );
    expect(world.made('apply')).toEqual(['apply Job/j']);
    world.lingering.clear();
    world.onApply = undefined;
    world.vanish('Job/j');
    expect((await started.outcome).phase).toBe('Succeeded');
    expect(world.made('apply')).toEqual(['apply Job/j', 'apply Job/j']);
  });

  it('that the sync before has deleted are waited for until they are gone, whatever their policy', async () => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Healthy');
    world.lingering.add('Job/j');
    const hooks = [job('j', 'PostSync', 'HookSucceeded', 'live')];
    expect((await start(world, hooks).outcome).phase).toBe('Succeeded');
    const again = start(world, hooks);
    await says(again, 'waiting for deletion of batch/Job/j');
    expect(world.made('apply')).toEqual(['apply Job/j']);
    world.lingering.clear();
    world.vanish('Job/j');
    expect((await again.outcome).phase).toBe('Succeeded');
    expect(world.made('apply')).toEqual(['apply Job/j', 'apply Job/j']);
  });

  it('that exist are deleted first, and waited for', async () => {
    const world = new World();
    world.put(manifest({ kind: 'Job', name: 'j' }));
    world.lingering.add('Job/j');
    world.healthOnApply.set('Job/j', 'Healthy');
    const started = start(world, [job('j', 'PreSync', '', 'live')]);
    await says(started, 'waiting for deletion of batch/Job/j');
    expect(world.calls).toEqual(['dry Job/j', 'finish Job/j', 'remove Job/j']);
    world.vanish('Job/j');
    expect((await started.outcome).phase).toBe('Succeeded');
    expect(world.made('apply')).toEqual(['apply Job/j']);
  });

  it.each([
    ['HookSucceeded', 'Healthy', true],
    ['HookSucceeded', 'Degraded', false],
    ['HookFailed', 'Healthy', false],
    ['HookFailed', 'Degraded', true],
    ['HookSucceeded,HookFailed', 'Degraded', true],
    ['BeforeHookCreation', 'Healthy', false],
  ] as const)('with policy %s that end %s: removed %s', async (policy, health, removed) => {
    const world = new World();
    world.healthOnApply.set('Job/j', health);
    await start(world, [job('j', 'PreSync', policy), resource({ name: 'a' })]).outcome;
    expect(world.made('remove')).toEqual(removed ? ['remove Job/j'] : []);
  });

  it('are removed only when the whole sync has ended', async () => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Healthy');
    await start(world, [job('j', 'PreSync', 'HookSucceeded'), resource({ name: 'a' })]).outcome;
    expect(world.made('apply', 'remove')).toEqual(['apply Job/j', 'apply ConfigMap/a', 'remove Job/j']);
  });

  it('that fail stop the sync, and those for failures run', async () => {
    const world = new World();
    world.healthOnApply.set('Job/before', 'Degraded');
    world.healthOnApply.set('Job/rescue', 'Progressing');
    const started = start(world, [
      resource({ name: 'a' }),
      job('before', 'PreSync', 'HookFailed'),
      job('rescue', 'SyncFail', 'HookFailed'),
    ]);
    await says(started, 'waiting for completion of hook batch/Job/rescue');
    expect(world.made('remove')).toEqual(['remove Job/before']);
    world.become('Job/rescue', 'Healthy');
    const outcome = await started.outcome;
    expect(outcome.phase).toBe('Failed');
    expect(outcome.message).toBe(
      'one or more synchronization tasks completed unsuccessfully, reason: job/before applied',
    );
    expect(world.made('apply')).toEqual(['apply Job/before', 'apply Job/rescue']);
    expect(world.made('remove')).toEqual(['remove Job/before', 'remove Job/rescue']);
  });

  it('for failures that fail themselves are named', async () => {
    const world = new World();
    world.refusals.set('apply ConfigMap/a', 'no');
    world.refusals.set('apply Job/rescue', 'neither');
    const outcome = await start(world, [resource({ name: 'a' }), job('rescue', 'SyncFail')]).outcome;
    expect(outcome.message).toBe(
      'one or more objects failed to apply, reason: no\none or more SyncFail hooks failed, reason: neither',
    );
  });

  it('do not run for failures when nothing failed', async () => {
    const world = new World();
    expect((await start(world, [resource({ name: 'a' }), job('rescue', 'SyncFail')]).outcome).phase).toBe('Succeeded');
    expect(world.made('apply')).toEqual(['apply ConfigMap/a']);
  });

  it('cannot run where nobody gave a way to', async () => {
    const world = new World();
    const { hooks: _, ...ports } = world.ports;
    const made = plan(planInput([job('j', 'PreSync'), resource({ name: 'a' })]));
    await expect(execute(made, ports, { clock: new ManualClock() }, new AbortController().signal)).rejects.toThrow(
      'hooks cannot be run here',
    );
    expect(world.calls).toEqual([]);
  });
});

describe('an operation that is a dry run', () => {
  it('tries everything and writes nothing', async () => {
    const world = new World();
    const input = {
      operation: { prune: true, dryRun: true, syncOptions: ['CreateNamespace=true'] },
      namespaceExists: false,
    };
    const outcome = await start(
      world,
      [resource({ name: 'a' }), resource({ name: 'b' }, 'live'), resource({ name: 'gone' }, 'only')],
      { input },
    ).outcome;
    expect(outcome).toMatchObject({ phase: 'Succeeded', message: 'successfully synced (all tasks run)' });
    expect(summary(outcome)).toContain('Sync ConfigMap/gone Pruned Succeeded pruned (dry run)');
    expect(summary(outcome)).toContain('Sync ConfigMap/a Synced Succeeded configmap/a created (dry run)');
    expect(summary(outcome)).toContain('Sync ConfigMap/b Synced Succeeded configmap/b configured (dry run)');
    expect(world.made('apply', 'prune')).toEqual([]);
    expect(world.records).toEqual([]);
  });

  it('lets the port try objects whose namespace it would create as well as it can', async () => {
    const world = new World();
    const input = { operation: { dryRun: true, syncOptions: ['CreateNamespace=true'] }, namespaceExists: false };
    expect((await start(world, [resource({ name: 'a' })], { input }).outcome).phase).toBe('Succeeded');
    world.refusals.set('dry ConfigMap/a', 'data: unknown field');
    expect((await start(world, [resource({ name: 'a' })], { input }).outcome).phase).toBe('Failed');
  });

  it('fails with the words of the server', async () => {
    const world = new World();
    world.refusals.set('dry ConfigMap/a', 'no');
    const outcome = await start(world, [resource({ name: 'a' })], { input: { operation: { dryRun: true } } }).outcome;
    expect(outcome).toMatchObject({ phase: 'Failed', message: 'one or more objects failed to apply (dry run)' });
  });
});

describe('the end by somebody else', () => {
  it('terminates: running hooks go, objects stay', async () => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Progressing');
    const started = start(world, [
      resource({ name: 'a', annotations: wave(-1) }),
      job('j', 'Sync'),
      job('rescue', 'SyncFail'),
    ]);
    await says(started, 'waiting for completion of hook batch/Job/j');
    started.stop.abort(TERMINATE);
    expect(await started.outcome).toMatchObject({ phase: 'Failed', message: 'Operation terminated' });
    expect(world.made('remove')).toEqual(['remove Job/j']);
    expect([...world.objects.keys()].map(short)).toEqual(['ConfigMap/a']);
    expect(world.progress.at(-1)?.phase).toBe('Terminating');
  });

  it.each([
    ['the reason itself', TERMINATE],
    ['an error of the connection', new ArgosyError('Aborted', 'the request was aborted')],
    ['an AbortError', new DOMException('aborted', 'AbortError')],
  ])('terminates when ports answer with %s', async (_title, echo) => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Progressing');
    const ports = {
      ...world.ports,
      changed: (_keys: unknown, signal: AbortSignal) =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(echo as Error), { once: true });
        }),
    };
    const stop = new AbortController();
    const outcome = execute(plan(planInput([job('j', 'Sync')])), ports, { clock: new ManualClock() }, stop.signal);
    while (world.messages.at(-1) !== 'waiting for completion of hook batch/Job/j')
      await new Promise((resolve) => setImmediate(resolve));
    stop.abort(TERMINATE);
    expect((await outcome).message).toBe('Operation terminated');
    expect(world.made('remove')).toEqual(['remove Job/j']);
  });

  it('says so when a hook cannot be removed', async () => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Progressing');
    world.refusals.set('remove Job/j', 'forbidden');
    const started = start(world, [job('j', 'Sync')]);
    await says(started, 'waiting for completion of hook batch/Job/j');
    started.stop.abort(TERMINATE);
    expect(await started.outcome).toMatchObject({ phase: 'Error', message: 'Operation termination had errors' });
  });

  it('terminates by itself after the time limit', async () => {
    const world = new World();
    world.healthOnApply.set('Deployment/web', 'Progressing');
    const started = start(world, [web(0), web(1, 'later')], { timeoutMs: 60_000 });
    await says(started, 'waiting for healthy state of apps/Deployment/web');
    await started.clock.advanceAsync(60_000);
    expect((await started.outcome).message).toBe('Operation terminated');
    expect(world.messages.at(-1)).toBe('operation is terminating due to timeout');
  });

  it('only stops when the engine does: the promise rejects with its reason', async () => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Progressing');
    const started = start(world, [job('j', 'Sync')]);
    await says(started, 'waiting for completion of hook batch/Job/j');
    started.stop.abort(new Error('engine stops'));
    await expect(started.outcome).rejects.toThrow('engine stops');
    expect(world.made('remove')).toEqual([]);
  });
});

describe('an outage', () => {
  it('stops where it is, is no refusal, and is gone on from: no hook runs twice', async () => {
    const resources = [job('before', 'PreSync'), resource({ name: 'a' }), job('after', 'PostSync', 'HookSucceeded')];
    for (const port of ['dryRun', 'apply', 'health', 'finish', 'remove'] as const) {
      for (const arrives of [false, true]) {
        const world = new World();
        for (const name of ['Job/before', 'Job/after']) world.healthOnApply.set(name, 'Healthy');
        let broken = false;
        const breaks = async <T>(call: () => Promise<T>): Promise<T> => {
          if (broken) return call();
          broken = true;
          if (arrives) await call();
          throw new Outage('read ECONNRESET');
        };
        const { hooks } = world.ports;
        const ports: SyncPorts = {
          ...world.ports,
          ...(port === 'dryRun' && { dryRun: (...asked) => breaks(() => world.ports.dryRun(...asked)) }),
          ...(port === 'apply' && { apply: (...asked) => breaks(() => world.ports.apply(...asked)) }),
          ...(port === 'health' && { health: (...asked) => breaks(() => world.ports.health(...asked)) }),
          hooks: {
            ...hooks!,
            ...(port === 'finish' && { finish: (...asked) => breaks(() => hooks!.finish(...asked)) }),
            ...(port === 'remove' && { remove: (...asked) => breaks(() => hooks!.remove(...asked)) }),
          },
        };
        const { signal } = new AbortController();
        const options = { clock: new ManualClock() };
        const where = `${port}, ${arrives ? 'its answer' : 'the request'} lost`;
        await expect(execute(plan(planInput(resources)), ports, options, signal), where).rejects.toThrow('ECONNRESET');
        const { outcome } = start(world, resources, { resume: [...world.records] });
        expect((await outcome).phase, where).toBe('Succeeded');
        expect([...world.objects.keys()].map(short).sort(), where).toEqual(['ConfigMap/a', 'Job/before']);
        expect(
          world.made('apply').filter((call) => call.startsWith('apply Job/')),
          where,
        ).toEqual(['apply Job/before', 'apply Job/after']);
      }
    }
  });

  it('does not take away a hook whose request arrives only after the sync went on', async () => {
    const world = new World();
    world.healthOnApply.set('Job/late', 'Healthy');
    const late = job('late', 'PreSync');
    const intent = { kind: 'intent', key: late.key, act: 'apply', phase: 'PreSync', wave: 0 } as const;
    let looks = 0;
    const ports: SyncPorts = {
      ...world.ports,
      // Nothing there at the first look; then the request arrives.
      exists: async () => {
        looks += 1;
        world.put(late.desired!);
        return false;
      },
    };
    const { signal } = new AbortController();
    const options = { clock: new ManualClock(), resume: [intent] };
    const outcome = await execute(plan(planInput([late])), ports, options, signal);
    expect(looks).toBe(1);
    expect(outcome.phase).toBe('Succeeded');
    expect(world.made('remove')).toEqual([]);
  });

  it('at the end that a person wants is only a hook that could not be deleted', async () => {
    const world = new World();
    world.healthOnApply.set('Job/j', 'Progressing');
    const stop = new AbortController();
    const ports: SyncPorts = {
      ...world.ports,
      health: async (...asked) => {
        if (!world.made('apply').includes('apply Job/j')) return world.ports.health(...asked);
        stop.abort(TERMINATE);
        throw new Outage('read ECONNRESET');
      },
    };
    const outcome = execute(plan(planInput([job('j', 'Sync')])), ports, { clock: new ManualClock() }, stop.signal);
    expect((await outcome).message).toBe('Operation terminated');
    expect(world.made('remove')).toEqual(['remove Job/j']);
  });
});

describe('a sync that goes on after a crash', () => {
  it('ends as an undisturbed one, whatever the record at which it died, and runs no hook twice', async () => {
    const resources = [
      job('before', 'PreSync'),
      resource({ name: 'a' }),
      resource({ name: 'gone' }, 'only'),
      web(1),
      job('after', 'PostSync', 'HookSucceeded'),
    ];
    const fresh = () => {
      const world = new World();
      for (const name of ['Job/before', 'Job/after', 'Deployment/web']) world.healthOnApply.set(name, 'Healthy');
      world.put(manifest({ name: 'gone' }));
      return world;
    };
    const whole = fresh();
    const undisturbed = await start(whole, resources).outcome;
    expect(undisturbed.phase).toBe('Succeeded');

    for (let death = 1; death <= whole.records.length; death++) {
      const world = fresh();
      let dead = false;
      world.onRecord = (count) => {
        dead ||= count === death;
      };
      const killed = new AbortController();
      const first = execute(
        plan(planInput(resources)),
        {
          ...world.ports,
          // Between this record and whatever follows, the program ends.
          record: async (entry) => {
            if (dead) throw new Error('killed');
            await world.ports.record(entry);
          },
          apply: async (...args) => {
            if (dead && world.records.at(-1)?.kind === 'result') throw new Error('killed');
            return world.ports.apply(...args);
          },
        },
        { clock: new ManualClock() },
        killed.signal,
      );
      await first.catch(() => undefined);

      const resume = [...world.records];
      world.onRecord = undefined;
      const outcome = await start(world, resources, { resume }).outcome;
      expect(outcome).toMatchObject({ phase: 'Succeeded' });
      expect([...world.objects.keys()].sort()).toEqual([...whole.objects.keys()].sort());
      for (const name of ['apply Job/before', 'apply Job/after']) {
        expect(
          world.made('apply').filter((call) => call === name),
          `death at record ${death}`,
        ).toHaveLength(1);
      }
    }
  });
});
