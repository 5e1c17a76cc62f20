import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Application } from '../../main/model/index.ts';
import { configMap, deployment, yaml } from '../conformance/world/index.ts';
import { BUNDLE, rowsOf, Shell } from './cli/shell.ts';

/** Without an engine beside it a command brings its own and does only what it is asked. */
describe.each(['source', ...(existsSync(BUNDLE) ? (['bundle'] as const) : [])] as const)(
  'argosy without a running engine, from the %s',
  (from) => {
    const shell = new Shell(from);
    let namespace: string;
    const path = () => `/api/v1/namespaces/${namespace}/configmaps/settings`;

    beforeAll(async () => {
      await shell.startCluster();
      namespace = await shell.namespace();
    });
    afterAll(() => shell.stop());

    it('drives an application from Git to the cluster', async () => {
      const repository = shell.repository({
        'app/settings.yaml': yaml(configMap('settings', { colour: 'blue' })),
        'app/web.yaml': yaml(deployment('web')),
      });
      await shell.ok('cluster', 'add', shell.context, '--name', 'here');
      await shell.ok(
        'app',
        'create',
        'alone',
        '--repo',
        repository.path,
        '--path',
        'app',
        '--dest-name',
        'here',
        '--dest-namespace',
        namespace,
      );
      expect((await shell.run(['app', 'diff', 'alone'])).code).toBe(1);
      expect(await shell.ok('app', 'sync', 'alone')).toMatch(/^Sync Status: Synced$/m);
      expect(await shell.api.get(path())).toMatchObject({ data: { colour: 'blue' } });
      expect(await shell.ok('app', 'wait', 'alone', '--timeout', '60')).toMatch(/^Health Status: Healthy$/m);
      expect(await shell.run(['app', 'diff', 'alone'])).toMatchObject({ code: 0, out: '' });
    });

    it('looks when it is told to', async () => {
      await shell.api.patch(path(), { data: { colour: 'red' } });
      const get = (...more: string[]) => shell.json<Application>('app', 'get', 'alone', ...more);
      expect((await get()).status?.sync?.status).toBe('Synced');
      expect((await get('--refresh')).status?.sync?.status).toBe('OutOfSync');
      expect(rowsOf(await shell.ok('app', 'list'))).toMatchObject([{ NAME: 'argocd/alone', STATUS: 'OutOfSync' }]);
      expect((await shell.run(['app', 'diff', 'alone'])).out).toMatch(/^< {3}colour: red$/m);
      expect(await shell.ok('app', 'manifests', 'alone', '--source', 'live')).toContain('colour: red');
      expect(await shell.ok('app', 'logs', 'alone', '--tail', '1')).not.toBe('');
      expect(await shell.ok('app', 'get-resource', 'alone', '--kind', 'ConfigMap', '-o', 'json')).toContain('"red"');
      expect(await shell.ok('app', 'resources', 'alone')).toContain('ConfigMap');
      expect(await shell.ok('app', 'history', 'alone', '-o', 'id')).toBe('0\n');
    });

    it('plans, pauses and goes back', async () => {
      const planned = await shell.run(['app', 'plan', 'alone']);
      expect(planned.code).toBe(1);
      const [, line = ''] = /^Apply exactly this: argosy (.+)$/m.exec(planned.out)!;
      expect(planned.out).toContain('data.colour: red → blue');
      await shell.ok(...line.split(' '));
      expect(await shell.api.get(path())).toMatchObject({ data: { colour: 'blue' } });
      await shell.ok('app', 'pause', 'alone', '--for', '1h', '--reason', 'alone');
      expect(await shell.ok('app', 'rollback', 'alone')).toMatch(/^Operation: +Rollback to ID 0$/m);
      expect(await shell.ok('app', 'history', 'alone', '-o', 'wide')).toMatch(/^2 .* rolled back to 0$/m);
      await shell.ok('app', 'release', 'alone');
      expect(await shell.ok('app', 'delete', 'alone', '--preview')).toContain('Deletion: 2 objects to delete.\n');
    });

    it('takes it away', async () => {
      expect(await shell.ok('app', 'delete', 'alone', '--yes')).toBe("application 'alone' deleted\n");
      expect(await shell.api.get(path())).toBeUndefined();
      expect(await shell.ok('app', 'list', '-o', 'name')).toBe('');
    });

    it('leaves nothing running and nothing locked', () => {
      expect(existsSync(join(shell.home, 'engine.sock'))).toBe(false);
      expect(existsSync(join(shell.home, 'argosy.db.holder.json'))).toBe(false);
    });

    it('reports what a person can mend without a stack', async () => {
      for (const [code, ...argv] of [
        [20, 'app', 'get', 'nobody'],
        [20, 'cluster', 'add', 'no-such-context'],
        [20, 'repo', 'rm', 'https://example.com/none.git'],
        [1, 'app', 'sync'],
      ] as const) {
        const err = await shell.fails(code, ...argv);
        expect(err).toMatch(/^argosy: /);
        expect(err).not.toMatch(/ at |node:|"level"/);
      }
    });

    it('refuses secrets that nothing keeps', async () => {
      const { code, err } = await shell.run(['version'], { env: { ARGOSY_SECRETS: 'paper' } });
      expect(code).toBe(20);
      expect(err).toContain('Set it to keychain (the default) or memory.');
    });
  },
);
