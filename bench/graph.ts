/**
 * A graph of 10,000 resources in Chromium without a GPU: `node bench/graph.ts [nodes]`. First paint, panning, fitting, and a minute of 50
 * status changes a second, each with the goal of the issue beside it. Nothing here asserts.
 */
import type { CDPSession, Page } from 'playwright-core';
import { serveGraph } from '../test/e2e/graph/serve-graph.ts';
import { startBrowser } from '../test/e2e/world/browser.ts';

const nodes = Number(process.argv[2] ?? 10_000);
const minute = Number(process.argv[3] ?? 60);

const server = await serveGraph();
const browser = await startBrowser();
const row = (what: string, value: string, goal: string): void => {
  process.stdout.write(`${what.padEnd(52)}${value.padStart(28)}   ${goal}\n`);
};

/** The time between frames while something is done. What runs in the page is text: this file knows no page. */
async function frames(page: Page, during: () => Promise<void>): Promise<string> {
  await page.evaluate('harness.startFrames()');
  await during();
  const times = await page.evaluate<number[]>('harness.stopFrames()');
  const sorted = times.sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} ms`;
}

async function drag(page: Page, ms: number): Promise<void> {
  await page.mouse.move(900, 500);
  await page.mouse.down();
  const start = Date.now();
  for (let i = 0; Date.now() - start < ms; i++) {
    await page.mouse.move(900 + 300 * Math.sin(i / 20), 500 + 250 * Math.cos(i / 13));
  }
  await page.mouse.up();
}

async function heapMb(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize / 1e6;
}

try {
  const empty = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await empty.goto(`${server.address}/?nodes=1`);
  await empty.locator('.card').first().waitFor();
  row('pan of one node, to compare', await frames(empty, () => drag(empty, 4_000)), 'what this machine gives just now');
  await empty.close();
  for (const stacks of ['folded', 'unfolded'] as const) {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    const cdp = await page.context().newCDPSession(page);
    process.stdout.write(`\n${nodes} nodes, ${stacks}\n`);
    await page.goto(`${server.address}/?nodes=10`);
    await page.waitForSelector('.card');
    // The second page of a browser, as an application that is opened in a running desktop is.
    await page.goto(`${server.address}/?nodes=${nodes}${stacks === 'unfolded' ? '&stacks=off' : ''}`);
    await page.waitForSelector('.card');
    await page.waitForFunction('harness.firstCard() > 0');
    const first = await page.evaluate<number>('harness.firstCard()');
    row('navigation → first node painted', `${first.toFixed(0)} ms`, '≤ 2,000 ms');
    row('nodes in the page', String(await page.locator('.react-flow__node').count()), '');
    row('pan', await frames(page, () => drag(page, 4_000)), 'p95 ≤ 33 ms');
    await page.getByRole('button', { name: 'Fit the graph' }).click();
    row('pan, all in sight', await frames(page, () => drag(page, 4_000)), 'p95 ≤ 33 ms');
    await page.reload();
    await page.waitForSelector('.card');
    const before = await heapMb(cdp);
    const layouts = await page.evaluate<number>('harness.layouts()');
    let after = before;
    const spoken = await frames(page, async () => {
      await page.evaluate(`harness.changeFor(${minute * 500})`);
      after = await heapMb(cdp);
      await page.evaluate(`harness.changeFor(${minute * 500})`);
    });
    row(`50 changes a second for ${minute} s`, spoken, 'p95 ≤ 50 ms');
    const end = await heapMb(cdp);
    row('heap before, half way, after', `${before.toFixed(1)} ${after.toFixed(1)} ${end.toFixed(1)} MB`, 'flat');
    const made = (await page.evaluate<number>('harness.layouts()')) - layouts;
    row('layouts made meanwhile', String(made), '0');
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
