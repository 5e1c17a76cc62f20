import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yaml } from '../conformance/world/index.ts';
import { openWindow, type PersonWindow, startBrowser } from './world/browser.ts';
import { lookedAt } from './world/looked-at.ts';
import { type SandboxWorld, startSandboxDesktop } from './world/sandbox.ts';

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

const seen = (name: string): Promise<void> => lookedAt(page, name);

/** A file of this machine with one ConfigMap, to be put into the repository. */
function configMap(name: string, colour: string, options?: string): string {
  const file = join(world.folder, `${name}.yaml`);
  const annotations = options === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-options': options } };
  writeFileSync(
    file,
    yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...annotations }, data: { colour } }),
  );
  return file;
}

const commit = (app: string, ...files: readonly (readonly [path: string, file: string])[]): Promise<string> =>
  world.argosy('sandbox', 'commit', app, ...files.flatMap(([path, file]) => ['--file', `${path}=${file}`]));

interface Read {
  readonly metadata: object;
  readonly spec: { readonly source: { readonly repoURL: string } };
}
const read = async (name: string): Promise<Read> =>
  JSON.parse(await world.argosy('app', 'get', name, '-o', 'json')) as Read;

const LONG = { timeout: 300_000 };

describe('a person whose word is waited for', LONG, () => {
  it('confirms a prune that asks for it', async () => {
    await commit('catalog', ['catalog/asks.yaml', configMap('asks', 'blue', 'Prune=confirm')]);
    await world.argosy('app', 'sync', 'catalog');
    await world.argosy('sandbox', 'commit', 'catalog', '--remove', 'catalog/asks.yaml');
    await world.argosy('app', 'get', 'catalog', '--refresh');
    await open('catalog', 'resources');
    await page.getByRole('row', { name: /ConfigMap.*asks/ }).waitFor();
    await page.getByRole('button', { name: 'Sync…' }).first().click();
    const panel = page.getByRole('complementary', { name: /catalog$/ });
    await panel.getByRole('checkbox', { name: /^Prune/ }).check();
    await panel.getByText('asks', { exact: true }).waitFor();
    await panel.getByRole('button', { name: 'Sync', exact: true }).click();
    const strip = page.getByRole('region', { name: 'The sync waits for your word' });
    await strip.getByText(/waiting for pruning confirmation of v1\/ConfigMap\/asks/).waitFor();
    await seen('prune-waits');
    // The panel lies over the strip: it has the button as well.
    await panel.getByRole('button', { name: 'Confirm pruning' }).click();
    await strip.waitFor({ state: 'detached' });
    await panel.getByText('Succeeded').first().waitFor();
    await panel.getByRole('row', { name: /ConfigMap asks/ }).waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('row', { name: /ConfigMap.*asks/ }).waitFor({ state: 'detached' });
  });

  it('reverts one of several sources, and leaves the other as it is', async () => {
    const { repoURL } = (await read('catalog')).spec.source;
    await commit(
      'catalog',
      ['pair/one/first.yaml', configMap('first', 'blue')],
      ['pair/two/second.yaml', configMap('second', 'blue')],
    );
    const file = join(world.folder, 'pair-app.yaml');
    const source = (path: string) => ({ repoURL, path, targetRevision: 'main' });
    writeFileSync(
      file,
      yaml({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'pair', namespace: 'argocd' },
        spec: {
          project: 'default',
          sources: [source('pair/one'), source('pair/two')],
          destination: { name: 'staging', namespace: 'pair' },
          syncPolicy: { syncOptions: ['CreateNamespace=true'] },
        },
      }),
    );
    await world.argosy('app', 'create', '-f', file);
    await world.argosy('app', 'sync', 'pair');
    await commit('catalog', ['pair/one/first.yaml', configMap('first', 'red')]);
    await commit('catalog', ['pair/two/second.yaml', configMap('second', 'red')]);
    await world.argosy('app', 'sync', 'pair');
    await open('pair', 'history');
    const timeline = page.getByRole('group', { name: 'History' });
    await timeline.getByRole('button', { name: /#0\b/ }).click();
    await page.getByRole('region', { name: 'Difference to now' }).waitFor();
    await page.getByRole('button', { name: 'Revert in Git…' }).click();
    const box = dialog('Revert pair in Git to #0');
    await box.getByRole('list', { name: 'Files' }).getByText('pair/one/first.yaml').waitFor();
    await box.getByRole('combobox', { name: 'Which source' }).click();
    await page.getByRole('option', { name: /Source 2.*pair\/two/ }).click();
    await box.getByRole('list', { name: 'Files' }).getByText('pair/two/second.yaml').waitFor();
    await seen('revert-source');
    await box.getByRole('button', { name: 'Push and sync', exact: true }).click();
    await box.getByText(/^Pushed [0-9a-f]{7} to main$/).waitFor();
    await box.getByRole('button', { name: 'Close' }).click();
    await timeline.getByRole('button', { name: /#2\b.*deployed now/ }).waitFor();
    expect(await coloursOf('pair')).toEqual({ first: 'red', second: 'blue' });
  });

  it('is refused a rollback whose plan does not hold any more, and goes on with the one that does', async () => {
    await window.close();
    window = await openWindow(browser, await world.link());
    ({ page } = window);
    let spoil = true;
    await page.routeWebSocket(/.*/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => {
        const text = String(frame);
        const spoiled = text.replace(/"planHash":"[0-9a-f]{64}"/, `"planHash":"${'0'.repeat(64)}"`);
        server.send(spoil ? spoiled : text);
        if (text !== spoiled) spoil = false;
      });
      server.onMessage((frame) => socket.send(frame));
    });
    await page.reload();
    await open('pair', 'history');
    await page.getByRole('group', { name: 'History' }).getByRole('button', { name: /#0\b/ }).click();
    await page.getByRole('button', { name: 'Roll back now, hold…' }).click();
    const box = dialog(/^Roll back pair to #0/);
    await box.getByRole('textbox', { name: 'Reason' }).fill('the red is wrong');
    await box.getByRole('list', { name: 'What will happen' }).waitFor();
    await box.getByRole('button', { name: 'Roll back and hold' }).click();
    await box.getByRole('alert').getByText('The plan is out of date.').waitFor();
    await seen('rollback-outdated');
    await box.getByRole('button', { name: 'Roll back and hold' }).click();
    await box.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Automation is held' }).getByText('the red is wrong').first().waitFor();
    await expect.poll(() => coloursOf('pair'), { timeout: 60_000 }).toEqual({ first: 'blue', second: 'blue' });
    expect(window.complaints).toEqual([]);
  });
});

/** The colour of every ConfigMap of an application, as it lives. */
async function coloursOf(app: string): Promise<Readonly<Record<string, string>>> {
  const out = await world.argosy('app', 'manifests', app, '--source', 'live');
  const found = [...out.matchAll(/colour: (\w+)[\s\S]*?name: (\w+)/g)];
  return Object.fromEntries(found.map(([, colour, name]) => [name!, colour!]));
}
