import { engineTopics, type HandlerContext, type TopicSource } from '../../../main/api/index.ts';
import { type Clock, createLogger, ManualClock } from '../../../main/runtime/index.ts';
import { FakeEngine } from './fake-engine.ts';

/** An engine that answers everything, and what a shell puts around it. */
export interface Parts {
  readonly fake: FakeEngine;
  readonly clock: ManualClock;
  readonly logs: string[];
  readonly context: HandlerContext;
  readonly topics: ReadonlyMap<string, TopicSource>;
  readonly logger: ReturnType<typeof createLogger>;
}

export function parts(): Parts {
  const fake = new FakeEngine();
  const clock = new ManualClock();
  const logs: string[] = [];
  const { engine } = fake;
  return {
    fake,
    clock,
    logs,
    context: {
      engine,
      sandbox: {
        start: async () => {
          if (fake.fault.fail !== undefined) throw fake.fault.fail;
          return { clusters: ['staging'], application: 'fleet' };
        },
      },
      stop: () => {
        if (fake.fault.fail !== undefined) throw fake.fault.fail;
        fake.stopped += 1;
      },
      diagnostics: () => {
        if (fake.fault.fail !== undefined) throw fake.fault.fail;
        return {
          shell: 'argosy engine',
          pid: 1,
          platform: 'linux x64',
          startedAt: 1,
          memory: { resident: 1, heap: 1, external: 1 },
          home: '/home/me/.local/share/argosy',
          log: '',
          store: { health: 'failing', since: 1, message: 'the disk is full', waiting: 2 },
          loopDelay: { p50: 0, p99: 1, max: 2, lastMinuteMax: 2 },
          engineLoopDelay: { p50: 0, p99: 3, max: 4, lastMinuteMax: 4 },
        };
      },
      version: () => {
        if (fake.fault.fail !== undefined) throw fake.fault.fail;
        return { argosy: 'v0', node: process.version, engines: { helm: 'abc' } };
      },
    },
    topics: engineTopics(engine, clock satisfies Clock),
    logger: createLogger({ sink: (line) => void logs.push(line), level: 'debug', clock }),
  };
}
