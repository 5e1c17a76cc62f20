import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManualClock } from '../../../main/runtime/index.ts';
import { linkToEngine, linkToSocket } from '../../../main/shell/browser/engine-link.ts';
import { type BrowserServer, serveBrowser } from '../../../main/shell/browser/server.ts';
import { Client, type Transport } from '../../../main/shell/client/client.ts';
import { localTransport } from '../../../main/shell/client/local-transport.ts';
import { connectSocket } from '../../../main/shell/client/socket-transport.ts';
import { serveSocket } from '../../../main/shell/socket-server.ts';
import { browserSocket, enter } from './browser.ts';
import { desktopWay } from './desktop.ts';
import type { FakeEngine } from './fake-engine.ts';
import { parts } from './parts.ts';

/** An engine that is served, and ways to it. */
export interface Served {
  readonly fake: FakeEngine;
  readonly clock: ManualClock;
  readonly logs: string[];
  connect(): Promise<Transport>;
  client(): Promise<Client>;
  close(): Promise<void>;
}

/** Every transport there is; a new one is added here and must pass the whole suite. */
export const TRANSPORTS: readonly { readonly name: string; readonly serve: () => Promise<Served> }[] = [
  { name: 'local', serve: serveLocally },
  { name: 'socket', serve: serveBySocket },
  { name: 'browser', serve: serveToBrowser },
  { name: 'browser, over the socket of a running engine', serve: serveToBrowserThroughSocket },
  { name: 'desktop', serve: serveToDesktop },
];

async function serveLocally(): Promise<Served> {
  const { fake, clock, logs, ...rest } = parts();
  return served(
    { fake, clock, logs },
    async () => localTransport(rest),
    async () => undefined,
  );
}

async function serveToBrowser(): Promise<Served> {
  const { fake, clock, logs, ...rest } = parts();
  const server = await serveBrowser({
    port: 0,
    files: new Map(),
    clock,
    logger: rest.logger,
    open: async (client) => linkToEngine(rest, client),
  });
  return servedToBrowser({ fake, clock, logs }, server, server.close);
}

async function serveToBrowserThroughSocket(): Promise<Served> {
  const { fake, clock, logs, ...rest } = parts();
  const folder = await mkdtemp(join(tmpdir(), 'argosy-contract-'));
  const path = join(folder, 'engine.sock');
  const engine = await serveSocket({ path, platform: process.platform, ...rest });
  const server = await serveBrowser({
    port: 0,
    files: new Map(),
    clock,
    logger: rest.logger,
    open: async (client) => (await linkToSocket(path, client))!,
  });
  return servedToBrowser({ fake, clock, logs }, server, async () => {
    await server.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });
}

async function servedToBrowser(
  base: { fake: FakeEngine; clock: ManualClock; logs: string[] },
  server: BrowserServer,
  close: () => Promise<void>,
): Promise<Served> {
  const cookie = await enter(server.link());
  return served(base, () => browserSocket(server.port, cookie), close);
}

async function serveToDesktop(): Promise<Served> {
  const { fake, clock, logs, ...rest } = parts();
  const way = desktopWay(rest);
  return served({ fake, clock, logs }, way.connect, way.close);
}

async function serveBySocket(): Promise<Served> {
  const { fake, clock, logs, ...rest } = parts();
  const folder = await mkdtemp(join(tmpdir(), 'argosy-contract-'));
  const path = join(folder, 'engine.sock');
  const server = await serveSocket({ path, platform: process.platform, ...rest });
  return served(
    { fake, clock, logs },
    async () => (await connectSocket(path))!,
    async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  );
}

function served(
  rest: Pick<Served, 'fake' | 'clock' | 'logs'>,
  connect: () => Promise<Transport>,
  end: () => Promise<void>,
): Served {
  const open: Client[] = [];
  return {
    ...rest,
    connect,
    client: async () => {
      const client = new Client(await connect());
      open.push(client);
      return client;
    },
    close: async () => {
      for (const client of open) client.close();
      await end();
    },
  };
}

/** Waits for a condition that other turns of the loop make true. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const patience = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > patience) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
