import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ARGOSY, Shell } from './cli/shell.ts';

const START = fileURLToPath(new URL('../../main/shell/start.mjs', import.meta.url));

/** A Node of this machine that is older than the one that Argosy needs, if there is one. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
  const { stdout } = spawnSync(file, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' });
  return Number(stdout) >= 20 && Number(stdout) < 24;
});

describe('npm start', () => {
  const shell = new Shell('bundle');
  afterAll(() => shell.stop());

  /** Until its last line, then Ctrl-C. */
  async function start(
    node: string,
    env: Readonly<Record<string, string>>,
  ): Promise<{ out: string; code: number | null }> {
    const child: ChildProcess = spawn(node, [START], {
      env: { ...shell.env, npm_lifecycle_event: 'start', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout!.on('data', (text) => {
      out += String(text);
      if (out.includes('Ctrl-C ends the engine.')) child.kill('SIGINT');
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { out, code };
  }

  it('runs the engine, says where, and what to do next', async () => {
    const { out, code } = await start(process.execPath, {});
    expect(code).toBe(0);
    expect(out).toContain(`Argosy engine is ready: 0 applications, data in ${shell.home}\n`);
    expect(out).toContain('npx argosy cluster add CONTEXT --kubeconfig FILE');
  });

  it('names the contexts that there are', async () => {
    const kubeconfig = shell.file(
      'kubeconfig',
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [
          { name: 'plain', user: { token: 'x' } },
          { name: 'exec', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'aws' } } },
        ],
        contexts: [
          { name: 'prod-eu', context: { cluster: 'c', user: 'plain' } },
          { name: 'in the cloud', context: { cluster: 'c', user: 'exec' } },
        ],
      }),
    );
    const { out, code } = await start(OLD_NODE ?? process.execPath, { KUBECONFIG: kubeconfig });
    expect(code).toBe(0);
    expect(out).toContain('\n  npx argosy cluster add prod-eu\n');
    expect(out).toContain("\n  npx argosy cluster add 'in the cloud' --yes    # allows it to run aws to sign in\n");
  });

  if (OLD_NODE !== undefined) {
    it('the command runs on an old Node by its own, and passes on code and signal', () => {
      const run = (...argv: string[]) => spawnSync(OLD_NODE, [ARGOSY, ...argv], { env: shell.env, encoding: 'utf8' });
      expect(run('version', '--client', '-o', 'json')).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/"v2[4-9]\./),
      });
      expect(run('app', 'diff')).toMatchObject({ status: 2, stdout: '' });
    });
  }
});
