import { hostname } from 'node:os';
import { engineTopics, type HandlerContext } from '../api/index.ts';
import type { Engine } from '../engine/index.ts';
import { createLogger, type Logger, type LogLevel, systemClock } from '../runtime/index.ts';
import { type Assembled, type AssembleOptions, assemble } from './assemble.ts';
import type { Io } from './cli/io.ts';
import { Client } from './client/client.ts';
import type { Connection } from './client/connection.ts';
import { localTransport } from './client/local-transport.ts';
import { type DiagnosticsPorts, diagnosticsOf } from './diagnostics.ts';
import { type LoopDelay, watchLoopDelay } from './loop-delay.ts';
import { SandboxFleet } from './sandbox-fleet.ts';
import { openSecrets } from './secrets.ts';
import { assetPaths, VERSION } from './version.ts';

/** Everything of a process that holds an engine: the rooms, and what serves the contract from them. */
export interface Running extends Assembled {
  readonly context: HandlerContext;
  readonly topics: ReturnType<typeof engineTopics>;
  readonly logger: Logger;
  /** Runs inside this process once it is asked for. */
  readonly sandbox: SandboxFleet;
}

/** The holder of an engine that lives for one command: it starts nothing beside it. */
const ONE_COMMAND = 'a command';

/** What a shell has of its own. */
export interface OwnParts extends Pick<AssembleOptions, 'spawnEngine'>, Partial<Pick<DiagnosticsPorts, 'log'>> {
  /** The delay of the loop that the windows are on, where the engine has another for itself. */
  readonly windows?: () => LoopDelay;
}

/** Puts an engine together for a process of this person. `stop` is called when a client asks the shell to end. */
export async function openEngine(
  home: string,
  io: Io,
  shell: string,
  logger: Logger,
  stop: () => void,
  own: OwnParts = {},
): Promise<Running> {
  const secrets = await openSecrets(home, io, logger);
  const options: AssembleOptions = {
    home,
    platform: io.platform,
    env: io.env,
    clock: systemClock,
    logger,
    holder: { pid: process.pid, host: hostname(), shell },
    secrets: secrets.port,
    ...(secrets.cacheKey === undefined ? {} : { cacheKey: secrets.cacheKey }),
    ...assetPaths(),
    ...(own.spawnEngine === undefined ? {} : { spawnEngine: own.spawnEngine }),
  };
  const assembled = await assemble(options);
  const monitor = shell === ONE_COMMAND ? undefined : watchLoopDelay(systemClock);
  const sandbox = new SandboxFleet(home, assembled.engine, logger);
  if (shell !== ONE_COMMAND) await sandbox.resume();
  return {
    ...assembled,
    close: async () => {
      await assembled.close();
      await sandbox.stop();
      monitor?.stop();
    },
    logger,
    sandbox,
    context: {
      ...contextOf(withDelays(assembled.engine, own.windows, monitor?.read), assembled, stop),
      sandbox,
      diagnostics: diagnosticsOf({
        home,
        shell,
        log: own.log ?? '',
        store: assembled.store,
        clock: systemClock,
        delay: own.windows ?? monitor?.read,
        engineDelay: own.windows === undefined ? undefined : monitor?.read,
      }),
    },
    topics: engineTopics(assembled.engine, systemClock),
  };
}

export function engineLogger(io: Io, sink: (line: string) => void, fallback: LogLevel): Logger {
  const asked = io.env['ARGOSY_LOG_LEVEL'];
  const level = asked === 'debug' || asked === 'info' || asked === 'warn' || asked === 'error' ? asked : fallback;
  return createLogger({ sink, level, clock: systemClock });
}

/** An engine for the time of one command. */
export async function openOwnEngine(home: string, io: Io): Promise<Connection> {
  const logger = engineLogger(io, (line) => io.err(`${line}\n`), 'error');
  const running = await openEngine(home, io, ONE_COMMAND, logger, () => undefined);
  await running.engine.start('on-demand');
  const client = new Client(localTransport(running));
  return {
    client,
    engineRuns: false,
    close: async () => {
      client.close();
      await running.close();
    },
  };
}

/** The counters of an engine beside windows, with the delay of their loop and of its own. */
function withDelays(engine: Engine, windows?: () => LoopDelay, own?: () => LoopDelay): Engine {
  if (!windows || !own) return engine;
  return { ...engine, counters: () => ({ ...engine.counters(), eventLoopDelay: windows(), engineLoopDelay: own() }) };
}

function contextOf(engine: Engine, { engines }: Assembled, stop: () => void): Omit<HandlerContext, 'diagnostics'> {
  return {
    engine,
    stop,
    version: () => ({
      argosy: VERSION,
      node: process.version,
      engines: Object.fromEntries(
        (['helm', 'kustomize', 'tools', 'apply'] as const).map((name) => [name, engines.digest(name)]),
      ),
    }),
  };
}
