import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../preload/contract/index.ts';
import { NO_CHOICES, operationOf, parseOptions, type SyncChoices, USUAL_RETRY } from './sync-choices.ts';
import { resourceArgument, syncCommand } from './sync-command.ts';

function app(syncOptions?: readonly string[]): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web' },
    spec: { project: 'default', destination: {}, ...(syncOptions ? { syncPolicy: { syncOptions } } : {}) },
  };
}

const web = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const role = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'reader' };

/** What was chosen, the words of the command after the name, and the operation; both must say the same. */
const CASES: readonly (readonly [string, Partial<SyncChoices>, readonly string[] | undefined, string, object])[] = [
  ['nothing', {}, undefined, '', { sync: {} }],
  ['nothing, with options of its own', {}, ['CreateNamespace=true'], '', { sync: {} }],
  [
    'prune and dry run',
    { prune: true, dryRun: true },
    undefined,
    '--prune --dry-run',
    { sync: { prune: true, dryRun: true } },
  ],
  [
    'exactly a plan',
    { prune: true, planHash: 'ab12' },
    undefined,
    '--prune --plan ab12',
    { sync: { prune: true, planHash: 'ab12' } },
  ],
  ['no plan for a dry run', { dryRun: true, planHash: 'ab12' }, undefined, '--dry-run', { sync: { dryRun: true } }],
  ['apply only', { applyOnly: true }, undefined, '--strategy apply', { sync: { syncStrategy: { apply: {} } } }],
  ['force', { force: true }, undefined, '--force', { sync: { syncStrategy: { hook: { force: true } } } }],
  [
    'apply only by force',
    { applyOnly: true, force: true },
    undefined,
    '--strategy apply --force',
    { sync: { syncStrategy: { apply: { force: true } } } },
  ],
  [
    'the ticks, with options of its own',
    { replace: true, serverSide: true, outOfSyncOnly: true },
    ['CreateNamespace=true'],
    '--replace --server-side --apply-out-of-sync-only --sync-option CreateNamespace=true',
    {
      sync: {
        syncOptions: ['CreateNamespace=true', 'Replace=true', 'ServerSideApply=true', 'ApplyOutOfSyncOnly=true'],
      },
    },
  ],
  ['a tick that is its own already', { serverSide: true }, ['ServerSideApply=true'], '', { sync: {} }],
  [
    'an option beside its own',
    { options: ['PruneLast=true'] },
    ['CreateNamespace=true'],
    '--sync-option PruneLast=true',
    { sync: { syncOptions: ['CreateNamespace=true', 'PruneLast=true'] } },
  ],
  [
    'objects',
    { objects: [web, role] },
    undefined,
    '--resource apps:Deployment:shop/web --resource rbac.authorization.k8s.io:ClusterRole:reader',
    { sync: { resources: [web, { group: role.group, kind: role.kind, name: role.name }] } },
  ],
  [
    'a retry',
    { retry: { ...USUAL_RETRY, limit: 5, duration: '10s' } },
    undefined,
    '--retry-limit 5 --retry-backoff-duration 10s',
    { sync: {}, retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m0s' } } },
  ],
];

describe('what was chosen', () => {
  it.each(CASES)('%s', (_title, some, own, words, operation) => {
    const choices = { ...NO_CHOICES, ...some };
    expect(operationOf(app(own), choices)).toEqual({ ...operation, initiatedBy: { username: 'argosy desktop' } });
    expect(syncCommand(app(own), 'web', choices).join(' ')).toBe(['app sync web', words].filter(Boolean).join(' '));
  });

  it.each(CASES)('means the same to the command line: %s', (_title, some, own) => {
    // How the command line makes options of its flags (reference §1.5): the three flags replace the application's own, `--sync-option` adds.
    const choices = { ...NO_CHOICES, ...some };
    const words = syncCommand(app(own), 'web', choices);
    const named = words.filter((_, at) => words[at - 1] === '--sync-option');
    const flags = [
      ...(words.includes('--replace') ? ['Replace=true'] : []),
      ...(words.includes('--server-side') ? ['ServerSideApply=true'] : []),
      ...(words.includes('--apply-out-of-sync-only') ? ['ApplyOutOfSyncOnly=true'] : []),
    ];
    const theirs =
      flags.length > 0 ? [...flags, ...named] : named.length > 0 ? [...(own ?? []), ...named] : (own ?? []);
    const ours = (operationOf(app(own), choices).sync?.['syncOptions'] ?? own ?? []) as readonly string[];
    expect(theirs.toSorted()).toEqual(ours.toSorted());
  });
});

describe('resourceArgument', () => {
  it('leaves out the group and namespace that are not there', () => {
    expect(resourceArgument({ group: '', kind: 'Service', namespace: 'shop', name: 'web' })).toBe(':Service:shop/web');
    expect(resourceArgument({ group: '', kind: 'Namespace', namespace: '', name: 'shop' })).toBe(':Namespace:shop');
  });
});

describe('parseOptions', () => {
  it('takes one a line, and names the first that is none', () => {
    expect(parseOptions(' PruneLast=true \n\nValidate=false')).toEqual({
      options: ['PruneLast=true', 'Validate=false'],
      bad: undefined,
    });
    expect(parseOptions('PruneLast=true\nprune last').bad).toBe('prune last');
    expect(parseOptions('').options).toEqual([]);
  });
});
