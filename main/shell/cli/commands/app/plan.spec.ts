import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../model/index.ts';
import type { Plan } from '../../plan-text.ts';
import { type Answers, runWith } from '../../testing/fake-context.ts';
import { planCommand } from './plan.ts';
import { syncCommand } from './sync.ts';

const HASH = 'f'.repeat(64);
const ref = { group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' };
const row = { phase: 'Sync', wave: 0, change: 'change' as const, note: '', ref, paths: [], sharedWith: [] };
const plan: Plan = { hash: HASH, rows: [row], invalid: [], guards: [], notes: [] };
const app = {
  metadata: { name: 'web' },
  spec: { source: { repoURL: 'https://example.com/a' }, syncPolicy: { syncOptions: ['PruneLast=true'] } },
  status: {
    sync: { status: 'Synced' },
    resources: [{ group: 'apps', kind: 'Deployment', namespace: 'web', name: 'web' }],
    operationState: { phase: 'Succeeded', operation: { sync: {} }, startedAt: 'T', finishedAt: 'T' },
  },
} as unknown as Application;
const answers = (one: Plan = plan): Answers => ({ 'app.get': app, 'app.plan': one, 'app.sync': app });
const operationIn = (run: Awaited<ReturnType<typeof runWith>>, name: string): unknown =>
  (run.calls.find(([one]) => one === name)?.[1] as { readonly operation: { readonly sync: unknown } } | undefined)
    ?.operation.sync;

describe('app plan', () => {
  it('asks with the flags of a sync, and ends with the line that does just that', async () => {
    const argv = [
      'plan',
      'web',
      '--prune',
      '--revision',
      'v2',
      '--resource',
      'apps:Deployment:web',
      '--sync-option',
      'Validate=false',
    ];
    const run = await runWith(planCommand, argv, answers());
    expect(run.code).toBe(1);
    const sync = {
      revision: 'v2',
      prune: true,
      resources: [ref],
      syncOptions: ['PruneLast=true', 'Validate=false'],
    };
    expect(operationIn(run, 'app.plan')).toEqual(sync);
    const [, line = ''] = /^Apply exactly this: argosy app (.*)$/m.exec(run.out) ?? [];
    expect(line).toContain(`sync web --plan ${HASH}`);
    const done = await runWith(syncCommand, line.split(' '), answers(), { app });
    expect([done.code, operationIn(done, 'app.sync')]).toEqual([0, { ...sync, planHash: HASH }]);
  });

  it.each([
    [plan, [], 1],
    [plan, ['--exit-code', '--diff-exit-code', '7'], 7],
    [plan, ['--no-exit-code'], 0],
    [{ ...plan, rows: [{ ...row, change: 'same' as const }] }, [], 0],
    [{ ...plan, rows: [], invalid: ['no such kind'] }, [], 1],
  ])('%# has an exit code', async (one, flags, code) => {
    expect((await runWith(planCommand, ['plan', 'web', ...flags], answers(one))).code).toBe(code);
  });

  it('offers nothing to apply when a sync would be refused', async () => {
    const run = await runWith(planCommand, ['plan', 'web'], answers({ ...plan, invalid: ['no such kind'] }));
    expect(run.out).toMatch(/Refused: no such kind\nA sync would be refused: [^\n]*\n$/);
  });

  it('is a value too', async () => {
    expect(JSON.parse((await runWith(planCommand, ['plan', 'web', '-o', 'json'], answers())).out)).toEqual(plan);
    expect((await runWith(planCommand, ['plan', 'web', '-o', 'yaml'], answers())).out).toContain(`hash: ${HASH}`);
    expect(await runWith(planCommand, ['plan', 'web', '-o', 'xml'], answers())).toMatchObject({ code: 20, calls: [] });
  });

  it('looks first when no engine runs, or when it is told to', async () => {
    const input = async (flags: readonly string[], engineRuns: boolean): Promise<unknown> =>
      (await runWith(planCommand, ['plan', 'web', ...flags], answers(), { engineRuns })).calls[0]![1];
    expect(await input([], true)).toEqual({ name: 'web' });
    expect(await input([], false)).toEqual({ name: 'web', refresh: 'normal' });
    expect(await input(['--refresh'], true)).toEqual({ name: 'web', refresh: 'normal' });
    expect(await input(['--hard-refresh'], true)).toEqual({ name: 'web', refresh: 'hard' });
  });
});

describe('app sync', () => {
  it('does just what was agreed to after a preview', async () => {
    const run = await runWith(syncCommand, ['sync', 'web', '--preview-changes'], answers(), { app, answers: ['y'] });
    expect(operationIn(run, 'app.sync')).toEqual({ planHash: HASH });
    expect(run.asked).toEqual(['Sync these changes? [y/N] ']);
    const silent = await runWith(syncCommand, ['sync', 'web', '--preview-changes', '-y'], answers(), { app });
    expect(operationIn(silent, 'app.sync')).toEqual({});
    const no = await runWith(syncCommand, ['sync', 'web', '--preview-changes'], answers(), { app, answers: ['n'] });
    expect([no.code, operationIn(no, 'app.sync')]).toEqual([0, undefined]);
  });

  it.each([
    [['web', '--plan', 'abc'], '--plan: expected the hash of a plan'],
    [['web', 'api', '--plan', HASH], '--plan is of one application'],
  ])('%j is refused', async (argv, text) => {
    const run = await runWith(syncCommand, ['sync', ...argv], answers());
    expect([run.code, run.calls]).toEqual([1, []]);
    expect(run.err).toContain(text);
  });
});
