/**
 * A list of 10,000 applications in Chromium without a GPU: `node bench/list.ts [applications]`, with a built dist/. First paint, typing into the
 * filter, scrolling, each with the goal of the issue beside it. The engine is the one answer of the contract's tests: what is measured are the bridge
 * and the page. Nothing here asserts.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { engineTopics } from '../main/api/index.ts';
import type { Application } from '../main/model/index.ts';
import { systemClock } from '../main/runtime/index.ts';
import { linkToEngine } from '../main/shell/browser/engine-link.ts';
import { readFiles } from '../main/shell/browser/files.ts';
import { serveBrowser } from '../main/shell/browser/server.ts';
import { application } from '../test/contract/contract/fake-engine.ts';
import { parts } from '../test/contract/contract/parts.ts';
import { openWindow, startBrowser } from '../test/e2e/world/browser.ts';
import { PAGE_CLOCKS, quantiles, row } from './page-clocks.ts';

const count = Number(process.argv[2] ?? 10_000);
const served = parts();
for (let n = 0; n < count; n++) {
  const plain = application(`app-${String(n).padStart(5, '0')}`);
  const status = { ...plain.status, sync: { status: 'Synced' }, health: { status: 'Healthy' } };
  served.fake.put({ ...plain, status } as Application, false);
}
const { context, logger } = served;
const topics = engineTopics(context.engine, systemClock);
const server = await serveBrowser({
  port: 0,
  files: readFiles(join(import.meta.dirname, '..', 'dist', 'renderer')),
  clock: served.clock,
  logger,
  open: async (client) => linkToEngine({ context, topics, logger }, client),
});
const browser = await startBrowser();
try {
  const { page, close } = await openWindow(browser, server.link());
  let received = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (received += Buffer.byteLength(payload))),
  );
  await page.addInitScript(PAGE_CLOCKS);
  process.stdout.write(`${count} applications\n`);
  await firstPaint(page);
  await oneChange(page, () => received);
  await typing(page);
  await scrolling(page);
  await close();
} finally {
  await browser.close();
  await server.close();
}

/** From the answer of the bridge that it is open to the first row on the screen; the second of two, as in a desktop that runs. */
async function firstPaint(page: Page): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await page.goto(`http://127.0.0.1:${server.port}/apps`);
    await page.getByRole('row', { name: /app-00000/ }).waitFor();
  }
  const { connected, painted } = await page.evaluate<{ connected: number; painted: number }>('clocks.firstRow()');
  row('navigation → connected', `${connected.toFixed(0)} ms`, '');
  row('connected → first rows painted', `${(painted - connected).toFixed(0)} ms`, '≤ 1,000 ms');
}

/** What one application that turns red costs on the bridge; the signs of life and what pages ask because of it included. */
async function oneChange(page: Page, received: () => number): Promise<void> {
  const before = received();
  const plain = application('app-00003');
  const status = { ...plain.status, sync: { status: 'OutOfSync' }, health: { status: 'Degraded' } };
  served.fake.put({ ...plain, status } as Application);
  await page.getByRole('row', { name: /app-00003.*Degraded/ }).waitFor();
  row('one changed application, over the bridge', `${received() - before} bytes`, '≤ 2,048 bytes');
}

async function typing(page: Page): Promise<void> {
  await page.getByRole('searchbox', { name: 'Filter applications' }).click();
  await page.evaluate('clocks.startTyping()');
  for (let i = 0; i < 5; i++) {
    await page.keyboard.type('app-0999', { delay: 150 });
    for (let n = 0; n < 'app-0999'.length; n++) await page.keyboard.press('Backspace', { delay: 20 });
  }
  const { painted, filtered } = await page.evaluate<{ painted: number[]; filtered: number[] }>('clocks.stopTyping()');
  row('key → letter painted', quantiles(painted), '≤ 100 ms');
  row('key → list filtered and painted', quantiles(filtered), '≤ 100 ms');
}

async function scrolling(page: Page): Promise<void> {
  await page.mouse.move(640, 500);
  await page.evaluate('clocks.startFrames()');
  const begun = Date.now();
  while (Date.now() - begun < 6_000) await page.mouse.wheel(0, 240);
  row('scroll', quantiles(await page.evaluate<number[]>('clocks.stopFrames()')), 'p95 ≤ 33 ms');
}
