import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineTopics } from '../../main/api/index.ts';
import type { Application } from '../../main/model/index.ts';
import { systemClock } from '../../main/runtime/index.ts';
import { linkToEngine } from '../../main/shell/browser/engine-link.ts';
import { readFiles } from '../../main/shell/browser/files.ts';
import { type BrowserServer, serveBrowser } from '../../main/shell/browser/server.ts';
import { enter, plainSocket } from '../contract/contract/browser.ts';
import { application } from '../contract/contract/fake-engine.ts';
import { parts } from '../contract/contract/parts.ts';
import { openWindow, startBrowser } from './world/browser.ts';

const COUNT = 10_000;
const served = parts();
let server: BrowserServer;
let browser: Browser;

function app(n: number, health = 'Healthy'): Application {
  const plain = application(`app-${String(n).padStart(5, '0')}`);
  return {
    ...plain,
    status: { ...plain.status, sync: { status: 'Synced' }, health: { status: health } },
  } as Application;
}

beforeAll(async () => {
  for (let n = 0; n < COUNT; n++) served.fake.put(app(n), false);
  const { context, logger } = served;
  const topics = engineTopics(context.engine, systemClock);
  server = await serveBrowser({
    port: 0,
    files: readFiles(join(import.meta.dirname, '..', '..', 'dist', 'renderer')),
    clock: served.clock,
    logger,
    open: async (client) => linkToEngine({ context, topics, logger }, client),
  });
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('a list of 10,000 applications', () => {
  it('draws only what is visible, renders one row for one change, and filters while somebody types', async () => {
    const { page, complaints, close } = await openWindow(browser, server.link());
    await page.getByRole('link', { name: 'Apps' }).click();
    await page.getByRole('row', { name: /app-00000/ }).waitFor();
    const grid = page.getByRole('grid', { name: 'Applications' });
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(served.fake.apps.size + 1));
    expect(await page.getByRole('row').count()).toBeLessThan(60);

    // Which rows the page changes, as it sees them.
    await page.evaluate(`
      window.touched = new Set();
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target.nodeType === 1 ? target : target.parentElement;
          const row = element && element.closest('.row.body');
          if (row) window.touched.add(row.dataset.key);
        }
      }).observe(document.querySelector('[role=grid]'), { subtree: true, childList: true, attributes: true, characterData: true });
    `);
    served.fake.put(app(3, 'Degraded'));
    await page
      .getByRole('row', { name: /app-00003/ })
      .getByText('Degraded')
      .waitFor();
    expect(await page.evaluate('[...window.touched]')).toEqual(['app-00003']);

    await page.getByRole('searchbox', { name: 'Filter applications' }).fill('app-0999');
    await expect.poll(() => page.getByRole('row').count()).toBe(11);
    await page.getByText(/applications are hidden by the filter/).waitFor();

    await page.getByRole('searchbox', { name: 'Filter applications' }).fill('');
    await page.getByRole('row', { name: /app-00000/ }).focus();
    await page.keyboard.press('End');
    // The list is in order of names, and `web` is the fake engine's own.
    await expect.poll(() => page.evaluate('document.activeElement.dataset.key')).toBe('web');
    expect(complaints).toEqual([]);
    await close();
  });

  it('sends no more than 2 KB for one application that changed', async () => {
    const cookie = await enter(server.link());
    const socket = plainSocket(server.port, { origin: `http://127.0.0.1:${server.port}`, cookie });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'subscribe', id: 1, topic: 'applications' }));
    await once(socket, 'message');
    served.fake.put(app(7, 'Progressing'));
    const [frame] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(String(frame))).toMatchObject({
      type: 'delta',
      upsert: [['app-00007', { health: 'Progressing' }]],
    });
    expect(frame.length).toBeLessThanOrEqual(2048);
    socket.terminate();
  });
});
