import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const SCREENSHOTS = join(import.meta.dirname, '..', 'screenshots');

/** Debian's Chromium, without anything that asks the network. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['ARGOSY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** What the system of the person asks for. */
export type Scheme = 'light' | 'dark' | 'contrast';

/** A window of a person; what its pages complain about is kept. */
export interface PersonWindow {
  readonly page: Page;
  /** Errors of scripts, refusals of the policy, failed requests. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export async function openWindow(browser: Browser, link: string, scheme: Scheme = 'light'): Promise<PersonWindow> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: scheme === 'light' ? 'light' : 'dark',
    contrast: scheme === 'contrast' ? 'more' : 'no-preference',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  await page.goto(link);
  await page.waitForURL((url) => url.pathname !== '/enter');
  return { page, complaints, close: () => context.close() };
}

/** Kept to be looked at, not compared; only when asked for, so that a test run leaves no changed files behind. */
export async function screenshot(page: Page, name: string, scheme: Scheme): Promise<void> {
  if (process.env['ARGOSY_SCREENSHOTS'] !== '1') return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}-${scheme}.png`) });
}

/** What axe finds wrong with the page, one line each. */
export async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
}
