import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindRank, parseResourceKey, type SyncPhase } from '../model/index.ts';
import { describePlan } from './describe-plan.ts';
import { plan } from './plan.ts';
import { planHash } from './plan-hash.ts';
import type { SyncPlan, SyncTask } from './task.ts';
import { manifest, planInput, resource, short } from './testing/world.ts';

const wave = (n: number) => ({ 'argocd.argoproj.io/sync-wave': String(n) });
const hook = (types: string, more: Readonly<Record<string, string>> = {}) => ({
  'argocd.argoproj.io/hook': types,
  ...more,
});
const options = (text: string) => ({ 'argocd.argoproj.io/sync-options': text });

/** `Phase wave: act Kind/name, …` per step. */
function lines(made: SyncPlan): readonly string[] {
  return made.steps.map(
    (step) => `${step.phase} ${step.wave}: ${step.tasks.map((task) => short(task.key)).join(', ')}`,
  );
}

const taskOf = (made: SyncPlan, name: string): SyncTask =>
  made.steps.flatMap((step) => step.tasks).find((task) => short(task.key) === name)!;

describe('order', () => {
  it('goes by phase, wave, kind and name', () => {
    const made = plan(
      planInput([
        resource({ kind: 'Deployment', name: 'web' }),
        resource({ name: 'b' }),
        resource({ name: 'B' }),
        resource({ name: 'a' }),
        resource({ kind: 'Secret', name: 'z' }),
        resource({ name: 'late', annotations: wave(2) }),
        resource({ name: 'early', annotations: wave(-1) }),
        resource({ kind: 'Job', name: 'before', annotations: hook('PreSync') }),
        resource({ kind: 'Job', name: 'after', annotations: hook('PostSync') }),
        resource({ kind: 'Job', name: 'rescue', annotations: hook('SyncFail') }),
        resource({ kind: 'Widget', name: 'custom' }),
      ]),
    );
    expect(lines(made)).toEqual([
      'PreSync 0: Job/before',
      'Sync -1: ConfigMap/early',
      'Sync 0: Secret/z, ConfigMap/B, ConfigMap/a, ConfigMap/b, Deployment/web, Widget/custom',
      'Sync 2: ConfigMap/late',
      'PostSync 0: Job/after',
      'SyncFail 0: Job/rescue',
    ]);
  });

  it('creates a Namespace in the phase and wave of the first object that lives in it', () => {
    const made = plan(
      planInput([
        resource({ kind: 'Namespace', name: 'shop', annotations: wave(5) }),
        resource({ kind: 'Job', name: 'migrate', namespace: 'shop', annotations: hook('PreSync', wave(-3)) }),
        resource({ name: 'a', namespace: 'shop' }),
      ]),
    );
    expect(lines(made)).toEqual(['PreSync -3: Namespace/shop, Job/migrate', 'Sync 0: ConfigMap/a']);
    expect(taskOf(made, 'Job/migrate').options.dryRun).toBe('namespace-not-there-yet');
  });

  it('leaves a Namespace that comes first anyway where it is', () => {
    const made = plan(
      planInput([
        resource({ kind: 'Namespace', name: 'shop', annotations: wave(-5) }),
        resource({ name: 'a', namespace: 'shop' }),
      ]),
    );
    expect(lines(made)).toEqual(['Sync -5: Namespace/shop', 'Sync 0: ConfigMap/a']);
  });

  it('creates a CustomResourceDefinition before the first object of its kind', () => {
    const crd = resource({
      kind: 'CustomResourceDefinition',
      name: 'widgets.example.org',
      annotations: wave(3),
      spec: { group: 'example.org', names: { kind: 'Widget' } },
    });
    const made = plan(
      planInput([
        crd,
        resource({ name: 'first' }),
        resource({ kind: 'Widget', apiVersion: 'example.org/v1', name: 'w', annotations: wave(1) }, 'new', {
          served: false,
        }),
      ]),
    );
    expect(made.invalid).toEqual([]);
    expect(lines(made)).toEqual([
      'Sync 0: ConfigMap/first',
      'Sync 1: CustomResourceDefinition/widgets.example.org, Widget/w',
    ]);
    expect(taskOf(made, 'Widget/w').options.dryRun).toBe('kind-not-there-yet');
  });

  it('mirrors the waves of prunes among themselves', () => {
    const made = plan(
      planInput([
        resource({ name: 'p1', annotations: wave(1) }, 'only'),
        resource({ name: 'p2', annotations: wave(2) }, 'only'),
        resource({ name: 'p7', annotations: wave(7) }, 'only'),
        resource({ name: 'kept', annotations: wave(4) }),
      ]),
    );
    expect(lines(made)).toEqual([
      'Sync 1: ConfigMap/p7',
      'Sync 2: ConfigMap/p2',
      'Sync 4: ConfigMap/kept',
      'Sync 7: ConfigMap/p1',
    ]);
  });

  it('prunes last behind every wave, and never before wave 1', () => {
    const last = { operation: { prune: true, syncOptions: ['PruneLast=true'] } };
    const some = [resource({ name: 'p', annotations: wave(6) }, 'only'), resource({ name: 'a', annotations: wave(3) })];
    expect(lines(plan(planInput(some, last)))).toEqual(['Sync 3: ConfigMap/a', 'Sync 7: ConfigMap/p']);
    const low = [
      resource({ name: 'p', annotations: wave(-6) }, 'only'),
      resource({ name: 'a', annotations: wave(-3) }),
    ];
    expect(lines(plan(planInput(low, last)))).toEqual(['Sync -3: ConfigMap/a', 'Sync 1: ConfigMap/p']);
    const own = [
      resource({ name: 'p', annotations: options('PruneLast=true') }, 'only'),
      resource({ name: 'q' }, 'only'),
    ];
    expect(lines(plan(planInput(own)))).toEqual(['Sync 0: ConfigMap/q', 'Sync 1: ConfigMap/p']);
  });
});

describe('hooks', () => {
  it('take part once per phase they name, with a finalizer and policies', () => {
    const made = plan(
      planInput([
        resource({ kind: 'Job', name: 'j', annotations: hook('PreSync, PostSync,PreSync') }),
        resource({
          kind: 'Job',
          name: 'k',
          annotations: hook('Sync', { 'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded,HookFailed' }),
        }),
      ]),
    );
    expect(lines(made)).toEqual(['PreSync 0: Job/j', 'Sync 0: Job/k', 'PostSync 0: Job/j']);
    const task = taskOf(made, 'Job/j');
    expect(task.hook).toBe('PreSync');
    expect(task.deletePolicies).toEqual(['BeforeHookCreation']);
    expect(task.resource.desired?.metadata.finalizers).toEqual(['argocd.argoproj.io/hook-finalizer']);
    expect(taskOf(made, 'Job/k').deletePolicies).toEqual(['HookSucceeded', 'HookFailed']);
  });

  it.each(['Skip', 'Rubbish', 'PreDelete', 'PostDelete', ''])('of type %j are not part of a sync', (types) => {
    expect(plan(planInput([resource({ kind: 'Job', name: 'j', annotations: hook(types) })])).steps).toEqual([]);
  });

  it('that are no longer declared are not pruned', () => {
    expect(plan(planInput([resource({ kind: 'Job', name: 'j', annotations: hook('Sync') }, 'only')])).steps).toEqual(
      [],
    );
  });

  it('do not run in a selective sync nor with the strategy apply', () => {
    const resources = [resource({ name: 'a' }), resource({ kind: 'Job', name: 'j', annotations: hook('Sync') })];
    const selective = {
      resources: [
        { kind: 'ConfigMap', name: 'a' },
        { group: 'batch', kind: 'Job', name: 'j' },
      ],
    };
    expect(lines(plan(planInput(resources, { operation: selective })))).toEqual(['Sync 0: ConfigMap/a']);
    expect(plan(planInput(resources, { operation: selective })).selective).toBe(true);
    const apply = { syncStrategy: { apply: {} } };
    expect(lines(plan(planInput(resources, { operation: apply })))).toEqual(['Sync 0: ConfigMap/a']);
  });

  it('get a generated name that is the same for one operation', () => {
    const job = manifest({ kind: 'Job', name: '', annotations: hook('PreSync') });
    const { name: _, ...metadata } = job.metadata;
    const desired = { ...job, metadata: { ...metadata, generateName: 'migrate-' } };
    const input = planInput([resource({ kind: 'Job', name: '' }, 'new', { desired })]);
    expect(lines(plan(input))).toEqual(['PreSync 0: Job/migrate-0123456-presync-1767225600']);
    const { startedAt: _start, ...without } = input;
    expect(plan(without).invalid).toEqual(['hook Job/migrate- needs a start time for its name']);
  });
});

describe('what is in the plan', () => {
  it('selects by group, kind, name and, where given, namespace', () => {
    const resources = [
      resource({ name: 'a' }),
      resource({ name: 'a', namespace: 'other' }),
      resource({ name: 'b' }),
      resource({ kind: 'Deployment', name: 'a' }),
    ];
    const count = (items: Parameters<typeof Array.of>) =>
      plan(planInput(resources, { operation: { resources: items as [] } })).steps.flatMap((step) => step.tasks).length;
    expect(count([{ kind: 'ConfigMap', name: 'a' }])).toBe(2);
    expect(count([{ kind: 'ConfigMap', name: 'a', namespace: 'other' }])).toBe(1);
    expect(count([{ kind: 'Deployment', name: 'a' }])).toBe(0);
    expect(count([{ kind: 'ConfigMap', name: 'a', exclude: true }])).toBe(2);
    expect(
      count([
        { kind: 'ConfigMap', name: 'a' },
        { kind: 'ConfigMap', name: 'a', namespace: 'other', exclude: true },
      ]),
    ).toBe(1);
  });

  it('leaves unchanged objects out with ApplyOutOfSyncOnly, but not hooks', () => {
    const resources = [
      resource({ name: 'same' }, 'same'),
      resource({ name: 'changed' }, 'live'),
      resource({ name: 'gone' }, 'only'),
      resource({ kind: 'Job', name: 'j', annotations: hook('Sync') }, 'same'),
    ];
    const operation = { prune: true, syncOptions: ['ApplyOutOfSyncOnly=true'] };
    expect(lines(plan(planInput(resources, { operation })))).toEqual([
      'Sync 0: ConfigMap/changed, ConfigMap/gone, Job/j',
    ]);
  });

  it.each<[string, boolean, readonly string[], string, string | undefined, boolean]>([
    ['prune is off', false, [], '', 'ignored (requires pruning)', false],
    ['prune is on', true, [], '', undefined, false],
    ['the object says no', true, [], 'Prune=false', 'ignored (no prune)', false],
    ['the application says no', true, ['Prune=false'], '', 'ignored (no prune)', false],
    ['the object overrides the application', true, ['Prune=false'], 'Prune=true', undefined, false],
    ['the object wants a confirmation', true, [], 'Prune=confirm', undefined, true],
    ['the application wants a confirmation', true, ['Prune=confirm'], '', undefined, true],
    ['the object needs none', true, ['Prune=confirm'], 'Prune=true', undefined, false],
  ])('prunes when %s', (_title, prune, syncOptions, own, skipped, confirm) => {
    const gone = resource({ name: 'gone', annotations: options(own) }, 'only');
    const task = taskOf(plan(planInput([gone], { operation: { prune, syncOptions } })), 'ConfigMap/gone');
    expect(task.skipped).toBe(skipped);
    expect(task.options.confirm).toBe(confirm);
  });

  it('weighs the options of application and object', () => {
    const of = (app: readonly string[], own: string, operation = {}) =>
      taskOf(
        plan(
          planInput([resource({ name: 'a', annotations: options(own) })], {
            operation: { ...operation, syncOptions: app },
          }),
        ),
        'ConfigMap/a',
      ).options;
    expect(of([], '')).toEqual({
      validate: true,
      replace: false,
      force: false,
      serverSideApply: true,
      clientSideApplyMigration: true,
      migrationManager: 'kubectl-client-side-apply',
      respectIgnoreDifferences: false,
      dryRun: 'yes',
      propagation: 'Foreground',
      confirm: false,
    });
    expect(of(['Validate=false'], '').validate).toBe(false);
    expect(of([], 'Validate=false').validate).toBe(false);
    expect(of(['Replace=true'], 'Replace=false').replace).toBe(true);
    expect(of([], 'Replace=true').replace).toBe(true);
    expect(of([], 'Force=true').force).toBe(true);
    expect(of([], '', { syncStrategy: { hook: { force: true } } }).force).toBe(true);
    expect(of(['ServerSideApply=false'], '').serverSideApply).toBe(false);
    expect(of(['ServerSideApply=false'], 'ServerSideApply=true').serverSideApply).toBe(true);
    expect(of(['ServerSideApply=true'], 'ServerSideApply=false').serverSideApply).toBe(false);
    expect(of(['ClientSideApplyMigration=false'], '').clientSideApplyMigration).toBe(false);
    expect(of(['RespectIgnoreDifferences=true'], '').respectIgnoreDifferences).toBe(true);
    expect(of(['PrunePropagationPolicy=background'], '').propagation).toBe('Background');
    expect(of(['PrunePropagationPolicy=orphan'], '').propagation).toBe('Orphan');
  });

  it('creates the destination namespace when asked to, unless it is there or declared', () => {
    const operation = { syncOptions: ['CreateNamespace=true'] };
    const input = planInput([resource({ name: 'a' })], { operation, namespaceExists: false });
    expect(lines(plan(input))).toEqual(['PreSync 0: Namespace/default', 'Sync 0: ConfigMap/a']);
    expect(taskOf(plan(input), 'Namespace/default').act).toBe('create-namespace');
    expect(taskOf(plan(input), 'ConfigMap/a').options.dryRun).toBe('yes');
    expect(lines(plan({ ...input, namespaceExists: true }))).toEqual(['Sync 0: ConfigMap/a']);
    expect(lines(plan({ ...input, operation: {} }))).toEqual(['Sync 0: ConfigMap/a']);
    const declared = [...input.resources, resource({ kind: 'Namespace', name: 'default' })];
    expect(taskOf(plan({ ...input, resources: declared }), 'Namespace/default').act).toBe('apply');
  });

  it('keeps the metadata of a managed namespace, also of one that exists', () => {
    const input = planInput([], { operation: { syncOptions: ['CreateNamespace=true'] } });
    const managedNamespaceMetadata = { labels: { team: 'a' }, annotations: { note: 'b' } };
    const app = { ...input.app, spec: { ...input.app.spec, syncPolicy: { managedNamespaceMetadata } } };
    const task = taskOf(plan({ ...input, app }), 'Namespace/default');
    expect(task.resource.desired?.metadata).toEqual({ name: 'default', ...managedNamespaceMetadata });
  });
});

describe('refusals', () => {
  it('are collected, each text once, sorted, and make the plan invalid', () => {
    const resources = ['c', 'a', 'b'].map((name) => resource({ name }));
    const refusal = (one: { key: string }) => (one.key.endsWith('c') ? 'not permitted' : 'a rule says no');
    const made = plan(planInput(resources, { refusal }));
    expect(made.invalid).toEqual(['a rule says no', 'not permitted']);
    expect(taskOf(made, 'ConfigMap/c').refusal).toBe('not permitted');
  });

  it('are asked for prunes, hooks and the namespace too', () => {
    const asked: string[] = [];
    plan(
      planInput(
        [resource({ name: 'gone' }, 'only'), resource({ kind: 'Job', name: 'j', annotations: hook('PreSync') })],
        {
          namespaceExists: false,
          operation: { syncOptions: ['CreateNamespace=true'] },
          refusal: (one) => {
            asked.push(short(one.key));
            return undefined;
          },
        },
      ),
    );
    expect(asked.sort()).toEqual(['ConfigMap/gone', 'Job/j', 'Namespace/default']);
  });

  it('name a kind that the API server does not know, unless the dry run may be skipped', () => {
    const monitor = { kind: 'Monitor', apiVersion: 'example.org/v1', name: 'm' };
    const made = plan(planInput([resource(monitor, 'new', { served: false })]));
    expect(made.invalid).toEqual([
      'The Kubernetes API could not find example.org/Monitor for requested resource default/m. Make sure the "Monitor" CRD is installed on the destination cluster.',
    ]);
    const own = { ...monitor, annotations: options('SkipDryRunOnMissingResource=true') };
    expect(plan(planInput([resource(own, 'new', { served: false })])).invalid).toEqual([]);
    const operation = { syncOptions: ['SkipDryRunOnMissingResource=true'] };
    expect(plan(planInput([resource(monitor, 'new', { served: false })], { operation })).invalid).toEqual([]);
  });
});

describe('a plan as a value', () => {
  it('is described row by row', () => {
    const made = plan(
      planInput(
        [
          resource({ name: 'new' }),
          resource({ name: 'changed' }, 'live'),
          resource({ name: 'same' }, 'same'),
          resource({ name: 'gone' }, 'only'),
          resource({ kind: 'Job', name: 'j', annotations: hook('PostSync') }),
        ],
        { operation: {} },
      ),
    );
    expect(
      describePlan(made).map((row) =>
        `${row.step} ${row.phase} ${row.wave} ${row.change} ${short(row.key)} ${row.note}`.trim(),
      ),
    ).toEqual([
      '1 Sync 0 change ConfigMap/changed',
      '1 Sync 0 keep ConfigMap/gone ignored (requires pruning)',
      '1 Sync 0 create ConfigMap/new',
      '1 Sync 0 same ConfigMap/same',
      '2 PostSync 0 hook Job/j',
    ]);
  });

  it('has a hash that changes with what is done and not with what merely ticks', () => {
    const of = (...args: Parameters<typeof resource>) => planHash(plan(planInput([resource(...args)])));
    const hash = of({ name: 'a' }, 'live');
    expect(of({ name: 'a' }, 'live')).toBe(hash);
    const { live } = resource({ name: 'a' }, 'live');
    expect(of({ name: 'a' }, 'live', { live: { ...live!, resourceVersion: '99' } })).toBe(hash);
    expect(of({ name: 'a' }, 'live', { live: { ...live!, uid: 'other' } })).not.toBe(hash);
    expect(of({ name: 'a' }, 'same')).not.toBe(hash);
    expect(of({ name: 'a', spec: { x: 1 } }, 'live')).not.toBe(hash);
    expect(of({ name: 'a', annotations: options('Force=true') }, 'live')).not.toBe(hash);
  });
});

const PHASES: readonly SyncPhase[] = ['PreSync', 'Sync', 'PostSync', 'SyncFail'];

describe('any plan', () => {
  const one = fc.record({
    kind: fc.constantFrom('ConfigMap', 'Secret', 'Deployment', 'Job', 'Namespace', 'Widget'),
    name: fc.constantFrom('a', 'b', 'c', 'B'),
    namespace: fc.constantFrom('a', 'b', 'default'),
    wave: fc.integer({ min: -2, max: 2 }),
    hook: fc.constantFrom(undefined, 'PreSync', 'PostSync,SyncFail', 'Sync', 'Skip'),
    state: fc.constantFrom('new', 'live', 'same', 'only') as fc.Arbitrary<'new' | 'live' | 'same' | 'only'>,
  });
  const resources = fc
    .uniqueArray(one, {
      selector: (it) => `${it.kind} ${it.kind === 'Namespace' ? '' : it.namespace} ${it.name}`,
      maxLength: 14,
    })
    .map((items) =>
      items.map((it) =>
        resource(
          {
            ...it,
            annotations: { ...wave(it.wave), ...(it.hook !== undefined && it.kind !== 'Namespace' && hook(it.hook)) },
          },
          it.state,
        ),
      ),
    );

  it('is in order, has each object once per phase, and does not depend on the order it was given', () => {
    fc.assert(
      fc.property(resources, fc.array(fc.nat()), (given, shuffle) => {
        const made = plan(planInput(given));
        const tasks = made.steps.flatMap((step) => step.tasks);

        const ids = tasks.map((task) => `${task.phase} ${task.key}`);
        expect(new Set(ids).size).toBe(ids.length);

        for (let n = 1; n < tasks.length; n++) {
          const [a, b] = [tasks[n - 1]!, tasks[n]!];
          const phases = PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase);
          expect(phases).toBeLessThanOrEqual(0);
          if (phases === 0) expect(a.wave).toBeLessThanOrEqual(b.wave);
          const { kind } = parseResourceKey(a.key);
          const next = parseResourceKey(b.key);
          // Within a step only a Namespace may stand out of the order of kinds: directly before what lives in it.
          if (phases === 0 && a.wave === b.wave && kind !== 'Namespace' && next.kind !== 'Namespace') {
            expect(kindRank(kind)).toBeLessThanOrEqual(kindRank(next.kind));
          }
        }
        for (const [index, task] of tasks.entries()) {
          const { kind, name } = parseResourceKey(task.key);
          if (kind !== 'Namespace' || task.act !== 'apply') continue;
          const inside = tasks.findIndex(
            (other) => other.act === 'apply' && parseResourceKey(other.key).namespace === name,
          );
          if (inside >= 0) expect(index).toBeLessThan(inside);
        }
        const rotated = [...given].sort((x, y) => (shuffle[given.indexOf(x)] ?? 0) - (shuffle[given.indexOf(y)] ?? 0));
        expect(lines(plan(planInput(rotated)))).toEqual(lines(made));
      }),
      { numRuns: 300 },
    );
  });

  it('mirrors prunes: what was created last goes first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 8 }), (waves) => {
        const made = plan(
          planInput(waves.map((n, index) => resource({ name: `p${index}`, annotations: wave(n) }, 'only'))),
        );
        const order = made.steps.flatMap((step) => [
          ...new Set(step.tasks.map((task) => waves[Number(short(task.key).slice('ConfigMap/p'.length))])),
        ]);
        expect(order).toEqual([...new Set(waves)].sort((a, b) => b - a));
        expect(made.steps.map((step) => step.wave)).toEqual([...new Set(waves)].sort((a, b) => a - b));
      }),
    );
  });
});
