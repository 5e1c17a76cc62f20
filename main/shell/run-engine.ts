import type { Engine } from '../engine/index.ts';
import { ArgosyError } from '../model/index.ts';
import type { Io } from './cli/io.ts';
import { type GuideFacts, guideText } from './guide-text.ts';
import { argosyHome } from './home.ts';
import { engineLogger, openEngine } from './own-engine.ts';
import { serveEngine } from './serve.ts';

export interface RunEngineOptions {
  /** Says what to do next while the engine has nothing to do. */
  readonly guide: boolean;
}

/** The engine in the foreground until a signal or a client's request: what `argosy engine` does. */
export async function runEngine(io: Io, options: RunEngineOptions): Promise<void> {
  const home = argosyHome({ platform: io.platform, env: io.env, userHome: io.userHome, workingFolder: io.cwd });
  const stop = new AbortController();
  const logger = engineLogger(io, (line) => io.err(`${line}\n`), 'info');
  const running = await openEngine(home, io, 'argosy engine', logger, () => stop.abort());
  try {
    const server = await serveEngine(running, home, io.platform);
    try {
      const { engine } = running;
      await engine.start();
      io.out(`Argosy engine is ready: ${engine.applications.list().length} applications, data in ${home}\n`);
      const guide = options.guide ? guideText(await guideFacts(engine, io)) : '';
      if (guide !== '') io.out(`\n${guide}`);
      await aborted(AbortSignal.any([io.interrupted, stop.signal]));
      io.err('Stopping…\n');
    } finally {
      await server.close();
    }
  } finally {
    await running.close();
  }
}

async function guideFacts(engine: Engine, io: Io): Promise<GuideFacts> {
  return {
    command: io.env['npm_lifecycle_event'] === undefined ? 'argosy' : 'npx argosy',
    clusters: engine.clusters.list().map(({ name }) => name),
    applications: engine.applications.list().length,
    kubeconfig: await contextsFound(engine),
  };
}

async function contextsFound(engine: Engine): Promise<GuideFacts['kubeconfig']> {
  try {
    return { contexts: await engine.clusters.contexts(undefined) };
  } catch (error) {
    if (error instanceof ArgosyError) return { problem: error.message };
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
