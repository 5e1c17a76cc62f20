import type { Engine } from '../../engine/index.ts';
import { appKeyOf } from '../../model/index.ts';
import type { Logger } from '../../runtime/index.ts';
import { linkToEngine } from '../browser/engine-link.ts';
import type { Io } from '../cli/io.ts';
import type { LoopDelay } from '../loop-delay.ts';
import { openEngine, type Running } from '../own-engine.ts';
import { serveEngine } from '../serve.ts';
import type { OwnEngine } from './engine-supervisor.ts';
import { utilityHost } from './utility-host.ts';

export interface OwnEngineOptions {
  readonly home: string;
  readonly io: Io;
  readonly logger: Logger;
  readonly delay: () => LoopDelay;
  /** The file that is logged to. */
  readonly log: string;
  /** A client asks for the end of the application. */
  readonly stop: () => void;
  /** The store is open: settings can be read. */
  readonly opened: (running: Running) => void;
}

/** Opens the engine in this process, and serves the command line from it. */
export async function openOwnEngine(options: OwnEngineOptions): Promise<OwnEngine> {
  const { home, io, logger, delay, stop, log } = options;
  const own = { spawnEngine: utilityHost, delay, log };
  const plain = await openEngine(home, io, 'the desktop application', logger, stop, own);
  const running: Running = { ...plain, context: { ...plain.context, engine: withDelay(plain.engine, delay) } };
  try {
    options.opened(running);
    const server = await serveEngine(running, home, io.platform);
    try {
      await running.engine.start();
    } catch (error) {
      await server.close();
      throw error;
    }
    let closing: Promise<void> | undefined;
    return {
      link: (client) => linkToEngine(running, client),
      readAgain: (signal) => readAgain(running.engine, signal),
      close: () => {
        closing ??= server.close().then(() => running.close());
        return closing;
      },
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

/** The counters of the engine with the delay of the loop that it shares with the windows. */
export function withDelay(engine: Engine, delay: () => LoopDelay): Engine {
  return { ...engine, counters: () => ({ ...engine.counters(), eventLoopDelay: delay() }) };
}

export async function readAgain(engine: Engine, signal: AbortSignal): Promise<void> {
  const all = engine.applications.list();
  // A failure is in the application's own status.
  await Promise.allSettled(all.map((app) => engine.applications.refresh(appKeyOf(app), 'normal', signal)));
}
