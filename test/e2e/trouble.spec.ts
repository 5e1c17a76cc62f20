import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow, screenshot, startBrowser, violations } from './world/browser.ts';
import { finished, firstLink, run } from './world/desktop.ts';

/** What a loaded machine needs to start an engine anew. */
const LONG = { timeout: 120_000 };

let browser: Browser;
let folder: string;
let env: NodeJS.ProcessEnv;
let served: ChildProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-e2e-'));
  env = {
    ...process.env,
    ARGOSY_HOME: join(folder, 'home'),
    ARGOSY_SECRETS: 'memory',
    KUBECONFIG: join(folder, 'no-kubeconfig'),
  };
  browser = await startBrowser();
  served = await serve('0');
});

afterAll(async () => {
  await browser?.close();
  await ended('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

async function serve(port: string): Promise<ChildProcess> {
  const child = run(['serve', '--port', port], env);
  await firstLink(child);
  return child;
}

async function ended(signal: NodeJS.Signals): Promise<void> {
  const over = finished(served);
  served.kill(signal);
  await over;
}

async function link(): Promise<string> {
  const { out } = await finished(run(['serve'], env));
  return /http\S+/.exec(out)![0];
}

/** Nothing looks good that nobody knows to be. */
function isGrey(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const style = getComputedStyle(document.documentElement);
    return ['--ok', '--error', '--out'].every((token) => style.getPropertyValue(token) === style.getPropertyValue('--unknown'));
  })()`);
}

describe('a person whose engine dies', () => {
  it('is told, sees no stale green, and is let in again by a new link; every window comes back', LONG, async () => {
    const first = await openWindow(browser, await link());
    const { page } = first;
    const port = new URL(page.url()).port;
    const second = await page.context().newPage();
    await second.goto(new URL('/settings', page.url()).href);
    for (const one of [page, second]) await one.getByText(/^live · /).waitFor();
    expect(await isGrey(page)).toBe(false);

    await ended('SIGKILL');
    for (const one of [page, second]) {
      await one.getByText(/The engine has been gone for/).waitFor();
      await one.getByText(/^no engine · /).waitFor();
      expect(await isGrey(one)).toBe(true);
      await one.getByRole('main').getByText('argosy serve', { exact: true }).waitFor();
    }
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'engine-gone', 'light');

    served = await serve(port);
    // It is there, and lets in only who follows its link: that is said, not that all will be well by itself.
    for (const one of [page, second]) await one.getByText(/does not know this window/).waitFor();
    await screenshot(page, 'engine-new', 'light');
    await page.goto(await link());
    for (const one of [page, second]) {
      await one.getByText(/^live · /).waitFor();
      await one.getByText(/does not know this window/).waitFor({ state: 'detached' });
      expect(await isGrey(one)).toBe(false);
    }
    await first.close();
  });
});

describe('a person without a kubeconfig', () => {
  it('is told so calmly, and where they may name another', async () => {
    const { page, complaints, close } = await openWindow(browser, await link());
    await page.goto(new URL('/welcome', page.url()).href);
    const missing = join(folder, 'no-kubeconfig');
    const notice = page.getByRole('status').filter({ hasText: 'There is no kubeconfig at' });
    await notice.getByText(missing).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByText('ENOENT').count()).toBe(0);
    await page.getByRole('button', { name: 'Start the sandbox' }).waitFor();
    await page.getByRole('textbox', { name: 'Another kubeconfig' }).fill('/nowhere/config');
    await notice.getByText('/nowhere/config').waitFor();
    await notice.getByText('Look at the path, or leave it empty for the usual file.').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
