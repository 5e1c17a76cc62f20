import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncOperation } from '../model/index.ts';
import { plan } from './plan.ts';
import { type PlanHash, planHash } from './plan-hash.ts';
import type { PlanInput, SyncResource } from './task.ts';
import { planInput, resource } from './testing/world.ts';

const hashOf = (resources: readonly SyncResource[], more: Partial<PlanInput> = {}): PlanHash =>
  planHash(plan(planInput(resources, more)));

const one = fc.record({
  kind: fc.constantFrom('ConfigMap', 'Secret', 'Deployment', 'Job'),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  hook: fc.constantFrom(undefined, 'PreSync', 'PostSync'),
  state: fc.constantFrom('new', 'live', 'same', 'only') as fc.Arbitrary<'new' | 'live' | 'same' | 'only'>,
});
const resources = fc
  .uniqueArray(one, { selector: ({ kind, name }) => `${kind} ${name}`, minLength: 1, maxLength: 8 })
  .map((items) =>
    items.map(({ hook, state, ...declared }) =>
      resource({ ...declared, ...(hook !== undefined && { annotations: { 'argocd.argoproj.io/hook': hook } }) }, state),
    ),
  )
  // An extra hook is nobody's task: nothing of it can matter.
  .filter((items) => items.every(({ desired, live }) => desired !== undefined || !isHook(live!.object())));
const isHook = ({ metadata }: { metadata: { annotations?: Readonly<Record<string, string>> } }) =>
  metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined;
const nth = fc.nat();

describe('the hash of a plan', () => {
  it('is the same for what only ticks: versions, status, managed fields, time, order of the input', () => {
    fc.assert(
      fc.property(resources, fc.nat({ max: 1_000_000 }), fc.nat(), (items, version, startedAt) => {
        const ticked = items.map((item) => ({
          ...item,
          live: item.live && {
            ...item.live,
            resourceVersion: String(version),
            object: () => {
              const object = item.live!.object();
              const managedFields = [{ manager: 'somebody', operation: 'Update' as const }];
              return { ...object, metadata: { ...object.metadata, managedFields }, status: { seen: version } };
            },
          },
        }));
        expect(hashOf(ticked.toReversed(), { startedAt })).toBe(hashOf(items));
      }),
    );
  });

  it('does not know when the operation starts, whatever names of hooks are generated from it', () => {
    const hooks = ['migrate-', 'seed-', 'check-'].map((generateName, index) => {
      const made = resource({
        kind: 'Job',
        name: generateName,
        annotations: { 'argocd.argoproj.io/hook': 'PreSync', n: String(index) },
      });
      const { name: _, ...metadata } = made.desired!.metadata;
      return { ...made, desired: { ...made.desired!, metadata: { ...metadata, generateName } } };
    });
    const at = (startedAt: number) => hashOf(hooks, { startedAt, revision: '0123456789abcdef' });
    expect(at(0)).toBe(at(1_800_000_000_000));
    expect(hashOf(hooks.slice(1), { startedAt: 0, revision: '0123456789abcdef' })).not.toBe(at(0));
  });

  it('changes with what is desired, with which object lives, and with how it differs', () => {
    fc.assert(
      fc.property(resources, nth, (items, n) => {
        const hash = hashOf(items);
        const index = n % items.length;
        const item = items[index]!;
        const changed = (change: Partial<SyncResource>) => hashOf(items.with(index, { ...item, ...change }));
        if (item.desired !== undefined) {
          expect(changed({ desired: { ...item.desired, data: { other: 'value' } } })).not.toBe(hash);
          expect(changed({ drift: 'spec.replicas is 5' })).not.toBe(hash);
          expect(changed({ modified: !item.modified })).not.toBe(hash);
        }
        if (item.live !== undefined) {
          expect(changed({ live: { ...item.live, uid: 'another' } })).not.toBe(hash);
          if (item.desired !== undefined) expect(changed({ live: undefined })).not.toBe(hash);
        }
        expect(hashOf(items.toSpliced(index, 1))).not.toBe(hash);
      }),
    );
  });

  it('changes with what was asked for', () => {
    const asked: readonly SyncOperation[] = [
      {},
      { prune: true },
      { dryRun: true },
      { syncOptions: ['FailOnSharedResource=true'] },
      { syncOptions: ['Validate=false'] },
      { syncStrategy: { apply: {} } },
      { syncStrategy: { hook: { force: true } } },
      { resources: [{ kind: 'ConfigMap', name: 'a' }] },
    ];
    const items = [resource({ name: 'a' }, 'live'), resource({ name: 'b' })];
    expect(new Set(asked.map((operation) => hashOf(items, { operation }))).size).toBe(asked.length);
    const order = (...syncOptions: readonly string[]) => hashOf(items, { operation: { syncOptions } });
    expect(order('Validate=false', 'PruneLast=true')).toBe(order('PruneLast=true', 'Validate=false'));
  });
});
