import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../../main/model/index.ts';
import { configMap, yaml } from '../conformance/world/index.ts';
import type { TestRepository } from '../contract/git/repository.ts';
import { eventually, Shell } from './cli/shell.ts';

/** Commits that the command line makes for a person, in a repository of this machine. */
describe('argosy app, and Git', () => {
  const shell = new Shell();
  let namespace: string;
  let repository: TestRepository;
  const map = () => `/api/v1/namespaces/${namespace}/configmaps/settings`;
  const get = () => shell.json<Application>('app', 'get', 'web');
  const colour = async (): Promise<unknown> =>
    ((await shell.api.get(map())) as { readonly data?: { readonly colour?: string } } | undefined)?.data?.colour;
  const settings = (to: string) => ({ 'app/settings.yaml': yaml(configMap('settings', { colour: to })) });
  const inGit = (branch = 'main') => repository.git('show', `${branch}:app/settings.yaml`);
  const ada = {
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.invalid',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.invalid',
  };

  beforeAll(async () => {
    await shell.startCluster();
    namespace = await shell.namespace();
    shell.file('.gitconfig', '[user]\n\tname = Ada\n\temail = ada@example.invalid\n');
    await shell.startEngine(ada);
    await shell.ok('cluster', 'add', shell.context, '--name', 'here');
    repository = shell.repository(settings('blue'));
    // A branch that is checked out takes no pushes.
    repository.git('checkout', '-q', '--detach');
    await shell.ok(
      'app',
      'create',
      'web',
      '--repo',
      `file://${repository.path}`,
      '--path',
      'app',
      '--revision',
      'main',
      '--dest-name',
      'here',
      '--dest-namespace',
      namespace,
    );
    await shell.ok('app', 'sync', 'web');
    paint('red');
    await shell.ok('app', 'sync', 'web');
  });
  afterAll(() => shell.stop());

  /** Of today, unlike those of the test repository: what is undone is looked for by date. */
  function commit(message: string, files: Readonly<Record<string, string>>): void {
    repository.git('checkout', '-q', 'main');
    repository.write(files);
    repository.git('add', '-A');
    execFileSync('git', ['-C', repository.path, 'commit', '-q', '-m', message], { env: { ...shell.env, ...ada } });
    repository.git('checkout', '-q', '--detach');
  }

  const paint = (to: string) => commit(`paint it ${to}`, { ...settings(to), 'elsewhere/note.txt': `${to}\n` });

  describe('revert', () => {
    it('shows the commit that it would make, and makes none', async () => {
      const out = await shell.ok('app', 'revert', 'web', '--preview');
      expect(out).toMatch(/^Branch: +main, on top of [0-9a-f]{7}$/m);
      expect(out).toMatch(/^Author: +Ada <ada@example\.invalid>$/m);
      expect(out).toMatch(/^Undoes 1 commit:\n {2}[0-9a-f]{7} {2}\d{4}-\d\d-\d\d {2}Ada {2}paint it red$/m);
      expect(out).toMatch(/^--- a\/app\/settings\.yaml\n\+\+\+ b\/app\/settings\.yaml\n@@ /m);
      expect(out).toMatch(/^- {2}colour: red\n\+ {2}colour: blue$/m);
      expect(out).toMatch(/^===== \/ConfigMap \S+\/settings ======\n/m);
      expect(out).toMatch(/^> {3}colour: blue$/m);
      expect(inGit()).toContain('red');
      expect(JSON.parse(await shell.ok('app', 'revert', 'web', '--preview', '-o', 'json'))).toMatchObject({
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        branch: 'main',
        undoes: [{ message: expect.stringContaining('paint it red') }],
      });
    });

    it('pushes nothing without a yes', async () => {
      const { code, err } = await shell.run(['app', 'revert', 'web']);
      expect(code).toBe(1);
      expect(err).toContain('+  colour: blue\n');
      expect(err).toContain(
        'nothing was pushed: there is nobody to ask\n  Look at it with --preview, then say --yes.\n',
      );
      expect(inGit()).toContain('red');
    });

    it('pushes to a branch of its own for a review, and syncs nothing', async () => {
      const before = repository.head('main');
      const out = await shell.ok('app', 'revert', 'web', '--branch', 'undo-red', '--yes');
      expect(out.trim()).toBe(repository.head('undo-red'));
      expect([repository.head('main'), await colour()]).toEqual([before, 'red']);
      expect(inGit('undo-red')).toContain('blue');
    });

    it('pushes, and waits until the cluster is there', async () => {
      const { code, out, err } = await shell.run(['app', 'revert', 'web', '--yes', '--timeout', '60']);
      expect([code, err]).toEqual([0, expect.stringMatching(/[0-9a-f]{7} pushed to main\n/)]);
      expect(out).toMatch(/^Sync Status: Synced$/m);
      expect(inGit()).toContain('blue');
      expect(await colour()).toBe('blue');
      expect(repository.git('log', '-1', '--format=%an <%ae>', 'main')).toBe('Ada <ada@example.invalid>');
      expect((await get()).status?.sync?.revision).toBe(repository.head('main'));
    });

    it('after a rollback makes Git what runs', async () => {
      paint('black');
      await shell.ok('app', 'sync', 'web');
      await shell.ok('app', 'rollback', 'web');
      expect(await colour()).toBe('blue');
      await shell.ok('app', 'revert', 'web', '--yes', '--timeout', '60');
      expect([inGit().includes('blue'), await colour()]).toEqual([true, 'blue']);
    });

    it('after a failed sync makes Git what runs', async () => {
      const before = repository.head('main');
      commit('break it', {
        'app/settings.yaml': yaml({
          ...configMap('settings', { colour: 'grey' }),
          metadata: { name: 'settings', labels: { broken: 'no label!' } },
        }),
      });
      await shell.fails(1, 'app', 'sync', 'web');
      const preview = await shell.ok('app', 'revert', 'web', '--preview');
      expect(preview).toMatch(/^Undoes 1 commit:\n.* break it$/m);
      await shell.ok('app', 'revert', 'web', '--yes', '--timeout', '60');
      expect(repository.git('diff', before, 'main')).toBe('');
    });

    it('refuses what it cannot do, with the server’s words', async () => {
      expect(await shell.fails(20, 'app', 'revert', 'web', '99', '--yes')).toContain('99');
      expect(await shell.fails(1, 'app', 'revert', 'web', '--source', '0')).toContain('the first source is 1');
      await shell.fails(20, 'app', 'revert', 'web', '--source', '2', '--yes');
      await shell.fails(20, 'app', 'revert', 'nobody', '--yes');
    });
  });

  describe('capture', () => {
    it('writes what was changed by hand into Git', async () => {
      await shell.api.patch(map(), { data: { colour: 'gold' } }, 'a-person');
      await eventually(get, ({ status }) => status?.sync?.status === 'OutOfSync', 'the drift is seen');
      const preview = await shell.ok('app', 'capture', 'web', '--preview');
      expect(preview).toMatch(/^- {2}colour: blue\n\+ {2}colour: gold$/m);
      expect(inGit()).toContain('blue');
      await shell.ok(
        'app',
        'capture',
        'web',
        '--resource',
        `:ConfigMap:${namespace}/settings`,
        '-m',
        'Keep it gold',
        '--yes',
        '--timeout',
        '60',
      );
      expect(inGit()).toContain('gold');
      expect(repository.git('log', '-1', '--format=%s', 'main')).toBe('Keep it gold');
      expect((await get()).status?.sync).toMatchObject({ status: 'Synced', revision: repository.head('main') });
      expect(await colour()).toBe('gold');
    });

    it('says when there is nothing to capture', async () => {
      await shell.fails(20, 'app', 'capture', 'web', '--preview');
      expect(await shell.fails(1, 'app', 'capture', 'web', '--resource', ':Secret:x')).toContain(
        'No differing resources found for filter: :Secret:x',
      );
    });
  });
});
