import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { configMap, yaml } from '../conformance/world/index.ts';
import { TestRepository } from '../contract/git/repository.ts';
import { type GitServer, serveGit } from '../contract/git/server.ts';
import { eventually, rowsOf, Shell } from './cli/shell.ts';

/** Node gives a child sockets for its three standard streams. */
const STDIO = 3;

function sockets(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith('socket:');
    } catch {
      return false; // closed meanwhile
    }
  }).length;
}

describe('argosy repo, cluster, proj, config, version and engine', () => {
  const shell = new Shell();

  beforeAll(async () => {
    await shell.startCluster();
    await shell.startEngine();
  });
  afterAll(() => shell.stop());

  describe('repo', () => {
    const CANARY = 'canary-Kx7-93jf-qP';
    let server: GitServer;
    const url = () => `${server.url}/apps.git`;
    const withCredentials = (user: string, password: string) =>
      url().replace('://', `://${user}:${encodeURIComponent(password)}@`);

    beforeAll(async () => {
      const repository = shell.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
      repository.bare(join(shell.folder, 'served', 'apps.git'));
      server = await serveGit({ root: join(shell.folder, 'served'), user: { name: 'ada', password: CANARY } });
    });
    afterAll(() => server.close());

    it('refuses what the remote refuses, in its words', async () => {
      const error = await shell.fails(20, 'repo', 'add', url());
      expect(error).toMatch(/authenti|401|credentials/i);
      const wrong = await shell.run(['repo', 'add', url(), '--username', 'ada', '--password', '-'], {
        stdin: 'not-it-at-all',
      });
      expect(wrong.code).toBe(20);
      expect(wrong.err).not.toContain('not-it-at-all');
      expect(await shell.ok('repo', 'list', '-o', 'url')).toBe('');
    });

    it('takes a password from standard input', async () => {
      const added = await shell.run(['repo', 'add', url(), '--username', 'ada', '--password', '-'], {
        stdin: `${CANARY}\n`,
      });
      expect(added).toMatchObject({ code: 0, out: `Repository '${url()}' added\n`, err: '' });
      expect(rowsOf(await shell.ok('repo', 'list'))).toMatchObject([
        {
          TYPE: 'git',
          REPO: url(),
          INSECURE: 'false',
          OCI: 'false',
          LFS: 'false',
          CREDS: 'true',
        },
      ]);
      const again = await shell.run(['repo', 'add', url(), '--username', 'ada', '--password', '-'], { stdin: CANARY });
      expect(again.code).toBe(20);
      expect(again.err).toContain('use upsert flag to force update');
    });

    it('takes a password in the URL apart, and shows it nowhere', async () => {
      const added = await shell.ok('repo', 'add', withCredentials('ada', CANARY), '--upsert');
      expect(added).toBe(`Repository '${url()}' added\n`);
      const listed = await shell.json<{ url: string; username: string }[]>('repo', 'list');
      expect(listed).toMatchObject([{ url: url(), username: 'ada', hasCredentials: true }]);
      const wrong = await shell.run(['repo', 'add', withCredentials('ada', 'wrong-password'), '--upsert']);
      expect([wrong.code, wrong.err.includes('wrong-password')]).toEqual([20, false]);
      const proxy = await shell.fails(20, 'repo', 'add', url(), '--proxy', 'http://me:hunter2hunter2@proxy:3128');
      expect(proxy).toContain('the proxy URL http://me@proxy:3128 contains a password');
      const token = await shell.fails(20, 'repo', 'add', url().replace('://', '://ghp_0123456789abcdefgh@'));
      expect([token.includes('looks like a token'), token.includes('ghp_')]).toEqual([true, false]);
      const app = await shell.fails(
        20,
        'app',
        'create',
        'x',
        '--repo',
        withCredentials('ada', CANARY),
        '--path',
        'app',
        '--dest-name',
        'here',
      );
      expect([app.includes('contains a password'), app.includes(CANARY)]).toEqual([true, false]);
    });

    it('keeps the password out of every file, log and output', async () => {
      for (const format of ['wide', 'json', 'yaml', 'url']) {
        expect(await shell.ok('repo', 'list', '-o', format)).not.toContain(CANARY);
      }
      expect(shell.filesWith(CANARY)).toEqual([]);
      expect(shell.filesWith(encodeURIComponent(CANARY))).toEqual([]);
      expect(shell.filesWith(Buffer.from(`ada:${CANARY}`).toString('base64'))).toEqual([]);
      expect(shell.engineLog).not.toContain(CANARY);
      // The search finds what is there.
      expect(shell.filesWith('apps.git').length).toBeGreaterThan(0);
    });

    it('is removed with its credentials', async () => {
      expect(await shell.ok('repo', 'rm', url())).toBe(`Repository '${url()}' removed\n`);
      expect(await shell.ok('repo', 'list', '-o', 'url')).toBe('');
      expect(await shell.fails(20, 'repo', 'rm', url())).toContain(`repo '${url()}' not found`);
    });

    it('can be a folder of this machine', async () => {
      const local = new TestRepository(join(shell.folder, 'local-repository'));
      local.commit('begin', { 'a.yaml': yaml(configMap('a', {})) });
      await shell.ok('repo', 'add', local.path, '--name', 'mine');
      expect(rowsOf(await shell.ok('repo', 'list'))).toMatchObject([
        { NAME: 'mine', REPO: local.path, CREDS: 'false' },
      ]);
      await shell.ok('repo', 'rm', local.path);
    });
  });

  describe('cluster', () => {
    it('shows the contexts that can be added', async () => {
      const { code, out, err } = await shell.run(['cluster', 'add']);
      expect(code).toBe(1);
      expect(rowsOf(out)).toMatchObject([{ NAME: shell.context, SERVER: shell.cluster.server }]);
      expect(err).toContain('argosy cluster add CONTEXT');
    });

    it('is added by its context, and installs nothing', async () => {
      expect(await shell.ok('cluster', 'add', shell.context, '--name', 'here', '--label', 'region=eu')).toBe(
        `Cluster '${shell.cluster.server}' added\n`,
      );
      expect(await shell.api.get('/api/v1/namespaces/kube-system/serviceaccounts/argocd-manager')).toBeUndefined();
      expect(rowsOf(await shell.ok('cluster', 'list'))).toMatchObject([
        { SERVER: shell.cluster.server, NAME: 'here', STATUS: 'Unknown' },
      ]);
      expect(await shell.ok('cluster', 'list', '-o', 'server')).toBe(`${shell.cluster.server}\n`);
      expect(await shell.ok('cluster', 'get', 'here')).toMatch(/^name: here$/m);
      expect(await shell.json('cluster', 'get', shell.cluster.server)).toMatchObject({
        name: 'here',
        labels: { region: 'eu' },
      });
      expect(await shell.fails(20, 'cluster', 'get', 'there')).toContain('there');
      expect(await shell.fails(20, 'cluster', 'add', 'no-such-context')).toContain('no-such-context');
      expect(await shell.fails(20, 'cluster', 'add', shell.context, '--kubeconfig', '/no/such/file')).toContain(
        '/no/such/file',
      );
    });

    it('is Successful with its version once an application targets it', async () => {
      const namespace = await shell.namespace();
      const repository = shell.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
      await shell.ok(
        'app',
        'create',
        'probe',
        '--repo',
        repository.path,
        '--path',
        'app',
        '--dest-name',
        'here',
        '--dest-namespace',
        namespace,
      );
      await shell.ok('app', 'get', 'probe', '--refresh');
      const [row] = await eventually(
        async () => rowsOf(await shell.ok('cluster', 'list')),
        ([one]) => one?.['STATUS'] === 'Successful',
        'the connection',
      );
      expect(row?.['VERSION']).toMatch(/^1\.\d+/);
      await shell.ok('app', 'delete', 'probe', '--cascade=false');
    });

    it('does not run a sign-in program that nobody allowed', async () => {
      const marker = join(shell.folder, 'signed-in');
      const program = shell.file('sign-in.sh', `#!/bin/sh\ntouch ${marker}\nexit 1\n`);
      const kubeconfig = shell.file(
        'exec.yaml',
        stringify({
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
          users: [
            {
              name: 'u',
              user: {
                exec: {
                  apiVersion: 'client.authentication.k8s.io/v1',
                  command: 'sh',
                  args: [program],
                  interactiveMode: 'Never',
                },
              },
            },
          ],
          contexts: [{ name: 'with-exec', context: { cluster: 'c', user: 'u' } }],
        }),
      );
      const error = await shell.fails(20, 'cluster', 'add', 'with-exec', '--kubeconfig', kubeconfig);
      expect(error).toMatch(/--yes/);
      expect(existsSync(marker)).toBe(false);
      await shell.fails(20, 'cluster', 'add', 'with-exec', '--kubeconfig', kubeconfig, '--yes');
      expect(existsSync(marker)).toBe(true);
      expect(await shell.ok('cluster', 'list', '-o', 'server')).toBe(`${shell.cluster.server}\n`);
    });

    it('is removed, and nothing in it', async () => {
      expect(await shell.ok('cluster', 'rm', 'here', '--yes')).toBe("Cluster 'here' removed\n");
      expect(await shell.ok('cluster', 'list', '-o', 'server')).toBe('');
      await shell.fails(20, 'cluster', 'rm', 'here', '--yes');
      await shell.ok('cluster', 'add', shell.context, '--in-cluster');
      expect(await shell.json('cluster', 'get', 'in-cluster')).toMatchObject({ server: shell.cluster.server });
      await shell.ok('cluster', 'rm', shell.cluster.server, '--yes');
    });
  });

  describe('proj', () => {
    it('is made by flags or from a file, shown, and deleted', async () => {
      expect(
        await shell.ok(
          'proj',
          'create',
          'team-a',
          '--description',
          'Team A',
          '-d',
          'https://10.0.0.1,team-a',
          '-s',
          'https://example.com/a.git',
          '--allow-cluster-resource',
          'rbac.authorization.k8s.io/ClusterRole',
        ),
      ).toBe("project 'team-a' created\n");
      const file = shell.file(
        'projects.yaml',
        ['b', 'c']
          .map((name) =>
            stringify({
              apiVersion: 'argoproj.io/v1alpha1',
              kind: 'AppProject',
              metadata: { name },
              spec: {
                sourceRepos: ['*'],
                destinations: [
                  { server: '*', namespace: '*' },
                  { name: 'there', namespace: 'web' },
                ],
              },
            }),
          )
          .join('---\n'),
      );
      expect(await shell.ok('proj', 'create', '-f', file)).toBe("project 'b' created\nproject 'c' created\n");
      expect(await shell.fails(20, 'proj', 'create', 'b', '--description', 'other')).toContain('upsert');
      await shell.ok('proj', 'create', '-f', file, '--upsert');
      expect(rowsOf(await shell.ok('proj', 'list'))).toMatchObject([
        { NAME: 'b', DESTINATIONS: '2 destinations', SOURCES: '*' },
        { NAME: 'c' },
        { NAME: 'default', DESTINATIONS: '*,*', SOURCES: '*', 'CLUSTER-RESOURCE-WHITELIST': '*/*' },
        {
          NAME: 'team-a',
          DESCRIPTION: 'Team A',
          DESTINATIONS: 'https://10.0.0.1,team-a',
          SOURCES: 'https://example.com/a.git',
          'CLUSTER-RESOURCE-WHITELIST': 'rbac.authorization.k8s.io/ClusterRole',
          'NAMESPACE-RESOURCE-BLACKLIST': '<none>',
          'SIGNATURE-KEYS': '<none>',
          'ORPHANED-RESOURCES': 'disabled',
        },
      ]);
      expect(await shell.ok('proj', 'list', '-o', 'name')).toBe('b\nc\ndefault\nteam-a\n');
      expect(await shell.ok('proj', 'get', 'team-a')).toContain('description: Team A');
      expect(await shell.json('proj', 'get', 'team-a')).toMatchObject({ kind: 'AppProject' });
      expect(await shell.ok('proj', 'delete', 'b', 'c')).toBe("project 'b' deleted\nproject 'c' deleted\n");
      await shell.fails(20, 'proj', 'get', 'b');
      await shell.fails(20, 'proj', 'delete', 'b');
      expect(await shell.fails(1, 'proj', 'create', 'x', '-d', 'nowhere')).toContain(
        'Expected destination of the form: server,namespace',
      );
    });

    it('denies what it does not allow', async () => {
      await shell.ok('cluster', 'add', shell.context, '--name', 'here');
      const repository = shell.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
      const error = await shell.fails(
        20,
        'app',
        'create',
        'denied',
        '--project',
        'team-a',
        '--repo',
        repository.path,
        '--path',
        'app',
        '--dest-name',
        'here',
        '--dest-namespace',
        'default',
      );
      expect(error).toContain('team-a');
      expect(error).toMatch(/not permitted/);
    });
  });

  describe('config', () => {
    it('is set, shown and taken back', async () => {
      expect(
        await shell.ok(
          'config',
          'set',
          'timeout.reconciliation=300s',
          'application.resourceTrackingMethod=annotation+label',
        ),
      ).toBe('2 setting(s) changed\n');
      expect(await shell.ok('config', 'get', 'timeout.reconciliation')).toBe('300s\n');
      expect(rowsOf(await shell.ok('config', 'get'))).toContainEqual({
        KEY: 'application.resourceTrackingMethod',
        VALUE: 'annotation+label',
      });
      expect(await shell.json('config', 'get', 'timeout.reconciliation')).toEqual({ 'timeout.reconciliation': '300s' });
      await shell.ok('config', 'set', 'timeout.reconciliation=', 'application.resourceTrackingMethod=');
      expect(await shell.fails(1, 'config', 'get', 'timeout.reconciliation')).toContain(
        'not set: timeout.reconciliation',
      );
      expect(await shell.fails(20, 'config', 'set', 'timeout.reconciliation=whenever')).toContain(
        'timeout.reconciliation',
      );
    });

    it('comes from argocd-cm as it is', async () => {
      const map = (name: string) =>
        yaml({
          ...configMap(name, { 'timeout.reconciliation': '240s', 'resource.exclusions': '- kinds: [Event]\n' }),
        });
      const file = shell.file('argocd-cm.yaml', map('argocd-cm'));
      expect(await shell.ok('config', 'apply', '-f', file)).toBe('2 setting(s) changed\n');
      expect(await shell.ok('config', 'get', 'resource.exclusions')).toBe('- kinds: [Event]\n\n');
      expect(await shell.fails(20, 'config', 'apply', '-f', shell.file('other.yaml', map('other')))).toContain(
        'holds no ConfigMap argocd-cm',
      );
      const { code } = await shell.run(['config', 'apply', '-f', '-'], { stdin: map('argocd-cm') });
      expect(code).toBe(0);
    });
  });

  describe('version, completion and help', () => {
    it('tells the versions of command and engine', async () => {
      const text = await shell.ok('version');
      expect(text).toMatch(/^argosy: v\S+\n {2}Node: v\d+\S+\n {2}Platform: \S+\nengine: v\S+\n/);
      expect(text).toMatch(/^ {2}helm: sha256:[0-9a-f]{12}$/m);
      expect(await shell.ok('version', '--short')).toMatch(/^argosy: v\S+\nengine: v\S+\n$/);
      expect(await shell.json('version')).toMatchObject({
        client: { Version: expect.any(String) },
        engine: { argosy: expect.any(String) },
      });
    });

    it('is quiet when its reader goes away', () => {
      const line = `"${process.execPath}" main/shell/cli/argosy.mjs app list | head -1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', line], { env: shell.env, encoding: 'utf8' });
      expect([stdout, stderr]).toEqual([expect.stringMatching(/^NAME {2}CLUSTER.*\n0\n$/), '']);
    });
  });

  describe('engine', () => {
    it('keeps its files to itself', () => {
      expect(statSync(shell.home).mode & 0o777).toBe(0o700);
      expect(statSync(join(shell.home, 'engine.sock')).mode & 0o777).toBe(0o600);
      expect(statSync(join(shell.home, 'argosy.db')).mode & 0o077).toBe(0);
    });

    it('is alone: a second one is told who holds the data', async () => {
      const error = await shell.fails(20, 'engine');
      expect(error).toContain(`pid ${shell.engine.pid}`);
      expect(error).toContain('(argosy engine)');
      expect(error).toContain('ARGOSY_HOME');
      await shell.ok('version');
    });

    it('ends cleanly on SIGTERM and on Ctrl-C, leaving no socket', async () => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        expect(await shell.stopEngine(signal)).toEqual({ code: 0, signal: null });
        expect(existsSync(join(shell.home, 'engine.sock'))).toBe(false);
        expect(shell.engineLog).not.toMatch(/"level":"error"| at .*\(/);
        expect(await shell.startEngine()).toMatch(/^Argosy engine is ready: \d+ applications, data in /);
      }
    });

    it('starts again after it was killed, with everything it knew', async () => {
      const before = await shell.ok('proj', 'list', '-o', 'name');
      expect(await shell.stopEngine('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
      expect(existsSync(join(shell.home, 'engine.sock'))).toBe(true);
      await shell.startEngine();
      expect(await shell.ok('proj', 'list', '-o', 'name')).toBe(before);
      expect((await shell.json<{ name: string }[]>('cluster', 'list')).map(({ name }) => name)).toEqual(['here']);
    });

    if (process.platform === 'linux')
      it('tells a command that waits when it ends', async () => {
        const repository = shell.repository({ 'app/a.yaml': yaml(configMap('a', {})) });
        await shell.ok(
          'app',
          'create',
          'waited',
          '--repo',
          repository.path,
          '--path',
          'app',
          '--dest-name',
          'here',
          '--dest-namespace',
          await shell.namespace(),
        );
        const wait = shell.start(['app', 'wait', 'waited', '--suspended']);
        let err = '';
        wait.stderr!.on('data', (text) => {
          err += String(text);
        });
        const ended = new Promise((resolve) => wait.once('close', resolve));
        // Its subscription is the only one: then the engine may end.
        await eventually(
          async () => sockets(wait.pid!),
          (count) => count > STDIO,
          'the connection',
        );
        await shell.stopEngine();
        expect(await ended).toBe(20);
        expect(err).toMatch(/^argosy: the engine ended the connection\n {2}.*argosy engine/);
        await shell.startEngine();
      });
  });
});
