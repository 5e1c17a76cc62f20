import { type ChildProcess, spawn } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Client } from '../main/shell/client/client.ts';
import { connectSocket } from '../main/shell/client/socket-transport.ts';
import { homeLayout } from '../main/shell/home.ts';
import { startBrowser } from '../test/e2e/world/browser.ts';
import { cpuOf } from './engine-process.ts';
import { PAGE_CLOCKS } from './page-clocks.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..');
const NODE = join(root, 'node_modules/.bin/node');

/** Milliseconds from the spawn of the program. */
interface Start {
  readonly link: number;
  /** Anything at all on the page. */
  readonly painted: number;
  /** The first row of the table, or the fleet's first line. */
  readonly rows: number;
  /** What was typed as soon as there was a row, and the list that it leaves, are painted. */
  readonly interactive: number;
  /** CPU milliseconds of the program until then. */
  readonly cpu: number;
  readonly renders: number;
  readonly requests: number;
}

type How = 'argosy serve' | 'npm start';

/** The desktop in a browser that runs already, on a home whose applications are synced; its engine must have been stopped. Program and files are warm. */
export async function measureStart(home: string, count: number, rounds = 7): Promise<readonly Row[]> {
  const browser = await startBrowser();
  try {
    await start(browser, home, 'argosy serve');
    const rows: Row[] = [];
    for (const how of ['argosy serve', 'npm start'] as const) {
      const starts: Start[] = [];
      for (let round = 0; round < rounds; round++) starts.push(await start(browser, home, how));
      rows.push(rowOf(`START ${how}, ${count} applications`, starts));
    }
    return rows;
  } finally {
    await browser.close();
  }
}

function rowOf(name: string, starts: readonly Start[]): Row {
  const of = (what: keyof Start): readonly number[] => starts.map((one) => one[what]).sort((a, b) => a - b);
  const median = (what: keyof Start): string => of(what)[Math.floor(starts.length / 2)]!.toFixed(0);
  const worst = of('interactive').at(-1)!.toFixed(0);
  return {
    name,
    wallMs: Number(median('interactive')),
    cpuMs: Number(median('cpu')),
    renders: Math.max(...of('renders')),
    requests: Math.max(...of('requests')),
    note: `spawn → interactive, goal 1,500, worst ${worst} of ${starts.length}; link ${median('link')}, first paint ${median('painted')}, first row ${median('rows')}; load ${loadavg()[0]!.toFixed(1)}`,
  };
}

async function start(browser: Browser, home: string, how: How): Promise<Start> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(PAGE_CLOCKS);
  const spawned = now();
  const served = spawnServer(home, how);
  try {
    const link = await served.link;
    const printed = now();
    // What the page behind the link does, but to the table instead of the fleet.
    await context.request.get(link);
    await page.goto(new URL('/apps', link).href, { waitUntil: 'commit' });
    const times = await clocks(page);
    const cpu = cpuOf(served.pid);
    const { renders, requests } = await countersOf(home);
    const since = (at: number): number => at - spawned;
    return {
      link: since(printed),
      painted: since(times.painted),
      rows: since(times.rows),
      interactive: since(times.interactive),
      cpu,
      renders,
      requests,
    };
  } finally {
    await context.close();
    await served.stop();
  }
}

async function clocks(page: Page): Promise<Pick<Start, 'painted' | 'rows' | 'interactive'>> {
  await page.locator('[role=grid] .row.body').first().waitFor();
  await page.evaluate('clocks.startTyping()');
  await page.getByRole('searchbox', { name: 'Filter applications' }).focus();
  // In one event, as a letter is; a single one may be in the address of every row.
  await page.keyboard.insertText('app-77');
  return page.evaluate<Pick<Start, 'painted' | 'rows' | 'interactive'>>(`clocks.answered().then((interactive) => ({
    painted: performance.timeOrigin + performance.getEntriesByType('paint')[0].startTime,
    rows: performance.timeOrigin + clocks.firstRow().painted,
    interactive: performance.timeOrigin + interactive,
  }))`);
}

interface Served {
  readonly pid: number;
  readonly link: Promise<string>;
  readonly stop: () => Promise<void>;
}

function spawnServer(home: string, how: How): Served {
  const args =
    how === 'npm start'
      ? [join(root, 'main/shell/start.mjs'), '--port', '0']
      : [join(root, 'main/shell/cli/argosy.mjs'), 'serve', '--port', '0'];
  // Without a screen, so that `npm start` opens the browser shell everywhere.
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const child = spawn(NODE, args, {
    env: { ...env, ARGOSY_HOME: home, ARGOSY_SECRETS: 'memory', ARGOSY_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { pid: child.pid!, link: linkOf(child), stop: () => ended(child) };
}

function linkOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += String(chunk);
      const link = /http:\S+\?token=\S+(?=\s)/.exec(text)?.[0];
      if (link !== undefined) resolve(link);
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve();
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}

async function countersOf(home: string): Promise<{ readonly renders: number; readonly requests: number }> {
  const transport = await connectSocket(homeLayout(home, process.platform).socket);
  if (!transport) throw new Error('the engine does not answer');
  const client = new Client(transport);
  try {
    for (;;) {
      const seen = (await client.call('engine.counters', {})) as Record<'renders' | 'requests' | 'comparisons', number>;
      const { applications } = (await client.call('engine.counters', {})) as { applications?: number };
      if (seen.comparisons >= (applications ?? 0)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    client.close();
  }
}

/** Milliseconds since the epoch, as fine as the page's. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
