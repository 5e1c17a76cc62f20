import { join } from 'node:path';
import type { Clock, Logger } from '../runtime/index.ts';
import type { GitBackend } from './backend.ts';
import { createEmbeddedBackend } from './embedded.ts';
import { findGit } from './git-program.ts';
import { createSystemBackend } from './system.ts';

/** The person's Git when there is one that is recent enough, else the embedded one. Both keep their caches below `folder`. */
export async function createGitBackend(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
}): Promise<GitBackend> {
  const { clock, log, env } = options;
  const program = await findGit(env);
  if (program === undefined) {
    log.info('no Git of version 2.32 or newer on PATH: the embedded one serves, without SSH');
    return createEmbeddedBackend({ folder: join(options.folder, 'embedded'), clock, env });
  }
  log.info('Git found', { path: program.path, version: program.version });
  return createSystemBackend({ program, folder: join(options.folder, 'system'), clock, log, env });
}
