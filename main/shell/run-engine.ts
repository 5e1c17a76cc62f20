import { argosyHome } from '../store/index.ts';
import type { Io } from './cli/io.ts';
import { engineLogger, openEngine } from './own-engine.ts';
import { serveEngine } from './serve.ts';

/** The engine in the foreground until a signal or a client's request: what `argosy engine` does. */
export async function runEngine(io: Io): Promise<void> {
  const home = argosyHome({ platform: io.platform, env: io.env, userHome: io.userHome, workingFolder: io.cwd });
  const stop = new AbortController();
  const logger = engineLogger(io, (line) => io.err(`${line}\n`), 'info');
  const running = await openEngine(home, io, 'argosy engine', logger, () => stop.abort());
  try {
    const server = await serveEngine(running, home, io.platform);
    try {
      await running.engine.start();
      io.out(`Argosy engine is ready: ${running.engine.applications.list().length} applications, data in ${home}\n`);
      await aborted(AbortSignal.any([io.interrupted, stop.signal]));
      io.err('Stopping…\n');
    } finally {
      await server.close();
    }
  } finally {
    await running.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
