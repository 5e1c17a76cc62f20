import { ArgosyError } from '../../model/index.ts';
import { RemoteError } from '../client/client.ts';

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

/** What is printed for an error, and the code that the process ends with. */
export function describeError(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof CommandError) return { text: withAdvice(error.message, error.advice), exitCode: error.exitCode };
  if (error instanceof RemoteError) {
    const prefix = error.code === 'Internal' ? 'a bug in Argosy: ' : '';
    return { text: withAdvice(`${prefix}${error.message}`, error.advice), exitCode: EXIT.error };
  }
  if (error instanceof ArgosyError) return { text: withAdvice(error.message, error.advice), exitCode: EXIT.error };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `a bug in Argosy: ${text}`, exitCode: EXIT.error };
}

function withAdvice(message: string, advice: string | undefined): string {
  return advice === undefined || advice === '' ? message : `${message}\n  ${advice}`;
}
