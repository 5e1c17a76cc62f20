import { describe, expect, it } from 'vitest';
import { runWith } from '../../testing/fake-context.ts';
import { confirmDeletionCommand } from './confirm-deletion.ts';
import { deleteResourceCommand } from './delete-resource.ts';

const ref = (group: string, kind: string, name: string, namespace = 'web') => ({ group, kind, namespace, name });
const nodes = [
  { ref: ref('', 'Pod', 'a'), uid: '1' },
  { ref: ref('', 'Pod', 'b\u001b[2J'), uid: '2' },
  { ref: ref('', 'Pod', 'a', 'other'), uid: '3' },
  { ref: ref('apps', 'Deployment', 'only-in-git'), uid: '' },
];
const run = (argv: readonly string[], engineRuns = true) =>
  runWith(
    deleteResourceCommand,
    ['delete-resource', 'web', ...argv],
    { 'app.tree': { nodes }, 'app.deleteResource': {}, 'app.get': {} },
    { engineRuns },
  );
const deleted = (done: Awaited<ReturnType<typeof run>>): readonly unknown[] =>
  done.calls.filter(([name]) => name === 'app.deleteResource').map(([, input]) => input);

describe('app delete-resource', () => {
  it.each([
    [[], 'foreground', false],
    [['--force'], 'background', true],
    [['--orphan'], 'orphan', false],
    [['--propagation-policy', 'background'], 'background', false],
    [['-p', 'orphan'], 'orphan', false],
    [['--force', '-p', 'background'], 'background', true],
  ])('%j', async (flags, propagation, force) => {
    const done = await run(['--kind', 'Pod', '--resource-name', 'a', '--namespace', 'web', ...flags]);
    expect(done.out).toBe("Resource 'a' deleted\n");
    expect(deleted(done)).toEqual([{ name: 'web', ref: ref('', 'Pod', 'a'), propagation, force }]);
  });

  it.each([
    [['-p', 'sideways'], 'invalid propagation policy: sideways'],
    [['--force', '-p', 'foreground'], '--force and --propagation-policy foreground contradict each other.'],
    [['--orphan', '-p', 'background'], '--orphan and --propagation-policy background contradict each other.'],
    [['--orphan', '--force'], 'Only one of --force and --orphan can be specified.'],
  ])('deletes nothing with %j', async (flags, words) => {
    const done = await run(['--kind', 'Pod', '--resource-name', 'a', '--namespace', 'web', ...flags]);
    expect(done.err).toContain(words);
    expect(done.code).not.toBe(0);
    expect(deleted(done)).toEqual([]);
  });

  it('takes several only with --all', async () => {
    const several = await run(['--kind', 'Pod']);
    expect([several.code, deleted(several)]).toEqual([20, []]);
    expect(several.err).toContain('3 objects fit: Pod web/a, Pod web/b\\u001b[2J, Pod other/a\n  Name one with');
    expect(deleted(await run(['--kind', 'Pod', '--all']))).toHaveLength(3);
  });

  it('finds only what lives, and what the flags say', async () => {
    for (const argv of [
      ['--kind', 'Deployment'],
      ['--kind', 'Pod', '--group', 'apps'],
      ['--kind', 'Pod', '--resource-name', 'c', '--all'],
    ]) {
      const done = await run(argv);
      expect([done.code, deleted(done)]).toEqual([20, []]);
      expect(done.err).toMatch(/^no (Deployment|Pod|Pod c) was found as part of application web\n/);
    }
  });

  it('looks at the cluster first when no engine runs', async () => {
    expect((await run(['--kind', 'Pod', '--all'], false)).calls[0]).toEqual([
      'app.get',
      { name: 'web', refresh: 'normal' },
    ]);
  });

  it('is not forced and orphaned at once', async () => {
    expect(await run(['--kind', 'Pod', '--force', '--orphan'])).toMatchObject({ code: 1, calls: [] });
  });
});

it('app confirm-deletion approves', async () => {
  const done = await runWith(confirmDeletionCommand, ['confirm-deletion', 'web'], { 'app.confirmDeletion': {} });
  expect(done.calls).toEqual([['app.confirmDeletion', { name: 'web' }]]);
  expect(done.out).toBe("Application 'web' deletions confirmed\n");
});
