import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GraphServer, serveGraph } from './graph/serve-graph.ts';
import { openWindow, type PersonWindow, type Scheme, screenshot, startBrowser, violations } from './world/browser.ts';

// The canvas by itself, over generated trees: what depends on a browser and on nothing of an engine.

let server: GraphServer;
let browser: Browser;

beforeAll(async () => {
  server = await serveGraph();
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function withGraph(query: string, use: (page: Page, window: PersonWindow) => Promise<void>, scheme?: Scheme) {
  const window = await openWindow(browser, `${server.address}/?${query}&scheme=${scheme ?? 'light'}`, scheme);
  try {
    await window.page.locator('.card').first().waitFor();
    await use(window.page, window);
    expect(window.complaints).toEqual([]);
  } finally {
    await window.close();
  }
}

const graph = (page: Page) => page.getByRole('treegrid', { name: 'Resources of checkout' });
const selected = (page: Page) => page.getByRole('row', { selected: true });
const card = (page: Page, title: string) => page.locator('.card', { has: page.getByText(title, { exact: true }) });

describe('the graph by keyboard', () => {
  it('goes along parents, children and siblings, opens, folds and unfolds', () =>
    withGraph('what=mock', async (page) => {
      await graph(page).focus();
      await selected(page).filter({ hasText: 'checkout' }).waitFor({ state: 'attached' });
      const press = async (key: string, name: string): Promise<void> => {
        await page.keyboard.press(key);
        await selected(page).filter({ hasText: name }).waitFor({ state: 'attached' });
      };
      await press('ArrowRight', 'checkout-settings');
      await press('ArrowDown', 'not-yet');
      await press('ArrowUp', 'checkout-settings');
      await press('ArrowLeft', 'checkout');
      await press('n', '13 Pods');
      await press('n', 'web-7c9f4d-4');
      await press('ArrowLeft', 'web-7c9f4d');
      await press('ArrowRight', '13 Pods');
      await press(']', 'web-7c9f4d-0');
      await card(page, 'web-7c9f4d-1').waitFor();
      await press('[', '13 Pods');
      await press('ArrowLeft', 'web-7c9f4d');
      await press('[', '13 below');
      await press(']', 'revision 12');
      await page.keyboard.press('Enter');
      await page.waitForFunction("harness.opened() === 'apps/ReplicaSet/shop/web-7c9f4d'");
    }));

  it('leads to the filter with /, which keeps what fails, and fits with f', () =>
    withGraph('what=mock', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('settings');
      await page
        .getByText('4 of 24 drawn')
        .waitFor({ timeout: 5_000 })
        .catch(() => undefined);
      await card(page, 'not-yet').waitFor({ state: 'detached' });
      await card(page, 'checkout-settings').waitFor();
      await card(page, 'web-7c9f4d-4').waitFor();
      await page.getByText(/1 failing kept/).waitFor();
      await page.keyboard.press('Escape');
      await card(page, 'not-yet').waitFor();
      await graph(page).focus();
      await page.keyboard.press('f');
      await card(page, 'worker').waitFor();
    }));

  it('shows one subtree with Space or a double click, says what fails elsewhere, and all again with Escape', () =>
    withGraph('what=mock', async (page) => {
      await card(page, 'worker').dblclick();
      await card(page, 'checkout-settings').waitFor({ state: 'detached' });
      await page.getByText(/1 failing outside/).waitFor();
      await page.keyboard.press('Escape');
      await card(page, 'checkout-settings').waitFor();
      await page.keyboard.press('Space');
      await card(page, 'checkout-settings').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /Show all/ }).click();
      await card(page, 'checkout-settings').waitFor();
    }));
});

describe('the tree table', () => {
  it('has the same nodes, and goes by arrow keys', () =>
    withGraph('what=mock', async (page) => {
      await page.getByRole('button', { name: 'As a table' }).click();
      const table = graph(page);
      await table.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('End');
      await selected(page).filter({ hasText: 'worker-5b6d8' }).waitFor();
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await page.getByRole('row', { name: /worker.*1 below/, expanded: false }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('row', { name: /worker-5b6d8/ }).waitFor();
      const row = page.getByRole('row', { name: /web-7c9f4d-4/ });
      expect(await row.getAttribute('aria-level')).toBe('4');
      await page.getByRole('gridcell', { name: 'Degraded' }).first().waitFor();
    }));
});

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  it('axe has nothing to say about the graph or the table', () =>
    withGraph(
      'what=mock',
      async (page) => {
        await graph(page).focus();
        await screenshot(page, 'graph', scheme);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'As a table' }).click();
        await screenshot(page, 'graph-table', scheme);
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: /Kinds/ }).click();
        await page.getByRole('menuitemcheckbox', { name: /Pod/ }).waitFor();
        expect(await violations(page)).toEqual([]);
      },
      scheme,
    ));

  it('columns are waves', () =>
    withGraph(
      'what=waves&nodes=90&kind=ranked',
      async (page) => {
        await page.getByText('Level 1, wave -1').waitFor();
        await screenshot(page, 'graph-waves', scheme);
      },
      scheme,
    ));
});

describe('a graph of hostile names', () => {
  it('shows them inert and within their cards', () =>
    withGraph('what=hostile', async (page) => {
      await card(page, '<img src=x onerror="document.title=1">').waitFor();
      expect(await page.title()).toBe('Graph');
      expect(await page.locator('#root img, #root script').count()).toBe(0);
      await page.getByRole('button', { name: 'Fit the graph' }).click();
      await page.getByRole('button', { name: 'As a table' }).click();
      await page.getByRole('row', { name: /circle-b/ }).waitFor();
      const rows = await page.getByRole('row').allTextContents();
      expect(rows.join('')).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
      await page.getByRole('button', { name: 'As a graph' }).click();
      const boxes = await page.evaluate<boolean[]>(
        "[...document.querySelectorAll('.card')].map((one) => one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 1)",
      );
      expect(boxes.every(Boolean)).toBe(true);
    }));
});

describe('a graph of 10,000 nodes', () => {
  it('keeps few of them in the page, and lays nothing out again for statuses', () =>
    withGraph('nodes=10000&stacks=off', async (page) => {
      expect(await page.locator('.react-flow__node').count()).toBeLessThan(60);
      const before = await page.evaluate<number>('harness.layouts()');
      for (let i = 0; i < 20; i++) await page.evaluate('harness.change(50)');
      expect(await page.evaluate<number>('harness.layouts()')).toBe(before);
      await page.getByRole('button', { name: 'Fit the graph' }).click();
      await page.locator('canvas.painted:not([hidden])').waitFor();
      expect(await page.locator('.react-flow__node').count()).toBeLessThan(3);
      await screenshot(page, 'graph-10000', 'light');
      await page.evaluate("harness.show('tree', 9000)");
      await page.waitForFunction(`harness.layouts() > ${before}`);
    }));
});
