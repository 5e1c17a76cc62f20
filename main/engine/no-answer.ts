import { ClusterError } from '../cluster/index.ts';
import { Outage, type SyncPorts } from '../sync/index.ts';

/** The connection could not be made, broke, or was silent past the deadline. */
const SILENT: ReadonlySet<string> = new Set(['Unreachable', 'Timeout']);
/** Said by somebody in between, or before the request was looked at: credentials that have ended, a gateway without its server. */
const IN_BETWEEN: ReadonlySet<number> = new Set([401, 502, 503, 504]);

/** Whether an error says that nothing is known of what was asked: neither done nor refused. */
export function isNoAnswer(error: unknown): error is ClusterError {
  if (!(error instanceof ClusterError)) return false;
  const { code, reason } = error.status;
  return code === 0 ? SILENT.has(reason) : IN_BETWEEN.has(code);
}

/** Ports that stop the execution where no answer comes, instead of taking it for a refusal. */
export function stoppedByOutage(ports: SyncPorts): SyncPorts {
  const { hooks, exists } = ports;
  return {
    ...ports,
    dryRun: (...asked) => answered(ports.dryRun(...asked)),
    apply: (...asked) => answered(ports.apply(...asked)),
    prune: (...asked) => answered(ports.prune(...asked)),
    health: (...asked) => answered(ports.health(...asked)),
    ...(exists && { exists: (...asked) => answered(exists(...asked)) }),
    ...(hooks && {
      hooks: {
        finish: (...asked) => answered(hooks.finish(...asked)),
        remove: (...asked) => answered(hooks.remove(...asked)),
      },
    }),
  };
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isNoAnswer(error) ? new Outage(error.message, { cause: error }) : error;
  }
}
