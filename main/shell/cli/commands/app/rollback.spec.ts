import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../model/index.ts';
import { RemoteError } from '../../../client/client.ts';
import { type Answers, runWith } from '../../testing/fake-context.ts';
import { rollbackCommand } from './rollback.ts';

const HASH = 'f'.repeat(64);
const plan = {
  hash: HASH,
  rows: [
    {
      phase: 'Sync',
      wave: 0,
      change: 'change',
      note: '',
      ref: { group: '', kind: 'ConfigMap', namespace: 'web', name: 'a' },
      paths: [{ path: ['data', 'a'], text: 'data.a', live: '2', desired: '1', owners: [] }],
      sharedWith: [],
    },
  ],
  invalid: [],
  guards: [] as string[],
  notes: [],
  entry: {
    id: 3,
    revision: 'a'.repeat(40),
    source: { repoURL: 'https://example.com/a', targetRevision: 'main' },
    deployedAt: '2026-11-24T10:00:00Z',
    initiatedBy: { username: 'ada' },
  },
};
const app = {
  metadata: { name: 'web' },
  spec: {},
  status: {
    sync: { status: 'OutOfSync' },
    health: { status: 'Healthy' },
    operationState: {
      phase: 'Succeeded',
      operation: { sync: {} },
      startedAt: '2026-11-24T12:00:00Z',
      finishedAt: '2026-11-24T12:00:01Z',
    },
    hold: { kind: 'rollback', reason: 'orders fail', by: 'ada', since: '2026-11-24T11:59:00Z' },
  },
} as unknown as Application;
const answers: Answers = { 'app.rollbackPlan': plan, 'app.rollback': app, 'app.get': app };
const guarded: Answers = { ...answers, 'app.rollbackPlan': { ...plan, guards: ['prunes everything'] } };

const run = (argv: readonly string[], given: Answers = answers, asked?: readonly string[]) =>
  runWith(rollbackCommand, ['rollback', ...argv], given, { app, ...(asked === undefined ? {} : { answers: asked }) });
const requests = (done: Awaited<ReturnType<typeof run>>): unknown =>
  done.calls.filter(([name]) => name === 'app.rollback').map(([, input]) => input);

describe('app rollback', () => {
  it('shows the difference to now, goes back, waits, and says that automation is held', async () => {
    const done = await run([
      'web',
      '3',
      '--hold',
      'orders fail',
      '--release-on-new-commit',
      '--never-again',
      '--prune',
    ]);
    expect(done.code).toBe(0);
    expect(done.calls.map(([name]) => name)).toEqual(['app.rollbackPlan', 'app.rollback', 'app.get']);
    expect(done.calls[0]![1]).toEqual({ name: 'web', id: 3, prune: true, hooks: false });
    expect(requests(done)).toEqual([
      {
        name: 'web',
        id: 3,
        prune: true,
        hooks: false,
        hold: { reason: 'orders fail', releaseOnNewCommit: true },
        refuse: true,
      },
    ]);
    expect(done.err).toMatch(/^Back to ID 3: main \(aaaaaaa\), deployed 2026-11-24T10:00:00Z by ada\n/);
    expect(done.err).toContain('    data.a: 2 → 1\n');
    expect(done.err).toContain('Automation is held after a rollback by ada since 2026-11-24T11:59:00Z (1 min)');
    expect(done.out).toContain('Name: web\n');
  });

  it('previews, with the line that does just that', async () => {
    const done = await run(['web', '--preview', '--hooks', '--hold', "it's bad"]);
    expect(done.calls.map(([name]) => name)).toEqual(['app.rollbackPlan']);
    expect(done.out).toContain(
      `Do exactly this: argosy app rollback web --plan ${HASH} --hooks --hold 'it'\\''s bad'\n`,
    );
    expect(JSON.parse((await run(['web', '--preview', '-o', 'json'])).out)).toEqual(plan);
  });

  it('carries out only the plan that is named', async () => {
    expect(requests(await run(['web', '--plan', HASH]))).toMatchObject([{ planHash: HASH, refuse: false }]);
    expect(await run(['web', '--plan', 'abc'])).toMatchObject({ code: 1, calls: [] });
  });

  it('wants the name typed when much is pruned, and then does what was shown', async () => {
    expect(requests(await run(['web', '--prune'], guarded, ['web']))).toMatchObject([{ planHash: HASH }]);
    const no = await run(['web', '--prune'], guarded, ['y']);
    expect([no.code, requests(no)]).toEqual([0, []]);
    expect(no.err).toContain('Careful: prunes everything');
    const nobody = await run(['web', '--prune'], guarded);
    expect([nobody.code, requests(nobody)]).toEqual([1, []]);
    expect(requests(await run(['web', '--prune', '--yes'], guarded))).toHaveLength(1);
  });

  it('passes on a refusal with its way out', async () => {
    const refused = new RemoteError({
      code: 'FailedPrecondition',
      message: 'rollback cannot be initiated when auto-sync is enabled',
      detail: { advice: 'Say --hold REASON.' },
      retry: false,
    });
    expect(await run(['web'], { ...answers, 'app.rollback': refused })).toMatchObject({
      code: 20,
      err: expect.stringContaining('rollback cannot be initiated when auto-sync is enabled\n  Say --hold REASON.\n'),
    });
  });

  it('ends with 1 when it fails', async () => {
    const failed = {
      ...app,
      status: { ...app.status, operationState: { ...app.status!.operationState!, phase: 'Failed' } },
    };
    expect(await run(['web'], { ...answers, 'app.get': failed })).toMatchObject({
      code: 1,
      err: expect.stringContaining('Operation has completed with phase: Failed'),
    });
  });

  it.each([
    [['web', 'three'], 'ID: expected a whole number'],
    [['web', '--release-on-new-commit'], 'goes with --hold'],
    [['web', '-o', 'xml'], 'Unknown output format'],
  ])('%j is refused before any engine is asked', async (argv, text) => {
    const done = await run(argv);
    expect([done.calls, done.code > 0]).toEqual([[], true]);
    expect(done.err).toContain(text);
  });
});
