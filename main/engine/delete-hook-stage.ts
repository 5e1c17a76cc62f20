import { ArgosyError } from '../model/index.ts';
import type { Target } from './assemble-target.ts';
import { type HookWorld, runDeleteHooks } from './delete-hooks.ts';
import type { DeletionGrounds } from './deletion-grounds.ts';
import type { StepPorts, Underway } from './deletion-underway.ts';
import { LOOK_AGAIN, type Waiting, waiting } from './deletion-wait.ts';
import type { DeletePhase } from './hook-finalizers.ts';
import type { AppRecord } from './record.ts';
import { sourcesOf } from './records.ts';
import { timestamp } from './timestamps.ts';

/** Milliseconds after which it is said that a hook has not ended: most take longer than objects do. */
export const HOOK_HELD_AFTER = 300_000;

/** Milliseconds between two tries of what failed: doubled from one to the next. */
const RETRY = { first: 10_000, longest: 180_000 };

export function retryAfter(failures: number): number {
  return Math.min(RETRY.longest, RETRY.first * 2 ** (failures - 1));
}

type Grounds = Extract<DeletionGrounds, { kind: 'ok' }>;

/**
 * The hooks of one phase until all have succeeded (reference §3.11). A hook that fails stops the deletion: it is said, left for its log to be read, and tried
 * again after a while, then from the newest revision, which may have mended it. Undefined: they have succeeded.
 */
export async function hookStage(
  phase: DeletePhase,
  ports: StepPorts,
  record: AppRecord,
  underway: Underway,
  grounds: Grounds,
  world: HookWorld,
  signal: AbortSignal,
): Promise<Waiting | undefined> {
  const { clock } = ports;
  const { cluster } = grounds.destination;
  const failed = underway.hooks;
  const kinds = new Set<string>();
  const held = (message: string, until: number): Waiting =>
    waiting(message, { cluster, kinds, atLatest: Math.max(0, until - clock.monotonic()) });
  if (failed !== undefined && failed.again > clock.monotonic()) return held(failed.message, failed.again);

  const target = await targetOf(phase, ports, record, grounds, failed !== undefined, signal);
  for (const { group, kind } of target.kinds) kinds.add(`${group}/${kind}`);
  const again = failed !== undefined && !failed.trying;
  const progress = await runDeleteHooks(phase, target, world, again, signal);
  if (again) underway.hooks = { ...failed, trying: true };
  switch (progress.kind) {
    case 'done':
      underway.hooks = undefined;
      underway.running = undefined;
      return undefined;
    case 'waiting': {
      const message = `${phase}: ${progress.message}`;
      const now = clock.monotonic();
      if (underway.running?.message !== message) underway.running = { message, since: now, at: timestamp(clock.now()) };
      const waited = now - underway.running.since;
      const long = waited >= HOOK_HELD_AFTER;
      return waiting(message, {
        cluster,
        kinds,
        changing: progress.for,
        atLatest: long ? LOOK_AGAIN : Math.min(LOOK_AGAIN, HOOK_HELD_AFTER - waited),
        // What failed has failed until it succeeds.
        held: failed?.message ?? (long ? hangs(message, underway.running.at, record) : undefined),
      });
    }
    case 'failed': {
      underway.running = undefined;
      underway.tries += 1;
      const { message } = progress;
      underway.hooks = { message, again: clock.monotonic() + retryAfter(underway.tries), trying: false };
      return held(message, underway.hooks.again);
    }
  }
}

/** Nothing ends a hook from here: it may be half way through what it has to do. */
function hangs(message: string, since: string, { app: { metadata } }: AppRecord): string {
  const { name } = metadata;
  return `${message}, since ${since}: look at it with \`argosy app logs ${name}\`; deleted by hand it is created anew, and \`argosy app delete ${name} --cascade=false\` ends the deletion without it`;
}

/** The target that has the hooks: the one that was compared last, or after a failure the newest. */
async function targetOf(
  phase: DeletePhase,
  { reconciler }: Pick<StepPorts, 'reconciler'>,
  record: AppRecord,
  { destination }: Grounds,
  newest: boolean,
  signal: AbortSignal,
): Promise<Target> {
  const { app, key, target } = record;
  const fresh = target && record.targetInputs === reconciler.inputsOf(app) && record.targetFailure === undefined;
  if (fresh && !newest) return target;
  const sources = sourcesOf(app);
  const freshness = newest ? 'latest' : 'cached';
  try {
    const options = { sources, revisions: undefined, freshness, force: false, previous: target } as const;
    return await reconciler.loadTarget(app, key, destination, options, signal);
  } catch (error) {
    if (!(error instanceof ArgosyError) || signal.aborted) throw error;
    const advice =
      'Mend the source, or delete the application without cascade: then no hook runs and its objects stay.';
    throw new ArgosyError(error.code, `the ${phase} hooks cannot be rendered: ${error.message}`, {
      subject: key,
      advice: error.advice ?? advice,
      retry: error.retry,
      cause: error,
    });
  }
}
