import type { Application } from '../../model/index.ts';
import type { Client } from '../client/client.ts';
import { CommandError } from './exit.ts';
import type { Io } from './io.ts';
import { finalText, SyncProgress } from './sync-progress.ts';
import { followApplication, timeoutMs } from './watch-app.ts';

export interface FollowFlags {
  readonly timeout?: string;
  readonly output: string;
}

export interface Watched {
  /** Whether there is nothing more to wait for. */
  readonly ended: (app: Application) => boolean;
  /** Whether the last operation is the one that is watched: only then its outcome is judged. */
  readonly concerned: (app: Application) => boolean;
}

/**
 * Prints what an operation does until it ends, then the application as a comparison sees it that began after the end. Resolves with that
 * application; throws when the operation did not succeed (reference §12.2).
 */
export async function followOperation(
  client: Client,
  name: string,
  flags: FollowFlags,
  io: Io,
  { ended, concerned }: Watched = THE_LAST,
): Promise<Application> {
  const progress = new SyncProgress(io, () => new Date().toISOString().replace(/\.\d+Z$/, '+00:00'));
  const structuredOutput = flags.output === 'json' || flags.output === 'yaml';
  const finished = await followApplication(client, name, ended, {
    timeoutMs: timeoutMs(flags.timeout),
    signal: io.interrupted,
    seen: (state) => structuredOutput || progress.look(state),
  });
  if (!finished) throw new CommandError(`application '${name}' was deleted while syncing`);
  const compared = await client.call('app.get', { name, refresh: 'normal' }, io.interrupted);
  io.out(finalText(compared, flags.output, io.style));
  const phase = compared.status?.operationState?.phase ?? 'Unknown';
  if (concerned(compared) && phase !== 'Succeeded') {
    throw new CommandError(`Operation has completed with phase: ${phase}`);
  }
  return compared;
}

/** The operation that was just asked for. */
const THE_LAST: Watched = {
  ended: (app) => app.operation === undefined && app.status?.operationState?.finishedAt !== undefined,
  concerned: () => true,
};
