import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlainClient } from '../conformance/world/index.ts';
import { openWindow, type PersonWindow, startBrowser } from './world/browser.ts';
import { countPointers, focused, type Hands, keyboard, mouse } from './world/hands.ts';
import { lookedAt } from './world/looked-at.ts';
import { type SandboxWorld, startFreshDesktop } from './world/sandbox.ts';

/** Both looks of axe at each page of the path, on a machine that does other things too. */
const LONG = { timeout: 300_000 };
/** What an engine does in its own time. */
const SOON = { timeout: 60_000 };

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser?.close());

describe.each([
  ['mouse', mouse],
  ['keyboard', keyboard],
] as const)('the first minutes of a person, with the %s', (_, handsOf) => {
  let world: SandboxWorld;
  let window: PersonWindow;
  let page: Page;
  let hands: Hands;

  beforeAll(async () => {
    world = await startFreshDesktop();
    window = await openWindow(browser, await world.link());
    ({ page } = window);
    await countPointers(page);
    await page.reload();
    hands = handsOf(page);
  });

  afterAll(async () => {
    await window?.close();
    await world?.close();
  });

  const heading = (name: string | RegExp): Locator => page.getByRole('heading', { name, level: 1 });
  const rail = (name: string): Locator => page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name });
  const tab = (name: string): Locator =>
    page.getByRole('navigation', { name: 'Parts of the application' }).getByRole('link', { name });
  const panel = (): Locator => page.getByRole('complementary', { name: /^(Sync|Syncing) catalog/ });
  const graphRow = (name: RegExp): Locator => page.getByRole('treegrid').getByRole('row', { name });

  /** Pictures once. */
  const seen = (name: string): Promise<void> => lookedAt(page, `journey-${name}`, hands.name === 'mouse');

  /** With the keyboard, the next Tab begins where something has just happened. */
  async function standsAt(place: RegExp): Promise<void> {
    if (hands.name === 'keyboard') await expect.poll(() => focused(page)).toMatch(place);
  }

  it('tries it; told why it cannot start, they mend that and try again', LONG, async () => {
    await heading('Welcome').waitFor();
    await seen('first-run');
    const home = join(world.folder, 'home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'sandbox'), 'in the way');
    const start = page.getByRole('button', { name: 'Start the sandbox' });
    await hands.press(start);
    const alert = page.getByRole('alert');
    await alert.getByText(/Starting the sandbox/).waitFor();
    await alert.getByText(join(home, 'sandbox')).waitFor();
    await seen('sandbox-refused');
    await standsAt(/^button Start the sandbox/);
    rmSync(join(home, 'sandbox'));
    await hands.press(start);
    await page.waitForURL(/\/apps\/argocd\/fleet/, SOON);
    await heading(/^fleet/).waitFor();
    await standsAt(/^main/);
  });

  it('finds what is broken on the fleet page, and reads why', LONG, async () => {
    await graphRow(/Application.*Synced.*Healthy/)
      .first()
      .waitFor({ state: 'attached', ...SOON });
    await seen('fleet-graph');
    await hands.press(rail('Fleet'));
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor();
    const broken = page.getByRole('button', { name: 'Open reports' });
    await broken.waitFor(SOON);
    await page
      .getByRole('list', { name: 'Needs attention' })
      .getByText(/replcias/)
      .waitFor(SOON);
    await seen('fleet');
    await hands.press(broken);
    await heading(/^reports/).waitFor();
    await page
      .getByRole('region', { name: 'The last operation' })
      .getByText(/replcias/)
      .waitFor();
    await standsAt(/^main/);
    await seen('why');
  });

  it('sees what differs in the one that somebody changed by hand, and syncs exactly its plan', LONG, async () => {
    await hands.press(rail('Apps'));
    await hands.open(page.getByRole('row', { name: /catalog/ }));
    await heading(/^catalog/).waitFor();
    const why = page.getByRole('region', { name: 'Why' });
    await hands.press(why.getByRole('button', { name: /more$/ }));
    await why
      .getByText(/replicas/)
      .first()
      .waitFor();
    await graphRow(/catalog Deployment.*OutOfSync/)
      .first()
      .waitFor({ state: 'attached' });
    await hands.press(tab('Diff'));
    await page.getByText('spec.replicas').first().waitFor();
    await page.locator('.cm-content').first().waitFor();
    await standsAt(/^link Diff/);
    await seen('diff');
    await hands.press(tab('Plan'));
    await page.getByRole('list', { name: 'What will happen' }).waitFor();
    const sync = page.getByRole('button', { name: 'Sync…' }).last();
    await hands.press(sync);
    await panel().getByRole('list', { name: 'What will happen' }).waitFor();
    await standsAt(/^complementary Sync catalog/);
    await hands.press(panel().getByRole('button', { name: 'Sync', exact: true }));
    await panel().getByText('Succeeded').first().waitFor(SOON);
    await standsAt(/^complementary Sync/);
    await seen('synced');
    await hands.press(panel().getByRole('button', { name: 'Close' }));
    await standsAt(/^(button Sync…|main)/);
    await hands.press(tab('Graph'));
    await graphRow(/catalog Deployment.*Synced/)
      .first()
      .waitFor({ state: 'attached', ...SOON });
    await page.getByRole('region', { name: 'Why' }).waitFor({ state: 'detached' });
  });

  it('breaks another by hand, and finds it healed', LONG, async () => {
    await hands.press(rail('Apps'));
    await hands.open(page.getByRole('row', { name: /guestbook-staging/ }));
    await heading(/^guestbook-staging/).waitFor();
    const healthy = graphRow(/guestbook Deployment.*Synced.*Healthy/).first();
    await healthy.waitFor({ state: 'attached', ...SOON });
    await seen('whole');
    const cluster = new PlainClient(join(world.folder, 'home', 'sandbox', 'kubeconfig'));
    const deployment = '/apis/apps/v1/namespaces/guestbook/deployments/guestbook';
    try {
      const generation = async (): Promise<number> =>
        (await cluster.get<{ metadata: { generation: number } }>(deployment))!.metadata.generation;
      const before = await generation();
      await cluster.patch(deployment, { spec: { replicas: 4 } }, 'kubectl-scale');
      // Changed by hand, and changed back by the engine: often before a screen could show what was between.
      await expect.poll(generation, SOON).toBeGreaterThanOrEqual(before + 2);
      await expect
        .poll(async () => (await cluster.get<{ spec: { replicas: number } }>(deployment))?.spec.replicas, SOON)
        .toBe(1);
      await healthy.waitFor({ state: 'attached', ...SOON });
      // It is said all the same: on the page, and on the node.
      await page
        .getByRole('region', { name: 'Healed just now' })
        .getByText(/spec\.replicas 4 → 1/)
        .waitFor();
      await graphRow(/guestbook Deployment.*healed/)
        .first()
        .waitFor({ state: 'attached', ...SOON });
      await seen('healed');
    } finally {
      cluster.close();
    }
  });

  it('reads in the history what happened, and who did it', LONG, async () => {
    await hands.press(tab('History'));
    const timeline = page.getByRole('group', { name: 'History' });
    await timeline
      .getByText(/by the sync policy/)
      .first()
      .waitFor();
    await page
      .getByRole('table', { name: 'Heals' })
      .getByRole('row', { name: /Deployment guestbook.*spec\.replicas 4 → 1.*changed by kubectl-scale/ })
      .waitFor();
    await hands.press(rail('Apps'));
    await hands.open(page.getByRole('row', { name: /catalog/ }));
    await hands.press(tab('History'));
    const entry = timeline.getByRole('button', { name: /Succeeded/ }).first();
    await hands.press(entry);
    await page.getByRole('region', { name: 'Difference to now' }).waitFor();
    await standsAt(/^button Succeeded/);
    await seen('history');
    if (hands.name === 'keyboard') expect(await hands.pointed()).toBe(0);
    else expect(await hands.pointed()).toBeGreaterThan(0);
    expect(window.complaints).toEqual([]);
  });
});
