import { ArgosyError } from '../../model/index.ts';
import { RemoteError } from '../client/client.ts';
import { inert } from './table.ts';

/** Exit codes of the `argocd` command (reference §12.1). */
export const EXIT = {
  ok: 0,
  /** Wait timed out, sync not successful, pruning needed, a difference, wrong usage. */
  failed: 1,
  /** `app diff` with the wrong number of arguments. */
  diffUsage: 2,
  /** Everything the engine, a file or an output format refuses. */
  error: 20,
} as const;

/** Ends the command with a text and a code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  readonly advice: string | undefined;

  constructor(message: string, exitCode: number = EXIT.failed, advice?: string) {
    super(message);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** What is printed for an error, and the code that the process ends with. A stack is for those who ask for it. */
export function describeError(error: unknown, debug = false): { readonly text: string; readonly exitCode: number } {
  if (error instanceof CommandError) return { text: withAdvice(error.message, error.advice), exitCode: error.exitCode };
  if (error instanceof RemoteError && error.code === 'Internal') {
    return { text: withAdvice(`a bug in Argosy: ${error.message}`, IN_LOG), exitCode: EXIT.error };
  }
  if (error instanceof RemoteError || error instanceof ArgosyError) {
    return { text: withAdvice(error.message, error.advice), exitCode: EXIT.error };
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = debug && error instanceof Error ? error.stack : undefined;
  return { text: `a bug in Argosy: ${stack ?? withAdvice(message, IN_STACK)}`, exitCode: EXIT.error };
}

const IN_LOG = 'Details are in the log of the engine.';
const IN_STACK = 'Run it again with ARGOSY_DEBUG=1 in the environment to see where.';

function withAdvice(message: string, advice: string | undefined): string {
  // What a server or a repository says may have anything in it.
  const shown = [message, ...(advice === undefined || advice === '' ? [] : [`  ${advice}`])];
  return shown.map((text) => text.split('\n').map(inert).join('\n')).join('\n');
}
