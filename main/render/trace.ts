import type { ContentHash } from '../model/index.ts';
import type { BuildEnvironment } from './environment.ts';
import type { Observation, Worktree } from './worktree.ts';

/**
 * How an answer was found: what was looked at outside the source's own tree, the named inputs that were used, and the key of
 * the result. While all of it holds, the answer holds, and checking it reads trees only.
 */
export interface Trace {
  readonly observations: readonly Observation[];
  readonly depends: readonly (readonly [name: string, value: string])[];
  readonly result: ContentHash;
}

/** The same tree may be rendered with other files beside it, back and forth (a rollback): remember a few ways. */
const MOST_TRACES = 4;

export function addTrace(traces: readonly Trace[], trace: Trace): Trace[] {
  const same = JSON.stringify([trace.observations, trace.depends]);
  const others = traces.filter((each) => JSON.stringify([each.observations, each.depends]) !== same);
  return [trace, ...others].slice(0, MOST_TRACES);
}

export async function findTrace(
  traces: readonly Trace[],
  worktree: Worktree,
  environment: BuildEnvironment,
): Promise<Trace | undefined> {
  for (const trace of traces) {
    if (environment.holds(trace.depends) && (await worktree.holds(trace.observations))) return trace;
  }
  return undefined;
}

export function encodeTraces(traces: readonly Trace[]): Uint8Array {
  return Buffer.from(
    JSON.stringify(traces.map(({ observations, depends, result }) => [observations, depends, result])),
  );
}

/** An entry that cannot be read is no entry. */
export function decodeTraces(bytes: Uint8Array | undefined): Trace[] {
  if (bytes === undefined) return [];
  try {
    const rows = JSON.parse(Buffer.from(bytes).toString('utf8')) as [Observation[], [string, string][], ContentHash][];
    return rows.map(([observations, depends, result]) => ({ observations, depends, result }));
  } catch {
    return [];
  }
}
