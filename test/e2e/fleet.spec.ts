import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMap, deployment, yaml } from '../conformance/world/index.ts';
import { openWindow, type PersonWindow, screenshot, startBrowser, violations } from './world/browser.ts';
import { type DesktopWorld, startDesktop } from './world/desktop.ts';

// Many applications: an App-of-Apps, what automation leaves alone, one thing done to many, and finding things among them.

let world: DesktopWorld;
let browser: Browser;

const CHILDREN = ['shop', 'blog', 'wiki'] as const;

beforeAll(async () => {
  world = await startDesktop();
  const { repository, namespace, argosy } = world;
  const child = (name: string, wave: string) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: 'argocd',
      labels: { team: name === 'shop' ? 'sales' : 'people' },
      annotations: { 'argocd.argoproj.io/sync-wave': wave },
    },
    spec: {
      project: 'default',
      source: { repoURL: repository.path, path: `apps/${name}`, targetRevision: 'main' },
      destination: { name: 'staging', namespace },
    },
  });
  repository.commit('Bring the fleet', {
    'fleet/apps.yaml': yaml(child('shop', '-1'), child('blog', '1'), child('wiki', '1')),
    'apps/shop/shop.yaml': yaml(deployment('storefront', { replicas: 1 })),
    'apps/blog/blog.yaml': yaml(
      configMap('blog-posts', { first: 'hello' }),
      configMap('blog-themes', { name: 'plain' }),
    ),
    'apps/wiki/wiki.yaml': yaml(configMap('wiki-pages', { first: 'hello' })),
  });
  await argosy(
    'app',
    'create',
    'fleet',
    '--repo',
    repository.path,
    '--path',
    'fleet',
    '--revision',
    'main',
    '--dest-name',
    'in-cluster',
    '--dest-namespace',
    'argocd',
  );
  await argosy('app', 'sync', 'fleet');
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function at(path: string, use: (page: Page, window: PersonWindow) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, await world.link());
  try {
    await window.page.goto(new URL(path, window.page.url()).href);
    await window.page.getByText(/^live · /).waitFor();
    await use(window.page, window);
    expect(window.complaints).toEqual([]);
  } finally {
    await window.close();
  }
}

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(`Choose ${name}`) });

async function choose(page: Page, ...names: readonly string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name: `Choose ${name}` }).check();
  await page.getByText(`${names.length} chosen`).waitFor();
}

describe('a person with many applications', () => {
  it('sees them under the one that made them', () =>
    at('/apps?as=graph', async (page) => {
      const graph = page.getByRole('treegrid', { name: 'Applications and what they make' });
      await graph.waitFor();
      await page.getByText('Level 1 · wave −1').waitFor();
      await page.getByText('Level 1 · wave 1').waitFor();
      for (const name of ['fleet', ...CHILDREN])
        await page.locator('.card').filter({ hasText: name }).first().waitFor();
      await screenshot(page, 'applications-graph', 'light');
      expect(await violations(page)).toEqual([]);
      await page.locator('.card').filter({ hasText: 'shop' }).first().dblclick();
    }));

  it('is shown what syncing many would do, and does it', () =>
    at('/apps', async (page) => {
      await choose(page, 'blog', 'wiki');
      await page.getByRole('button', { name: 'Sync…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Sync 2 applications' });
      await dialog.getByRole('row', { name: /blog 2 created/ }).waitFor();
      await dialog.getByRole('row', { name: /wiki 1 created/ }).waitFor();
      await dialog.getByRole('button', { name: 'Sync 2 applications' }).waitFor();
      await screenshot(page, 'bulk-sync', 'light');
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Sync 2 applications' }).click();
      await row(page, 'blog').getByText('Synced', { exact: true }).waitFor();
      await row(page, 'wiki').getByText('Synced', { exact: true }).waitFor();
    }));

  it('pauses many, finds them again, and releases one; another window sees the same', () =>
    at('/apps', async (page) => {
      const other = await openWindow(browser, await world.link());
      await other.page.goto(new URL('/', other.page.url()).href);
      await other.page.getByRole('heading', { name: 'Fleet', level: 1 }).waitFor();

      await choose(page, 'blog', 'wiki');
      await page.getByRole('button', { name: 'Pause…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Pause 2 applications' });
      await dialog.getByRole('textbox', { name: 'Why' }).fill('spring cleaning');
      expect(await violations(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Pause 2 applications' }).click();
      await page.getByRole('button', { name: 'Paused 2' }).click();
      await page.waitForURL(/state=pause/);
      await expect.poll(() => page.getByRole('row').count()).toBe(3);
      await screenshot(page, 'applications-paused', 'light');

      const held = other.page.getByRole('region', { name: 'Held and paused' });
      await held.getByRole('row', { name: /blog.*paused.*spring cleaning/ }).waitFor();
      await screenshot(other.page, 'fleet-held', 'light');
      expect(await violations(other.page)).toEqual([]);
      await held.getByRole('button', { name: 'Release blog', exact: true }).click();
      await held.getByRole('row', { name: /blog/ }).waitFor({ state: 'detached' });
      await held.getByRole('row', { name: /wiki/ }).waitFor();
      await expect.poll(() => page.getByRole('row').count()).toBe(2);
      expect(other.complaints).toEqual([]);
      await other.close();
    }));

  it('filters by a label', () =>
    at('/apps?label=team%3Dpeople', async (page) => {
      await row(page, 'blog').waitFor();
      await expect.poll(() => page.getByRole('row').count()).toBe(3);
      await page.getByText('2 applications are hidden by the filter').waitFor();
    }));

  it('finds an object by its name, wherever it belongs', () =>
    at('/', async (page) => {
      await page.keyboard.press('Control+k');
      const field = page.getByRole('combobox', { name: 'Search or run a command' });
      await field.fill('wiki-pages');
      const option = page.getByRole('option', { name: /wiki-pages/ });
      await option.waitFor();
      await screenshot(page, 'palette', 'light');
      expect(await violations(page)).toEqual([]);
      await field.press('Enter');
      await page.waitForURL(/\/apps\/argocd\/wiki\/graph\?node=/);
      await page.getByRole('complementary', { name: /wiki-pages/ }).waitFor();
    }));

  it('brings back from the fleet page just the object that somebody changed and that the card is about', async () => {
    const { argosy, cluster, namespace } = world;
    await argosy('app', 'set', 'blog', '--sync-policy', 'automated');
    await argosy('app', 'wait', 'blog', '--sync', '--health');
    const data = async (name: string) =>
      ((await cluster.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`)) as { data: Record<string, string> })
        .data;
    for (const [name, change] of [
      ['blog-posts', { first: 'changed by hand' }],
      ['blog-themes', { name: 'garish' }],
    ] as const) {
      await cluster.patch(`/api/v1/namespaces/${namespace}/configmaps/${name}`, { data: change });
    }
    await at('/', async (page, window) => {
      const card = page
        .getByRole('list', { name: 'Needs attention' })
        .getByRole('listitem')
        .filter({ hasText: 'blog' });
      await card.getByText(/ConfigMap blog-posts has data\.first/).waitFor();
      await card.getByRole('button', { name: 'Heal… blog' }).click();
      const dialog = page.getByRole('dialog', { name: 'Heal ConfigMap blog-posts of blog' });
      const changes = dialog.getByRole('list', { name: 'What would happen' });
      await changes.getByText('blog-posts').waitFor();
      expect(await changes.getByText('blog-themes').count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      await screenshot(page, 'heal-dialog', 'light');
      await dialog.getByRole('button', { name: 'Heal', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      // Only that one: the other difference is the next thing that the card tells.
      await card.getByText(/ConfigMap blog-themes has data\.name/).waitFor();
      expect(await data('blog-posts')).toEqual({ first: 'hello' });
      expect(await data('blog-themes')).toEqual({ name: 'garish' });
      expect(window.complaints).toEqual([]);
      await card.getByRole('button', { name: 'Heal… blog' }).click();
      await page.getByRole('button', { name: 'Heal', exact: true }).click();
      await card.waitFor({ state: 'detached' });
    });
    expect(await data('blog-themes')).toEqual({ name: 'plain' });
  });

  it('finds pruning ticked where pruning is what helps', async () => {
    const { argosy, repository } = world;
    repository.commit('Drop the themes', { 'apps/blog/blog.yaml': yaml(configMap('blog-posts', { first: 'hello' })) });
    await argosy('app', 'get', 'blog', '--refresh');
    await at('/apps/argocd/blog', async (page) => {
      await page.getByText('ConfigMap blog-themes is in the cluster but no longer in Git.').waitFor();
      await page.getByRole('button', { name: 'Sync with prune' }).click();
      const panel = page.getByRole('complementary', { name: 'Sync blog' });
      expect(await panel.getByRole('checkbox', { name: 'Prune' }).isChecked()).toBe(true);
      await panel.getByText('prune 1').waitFor();
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Sync…' }).click();
      expect(await panel.getByRole('checkbox', { name: 'Prune' }).isChecked()).toBe(false);
    });
  });
});

describe('a person who reports a fault', () => {
  it('copies how the engine is', () =>
    at('/diagnostics', async (page) => {
      await page.getByText(/ms at most in the last minute/).waitFor();
      await page.getByText('Everything is written').waitFor();
      await page.getByRole('button', { name: 'Copy for a report' }).click();
      await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toContain('"loopDelay"');
    }));

  it('reads on what terms the work of others is in it', () =>
    at('/licences', async (page) => {
      await page.getByRole('searchbox', { name: 'Filter packages' }).fill('react-dom');
      await page.getByText('react-dom', { exact: true }).click();
      await page
        .getByText(/MIT License/)
        .first()
        .waitFor();
    }));
});
