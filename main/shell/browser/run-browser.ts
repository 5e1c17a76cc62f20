import { existsSync } from 'node:fs';
import { ArgosyError } from '../../model/index.ts';
import { type Logger, sleep, systemClock } from '../../runtime/index.ts';
import type { Io } from '../cli/io.ts';
import { argosyHome, homeLayout } from '../home.ts';
import { engineLogger, openEngine, type Running } from '../own-engine.ts';
import { serveEngine } from '../serve.ts';
import { rendererFolder } from '../version.ts';
import { type FrameClient, type FrameLink, linkToEngine, linkToSocket } from './engine-link.ts';
import { readFiles } from './files.ts';
import { announce, askForLink } from './owner.ts';
import { serveBrowser } from './server.ts';

/** From its socket: the window that a start is for has drawn its rows before the engine takes the processor to compare them all, */
const FIRST_ROWS_MS = 1000;
/** and nothing waits for a window that does not come. */
const NO_WINDOW_MS = 2000;

export interface BrowserOptions {
  readonly port: number;
}

/**
 * What `argosy serve` does: pages for a browser of this machine until a signal. A running engine is used through its socket; without
 * one this process opens its own, which then serves the other commands too. When the running one goes away, the next window that
 * connects makes this process take over.
 */
export async function runBrowser(io: Io, options: BrowserOptions): Promise<void> {
  const home = argosyHome({ platform: io.platform, env: io.env, userHome: io.userHome, workingFolder: io.cwd });
  const another = await askForLink(home);
  if (another !== undefined) {
    io.out(`Argosy is being served already. Open it with this link, which works once:\n  ${another}\n`);
    return;
  }
  const folder = rendererFolder();
  if (!existsSync(folder)) {
    throw new ArgosyError('FailedPrecondition', 'the pages have not been built', {
      subject: folder,
      advice: 'Run `npm run build` first.',
    });
  }
  const stop = new AbortController();
  const logger = engineLogger(io, (line) => io.err(`${line}\n`), 'warn');
  const { socket } = homeLayout(home, io.platform);

  const window = Promise.withResolvers<void>();
  const calm = Promise.withResolvers<void>();
  let own: Promise<OwnEngine> | undefined;
  const ownEngine = (): Promise<OwnEngine> => {
    own ??= openOwnEngine(home, io, logger, () => stop.abort(), calm.promise).catch((error: unknown) => {
      own = undefined;
      throw error;
    });
    return own;
  };
  const open = async (client: FrameClient): Promise<FrameLink> => {
    const running = own === undefined ? await linkToSocket(socket, client) : undefined;
    if (running) return running;
    const mine = await ownEngine();
    await mine.start();
    window.resolve();
    return linkToEngine(mine.running, client);
  };

  const probe = await linkToSocket(socket, { receive: () => true, drained: () => undefined, closed: () => undefined });
  probe?.close();
  if (!probe) await ownEngine();
  try {
    const server = await serveBrowser({
      port: options.port,
      files: readFiles(folder),
      open,
      clock: systemClock,
      logger,
    });
    const withdraw = await announce(home, server.port, server.ownerKey);
    try {
      io.out(
        `Argosy is ready${probe ? ', on the engine that runs already' : ''}. Open it with this link, which works once:\n  ${server.link()}\n`,
      );
      // Only now: while a browser comes, the engine reads what it knows.
      await (await own)?.start();
      const ended = aborted(AbortSignal.any([io.interrupted, stop.signal]));
      const shown = probe ? undefined : window.promise.then(() => sleep(systemClock, FIRST_ROWS_MS));
      await Promise.race([ended, shown, sleep(systemClock, NO_WINDOW_MS)]);
      calm.resolve();
      await ended;
    } finally {
      await withdraw();
      await server.close();
    }
  } finally {
    await (await own)?.close();
  }
}

/** The engine of this process: open, so that it holds the store and answers other commands, and started by whoever needs it first. */
interface OwnEngine {
  readonly running: Running;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openOwnEngine(
  home: string,
  io: Io,
  logger: Logger,
  stop: () => void,
  calm: Promise<void>,
): Promise<OwnEngine> {
  const running = await openEngine(home, io, 'argosy serve', logger, stop);
  try {
    const server = await serveEngine(running, home, io.platform);
    let started: Promise<void> | undefined;
    return {
      running,
      start: () => {
        started ??= running.engine.start('reconcile', calm);
        return started;
      },
      close: async () => {
        await server.close();
        await running.close();
      },
    };
  } catch (error) {
    await running.close();
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
