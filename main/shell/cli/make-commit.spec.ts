import { describe, expect, it } from 'vitest';
import type { Application } from '../../model/index.ts';
import { captureCommand } from './commands/app/capture.ts';
import { revertCommand } from './commands/app/revert.ts';
import { arrivalOf } from './make-commit.ts';
import { type Answers, runWith } from './testing/fake-context.ts';

const HASH = 'e'.repeat(64);
const COMMIT = 'c'.repeat(40);
const change = {
  hash: HASH,
  repoURL: 'https://example.com/a',
  branch: 'main',
  base: 'a'.repeat(40),
  author: 'Ann <ann@example.invalid>',
  message: 'Revert "x"',
  undoes: [],
  files: [{ path: 'web/a.yaml', change: 'changed', before: 'a: 2\n', after: 'a: 1\n', inside: true }],
  objects: [],
  prunes: [],
  guards: [],
  warnings: [],
};
const pushed = { commit: COMMIT, branch: 'main' };
const app = {
  metadata: { name: 'web' },
  spec: {},
  status: {
    sync: { status: 'Synced', revision: COMMIT },
    operationState: {
      phase: 'Succeeded',
      operation: { sync: {} },
      startedAt: 'T',
      finishedAt: 'T',
      syncResult: { revision: COMMIT },
    },
  },
} as unknown as Application;
const ref = (kind: string, name: string) => ({ group: '', kind, namespace: 'web', name });
const answers: Answers = {
  'app.revertPlan': change,
  'app.revert': pushed,
  'app.capturePlan': change,
  'app.capture': pushed,
  'app.get': app,
  'app.resources': {
    items: [
      { ref: { ...ref('ConfigMap', 'a'), version: 'v1' }, verdict: 'differs', hook: false },
      { ref: { ...ref('ConfigMap', 'b'), version: 'v1' }, verdict: 'same', hook: false },
      { ref: { ...ref('Job', 'h'), version: 'v1' }, verdict: 'differs', hook: true },
    ],
  },
};
const revert = (argv: readonly string[], asked?: readonly string[]) =>
  runWith(revertCommand, ['revert', ...argv], answers, { app, ...(asked === undefined ? {} : { answers: asked }) });
const capture = (argv: readonly string[], engineRuns = true) =>
  runWith(captureCommand, ['capture', ...argv], answers, { app, engineRuns });
const names = (run: Awaited<ReturnType<typeof revert>>) => run.calls.map(([name]) => name);

describe('a commit for a person', () => {
  it('is shown, asked for, pushed as it was shown, and followed until it has arrived', async () => {
    const run = await revert(['argocd/web', '3', '--source', '2'], ['y']);
    expect(run.code).toBe(0);
    expect(run.asked).toEqual(['Push this commit to main? [y/N] ']);
    expect(run.calls).toEqual([
      ['app.revertPlan', { name: 'argocd/web', id: 3, source: 1 }],
      ['app.revert', { name: 'argocd/web', id: 3, source: 1, hash: HASH }],
      ['app.get', { name: 'argocd/web', refresh: 'normal' }],
    ]);
    expect(run.err).toContain('--- a/web/a.yaml\n+++ b/web/a.yaml\n@@ -1 +1 @@\n-a: 2\n+a: 1\n');
    expect(run.err).toContain('ccccccc pushed to main\n');
    expect(run.out).toContain('Sync Status: Synced');
  });

  it('is not made after no, nor without anybody to ask', async () => {
    const no = await revert(['web'], ['']);
    expect([no.code, names(no)]).toEqual([0, ['app.get', 'app.revertPlan']]);
    expect(no.err).toContain('Nothing was pushed.\n');
    const nobody = await revert(['web']);
    expect([nobody.code, names(nobody)]).toEqual([1, ['app.get', 'app.revertPlan']]);
    expect(nobody.err).toContain(
      'nothing was pushed: there is nobody to ask\n  Look at it with --preview, then say --yes.',
    );
  });

  it('is only shown with --preview, as text and as values', async () => {
    const text = await revert(['web', '--preview', '--yes']);
    expect([names(text), text.err]).toEqual([['app.get', 'app.revertPlan'], '']);
    expect(text.out).toContain('Message:    Revert "x"');
    expect(JSON.parse((await revert(['web', '--preview', '-o', 'json'])).out)).toEqual(change);
  });

  it('on a branch of its own is not waited for, nor with --async', async () => {
    for (const flags of [['--branch', 'undo'], ['--async']]) {
      const run = await revert(['web', '--yes', ...flags]);
      expect([names(run), run.out]).toEqual([['app.get', 'app.revertPlan', 'app.revert'], `${COMMIT}\n`]);
    }
    expect(JSON.parse((await revert(['web', '--yes', '--async', '-o', 'json'])).out)).toEqual(pushed);
  });

  it('after a failed sync undoes what came since what runs', async () => {
    const old = { id: 0, revision: 'a'.repeat(40) };
    const newest = { id: 1, revision: 'b'.repeat(40) };
    const failed = (revision: string, sync: object = {}): object => ({
      operationState: { phase: 'Failed', operation: { sync }, finishedAt: 'T', syncResult: { revision } },
    });
    const since = async (history: readonly object[], status: object = {}, ...argv: string[]): Promise<unknown> => {
      const one = { ...app, status: { ...status, history } } as unknown as Application;
      const run = await runWith(revertCommand, ['revert', 'web', ...argv, '--preview'], { ...answers, 'app.get': one });
      return (run.calls.at(-1)![1] as { readonly id?: number }).id;
    };
    expect(await since([old, newest, { ...old, id: 2, rolledBackTo: 0 }])).toBeUndefined();
    expect(await since([old, newest], failed('c'.repeat(40)), '0')).toBe(0);
    expect(await since([old, newest])).toBeUndefined();
    expect(await since([])).toBeUndefined();
    expect(await since([old, newest], failed('c'.repeat(40)))).toBe(1);
    expect(await since([old, newest], failed(newest.revision))).toBeUndefined();
    expect(await since([old, newest], failed('c'.repeat(40), { dryRun: true }))).toBeUndefined();
  });

  it('captures the objects that are named and differ', async () => {
    const run = await capture(['web', '--resource', ':*:*', '-m', 'Keep it', '--yes']);
    const choice = { name: 'web', refs: [ref('ConfigMap', 'a')], message: 'Keep it' };
    expect(run.calls.slice(0, 3)).toEqual([
      ['app.resources', { name: 'web' }],
      ['app.capturePlan', choice],
      ['app.capture', { ...choice, hash: HASH }],
    ]);
    const none = await capture(['web', '--resource', ':ConfigMap:b', '--yes']);
    expect([none.code, names(none)]).toEqual([1, ['app.resources']]);
  });

  it('captures everything that differs, and looks first when no engine runs', async () => {
    expect(names(await capture(['web', '--yes', '--async']))).toEqual(['app.capturePlan', 'app.capture']);
    expect(names(await capture(['web', '--preview'], false))).toEqual(['app.get', 'app.capturePlan']);
  });

  it('judges only the operation that led there', async () => {
    const failed = (revision: string): Application => ({
      ...app,
      status: {
        ...app.status,
        operationState: { ...app.status!.operationState!, phase: 'Failed', syncResult: { revision } },
      },
    });
    const ends = async (one: Application): Promise<number> =>
      (await runWith(revertCommand, ['revert', 'web', '--yes'], { ...answers, 'app.get': one }, { app: one })).code;
    expect(await ends(failed('d'.repeat(40)))).toBe(0);
    expect(await ends(failed(COMMIT))).toBe(1);
  });

  it('tells of a hold that lasts', async () => {
    const hold = { kind: 'rollback', reason: 'orders fail', by: 'ada', since: '2026-11-24T11:00:00Z' };
    const held = {
      ...app,
      status: { hold, sync: { status: 'OutOfSync', revision: COMMIT } },
    } as unknown as Application;
    const run = await runWith(
      revertCommand,
      ['revert', 'web', '--yes'],
      { ...answers, 'app.get': held },
      { app: held },
    );
    expect([run.code, run.err]).toEqual([0, expect.stringContaining('Automation is held after a rollback by ada')]);
  });

  it.each([
    ['automated and out of sync', { automated: { prune: true } }, {}, [{ prune: true }]],
    ['automated without prune', { automated: {} }, {}, [{}]],
    ['manual: the engine has begun by itself', {}, {}, []],
    ['switched off', { automated: { enabled: false } }, {}, []],
    ['held', { automated: {} }, { hold: { kind: 'pause', reason: 'x', by: 'ada', since: 'T' } }, []],
    ['in order already', { automated: {} }, { sync: { status: 'Synced' } }, []],
  ])('does what automation would when no engine runs: %s', async (_, syncPolicy, status, syncs) => {
    const now = {
      ...app,
      spec: { syncPolicy },
      status: { ...app.status, sync: { status: 'OutOfSync' }, ...status },
    } as unknown as Application;
    const asked = async (engineRuns: boolean): Promise<readonly unknown[]> => {
      const given = { ...answers, 'app.get': now, 'app.sync': now };
      const run = await runWith(revertCommand, ['revert', 'web', '0', '--yes'], given, { app, engineRuns });
      const inputs = run.calls.filter(([name]) => name === 'app.sync').map(([, input]) => input);
      return inputs.map((input) => (input as { readonly operation: { readonly sync: unknown } }).operation.sync);
    };
    expect(await asked(false)).toEqual(syncs);
    expect(await asked(true)).toEqual([]);
  });

  it('counts sources from 1', async () => {
    expect(await revert(['web', '--source', '0'])).toMatchObject({ code: 1, calls: [] });
  });
});

describe('an application that waits for a commit', () => {
  const state = (status: object, operation?: object): Application => ({ status, operation }) as unknown as Application;
  const operationState = { phase: 'Failed', finishedAt: 'T', syncResult: { revision: COMMIT } };
  it.each([
    ['is there when an operation to it has ended, however', state({ operationState }), true],
    ['is there when it is the same already', state({ sync: { status: 'Synced', revision: COMMIT } }), true],
    ['is there for one of several sources', state({ sync: { status: 'Synced', revisions: ['1.2.3', COMMIT] } }), true],
    ['is not there while it runs', state({ operationState: { ...operationState, finishedAt: undefined } }), false],
    ['is not there while it is asked for', state({ operationState }, { sync: {} }), false],
    ['is not there when it only differs', state({ sync: { status: 'OutOfSync', revision: COMMIT } }), false],
    [
      'is there when it is held: nothing more happens',
      state({ sync: { status: 'OutOfSync', revision: COMMIT }, hold: { kind: 'rollback' } }),
      true,
    ],
    ['is not there at another commit', state({ sync: { status: 'Synced', revision: 'd'.repeat(40) } }), false],
  ])('%s', (_, one, arrived) => {
    expect(arrivalOf(COMMIT).ended(one)).toBe(arrived);
  });
});
