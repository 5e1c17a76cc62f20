import type { Style } from './status-text.ts';

/** The world of a command: streams, environment, signals. Handed in, so that commands are tested without a process. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly userHome: string;
  /** Whether standard output is a terminal: colours, progress and questions only then. */
  readonly terminal: boolean;
  readonly style: Style;
  /** Columns of the terminal. */
  readonly columns: number;
  /** Reads standard input to its end. */
  readonly readStdin: () => Promise<string>;
  /** Asks on the terminal; undefined when there is none. Ctrl-D answers with nothing. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Aborted by Ctrl-C, SIGTERM or SIGHUP. */
  readonly interrupted: AbortSignal;
  /** Runs the person's editor on a file; resolves with its exit code. */
  readonly edit: (file: string) => Promise<number>;
}
