import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../../main/model/index.ts';
import { configMap, deployment, yaml } from '../conformance/world/index.ts';
import type { TestRepository } from '../contract/git/repository.ts';
import { eventually, rowsOf, Shell } from './cli/shell.ts';

type History = NonNullable<NonNullable<Application['status']>['history']>;

describe('argosy app, before and back', () => {
  const shell = new Shell();
  let namespace: string;
  let repository: TestRepository;
  const map = (name: string) => `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const get = (name: string) => shell.json<Application>('app', 'get', name);
  const colour = async (): Promise<unknown> =>
    ((await shell.api.get(map('settings'))) as { readonly data?: { readonly colour?: string } } | undefined)?.data
      ?.colour;
  const paint = (to: string) =>
    repository.commit(`paint it ${to}`, { 'app/settings.yaml': yaml(configMap('settings', { colour: to })) });

  beforeAll(async () => {
    await shell.startCluster();
    namespace = await shell.namespace();
    await shell.startEngine();
    await shell.ok('cluster', 'add', shell.context, '--name', 'here');
    repository = shell.repository({
      'app/settings.yaml': yaml(configMap('settings', { colour: 'blue' })),
      'app/web.yaml': yaml(deployment('web')),
    });
    for (const name of ['web', 'auto']) {
      await shell.ok(
        'app',
        'create',
        name,
        '--repo',
        repository.path,
        '--path',
        'app',
        '--revision',
        'main',
        '--dest-name',
        'here',
        '--dest-namespace',
        name === 'web' ? namespace : await shell.namespace(),
      );
    }
  });
  afterAll(() => shell.stop());

  describe('plan', () => {
    it('shows what a sync would do, ends with 1, and changes nothing', async () => {
      const { code, out, err } = await shell.run(['app', 'plan', 'web', '--refresh']);
      expect([code, err]).toEqual([1, '']);
      expect(rowsOf(out.slice(0, out.indexOf('\n\n') + 1))).toMatchObject([
        { CHANGE: '+ create', PHASE: 'Sync', WAVE: '0', KIND: 'ConfigMap', NAME: 'settings' },
        { CHANGE: '+ create', PHASE: 'Sync', GROUP: 'apps', KIND: 'Deployment', NAME: 'web' },
      ]);
      expect(out).toMatch(/\nPlan: 2 to create\.\n/);
      expect(out).toMatch(/\nApply exactly this: argosy app sync web --plan [0-9a-f]{64}\n$/);
      expect(await shell.api.get(map('settings'))).toBeUndefined();
    });

    it('is applied just so by the line that it ends with', async () => {
      const { out } = await shell.run(['app', 'plan', 'web']);
      const [, line = ''] = /^Apply exactly this: argosy (.+)$/m.exec(out)!;
      expect(await shell.ok(...line.split(' '))).toMatch(/^Sync Status: Synced$/m);
      expect(await colour()).toBe('blue');
      const again = await shell.run(['app', 'plan', 'web']);
      expect(again).toMatchObject({ code: 0, out: expect.stringContaining('Plan: 2 as they should be.\n') });
    });

    it('is refused when the cluster or Git changed since', async () => {
      paint('red');
      const planned = await shell.run(['app', 'plan', 'web', '--refresh']);
      expect(planned.code).toBe(1);
      expect(planned.out).toMatch(/^~ \/ConfigMap \S+\/settings\n {4}data\.colour: blue → red\n/m);
      const [, hash = ''] = /--plan ([0-9a-f]{64})\n/.exec(planned.out)!;
      await shell.api.patch(map('settings'), { data: { colour: 'by hand' } });
      const refused = await shell.run(['app', 'sync', 'web', '--plan', hash]);
      expect(refused.code).toBeGreaterThan(0);
      expect(refused.err + refused.out).toMatch(/plan/);
      expect(await colour()).toBe('by hand');
      await shell.ok('app', 'sync', 'web');
      expect(await colour()).toBe('red');
    });

    it('takes flags of a sync, and is a value', async () => {
      const plan = await shell.run(['app', 'plan', 'web', '--revision', repository.head('HEAD~1'), '-o', 'json']);
      expect(plan.code).toBe(1);
      expect(JSON.parse(plan.out)).toMatchObject({
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        rows: [
          {
            change: 'change',
            ref: { kind: 'ConfigMap' },
            paths: [{ text: 'data.colour', live: 'red', desired: 'blue' }],
          },
          { change: 'same' },
        ],
        invalid: [],
      });
      shell.file('local/settings.yaml', yaml(configMap('settings', { colour: 'green' })));
      const local = await shell.run(['app', 'plan', 'web', '--local', 'local', '--prune']);
      expect(local.out).toContain('data.colour: red → green');
      expect(local.out).toContain('- prune');
      expect(await shell.fails(1, 'app', 'plan', 'web', '--resource', ':Secret:none')).toContain(
        'No matching resources',
      );
      await shell.fails(20, 'app', 'plan', 'nobody');
    });
  });

  describe('history and rollback', () => {
    it('tells who, how long and by which plan', async () => {
      const history = (await get('web')).status!.history as History;
      expect(history.map(({ revision }) => revision)).toEqual([repository.head('HEAD~1'), repository.head()]);
      const rows = rowsOf((await shell.ok('app', 'history', 'web', '-o', 'wide')).split('\n').slice(1).join('\n'));
      expect(rows).toHaveLength(2);
      for (const row of rows) expect(row).toMatchObject({ BY: 'ada', TOOK: expect.stringMatching(/^\d+ s$/) });
      expect(rows[0]!['IMAGES']).not.toBe('');
      expect(rows[0]!['PLAN']).toMatch(/^[0-9a-f]{12}$/);
      expect(await shell.ok('app', 'history', 'web')).toMatch(/\nID +DATE +REVISION\n/);
    });

    it('previews the difference to now, and goes back to the previous one', async () => {
      const preview = await shell.ok('app', 'rollback', 'web', '--preview');
      expect(preview).toMatch(/^Back to ID 0: main \([0-9a-f]{7}\), deployed \S+ by ada\n/);
      expect(preview).toContain('    data.colour: red → blue\n');
      const [, line = ''] = /^Do exactly this: argosy (.+)$/m.exec(preview)!;
      expect(await colour()).toBe('red');
      const { code, out, err } = await shell.run(line.split(' '));
      expect([code, out]).toEqual([0, expect.stringMatching(/^Phase: +Succeeded$/m)]);
      expect(err).toContain('data.colour: red → blue');
      expect(await colour()).toBe('blue');
      const wide = await shell.ok('app', 'history', 'web', '-o', 'wide');
      expect(wide).toMatch(/^2 .* rolled back to 0$/m);
    });

    it('refuses what is not there', async () => {
      expect(await shell.fails(20, 'app', 'rollback', 'web', '99')).toContain(
        'application web does not have deployment with id 99',
      );
      expect(await shell.fails(20, 'app', 'rollback', 'auto')).toContain('See `argosy app history auto`.');
    });

    it('of an automated application needs a hold, which stays until it is released', async () => {
      await shell.ok('app', 'set', 'auto', '--sync-policy', 'automated', '--self-heal');
      const synced = (revision: string) =>
        eventually(
          () => get('auto'),
          ({ status, operation }) =>
            operation === undefined && status?.sync?.status === 'Synced' && status.sync.revision === revision,
          `auto is synced to ${revision}`,
        );
      await shell.ok('app', 'get', 'auto', '--refresh');
      await synced(repository.head());
      const bad = paint('black');
      await shell.ok('app', 'get', 'auto', '--refresh');
      await synced(bad);

      const refused = await shell.fails(20, 'app', 'rollback', 'auto');
      expect(refused).toContain('rollback cannot be initiated when auto-sync is enabled');
      expect(refused).toContain('--hold');

      const { code, err } = await shell.run([
        'app',
        'rollback',
        'auto',
        '--hold',
        'black is too dark',
        '--never-again',
      ]);
      expect([code, err]).toEqual([
        0,
        expect.stringMatching(/Automation is held after a rollback by ada since \S+ .+: black is too dark\n$/),
      ]);
      await shell.ok('app', 'get', 'auto', '--refresh');
      const text = await shell.ok('app', 'get', 'auto');
      expect(text).toMatch(/^Hold: +held after a rollback by ada .*: black is too dark$/m);
      expect(text).toMatch(new RegExp(`^Never Synced: +${bad.slice(0, 7)} by ada since .*: black is too dark$`, 'm'));
      expect(text).toMatch(/^Sync Status: +OutOfSync/m);
      expect(text).toMatch(/^Last Operation: +Succeeded rollback to [0-9a-f]{7} by ada .+ ago$/m);
      const row = rowsOf(await shell.ok('app', 'list')).find(({ NAME }) => NAME === 'argocd/auto');
      expect(row).toMatchObject({ STATUS: 'OutOfSync', HOLD: expect.stringMatching(/^rollback by ada, .*: black/) });
      expect((await shell.json<Application>('app', 'get', 'auto')).status?.hold?.kind).toBe('rollback');

      const released = await shell.ok('app', 'release', 'auto');
      expect(released).toContain("Application 'auto' is released; sync policy: Automated\n");
      expect(released).toContain(`Still never synced: ${bad.slice(0, 7)} by ada`);
      await shell.ok('app', 'get', 'auto', '--refresh');
      expect((await get('auto')).status?.sync?.status).toBe('OutOfSync');
      expect(await shell.fails(20, 'app', 'sync', 'auto')).toContain('argosy app release auto --allow');
      await shell.ok('app', 'resume', 'auto', '--allow');
      await shell.ok('app', 'get', 'auto', '--refresh');
      await synced(bad);
    });
  });

  describe('pause', () => {
    it('keeps automation away until its time or a release', async () => {
      const told = await shell.ok('app', 'pause', 'auto', '--for', '2h', '--reason', 'hotfix by hand');
      expect(told).toMatch(
        /^Application 'auto' is paused by ada since \S+ \(\d+ s\), until \S+ \(in (2 h|1 h 59 min)\): hotfix by hand\n$/,
      );
      const head = paint('white');
      await shell.ok('app', 'get', 'auto', '--refresh');
      expect((await get('auto')).status?.sync).toMatchObject({ status: 'OutOfSync', revision: head });
      expect(await shell.ok('app', 'get', 'auto')).toMatch(/^Hold: +paused by ada .*: hotfix by hand$/m);
      expect(await shell.ok('app', 'release', 'auto')).toBe("Application 'auto' is released; sync policy: Automated\n");
      await shell.ok('app', 'wait', 'auto', '--sync', '--timeout', '60');
      expect(await shell.fails(20, 'app', 'release', 'auto')).toContain('neither held nor paused');
    });

    it('ends by itself', async () => {
      await shell.ok('app', 'pause', 'auto', '--for', '8s', '--reason', 'a moment');
      const head = paint('grey');
      await shell.ok('app', 'get', 'auto', '--refresh');
      await eventually(
        () => get('auto'),
        ({ status }) =>
          status?.hold === undefined && status?.sync?.status === 'Synced' && status.sync.revision === head,
        'the pause is over, and automation acts again',
      );
    });

    it.each([
      [1, 'until when is missing', ['--reason', 'x']],
      [1, "required option '--reason <text>' not specified", ['--for', '1h']],
      [20, 'nobody', ['-N', 'nobody', '--for', '1h', '--reason', 'x']],
    ])('ends with %d: %s', async (code, text, flags) => {
      expect(await shell.fails(code, 'app', 'pause', 'auto', ...flags)).toContain(text);
    });
  });
});
