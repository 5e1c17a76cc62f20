import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yaml } from '../conformance/world/index.ts';
import { openWindow, type PersonWindow, startBrowser } from './world/browser.ts';
import { lookedAt } from './world/looked-at.ts';
import { type SandboxWorld, startSandboxDesktop } from './world/sandbox.ts';

const APP = 'guestbook-production';

let browser: Browser;
let world: SandboxWorld;
let window: PersonWindow;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  world = await startSandboxDesktop(browser);
  window = await openWindow(browser, await world.link());
  ({ page } = window);
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const open = (name: string, tab: string): Promise<unknown> =>
  page.goto(new URL(`/apps/argocd/${name}/${tab}`, page.url()).href);
const dialog = (name: string | RegExp): Locator => page.getByRole('dialog', { name });
const banner = (): Locator => page.getByRole('region', { name: 'Automation is held' });

const seen = (name: string): Promise<void> => lookedAt(page, name);

/** Another link to the engine, whose frames are changed on the way: what cannot be brought about in time by hand. */
async function wire(
  send: (frame: string) => string = (frame) => frame,
  receive: (frame: string) => string = (frame) => frame,
): Promise<void> {
  await window.close();
  window = await openWindow(browser, await world.link());
  ({ page } = window);
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => server.send(send(String(frame))));
    server.onMessage((frame) => socket.send(receive(String(frame))));
  });
  await page.reload();
}

/** Two looks of axe at each of several dialogs, on a machine that does other things too. */
const LONG = { timeout: 300_000 };

describe('a person whose commit was bad', LONG, () => {
  it('looks at the plan, and syncs exactly that', async () => {
    await open('catalog', 'plan');
    await page.getByRole('list', { name: 'What will happen' }).waitFor();
    await page.getByRole('button', { name: 'Sync…' }).first().click();
    const panel = page.getByRole('complementary', { name: 'Sync catalog' });
    await panel.getByRole('list', { name: 'What will happen' }).waitFor();
    await seen('sync-panel');
    await panel.getByRole('button', { name: 'Sync', exact: true }).click();
    await panel.getByText('Succeeded').first().waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
  });

  it('pauses automation with a reason, and resumes', async () => {
    await open(APP, 'graph');
    await page.getByText('Synced', { exact: true }).first().waitFor();
    const pause = page.getByRole('button', { name: 'Pause…' });
    await pause.click();
    const box = dialog(`Pause ${APP}`);
    await expect.poll(() => box.getByRole('button', { name: 'Pause', exact: true }).isDisabled()).toBe(true);
    await box.getByRole('textbox', { name: 'Reason' }).fill('hotfix <b>by hand</b>');
    await box.getByRole('radio', { name: '8 hours' }).check();
    await seen('pause-dialog');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
    // The focus is back where it was.
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Pause…');
    await pause.press('Enter');
    await dialog(`Pause ${APP}`).getByRole('textbox', { name: 'Reason' }).fill('hotfix <b>by hand</b>');
    await page.keyboard.press('Enter');
    await banner().getByText('hotfix <b>by hand</b>').waitFor();
    await banner().getByRole('button', { name: 'Resume' }).click();
    await banner().waitFor({ state: 'detached' });
  });

  it('goes back at once and holds automation; the banner survives a reload', async () => {
    await world.argosy('sandbox', 'commit', 'guestbook', '--prepared', 'bad-image');
    await open(APP, 'history');
    const timeline = page.getByRole('group', { name: 'History' });
    await timeline.getByRole('button', { name: /#1\b.*deployed now/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Roll back…' }).click();
    const difference = page.getByRole('region', { name: 'Difference to now' });
    await difference.getByText('spec.template.spec.containers').first().waitFor();
    await seen('history-ways');
    await difference.getByRole('button', { name: 'Roll back now, hold…' }).click();
    const box = dialog(new RegExp(`^Roll back ${APP} to #`));
    await box.getByRole('list', { name: 'What will happen' }).waitFor();
    await box.getByRole('checkbox', { name: 'Hold automation' }).uncheck();
    await box.getByText('rollback cannot be initiated when auto-sync is enabled').waitFor();
    await seen('rollback-refused');
    await box.getByRole('button', { name: 'Hold automation' }).click();
    await box.getByRole('textbox', { name: 'Reason' }).fill('images cannot be pulled');
    await box.getByRole('checkbox', { name: 'Never sync this revision again' }).check();
    await seen('rollback-dialog');
    await box.getByRole('button', { name: 'Roll back and hold' }).click();
    await box.waitFor({ state: 'detached' });
    await banner().getByText('images cannot be pulled').first().waitFor();
    await timeline
      .getByText(/^rolled back to #/)
      .first()
      .waitFor();
    await page.reload();
    await banner().getByText('images cannot be pulled').first().waitFor();
    await banner()
      .getByText(/until somebody releases it/)
      .waitFor();
    await seen('held');
  });

  it('reverts in Git, sees the commit before it is pushed, and releases', async () => {
    await page.getByRole('group', { name: 'History' }).getByRole('button').nth(2).click();
    await page.getByRole('button', { name: 'Revert in Git…' }).click();
    const box = dialog(new RegExp(`^Revert ${APP} in Git to #`));
    await box
      .getByText(/^Revert/)
      .nth(1)
      .waitFor();
    await box.getByRole('list', { name: 'Files' }).getByRole('button').first().waitFor();
    await box.locator('.cm-content').first().waitFor();
    await seen('revert-files');
    await box.getByRole('button', { name: /^Rendered/ }).click();
    await box.getByRole('list', { name: 'Rendered' }).getByText('Deployment guestbook').waitFor();
    await seen('revert-rendered');
    await box.getByRole('button', { name: 'Push', exact: true }).click();
    await box.getByText(/^Pushed [0-9a-f]{7} to main$/).waitFor();
    await seen('reverted');
    await box.getByRole('button', { name: 'Release' }).click();
    await box.waitFor({ state: 'detached' });
    await banner().getByRole('button', { name: 'Release', exact: true }).waitFor({ state: 'detached' });
    await page.getByText('Synced', { exact: true }).first().waitFor();
    expect(window.complaints).toEqual([]);
  });
});

describe('a person who meets trouble', LONG, () => {
  it('reads what each object of a failed sync said', async () => {
    await open('reports', 'resources');
    const strip = page.getByRole('region', { name: 'The last operation' });
    await strip.getByRole('button', { name: 'Details' }).click();
    const panel = page.getByRole('complementary', { name: 'Sync reports' });
    await panel.getByRole('row', { name: /Deployment reports failed/ }).waitFor();
    await seen('failed-operation');
    await panel.getByRole('button', { name: 'Close' }).click();
  });

  it('ends an operation that waits for what never comes', async () => {
    await world.argosy('sandbox', 'commit', 'orders', '--set', 'image=registry.example/orders:9.9.9-missing');
    await open('orders', 'history');
    const strip = page.getByRole('region', { name: /^Running by/ });
    await strip.getByText(/waiting for healthy state/).waitFor({ timeout: 60_000 });
    await strip.getByRole('button', { name: 'Terminate', exact: true }).click();
    await page
      .getByRole('region', { name: 'The last operation' })
      .getByText(/terminated/)
      .waitFor();
  });

  it('writes what lives into Git, having seen the commit', async () => {
    await world.argosy('sandbox', 'break', 'catalog', '--how', 'scale');
    await open('catalog', 'diff');
    await page.getByRole('button', { name: 'Write to Git…', exact: true }).click();
    const box = dialog('Write Deployment catalog into Git');
    await box.getByRole('list', { name: 'Files' }).getByText('catalog/catalog.yaml').waitFor();
    await box.locator('.cm-content').first().waitFor();
    await seen('capture');
    await box.getByRole('radio', { name: 'A new branch, for review' }).check();
    await box.getByRole('textbox', { name: 'Name of the branch' }).fill('keep-replicas');
    await box.getByText('keep-replicas', { exact: true }).waitFor();
    await box.getByRole('button', { name: 'Push', exact: true }).click();
    await box.getByText(/^Pushed [0-9a-f]{7} to keep-replicas$/).waitFor();
    await box.getByRole('button', { name: 'Close' }).click();
  });

  it('is refused a plan that does not hold any more, and shown the one that does', async () => {
    await wire((frame) => frame.replace(/"planHash":"[0-9a-f]{64}"/, `"planHash":"${'0'.repeat(64)}"`));
    await open('catalog', 'plan');
    await page.getByRole('button', { name: 'Sync…' }).first().click();
    const panel = page.getByRole('complementary', { name: /catalog$/ });
    await panel.getByRole('button', { name: 'Sync', exact: true }).click();
    const note = panel.getByRole('alert');
    await note.getByText('The plan is out of date.').waitFor();
    // The plan that holds now stands there to be carried out.
    await note.getByText('Every object is planned as before: what differs is in the objects themselves.').waitFor();
    await expect.poll(() => panel.getByRole('button', { name: 'Sync', exact: true }).isEnabled()).toBe(true);
    await seen('plan-outdated');
    await panel.getByRole('button', { name: 'Close' }).click();
  });

  it('sees in grey, with its age, what is not known to be true now', async () => {
    await wire(undefined, (frame) => frame.replaceAll('"staleSince":0', `"staleSince":${Date.now() - 3_600_000}`));
    await open(APP, 'resources');
    await page.getByText('as it was 60 min ago').waitFor();
    const colours = (await page.evaluate(`(() => {
      const status = document.querySelector('[data-stale=true]');
      const word = [...status.querySelectorAll('span')].find((one) => one.textContent === 'Synced' && one.children.length === 0);
      const probe = document.createElement('span');
      probe.style.color = 'var(--unknown)';
      document.body.append(probe);
      return [getComputedStyle(word).color, getComputedStyle(probe).color];
    })()`)) as readonly [string, string];
    expect(colours[0]).toBe(colours[1]);
    await seen('stale');
    await wire();
  });
});

describe('a person who deletes', LONG, () => {
  it('sees what one object is, and deletes it from the drawer', async () => {
    await open(APP, 'resources');
    await page
      .getByRole('row', { name: /guestbook.*Service|Service.*guestbook/ })
      .first()
      .click();
    const drawer = page.getByRole('complementary', { name: /Service guestbook/ });
    await drawer.getByRole('button', { name: 'Delete…' }).click();
    await seen('delete-object');
    await dialog(/^Delete Service guestbook/)
      .getByRole('button', { name: 'Delete', exact: true })
      .click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('gives its word for what waits for it', async () => {
    const file = join(world.folder, 'keep.yaml');
    writeFileSync(
      file,
      yaml({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'keep', annotations: { 'argocd.argoproj.io/sync-options': 'Delete=confirm' } },
        data: { colour: 'blue' },
      }),
    );
    await world.argosy('sandbox', 'commit', 'catalog', '--file', `catalog/keep.yaml=${file}`);
    await world.argosy('app', 'sync', 'catalog');
    await world.argosy('app', 'delete', 'catalog', '--yes');
    await open('catalog', 'resources');
    const strip = page.getByRole('region', { name: 'Being deleted' });
    await strip.getByText(/waiting for deletion confirmation of/).waitFor();
    await seen('deletion-waits');
    await strip.getByRole('button', { name: 'Confirm deletion' }).click();
    await strip.waitFor({ state: 'detached' });
  });

  it('types the name of an App-of-Apps before everything under it goes', async () => {
    await open('fleet', 'graph');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    const box = dialog('Delete fleet');
    await box.getByRole('region', { name: 'Applications that go with it' }).getByText(APP).waitFor();
    const go = box.getByRole('button', { name: /^Delete with \d+ objects$/ });
    expect(await go.isDisabled()).toBe(true);
    await seen('delete-dialog');
    await box.getByRole('textbox', { name: 'Write fleet to confirm' }).fill('fleet');
    await expect.poll(() => go.isDisabled()).toBe(false);
    await go.click();
    await box.waitFor({ state: 'detached' });
    await page.getByText('The application has been deleted').waitFor({ timeout: 90_000 });
    await page.goto(new URL('/apps', page.url()).href);
    await page.getByText('No applications yet').waitFor();
    expect(window.complaints).toEqual([]);
  });
});
