import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

  /** Until it has said its last word, then Ctrl-C. */
  async function run(
    node: string,
    args: readonly string[],
    last: string,
    env: Readonly<Record<string, string>>,
  ): Promise<{ out: string; code: number | null }> {
    const child: ChildProcess = spawn(node, args, {
      env: { ...shell.env, npm_lifecycle_event: 'start', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout!.on('data', (text) => {
      out += String(text);
      if (out.includes(last)) child.kill('SIGINT');
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { out, code };
  }

  const guide = (node: string, env: Readonly<Record<string, string>>) =>
    run(node, [ARGOSY, 'engine', '--guide'], 'Ctrl-C ends the engine.', env);

  it.each([process.execPath, ...(OLD_NODE === undefined ? [] : [OLD_NODE])])(
    'serves the desktop to the browser where Electron is not installed, and says so (%s)',
    async (node) => {
      const nowhere = { ELECTRON_OVERRIDE_DIST_PATH: shell.home };
      const { out, code } = await run(node, [START, '--port', '0'], '/enter?token=', nowhere);
      expect(code).toBe(0);
      expect(out).toContain("Argosy opens in the browser: Electron's program is not installed");
      expect(out).toMatch(/Argosy is ready\. .*\n {2}http:\/\/127\.0\.0\.1:\d+\/enter\?token=\S+\n/);
    },
  );

  it('opens the application where Electron is installed, and ends as it ends', async () => {
    const program = shell.file('electron', '#!/bin/sh\necho "opened $1/package.json"\nexit 7\n');
    chmodSync(program, 0o755);
    const binary = { ELECTRON_OVERRIDE_DIST_PATH: dirname(program), DISPLAY: ':0' };
    const { out, code } = await run(process.execPath, [START, '--port', '0'], '/enter?token=', binary);
    if (process.getuid?.() === 0) {
      // Electron's sandbox does not start for root: then the browser it is.
      expect(out).toContain('root');
      return;
    }
    expect(code).toBe(7);
    expect(out).toContain(`Argosy opens as an application.\nopened ${join(dirname(START), '..', '..')}/package.json`);
  });

  it('has an engine that says where it is, and what to do next', async () => {
    const { out, code } = await guide(process.execPath, {});
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
    const { out, code } = await guide(OLD_NODE ?? process.execPath, { KUBECONFIG: kubeconfig });
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
