import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { screenshot, violations } from './browser.ts';

/** Looked at in both themes, and asked of axe in each; `keep`: with pictures. */
export async function lookedAt(page: Page, name: string, keep = true): Promise<void> {
  for (const scheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    if (keep) await screenshot(page, name, scheme);
    expect(await violations(page), `${name} ${scheme}`).toEqual([]);
  }
}
