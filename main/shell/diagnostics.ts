import type { Output } from '../../preload/contract/index.ts';
import type { Clock } from '../runtime/index.ts';
import type { Store } from '../store/index.ts';
import type { LoopDelay } from './loop-delay.ts';

export interface DiagnosticsPorts {
  readonly home: string;
  /** What runs the engine. */
  readonly shell: string;
  /** The file that is logged to; '' when it is the terminal. */
  readonly log: string;
  readonly store: Pick<Store, 'health'>;
  readonly clock: Clock;
  /** Of the loop that the windows are on, or the only one. */
  readonly delay: (() => LoopDelay) | undefined;
  /** Of the engine's own loop, where it has one. */
  readonly engineDelay?: (() => LoopDelay) | undefined;
}

/** How the process is that the engine lives in: what a person is asked for who reports a fault. */
export function diagnosticsOf(ports: DiagnosticsPorts): () => Output<'engine.diagnostics'> {
  return () => {
    const memory = process.memoryUsage();
    const health = ports.store.health();
    return {
      shell: ports.shell,
      pid: process.pid,
      platform: `${process.platform} ${process.arch}`,
      startedAt: Math.round(ports.clock.now() - process.uptime() * 1000),
      memory: { resident: memory.rss, heap: memory.heapUsed, external: memory.external },
      home: ports.home,
      log: ports.log,
      store:
        health.kind === 'ok'
          ? { health: 'ok' }
          : { health: 'failing', since: health.since, message: health.error.message, waiting: health.waiting },
      ...(ports.delay === undefined ? {} : { loopDelay: ports.delay() }),
      ...(ports.engineDelay === undefined ? {} : { engineLoopDelay: ports.engineDelay() }),
    };
  };
}
