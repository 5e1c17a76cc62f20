import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMap, deployment, yaml } from '../conformance/world/index.ts';
import { openWindow, type PersonWindow, screenshot, startBrowser, violations } from './world/browser.ts';
import { type DesktopWorld, startDesktop } from './world/desktop.ts';

let world: DesktopWorld;
let browser: Browser;

beforeAll(async () => {
  world = await startDesktop();
  const { repository, namespace, argosy } = world;
  repository.commit('Raise worker memory', {
    'apps/checkout/web.yaml': yaml(deployment('checkout', { replicas: 2 })),
    'apps/settings/settings.yaml': yaml(configMap('settings', { colour: 'blue' })),
    'apps/broken/broken.yaml': yaml(deployment('broken', { pod: { 'testcluster/outcome': 'crashloop' } })),
  });
  for (const name of ['checkout', 'settings', 'broken']) {
    await argosy(
      'app',
      'create',
      name,
      '--repo',
      repository.path,
      '--path',
      `apps/${name}`,
      '--revision',
      'main',
      '--dest-name',
      'staging',
      '--dest-namespace',
      namespace,
    );
  }
  await argosy('app', 'sync', 'settings');
  await argosy('app', 'sync', 'broken');
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const TABS = ['graph', 'resources', 'diff', 'plan', 'history', 'logs', 'events', 'parameters', 'manifest'] as const;

/** Every page, and what it shows once it is there. */
const PAGES: readonly {
  readonly name: string;
  readonly path: string;
  readonly there: (page: Page) => Promise<unknown>;
}[] = [
  { name: 'fleet', path: '/', there: (page) => page.getByRole('heading', { name: 'Needs attention' }).waitFor() },
  {
    name: 'applications',
    path: '/apps',
    there: (page) => page.getByRole('row', { name: /checkout/ }).waitFor(),
  },
  {
    name: 'applications-tiles',
    path: '/apps?as=tiles',
    there: (page) => page.getByRole('listitem').filter({ hasText: 'checkout' }).waitFor(),
  },
  { name: 'clusters', path: '/clusters', there: (page) => page.getByRole('cell', { name: 'staging' }).waitFor() },
  {
    name: 'repositories',
    path: '/repositories',
    there: (page) => page.getByRole('heading', { name: 'Repositories', level: 1 }).waitFor(),
  },
  {
    name: 'settings',
    path: '/settings',
    there: (page) => page.getByRole('cell', { name: /^v\d/ }).first().waitFor(),
  },
  {
    name: 'diagnostics',
    path: '/diagnostics',
    there: (page) => page.getByRole('table', { name: 'Versions' }).waitFor(),
  },
  {
    name: 'licences',
    path: '/licences',
    there: (page) => page.getByRole('listitem').filter({ hasText: 'react-dom' }).first().waitFor(),
  },
  {
    name: 'new-application',
    path: '/new',
    there: (page) => page.getByRole('heading', { name: 'New application', level: 1 }).waitFor(),
  },
  {
    name: 'welcome',
    path: '/welcome',
    there: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
  ...TABS.map((tab) => ({
    name: `application-${tab}`,
    path: `/apps/argocd/checkout/${tab}`,
    there: async (page: Page) => {
      await page.getByRole('region', { name: 'Why' }).waitFor();
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
    },
  })),
];

describe.each(['light', 'dark', 'contrast'] as const)('in the %s theme', (scheme) => {
  let window: PersonWindow;
  beforeAll(async () => {
    window = await openWindow(browser, await world.link(), scheme);
  });
  afterAll(() => window?.close());

  it.each(PAGES)('the page $name is there, accessible, and complains of nothing', async ({ name, path, there }) => {
    const { page, complaints } = window;
    const before = complaints.length;
    await page.goto(new URL(path, page.url()).href);
    await there(page);
    await page.getByText(/^live · /).waitFor();
    await screenshot(page, name, scheme);
    expect(await violations(page)).toEqual([]);
    expect(complaints.slice(before)).toEqual([]);
  });

  it('dialogs are accessible too', async () => {
    const { page, complaints } = window;
    const before = complaints.length;
    await page.goto(new URL('/apps', page.url()).href);
    await page.getByRole('row', { name: /checkout/ }).waitFor();
    const looked = async (name: string): Promise<void> => {
      await screenshot(page, name, scheme);
      expect(await violations(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Commands and shortcuts' });
    await sheet.getByRole('region', { name: 'In graphs' }).getByText('To the next that fails').waitFor();
    await looked('shortcuts');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('check');
    await page
      .getByRole('option', { name: /checkout/ })
      .first()
      .waitFor();
    await looked('palette');
    await page.getByRole('checkbox', { name: 'Choose checkout' }).check();
    await page.getByRole('button', { name: 'Sync…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('row', { name: /checkout 1 created/ })
      .waitFor();
    await looked('bulk-sync');
    await page.getByRole('button', { name: 'Pause…' }).click();
    await page.getByRole('dialog', { name: 'Pause 1 application' }).waitFor();
    await looked('bulk-pause');
    expect(complaints.slice(before)).toEqual([]);
  });
});

describe('a person', () => {
  it('finds an application, reads why it is not in sync, syncs it, and sees it turn', async () => {
    const { page, close } = await openWindow(browser, await world.link());
    await page.getByRole('link', { name: 'Apps' }).click();
    await page.getByRole('searchbox', { name: 'Filter applications' }).fill('check');
    await page.getByRole('row', { name: /checkout/ }).waitFor();
    // The head, and the one that fits.
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.waitForURL(/q=check/);
    await page.getByRole('row', { name: /checkout/ }).press('Enter');
    await page.getByRole('heading', { name: /checkout/ }).waitFor();
    await page.getByText('Deployment checkout is in Git but not in the cluster.').waitFor();
    await page.getByRole('button', { name: 'Sync…' }).click();
    const panel = page.getByRole('complementary', { name: /^Sync/ });
    await panel.getByText('checkout').first().waitFor();
    await panel.getByRole('button', { name: /^Sync/ }).last().click();
    await page.getByRole('region', { name: 'checkout' }).getByText('Synced', { exact: true }).first().waitFor();
    await page.getByRole('region', { name: 'Why' }).waitFor({ state: 'detached' });
    await close();
  });

  it('reaches every page with the keyboard, and runs a command from the palette', async () => {
    const { page, close } = await openWindow(browser, await world.link());
    await page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { name: 'Clusters', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search or run a command' });
    await field.fill('settings');
    await page.getByRole('option', { name: /^settings default/ }).waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Commands and shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await close();
  });

  it('is told by grey when the engine does not answer, and sees it come back', async () => {
    const { page, close } = await openWindow(browser, await world.link());
    await page.getByText(/^live · /).waitFor();
    const ok = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ok')");
    const unknown = await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--unknown')");
    const green = await ok();
    expect(green).not.toBe(unknown);
    world.sleep();
    await page.getByText(/^The engine has not answered for/).waitFor();
    expect(await ok()).toBe(unknown);
    world.wake();
    await page.getByText(/^live · /).waitFor();
    expect(await ok()).toBe(green);
    await close();
  });

  it('may use a link once only', async () => {
    const link = await world.link();
    const { close } = await openWindow(browser, link);
    const context = await browser.newContext();
    const page = await context.newPage();
    const answer = await page.goto(link);
    expect(answer?.status()).toBe(401);
    await context.close();
    await close();
  });
});
