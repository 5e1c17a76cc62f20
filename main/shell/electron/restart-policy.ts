/** What happens after the engine has failed with an error that nobody foresaw. */
export type CrashVerdict = 'restart' | 'give-up';

/** An engine that has run so long since its restart has earned another. Milliseconds. */
export const FORGIVEN_AFTER_MS = 30 * 60_000;

/** Restarted once by itself; what fails again soon would fail for ever, so the person is asked. */
export function decideAfterCrash(lastRestartAt: number | undefined, now: number): CrashVerdict {
  return lastRestartAt === undefined || now - lastRestartAt >= FORGIVEN_AFTER_MS ? 'restart' : 'give-up';
}

/** Below this a connection that died in the sleep is found by its own silence soon enough. Milliseconds. */
export const SHORT_SLEEP_MS = 45_000;

/**
 * What is done after a sleep. A watch whose server has forgotten it looks alive for up to two minutes (main/cluster/liveness.ts), and a
 * comparison with what it had told would be a stale green: after more than a nap the engine is opened anew, which renders nothing.
 */
export function decideAfterSleep(sleptMs: number | undefined): 'compare' | 'reopen' {
  return sleptMs !== undefined && sleptMs < SHORT_SLEEP_MS ? 'compare' : 'reopen';
}
