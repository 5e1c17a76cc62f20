import { parentPort, workerData } from 'node:worker_threads';
import type { Engine } from '../../engine/index.ts';
import { appKeyOf } from '../../model/index.ts';
import { openSettings } from '../../store/index.ts';
import { linkToEngine } from '../browser/engine-link.ts';
import { readLoopDelay } from '../loop-delay.ts';
import { engineLogger, openEngine } from '../own-engine.ts';
import { serveEngine } from '../serve.ts';
import { crossing } from './crossing-error.ts';
import { desktopIo } from './desktop-io.ts';
import { type DesktopSettings, desktopSettings } from './desktop-settings.ts';
import type { EngineThreadData, FromThread, Post, ToThread } from './engine-port.ts';
import { RelayedHosts } from './host-relay.ts';
import { ServedLinks } from './link-relay.ts';

// Where the thread of the engine begins (decision 034): the engine of the desktop, its socket for the command line, and the port to the main loop.

const port = parentPort!;
const { home, facts, log, windows } = workerData as EngineThreadData;
const post: Post<FromThread> = (message, transfer) => port.postMessage(message, transfer);
const end = new AbortController();
const io = desktopIo(facts, (text) => logger.info(text.trim()), end.signal);
const logger = engineLogger(io, (line) => post({ type: 'log', line }), 'info');
const hosts = new RelayedHosts(post);
const readings = new Map<number, AbortController>();
/** There once the store is open. */
let settings: DesktopSettings | undefined;
/** There once the engine is ready. */
let served: Served | undefined;

interface Served {
  readonly engine: Engine;
  readonly links: ServedLinks;
  readonly close: () => Promise<void>;
}

// The main loop decides what becomes of the engine; until then it goes on as well as it can, so that it can end in order.
const crashed = (error: unknown): void => post({ type: 'crashed', error: crossing(error) });
process.on('uncaughtException', crashed);
process.on('unhandledRejection', crashed);
port.on('message', (message: ToThread) => receive(message));

const opening = open();
opening.then(
  (opened) => {
    served = opened;
    post({ type: 'ready' });
  },
  (error: unknown) => {
    post({ type: 'failed', error: crossing(error) });
    process.exit();
  },
);

async function open(): Promise<Served> {
  const running = await openEngine(home, io, 'the desktop application', logger, () => post({ type: 'stop' }), {
    spawnEngine: hosts.spawn,
    windows: () => readLoopDelay(windows),
    log,
  });
  try {
    settings = openSettings(desktopSettings(io.platform), running.store, io.env, logger);
    post({ type: 'opened', settings: Object.fromEntries(settings.list().map(({ key, text }) => [key, text])) });
    const server = await serveEngine(running, home, io.platform);
    try {
      await running.engine.start();
    } catch (error) {
      await server.close();
      throw error;
    }
    return {
      engine: running.engine,
      links: new ServedLinks((client) => linkToEngine(running, client), post),
      close: () => server.close().then(() => running.close()),
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

function receive(message: ToThread): void {
  switch (message.type) {
    case 'host-message':
    case 'host-exit':
      hosts.receive(message);
      return;
    case 'setting':
      keep(message.key, message.text);
      return;
    case 'read-again':
      void readAgain(message.id);
      return;
    case 'abort':
      readings.get(message.id)?.abort();
      return;
    case 'close':
      void close();
      return;
    default:
      // Links are asked for once the engine is ready.
      served?.links.receive(message);
  }
}

function keep(key: string, text: string | undefined): void {
  try {
    if (text === undefined) settings?.unset(key);
    else settings?.set(key, text);
  } catch (error) {
    // The store may not take it any more: then the window opens where it was before.
    logger.warn('a setting of the desktop was not kept', { setting: key, error });
  }
}

async function readAgain(id: number): Promise<void> {
  const reading = new AbortController();
  readings.set(id, reading);
  try {
    const { applications } = served!.engine;
    // A failure is in the application's own status.
    await Promise.allSettled(
      applications.list().map((app) => applications.refresh(appKeyOf(app), 'normal', reading.signal)),
    );
    post({ type: 'read', id });
  } catch (error) {
    post({ type: 'read', id, error: crossing(error) });
  } finally {
    readings.delete(id);
  }
}

async function close(): Promise<void> {
  end.abort();
  for (const reading of readings.values()) reading.abort();
  try {
    const { links, close: closeEngine } = await opening;
    links.closeAll();
    await closeEngine();
    post({ type: 'closed' });
  } catch (error) {
    post({ type: 'closed', error: crossing(error) });
  }
  process.exit();
}
