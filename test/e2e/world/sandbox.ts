import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openWindow } from './browser.ts';
import { finished, firstLink, run } from './desktop.ts';

/** `argosy serve` with the simulated fleet of the first run: two clusters, a Git repository, an App-of-Apps. */
export interface SandboxWorld {
  /** Of this test alone; gone when it ends. */
  readonly folder: string;
  /** A new one-time link. */
  link(): Promise<string>;
  /** The command line beside it. */
  argosy(...words: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** `argosy serve` on a home that nobody has used: no cluster, no application. */
export async function startFreshDesktop(): Promise<SandboxWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-e2e-'));
  const env = {
    ...process.env,
    ARGOSY_HOME: join(folder, 'home'),
    ARGOSY_SECRETS: 'memory',
    // A kubeconfig of this machine is nobody's business here.
    KUBECONFIG: join(folder, 'no-kubeconfig'),
    GIT_AUTHOR_NAME: 'Ada Lovelace',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada Lovelace',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
  const served = run(['serve', '--port', '0'], env);
  await firstLink(served);
  const argosy = async (...words: readonly string[]): Promise<string> => {
    const { code, out, err } = await finished(run(words, env));
    if (code !== 0) throw new Error(`argosy ${words.join(' ')}: ${code}\n${out}${err}`);
    return out;
  };
  const link = async (): Promise<string> => /http\S+/.exec(await argosy('serve'))![0];
  return {
    folder,
    link,
    argosy,
    close: async () => {
      const ended = finished(served);
      served.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startSandboxDesktop(browser: Browser): Promise<SandboxWorld> {
  const world = await startFreshDesktop();
  const first = await openWindow(browser, await world.link());
  await first.page.goto(new URL('/welcome', first.page.url()).href);
  await first.page.getByRole('button', { name: 'Start the sandbox' }).click();
  await first.page.waitForURL(/\/apps\/argocd\/fleet/, { timeout: 60_000 });
  await first.close();
  return world;
}
