import type { Io } from '../cli/io.ts';

export interface ProcessFacts {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly userHome: string;
}

/** The world of the engine in an application without a terminal: nobody is asked on one, and what is said goes to the log. */
export function desktopIo(
  { env, platform, cwd, userHome }: ProcessFacts,
  say: (text: string) => void,
  end: AbortSignal,
): Io {
  return {
    out: say,
    err: say,
    env,
    platform,
    cwd,
    userHome,
    terminal: false,
    style: 'plain',
    columns: 80,
    readStdin: () => Promise.resolve(''),
    ask: undefined,
    interrupted: end,
    edit: () => Promise.reject(new Error('there is no terminal for an editor')),
  };
}
